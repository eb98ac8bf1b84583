"""What the person at the terminal sees: problems with place and advice, progress, the end of a build."""

from __future__ import annotations

import errno
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from kbgen.errors import BusyError, KbgenError, Place, Problem, UsageError, of_disk
from kbgen.language.catalogue import Words, say, words
from kbgen.language.locale import user_language

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from kbgen.cli.bars import WorkBars
    from kbgen.video.estimate import Standing

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

EXIT_PROBLEMS = 1
EXIT_USAGE = 2
EXIT_BUSY = 75  # EX_TEMPFAIL of sysexits.h: try again later

MOST_OF_A_FILE = 200
"""So many problems of a kind (errors, warnings) of one file are shown: it is the first ones that people mend."""

_DISK = {errno.ENOSPC, errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}
"""Failures of the disk that a person can mend, or must know of; any other OSError keeps its traceback."""


def w() -> Words:
    """The catalogue in the reader's language."""
    return words(user_language())


def show_problems(problems: Iterable[Problem]) -> None:
    """Each problem as place, sentence, rule that found it, and advice, on standard error; of thousands, the first."""
    problems = tuple(problems)
    if not problems:
        return
    from kbgen.rules import KNOWN, rule_of  # with all rules: only when there is something to say

    many: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        many[problem.place.file, problem.severity] += 1
        if many[problem.place.file, problem.severity] > MOST_OF_A_FILE:
            continue
        sentence = say(problem, user_language())
        mark = "[red]✗[/]" if problem.severity == "error" else "[yellow]![/]"
        rule = rule_of(problem)
        named = f" [dim]({rule})[/]" if rule in KNOWN and not KNOWN[rule].fixed else ""
        err.print(f"{mark} [bold]{escape(sentence.where)}[/]: {escape(sentence.what)}{named}")
        if sentence.hint:
            err.print(f"    [cyan]→ {escape(sentence.hint)}[/]")
    for (file, _), n in many.items():
        if n > MOST_OF_A_FILE:
            err.print(escape(w()("cli.tally.more", file=file, n=n - MOST_OF_A_FILE)))


def show_tally(problems: Sequence[Problem], built: bool) -> None:
    """The closing line of a list of problems."""
    errors = sum(p.severity == "error" for p in problems)
    warnings = len(problems) - errors
    if errors:
        err.print(w()("cli.tally.errors", n=errors) + ("" if built else " " + w()("cli.tally.nothing_built")))
    elif warnings:
        err.print(w()("cli.tally.warnings", n=warnings))


def exit_code(failure: KbgenError) -> int:
    """The program's exit code after *failure*."""
    return (
        EXIT_BUSY
        if isinstance(failure, BusyError)
        else EXIT_USAGE
        if isinstance(failure, UsageError)
        else EXIT_PROBLEMS
    )


@contextmanager
def one_door() -> Iterator[None]:
    """Turn foreseen failures into sentences and an exit code; let the unforeseen keep their traceback."""
    try:
        yield
    except KbgenError as failure:
        show_problems(failure.problems)
        if (code := exit_code(failure)) == EXIT_PROBLEMS:
            show_tally(failure.problems, built=False)
        sys.exit(code)
    except OSError as whole:
        first = of_disk(whole)
        if first.errno not in _DISK:
            raise
        where = Place(str(first.filename or Path.cwd()))
        show_problems([Problem("disk", where, {"why": first.strerror or type(first).__name__})])
        show_tally([Problem("disk", where)], built=False)
        sys.exit(EXIT_PROBLEMS)
    except KeyboardInterrupt:
        err.print(w()("cli.interrupted"))
        sys.exit(130)


class TerminalProgress:
    """Draws the build: a tick a finished step, a bar for the running one."""

    def __init__(self) -> None:
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._work: WorkBars | None = None
        self._step = ""
        self._since = 0.0

    def __enter__(self) -> TerminalProgress:
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        columns = (
            TextColumn("  {task.description}"),
            BarColumn(24),
            TaskProgressColumn(),
            TextColumn("[dim]{task.fields[what]}"),
        )
        self._bar = Progress(*columns, console=out, transient=True, disable=not out.is_terminal)
        self._bar.start()
        return self

    def __exit__(self, *failure: object) -> None:
        if failure[0] is None:
            self._finish()
        if self._bar:
            self._bar.stop()

    def step(self, key: str, what: str = "") -> None:
        """Tick off the last step, begin the next; *what* it is about."""
        self._finish()
        self._step, self._since = " ".join(filter(None, (w()(f"build.steps.{key}"), escape(what)))), time.monotonic()
        if self._bar:
            self._task = self._bar.add_task(self._step, total=None, what="")

    def advance(self, done: float, total: float, what: str = "") -> None:
        """Move the bar."""
        if self._bar and self._task is not None:
            self._bar.update(self._task, completed=done, total=total or None, what=escape(what))

    def work(self, standing: Standing) -> None:
        """Move the bars of the recordings; told from any thread."""
        from kbgen.cli.bars import WorkBars

        if self._bar and self._task is not None:
            self._work = self._work or WorkBars(self._bar, self._task, self._step, w())
            self._work.show(standing)

    def _finish(self) -> None:
        if self._work:
            self._work.close()
            self._work = None
        if self._bar and self._task is not None:
            self._bar.remove_task(self._task)
            self._task = None
        if self._step:
            out.print(f"  [green]✓[/] {self._step} [dim]{w()('cli.seconds', s=time.monotonic() - self._since)}[/]")
            self._step = ""
