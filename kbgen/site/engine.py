"""MkDocs itself: one run over a staged project, its remarks as problems."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import Any

from kbgen.errors import KbgenError, Place, Problem
from kbgen.site.links import MOMENT

_LINK = re.compile(r"Doc file '(?P<page>[^']+)' contains (?:a|an \w+(?: \w+)?) link '(?P<link>[^']*)'")
_ANCHOR = re.compile(r"does not contain an anchor '#(?P<anchor>[^']*)'|there is no such anchor on this page")


def run(project: Path, into: Path, shown: str) -> tuple[Problem, ...]:
    """Build *project* into the folder *into* (emptied first); return what MkDocs remarked, as warnings.

    *shown* is the project's name in problems. Nothing outside this module knows how a page becomes HTML:
    a cache of rendered pages belongs here.

    Raises:
        KbgenError: MkDocs gave up and said why: broken settings, a page that cannot be read, a template that fails.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's banner about another program
    from mkdocs.commands.build import build  # 0.4 s that a build with nothing changed saves
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    with _Remarks(shown) as remarks:
        try:
            config = load_config(config_file=str(project / "mkdocs.yml"), site_dir=str(into))
            _run_with_plugins(config, build)
        except Exception as error:
            if not remarks.last_error and not isinstance(error, MkDocsException):
                raise  # MkDocs itself did not expect it
            said = remarks.last_error or str(error)
            raise KbgenError([Problem("site_failed", Place(shown), {"message": said})]) from error
    return tuple(remarks.problems)


def _run_with_plugins(config: Any, build: Any) -> None:
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()


class _Remarks(logging.Handler):
    """Collects what MkDocs logs from warnings upwards, and keeps it off the terminal."""

    def __init__(self, shown: str) -> None:
        super().__init__(logging.WARNING)
        self.shown = shown
        self.problems: list[Problem] = []
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
            if not moment and problem not in self.problems:
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
