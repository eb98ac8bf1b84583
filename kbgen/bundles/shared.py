"""Files that releases share with each other and with the cache, as hard links: a page or a film costs no disk twice.

Whoever writes into such a file changes it everywhere at once. That must not become a release that looks whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from kbgen.bundles import manifest
from kbgen.errors import KbgenError, Place, Problem


def refuse_damaged(folder: Path, made: manifest.Manifest, before: Iterable[Path]) -> None:
    """Refuse the release *made* in *folder* where it took over a file damaged after a release *before* it was made.

    Such a file is the same file on the disk as that release's, but not what that release's manifest says.

    Raises:
        KbgenError: there are such files.
    """
    problems = {problem.place.file: problem for old in before for problem in _damaged(folder, made, old)}
    if problems:
        raise KbgenError(problems.values())


def _damaged(folder: Path, made: manifest.Manifest, old: Path) -> Iterator[Problem]:
    try:
        known = {entry.path: entry for entry in manifest.read(old).entries}
    except KbgenError:
        return
    for entry in made.entries:
        was = known.get(entry.path)
        if was is not None and was.sha256 != entry.sha256 and _same(folder / entry.path, old / entry.path):
            yield Problem("bundle_shared", Place(entry.path), {"release": old.name})


def _same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)  # noqa: PTH121
    except OSError:
        return False
