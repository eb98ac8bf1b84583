"""The command line: words in, one call, what happened out. The only place that prints and knows exit codes.

Exit codes: 0 done, 1 problems in the content, 2 wrong usage, 75 another build of the same client runs.
Everything heavy is imported inside the command that needs it, so that ``kbgen --help`` answers at once.
"""

from __future__ import annotations

import io
import signal
import sys

import kbgen.cli.late  # noqa: F401 - before anything that imports Typer
from kbgen.cli import (
    accepting,
    content,
    drafts,
    exporting,
    feedback,
    importing,
    making,
    papers,
    releases,
    searching,
    starting,
    terms,
    tracing,
    updating,
    versions,
    videos,
)
from kbgen.cli.app import app
from kbgen.cli.console import err, w
from kbgen.cli.panels import arrange
from kbgen.cli.speech import answer

COMMANDS = (
    starting,
    content,
    importing,
    making,
    papers,
    videos,
    drafts,
    updating,
    releases,
    exporting,
    tracing,
    versions,
    accepting,
    terms,
    searching,
    feedback,
)
"""Modules of commands: importing one hangs its commands on the application."""

arrange(app, w())


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def run() -> None:
    """The console script. Being told to end or losing the terminal is an interruption: encoders end with us."""
    signal.signal(signal.SIGTERM, _interrupt)
    hang_up = getattr(signal, "SIGHUP", None)  # Windows has none
    if hang_up is not None and signal.getsignal(hang_up) is signal.SIG_DFL:  # nohup means to go on
        signal.signal(hang_up, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a log in an old code page has no ticks: better a ? than no build
    answer(app)


__all__ = ["COMMANDS", "app", "err", "run"]
