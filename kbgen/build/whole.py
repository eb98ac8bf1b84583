"""Whole: the complete site of a preview with its search, made by a process of its own while the writer writes on.

``python -m kbgen.build.whole WORKSPACE CLIENT AUDIENCE FOLDER`` leaves ``FOLDER/site`` and, last, ``FOLDER.json`` with
what was found. Ended at any moment, it leaves nothing that a later one would take for whole.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Lock, Timer

from kbgen.build.preview import Preview
from kbgen.errors import KbgenError, Place, Problem
from kbgen.site.written import link

_QUIET = 0.6
"""Seconds without a change before it is begun: a writer saves again and again."""
_YIELDING = 10
"""How far the process steps back behind others, where the system knows that."""
_BESIDES = ("seminar", "documents")
"""Parts of the last release that a preview shows as they are."""


class Whole:
    """Keeps the complete site of *preview* up to date; *done* is told when it is, with its problems."""

    def __init__(self, preview: Preview, done: Callable[[], None]) -> None:
        self.preview, self.done = preview, done
        self._lock = Lock()
        self._timer: Timer | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._number = 0

    def begin(self) -> None:
        """Make it of what is staged now, a little later; what is under way is given up."""
        self.stop()
        with self._lock:
            self._timer = Timer(_QUIET, self._run)
            self._timer.daemon = True
            self._timer.start()

    def stop(self) -> None:
        """End what is under way."""
        with self._lock:
            timer, self._timer = self._timer, None
            process, self._process = self._process, None
        if timer:
            timer.cancel()
        if process and process.poll() is None:
            process.kill()
            process.wait()

    def _run(self) -> None:
        preview = self.preview
        with self._lock:
            if self._timer is None:  # given up before it began
                return
            self._number += 1
            folder = preview.project / ".shown" / str(self._number)
            _clear(folder)
            told = [str(preview.workspace.root), preview.client, preview.audience, str(folder)]
            command = [sys.executable, "-m", "kbgen.build.whole", *told]
            quiet = subprocess.DEVNULL
            self._process = process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=subprocess.PIPE)
        _, complaint = process.communicate()
        with self._lock:
            if self._process is not process:  # given up meanwhile
                return
            self._process = None
            before = preview.folder
            problems = _found(folder, complaint.decode(errors="replace"))
            if (folder / "site").is_dir():
                preview.settled(folder, problems)
                if before and before != folder:
                    shutil.rmtree(before, ignore_errors=True)
            else:
                preview.noted(problems)
        self.done()


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_suffix(".json").unlink(missing_ok=True)


def _found(folder: Path, complaint: str) -> tuple[Problem, ...]:
    """What the process found; where it died, what it died of."""
    try:
        told = json.loads(folder.with_suffix(".json").read_text("utf-8"))
        return tuple(Problem(p["code"], Place(**p["place"]), p["values"], p["severity"]) for p in told)
    except (OSError, ValueError, KeyError, TypeError):
        reason = (complaint.strip().splitlines() or ["?"])[-1][:300]
        return (Problem("preview_search", Place(folder.parent.parent.name), {"reason": reason}, "warning"),)


def make(preview: Preview, folder: Path) -> tuple[Problem, ...]:
    """The site of what *preview* has staged, with its search and the last release's slides and papers, in *folder*.

    Raises:
        KbgenError: the site cannot be made.
    """
    from kbgen import search, site
    from kbgen.build.audiences import narrowed_to
    from kbgen.bundles import release
    from kbgen.importers.kb import read_kb

    workspace = preview.workspace
    built = site.build(preview.project, folder / "site.new")
    kb = narrowed_to(read_kb(workspace, preview.client), preview.audience)
    found = search.index(folder / "site.new", kb, workspace)
    last = release.current(workspace.dist(preview.client, preview.audience))
    for part in _BESIDES if last else ():
        with suppress(OSError, shutil.Error):
            shutil.copytree(last / part, folder / part, copy_function=link)  # type: ignore[operator]
    (folder / "site.new").replace(folder / "site")
    return (*built.problems, *found.problems)


def main(words: list[str]) -> None:
    """See the top of this module."""
    from kbgen.workspace import Workspace

    root, client, audience, folder = words
    if hasattr(os, "nice"):
        os.nice(_YIELDING)  # pages that the writer waits for come first
    try:
        problems = make(Preview(Workspace(Path(root)), client, audience), Path(folder))
    except KbgenError as failure:
        problems = failure.problems
    told = json.dumps([asdict(p) for p in problems], ensure_ascii=False)
    Path(folder).with_suffix(".json").write_text(told, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
