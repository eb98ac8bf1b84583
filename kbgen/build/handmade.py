"""Handmade: slides that a trainer has changed in PowerPoint since they were made. They are not written over."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kbgen.bundles import manifest
from kbgen.errors import KbgenError, Place, Problem
from kbgen.seminar import is_untouched
from kbgen.workspace import Workspace

NOTE = "changed-by-hand.txt"
"""Names of the kept files, one a line, beside them: a release that copies them says that they are nobody's copies."""


@dataclass(frozen=True, slots=True)
class Kept:
    """PPTX files that people have changed."""

    files: Mapping[str, Path]
    """Name → where it lies."""

    def put(self, path: Path) -> bool:
        """Put the changed file of this name at *path*; False where nobody has changed one."""
        source = self.files.get(path.name)
        if source is not None and source != path:
            shutil.copyfile(source, path)
        return source is not None

    def note(self, folder: Path) -> None:
        """Write down in *folder* which files were kept."""
        note = folder / NOTE
        if names := sorted(name for name in self.files if (folder / name).is_file()):
            note.write_text("\n".join(names) + "\n", "utf-8", newline="\n")
        else:
            note.unlink(missing_ok=True)

    def problems(self, folder: Path, workspace: Workspace) -> tuple[Problem, ...]:
        """A warning for each kept file, with its place in *folder*."""
        return tuple(
            Problem("deck_kept", Place(workspace.shown(folder / name)), {"name": name}, "warning")
            for name in sorted(self.files)
        )


def kept_from(folder: Path, release: Path | None = None) -> Kept:
    """What people have changed in *folder*, where decks were written before; *release* is the release it lies in.

    A file without our mark is theirs, unless the release's list of files knows it by its digest: releases of earlier
    versions had no marks.
    """
    noted = _noted(folder)
    ours = _listed(release) if release else {}
    found = (p for p in sorted(folder.glob("*.pptx")) if not p.name.startswith(("~", ".")))
    return Kept({p.name: p for p in found if p.name in noted or not (is_untouched(p) or _is_listed(p, ours))})


def _noted(folder: Path) -> frozenset[str]:
    try:
        return frozenset((folder / NOTE).read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def _listed(release: Path) -> Mapping[str, str]:
    try:
        return {Path(entry.path).name: entry.sha256 for entry in manifest.read(release).entries}
    except (KbgenError, OSError):
        return {}


def _is_listed(path: Path, digests: Mapping[str, str]) -> bool:
    from kbgen.bundles.hashing import digest

    return path.name in digests and digest(path) == digests[path.name]
