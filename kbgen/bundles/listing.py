"""What lies in a folder: every file with its size, and what is no file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

LINK = -1
"""In place of a size: what lies there is a link, or no file at all."""

_LITTER = {"thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store"}
_LITTER_FOLDERS = ("system volume information/", "$recycle.bin/", ".spotlight-v100/", ".fseventsd/", ".trashes/")


def files(folder: Path) -> list[tuple[str, int]]:
    """Path (relative, POSIX) and size of every file below *folder*, in the order of paths; links are not followed."""
    found: list[tuple[str, int]] = []
    for here, inner, names in os.walk(folder):
        below = Path(here).relative_to(folder).as_posix()
        start = "" if below == "." else f"{below}/"
        for name in (*names, *(n for n in inner if os.path.islink(f"{here}/{n}"))):  # noqa: PTH114 - thousands of them
            state = os.lstat(f"{here}/{name}")
            found.append((start + name, state.st_size if stat.S_ISREG(state.st_mode) else LINK))
    return sorted(found)


def is_litter(path: str) -> bool:
    """Whether it is one of the files that Windows and macOS leave in every folder and on every stick they show."""
    lower = path.lower()
    name = lower.rpartition("/")[2]
    return name in _LITTER or name.startswith("._") or lower.startswith(_LITTER_FOLDERS)
