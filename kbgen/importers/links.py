"""Links that lead out of the workspace: what lies behind them is never read, and whoever laid them is told."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from kbgen.errors import Place, Problem
from kbgen.importers.text_files import shown
from kbgen.workspace import Workspace


def links_out(folders: Iterable[Path], workspace: Workspace) -> Iterator[Problem]:
    """Every link below *folders* that leads out of the workspace, or in circles.

    A folder may itself be a link of the whole workspace's (recordings on a disk of their own): what lies in it is in.
    """
    for folder in folders:
        tops = {path.resolve() for path in (workspace.root, workspace.videos, workspace.themes)}
        for path in _links(folder):
            try:
                inside = any(path.resolve().is_relative_to(top) for top in tops)
            except (OSError, RuntimeError):  # RuntimeError: a loop of links, before Python 3.13
                inside = False
            if not inside:
                yield Problem("outside_folder", Place(shown(path, workspace)))


def _links(folder: Path) -> Iterator[Path]:
    """Links below *folder* besides hidden ones, not followed; *folder* itself, where it is one."""
    if folder.is_symlink():
        yield folder
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:  # no such folder, or one that may not be read: told elsewhere
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            yield Path(entry.path)
        elif entry.is_dir(follow_symlinks=False):
            yield from _links(Path(entry.path))
