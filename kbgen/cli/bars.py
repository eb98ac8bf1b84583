"""Bars of the work on recordings: one for all of them with the time left, one below it for each that is under way."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rich.markup import escape

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from kbgen.language.catalogue import Words
    from kbgen.video.estimate import Running, Standing

_NAME = 28
"""Letters of a file's name that are shown: its end, where names differ."""


class WorkBars:
    """The bars of one step; *task* is the step's own, which becomes the one for all recordings."""

    def __init__(self, bar: Bar, task: TaskID, title: str, texts: Words) -> None:
        self._bar, self._task, self._title, self._texts = bar, task, title, texts
        self._files: dict[str, TaskID] = {}

    def show(self, standing: Standing) -> None:
        """Move the bars. Told from any thread."""
        counted = self._texts("cli.work.counted", done=standing.finished, of=standing.files)
        self._bar.update(
            self._task,
            description=f"{self._title} {counted}",
            completed=standing.part * 100,
            total=100,
            what=self._texts("cli.work.left", time=clock(standing.left)) if standing.left is not None else "",
        )
        now = {running.file: running for running in standing.running}
        for file in [f for f in self._files if f not in now]:
            self._bar.remove_task(self._files.pop(file))
        for running in now.values():
            self._show_file(running)

    def _show_file(self, running: Running) -> None:
        if running.file not in self._files:
            name = PurePosixPath(running.file).name
            name = name if len(name) <= _NAME else "…" + name[1 - _NAME :]
            self._files[running.file] = self._bar.add_task(f"  [dim]{escape(name)}[/]", total=100, what="")
        left = clock(running.left) if running.left is not None else ""
        self._bar.update(self._files[running.file], completed=running.part * 100, what=left)

    def close(self) -> None:
        """Take the files' bars away."""
        for task in self._files.values():
            self._bar.remove_task(task)
        self._files.clear()


def clock(seconds: float) -> str:
    """*seconds* as a clock shows them: ``0:07``, ``12:40``, ``1:05:00``."""
    minutes, rest = divmod(max(round(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
