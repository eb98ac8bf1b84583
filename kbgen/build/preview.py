"""Preview: a client's wiki as it would be built now, while somebody writes. No release, no slides, no papers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from time import sleep

from kbgen import wiki
from kbgen.build.apart import Apart
from kbgen.build.audiences import narrowed_to
from kbgen.build.checking import examined
from kbgen.build.coverage import with_slides
from kbgen.build.knowledge import with_previous
from kbgen.build.today import today
from kbgen.errors import KbgenError, Problem
from kbgen.importers.kb import in_order
from kbgen.importers.kept import Kept
from kbgen.language import words
from kbgen.model.changes import Snapshot
from kbgen.model.decks import SlideRef
from kbgen.model.kb import KnowledgeBase
from kbgen.model.videos import Media
from kbgen.search import marked
from kbgen.site import stage
from kbgen.site.live import Live
from kbgen.theme import Theme
from kbgen.wiki.kept import Kept as KeptPages
from kbgen.workspace import Workspace

_ONCE_MORE = 0.25
"""Seconds after which a file that cannot be read is read again: its editor may not have written all of it."""


@dataclass(frozen=True, slots=True)
class State:
    """How the preview stands."""

    number: int
    """Grows with every change that was looked at."""
    problems: tuple[Problem, ...] = ()
    good: bool = False
    """Whether what is shown is what the files say now; else it is the last that was good."""


@dataclass(frozen=True, slots=True)
class _Slow:
    """What takes long to find out, and changes with the spec and the recordings only."""

    slides: Mapping[str, tuple[SlideRef, ...]]
    media: Mapping[str, Media]
    previous: Snapshot | None


class Preview:
    """The pages of a client, or of one audience, kept up to date by :meth:`changed`. Safe for several threads.

    Made in ``build/<client>.preview/``, so that neither builds nor releases are touched.
    """

    def __init__(self, workspace: Workspace, client_id: str, audience: str = "") -> None:
        self.workspace, self.client, self.audience = Apart(workspace.root), client_id, audience
        self.state = State(0)
        self.project = self.workspace.build(client_id, audience)
        self._read, self._written, self._lock = Kept(), KeptPages(), Lock()
        self._slow: _Slow | None = None
        self._live: Live | None = None
        self._new: tuple[Problem, ...] = ()
        self._more = True
        """Whether more than sentences changed since the pages were last made."""

    @property
    def folder(self) -> Path | None:
        """Folder with ``site/`` in it, the last one that was good; None before there is one."""
        return self._live.out.parent if self._live else None

    @property
    def assets(self) -> int:
        """Grows whenever a style, script or picture changes."""
        return self._live.assets if self._live else 0

    def changed(self, paths: Collection[Path] = ()) -> State:
        """Look at what is written now; *paths* were seen to change (none: look at everything).

        What has errors is not shown: they come back as problems, and the last good pages stay.

        Raises:
            UsageError: there is no such client, or no such audience of it.
        """
        with self._lock:
            self._read.forget(paths)
            problems, good = self._look(paths)
            if not good and paths:
                sleep(_ONCE_MORE)
                self._read.forget(paths)
                problems, good = self._look(paths)
            self.state = State(self.state.number + 1, problems, good)
            return self.state

    def page(self, address: str) -> bytes | None:
        """The page at *address* (``guides/new-deal.html``) as it is now; None: there is no such page.

        Raises:
            KbgenError: a template that fails.
        """
        return self._live.page(address) if self._live else None

    def settled(self, folder: Path, problems: tuple[Problem, ...]) -> State:
        """From now on *folder* is shown: the whole site of this state, with its search; *problems* were found there."""
        if self._live:
            self._live.settled(folder / "site")
        return self.noted(problems)

    def noted(self, problems: tuple[Problem, ...]) -> State:
        """*problems* were found when the whole site was made."""
        with self._lock:
            known = {(p.code, repr(p.values)) for p in self.state.problems}
            new = tuple(p for p in problems if (p.code, repr(p.values)) not in known)
            good = self.state.good and not any(p.severity == "error" for p in problems)
            self.state = State(self.state.number + bool(new), (*self.state.problems, *new), good)
            self._new = new
            return self.state

    def news(self) -> tuple[Problem, ...]:
        """Problems that :meth:`noted` was told last, and that were not known before."""
        return self._new

    def _look(self, paths: Collection[Path]) -> tuple[tuple[Problem, ...], bool]:
        """All problems, and whether the pages are up to date."""
        self._more = self._more or not paths or any(path.suffix.lower() != ".md" for path in paths)
        kb, theme, settled = examined(self.workspace, self.client, kept=self._read, papers=self._more)
        problems = in_order(settled.problems)
        if theme is None or any(p.severity == "error" for p in problems):
            return problems, False
        try:
            self._make(kb, theme)
        except KbgenError as failure:
            return (*problems, *failure.problems), False
        self._more = False
        return problems, True

    def _make(self, kb: KnowledgeBase, theme: Theme) -> None:
        """Pages, written and staged; the site's are built when they are asked for."""
        kb = replace(kb, today=today())
        if self._slow is None or self._more:
            self._slow = self._found_out(kb)
        kb = replace(kb, media=self._slow.media, previous=self._slow.previous)
        kb = replace(narrowed_to(kb, self.audience), slides=self._slow.slides)
        pages = wiki.pages(kb, self._written)
        stage(kb, pages, theme, self.workspace, words(kb.language)("preview.release"))
        if self._live is None:
            first = self.project / ".shown" / "0" / "site"
            self._live = Live(self.project, first, self.workspace.shown(self.project))
        self._live.finish = lambda text: marked(text, kb, self.workspace)
        self._live.look()

    def _found_out(self, kb: KnowledgeBase) -> _Slow:
        from kbgen.seminar import decks
        from kbgen.video.encode import look

        media, _ = look(kb.videos, self.workspace, line=kb.client.line, quick=kb.client.quick_videos)
        kb = with_previous(replace(kb, media=media), self.workspace.dist(self.client))
        own = narrowed_to(kb, self.audience)
        return _Slow(with_slides(own, decks(own, self.workspace)).slides, media, kb.previous)
