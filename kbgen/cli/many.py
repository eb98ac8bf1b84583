"""``kbgen build`` of many clients: one progress view, what is wrong where, and a table of ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kbgen.build.many import End, build_many
from kbgen.cli import console
from kbgen.cli.console import out, w
from kbgen.workspace import Workspace

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from kbgen.build.story import Options
    from kbgen.video.estimate import Standing

_LISTED = 30
"""Unchanged clients are told one by one up to this many; more are counted."""


def build_clients(workspace: Workspace, names: Sequence[str], options: Options) -> int:
    """Build the clients *names*, say how it goes, and give the exit code."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("  {task.description}"),
        BarColumn(24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[what]}"),
    )
    ends: list[End] = []
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bars:
        view = _View(bars, bars.add_task(w()("cli.ends.clients"), total=len(names), what=""))
        for end in build_many(workspace, names, options, view.begins):
            ends.append(end)
            view.ended(end)
    order = {name: number for number, name in enumerate(names)}
    _show_table(sorted(ends, key=lambda end: order[end.client]))
    return max((_code(end) for end in ends), default=0)


class _View:
    """One line for all clients: how many are done, whose turn it is, and which step of theirs."""

    def __init__(self, bars: Bars, task: TaskID) -> None:
        self.bars, self.task, self.client, self.at = bars, task, "", ""

    def begins(self, client: str) -> _View:
        """It is the turn of *client*."""
        self.client = client
        self._show()
        return self

    def ended(self, end: End) -> None:
        """Tell the end of a client that changed."""
        self.bars.advance(self.task)
        if end.built is None or end.built.changed:
            mark = "[green]✓[/]" if end.good else "[red]✗[/]"
            out.print(f"{mark} [bold]{end.client}[/] {_state(end)} [dim]{w()('cli.seconds', s=end.seconds)}[/]")
        console.show_problems(end.problems)
        if end.trace:
            console.err.print(end.trace, markup=False, style="dim")

    def step(self, key: str, what: str = "") -> None:
        """The next step of the client."""
        self.at = " ".join(filter(None, (w()(f"build.steps.{key}"), what)))
        self._show()

    def advance(self, done: float, total: float, what: str = "") -> None:
        """Too fine for many clients."""

    def work(self, standing: Standing) -> None:
        """Recordings of one of many clients are one of its steps."""

    def _show(self) -> None:
        self.bars.update(self.task, what=f"{self.client}: {self.at}" if self.at else self.client)


def _code(end: End) -> int:
    if end.busy:
        return console.EXIT_BUSY
    if end.usage:
        return console.EXIT_USAGE
    return 0 if end.good else console.EXIT_PROBLEMS


def _show_table(ends: list[End]) -> None:
    """A line a client: what became of it, its pages, problems and seconds."""
    from rich.table import Table

    texts = w()
    quiet = [end for end in ends if end.built and not end.built.changed and not end.problems]
    hidden = set(map(id, quiet)) if len(quiet) > _LISTED else set()
    table = Table(box=None, pad_edge=False, title=texts("cli.ends.title"), title_justify="left")
    for heading in ("client", "state", "pages", "errors", "warnings", "time"):
        table.add_column(texts(f"cli.ends.{heading}"), justify="left" if heading in ("client", "state") else "right")
    for end in ends:
        if id(end) not in hidden:
            errors = sum(p.severity == "error" for p in end.problems)
            counts = str(end.pages or "–"), str(errors), str(len(end.problems) - errors)
            mark = "[green]✓[/]" if end.good else "[red]✗[/]"
            table.add_row(end.client, f"{mark} {_state(end)}", *counts, f"{end.seconds:.1f}")
    out.print()
    out.print(table)
    if hidden:
        out.print(texts("cli.ends.quiet", n=len(hidden)))
    bad = sum(not end.good for end in ends)
    out.print(texts("cli.ends.failed_of", n=bad, total=len(ends)) if bad else texts("cli.ends.all_good", n=len(ends)))


def _state(end: End) -> str:
    if end.built is None:
        return w()("cli.ends.busy" if end.busy else "cli.ends.failed")
    return w()(f"cli.ends.{'built' if end.built.changed else 'unchanged'}", release=end.built.release)
