"""Check: everything that is wrong with a client's content, without building anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from kbgen.build.former import made_with
from kbgen.build.moved import known_addresses, redirect_problems
from kbgen.build.today import today
from kbgen.documents import documents
from kbgen.errors import ContentError, Problem
from kbgen.importers.kb import client_ids, in_order, try_kb
from kbgen.importers.kept import Kept as Read
from kbgen.importers.themes import read_theme
from kbgen.keeping import keep, kept, name_of
from kbgen.model.documents import Document
from kbgen.model.kb import KnowledgeBase
from kbgen.rules import Settled, Silenced, check, settle
from kbgen.rules.reviewed import overdue
from kbgen.seminar import decks, lost, session_decks
from kbgen.theme import Theme
from kbgen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong with the content of one or several clients."""

    problems: tuple[Problem, ...]
    """By file and line; of files that clients share, once."""
    silenced: tuple[Silenced, ...] = ()


def check_client(workspace: Workspace, client_id: str) -> tuple[Problem, ...]:
    """Every problem of the client's spec, guides, videos and theme, errors and warnings, by file and line.

    Raises:
        UsageError: there is no such client.
    """
    return check_clients(workspace, [client_id]).problems


def check_clients(workspace: Workspace, ids: Iterable[str], begins: Callable[[str], None] = lambda _: None) -> Report:
    """The same of several clients; *begins* is told which one is looked at.

    Settings of the whole workspace that change nothing are told only where all its clients were looked at.

    Raises:
        UsageError: there is no such client.
    """
    ids = tuple(ids)
    problems: list[Problem] = []
    silenced: list[Silenced] = []
    idle: list[dict[str, Problem]] = []
    for id in ids:
        begins(id)
        _, _, settled = examined(workspace, id)
        problems += settled.problems
        silenced += settled.silenced
        idle.append({str(p.place): p for p in settled.idle})
    if idle and set(client_ids(workspace)) <= set(ids):
        problems += [p for place, p in idle[0].items() if all(place in one for one in idle)]
    return Report(in_order(problems), tuple(silenced))


def load(
    workspace: Workspace, client_id: str, thorough: bool = False
) -> tuple[KnowledgeBase, Theme, tuple[Problem, ...]]:
    """The client's knowledge base and look, and warnings about them; *thorough* asks the slow rules too.

    Raises:
        ContentError: with every error and warning of all files at once, where there is at least one error.
        UsageError: there is no such client.
    """
    kb, theme, settled = examined(workspace, client_id, thorough)
    problems = in_order(settled.problems)
    if theme is None or any(p.severity == "error" for p in problems):
        raise ContentError(problems)
    return kb, theme, problems


def examined(
    workspace: Workspace, client_id: str, thorough: bool = False, *, kept: Read | None = None, papers: bool = True
) -> tuple[KnowledgeBase, Theme | None, Settled]:
    """The knowledge base and the theme as far as they could be read, and everything that was found.

    Files in *kept* that did not change are not read again. *papers*: whether forms of papers and slides are looked at.

    Raises:
        UsageError: there is no such client.
    """
    attempt = try_kb(workspace, client_id, kept)
    found = list(check(attempt.kb, workspace, attempt.unread, thorough))
    found += overdue(attempt.kb, today())
    problems = list(attempt.problems)
    if attempt.kb.redirects.moved and not attempt.unread:
        problems += redirect_problems(attempt.kb, known_addresses(attempt.kb))
    if papers and attempt.kb.own_slides and not attempt.unread:
        made = (*decks(attempt.kb, workspace), *session_decks(attempt.kb, workspace))
        problems += lost(attempt.kb, made)
    theme: Theme | None = None
    if "client" not in attempt.unread:
        try:
            theme = read_theme(workspace, attempt.kb.client.theme)
            found += theme.problems()
            problems += _forms(attempt.kb, theme, workspace, whole=not attempt.unread) if papers else ()
        except ContentError as failure:
            problems += failure.problems
    settled = settle(found, attempt.kb, whole=not attempt.unread)
    return attempt.kb, theme, Settled((*problems, *settled.problems), settled.silenced, settled.idle)


def _forms(kb: KnowledgeBase, theme: Theme, workspace: Workspace, whole: bool) -> tuple[Problem, ...]:
    """Problems of the template of slides and, where *kb* is *whole*, of the forms of its papers, each once.

    Where the same forms were found to be good for the same papers before, they are not looked at again.
    """
    papers = {paper.form: paper for paper in documents(_shortened(kb))} if whole else {}
    blanks = [(form, sorted(paper.values), sorted(paper.figures)) for form, paper in papers.items()]
    good = workspace.cache / "slides" / f"kept-{name_of(made_with(theme), blanks)[:40]}.good"
    if kept(good) is not None:
        return ()
    problems = tuple(_wrong(papers.values(), theme))
    if not problems and workspace.cache.is_dir():  # a check alone begins no cache
        keep(good, b"")
    return problems


def _wrong(papers: Iterable[Document], theme: Theme) -> Iterator[Problem]:
    from kbgen.documents import check_form
    from kbgen.seminar import check_template

    yield from check_template(theme)
    for paper in papers:
        yield from check_form(paper, theme)


def _shortened(kb: KnowledgeBase) -> KnowledgeBase:
    """*kb* with a few permissions only: forms have the same blanks, however long the test programme is."""
    roles = kb.spec.roles
    return replace(kb, spec=replace(kb.spec, roles=replace(roles, permissions=roles.permissions[:_FEW])))


_FEW = 20
