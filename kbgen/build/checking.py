"""Check: everything that is wrong with a client's content, without building anything."""

from __future__ import annotations

from kbgen.documents import check_form, documents
from kbgen.errors import ContentError, Problem
from kbgen.importers.kb import try_kb
from kbgen.importers.themes import read_theme
from kbgen.model.kb import KnowledgeBase
from kbgen.rules import check
from kbgen.seminar import check_template
from kbgen.theme import Theme
from kbgen.workspace import Workspace


def check_client(workspace: Workspace, client_id: str) -> tuple[Problem, ...]:
    """Every problem of the client's spec, guides, videos and theme, errors and warnings, by file and line.

    Raises:
        UsageError: there is no such client.
    """
    try:
        _, _, warnings = load(workspace, client_id)
    except ContentError as failure:
        return failure.problems
    return warnings


def load(workspace: Workspace, client_id: str) -> tuple[KnowledgeBase, Theme, tuple[Problem, ...]]:
    """The client's knowledge base and look, and warnings about them.

    Raises:
        ContentError: with every error and warning of all files at once, where there is at least one error.
        UsageError: there is no such client.
    """
    attempt = try_kb(workspace, client_id)
    problems = [*attempt.problems, *check(attempt.kb, workspace, attempt.unread)]
    theme: Theme | None = None
    if "client" not in attempt.unread:
        try:
            theme = read_theme(workspace, attempt.kb.client.theme)
            problems += [*theme.problems(), *check_template(theme)]
            if not attempt.unread:
                problems += [p for paper in documents(attempt.kb) for p in check_form(paper, theme)]
        except ContentError as failure:
            problems += failure.problems
    if theme is None or any(p.severity == "error" for p in problems):
        raise ContentError(_in_order(problems))
    return attempt.kb, theme, tuple(_in_order(problems))


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda p: (p.place, p.code))
