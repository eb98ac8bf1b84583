"""MkDocs itself: one run over a staged project, its remarks as problems."""

from __future__ import annotations

import gc
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kbgen.errors import KbgenError, Place, Problem
from kbgen.site.links import MOMENT, LooseEnds

_LINK = re.compile(r"Doc file '(?P<page>[^']+)' contains (?:a|an \w+(?: \w+)?) link '(?P<link>[^']*)'")
_ANCHOR = re.compile(r"does not contain an anchor '#(?P<anchor>[^']*)'|there is no such anchor on this page")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the engine left besides the site."""

    remarks: tuple[Problem, ...]
    """What MkDocs remarked, as warnings."""
    reused: frozenset[str] = frozenset()
    """Built pages that are those of the last site."""
    ends: LooseEnds = field(default_factory=dict)
    """Other built pages → their links that may lead nowhere; pages that are not named have not been looked through."""


def run(project: Path, into: Path, shown: str, last: Path | None = None, jobs: int | None = None) -> Ran:
    """Build *project* into the folder *into* (emptied first), to the same bytes as ``mkdocs build``.

    *shown* is the project's name in problems; *last*, where given, the folder of an earlier run: what it knows of
    pages that did not change is used again, and the same is left beside *into*. *jobs* processes share the rest.

    Raises:
        KbgenError: MkDocs gave up and said why: broken settings, a page that cannot be read, a template that fails.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's banner about another program
    from mkdocs.commands.build import build  # 0.4 s that a build with nothing changed saves
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    from kbgen.site.pages import build as pages
    from kbgen.site.pages.theme_files import quicken
    from kbgen.site.pages.understood import is_understood

    reused: frozenset[str] = frozenset()
    ends: LooseEnds = {}
    with _rarely_collected(), _Remarks(shown) as remarks:
        try:
            config = load_config(config_file=str(project / "mkdocs.yml"), site_dir=str(into))
            config.plugins.on_startup(command="build", dirty=False)
            try:
                if is_understood(config):
                    quicken(config, project / ".templates")
                    reused, ends = pages.build(config, last, jobs)
                else:
                    build(config)
            finally:
                config.plugins.on_shutdown()
        except Exception as error:
            if not remarks.last_error and not isinstance(error, MkDocsException):
                raise  # MkDocs itself did not expect it
            said = remarks.last_error or str(error)
            raise KbgenError([Problem("site_failed", Place(shown), {"message": said})]) from error
    return Ran(tuple(remarks.problems), reused, ends)


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """Thousands of pages are kept: looking through them for garbage again and again takes a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(20_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _Remarks(logging.Handler):
    """Collects what MkDocs logs from warnings upwards, and keeps it off the terminal."""

    def __init__(self, shown: str) -> None:
        super().__init__(logging.WARNING)
        self.shown = shown
        self.problems: list[Problem] = []
        self._told: set[tuple[str, Place, str]] = set()
        self.last_error = ""

    def __enter__(self) -> _Remarks:
        self._logger = logging.getLogger("mkdocs")
        self._before = (self._logger.level, self._logger.propagate)
        self._logger.addHandler(self)
        self._logger.setLevel(logging.WARNING)
        self._logger.propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self)
        level, self._logger.propagate = self._before
        self._logger.setLevel(level)

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if record.levelno >= logging.ERROR:
            self.last_error = message
        else:
            problem = _problem(message, self.shown)
            moment = MOMENT.fullmatch(str(problem.values.get("anchor", "")))
            key = (problem.code, problem.place, repr(problem.values))
            if not moment and key not in self._told:
                self._told.add(key)
                self.problems.append(problem)


def _problem(message: str, shown: str) -> Problem:
    """A remark of MkDocs as a problem; its own words where the kind is not known."""
    if not (link := _LINK.search(message)):
        return Problem("site_engine", Place(shown), {"message": message}, "warning")
    place = Place(f"{shown}/docs/{link['page']}")
    if anchor := _ANCHOR.search(message):
        name = anchor["anchor"] or link["link"].partition("#")[2]
        return Problem("site_broken_anchor", place, {"link": link["link"], "anchor": name}, "warning")
    return Problem("site_broken_link", place, {"link": link["link"]}, "warning")
