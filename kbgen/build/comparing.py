"""Compare: what changed between two moments of a client's knowledge base, and what must be looked at because of it.

A moment is named by words: a version (``1.0``, ``version:1.0``, ``approved``), a release (``7``, ``release:7``), a git
revision (``HEAD~3``, ``git:v1.0``) or ``now``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from kbgen.build import knowledge
from kbgen.build.coverage import with_slides
from kbgen.build.revisions import at_revision, is_revision
from kbgen.bundles import release
from kbgen.errors import ContentError, Place, Problem, UsageError
from kbgen.importers.approvals import read_version
from kbgen.importers.kb import read_kb
from kbgen.language import say, words
from kbgen.language.dates import day
from kbgen.model import addresses
from kbgen.model.changes import Change, ChangeRequest, Snapshot, Touched
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Language
from kbgen.seminar import decks
from kbgen.trace.changes import changes
from kbgen.trace.deviations import covers
from kbgen.trace.snapshots import NOUNS, agreed, snapshot
from kbgen.trace.touching import touching
from kbgen.workspace import Workspace

NOW, APPROVED = "now", "approved"
FORMAT, VERSION = "kbgen-changes", 1


@dataclass(frozen=True, slots=True)
class Moment:
    """One side of a comparison."""

    name: str
    """«версия 1.0 от 12 ноября 2026 г.», «выпуск 7», «сейчас»."""
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Compared:
    """One change with everything known about it."""

    change: Change
    touched: Touched
    requests: tuple[ChangeRequest, ...] = ()
    """Change requests that name it."""
    deviates: bool = False
    """It was made after the approval, and no accepted request allows it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from *old* to *new*."""

    kb: KnowledgeBase
    """As it is now: what is touched is looked up there."""
    old: Moment
    new: Moment
    found: tuple[Compared, ...]


def compare(
    workspace: Workspace, client_id: str, old: str = "", new: str = "", language: Language | None = None
) -> Comparison:
    """What changed from *old* (by default the approved version) to *new* (by default now).

    Names of moments are said in *language* (the client's by default).

    Raises:
        ContentError: the content of now has errors.
        UsageError: a name that means nothing, or nothing was ever approved.
    """
    kb = read_kb(workspace, client_id)
    look = _Look(workspace, kb, language or kb.language)
    before, after = look.moment(old or APPROVED), look.moment(new or NOW)
    pair = (before.snapshot, after.snapshot)
    if any(side.guides is None and side.videos is None for side in pair):  # only the spec was signed
        pair = (agreed(pair[0]), agreed(pair[1]))
    touches = touching(with_slides(kb, decks(kb, workspace)), old=before.snapshot)
    asked = [(c, tuple(r for r in kb.spec.changes.requests if covers(r, c.trace))) for c in changes(*pair)]
    signed = (before.snapshot, after.snapshot) == (kb.approved, look.now)
    found = (
        Compared(change, touches.of(change), named, signed and not any(r.decision == "accepted" for r in named))
        for change, named in asked
    )
    return Comparison(kb, before, after, tuple(found))


@dataclass(frozen=True)
class _Look:
    """Finds moments by what people call them."""

    workspace: Workspace
    kb: KnowledgeBase
    language: Language

    @cached_property
    def now(self) -> Snapshot:
        """What there is at present."""
        return snapshot(self.kb, NOW)

    def moment(self, name: str) -> Moment:
        kind, _, rest = name.partition(":")
        if kind in ("version", "release", "git") and rest:
            return getattr(self, f"_{kind}")(rest)  # type: ignore[no-any-return] # one of the three methods below
        if name == NOW:
            return Moment(words(self.language)("cli.diff.now"), self.now)
        if name == APPROVED:
            approval = self.kb.spec.approval.approved
            if approval is None:
                raise UsageError([self._problem("diff_never_approved", name)])
            return self._version(approval.version)
        if name.isdecimal() and (self.workspace.dist(self.kb.client.id) / name).is_dir():
            return self._release(name)
        if self.kb.spec.approval.version(name):
            return self._version(name)
        if is_revision(self.workspace, name):
            return self._git(name)
        raise UsageError([self._unknown(name)])

    def _version(self, name: str) -> Moment:
        approval = self.kb.spec.approval.version(name)
        if approval is None:
            raise UsageError([self._unknown(name)])
        number = self.kb.spec.approval.approvals.index(approval)
        place = self.kb.place("approval", "approvals", number, "version")
        found, problems = read_version(self.workspace, self.kb.client.id, approval, place)
        if found is None:
            raise ContentError(problems)
        told = words(self.language)
        return Moment(told("cli.diff.version", version=name, day=day(approval.signed_on, self.language)), found)

    def _release(self, name: str) -> Moment:
        dist = self.workspace.dist(self.kb.client.id)
        if not name.isdecimal() or not (dist / name).is_dir():
            raise UsageError([self._unknown(name)])
        found = knowledge.read(dist / name)
        if found is None:
            raise UsageError([self._problem("diff_no_knowledge", name, release=name)])
        return Moment(words(self.language)("cli.diff.release", release=name), found)

    def _git(self, name: str) -> Moment:
        try:
            attempt = at_revision(self.workspace, self.kb.client.id, name)
        except UsageError as failure:
            if failure.problems[0].code.startswith("diff_"):
                raise
            raise UsageError([self._unread(name, failure.problems[0])]) from failure
        broken = [p for p in attempt.problems if p.severity == "error"]
        if {"client", *NOUNS} & attempt.unread:
            raise UsageError([self._unread(name, broken[0])])
        found = snapshot(attempt.kb, name)
        guides = None if "guides" in attempt.unread else found.guides
        videos = None if "videos" in attempt.unread else found.videos
        known = replace(found, guides=guides, videos=videos)
        return Moment(words(self.language)("cli.diff.revision", revision=name), known)

    def _unread(self, name: str, cause: Problem) -> Problem:
        told = say(cause, self.language)
        return self._problem("diff_unread", name, reason=f"{told.where}: {told.what}")

    def _unknown(self, name: str) -> Problem:
        dist = self.workspace.dist(self.kb.client.id)
        releases = ", ".join(folder.name for folder in release.releases(dist))
        versions = ", ".join(approval.version for approval in self.kb.spec.approval.approvals)
        return self._problem("diff_unknown", name, releases=releases or "—", versions=versions or "—")

    def _problem(self, code: str, name: str, **values: object) -> Problem:
        place = Place(f"content/clients/{self.kb.client.id}")
        return Problem(code, place, {"name": name[:60], "client": self.kb.client.id, **values})


def as_json(found: Comparison) -> dict[str, Any]:
    """*found* as plain values for machines; later versions only add keys."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "client": found.kb.client.id,
        "old": found.old.name,
        "new": found.new.name,
        "changes": [_one(one) for one in found.found],
    }


def _one(one: Compared) -> dict[str, Any]:
    change, touched = one.change, one.touched
    accepted = next((r.id for r in one.requests if r.decision == "accepted"), None)
    return {
        "trace": change.trace,
        "kind": change.kind,
        "attribute": change.attribute,
        "before": change.before,
        "after": change.after,
        "text": {"ru": change.text.ru, "en": change.text.en},
        "touches": {
            "pages": [_published(page) for page in touched.pages],
            "guides": list(touched.guides),
            "videos": list(touched.videos),
            "slides": [str(slide) for slide in touched.slides],
            "checks": list(touched.checks),
            "lapsed_checks": list(touched.lapsed),
            "documents": list(touched.documents),
        },
        "requests": [r.id for r in one.requests],
        "agreed": accepted,
    }


def _published(page: str) -> str:
    path, mark, anchor = page.partition("#")
    return addresses.html(path) + mark + anchor
