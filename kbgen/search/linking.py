"""Files of the site: put there, linked instead of copied, told by size and time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path


def link(source: Path | str, path: Path | str) -> None:
    """*path* as a hard link to *source*; a copy where the disk has no links."""
    try:
        os.link(source, path)
    except OSError:
        shutil.copy2(source, path)


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_bytes() != content:
        path.unlink(missing_ok=True)  # it may be a link to the site's last build, which is not ours to change
        path.write_bytes(content)


def stamp_of(path: Path | str) -> str:
    try:
        state = os.stat(path)  # noqa: PTH116 (thousands of files)
    except OSError:
        return ""
    return f"{state.st_size}.{state.st_mtime_ns}"


def addresses(folder: Path) -> Iterator[str]:
    """Every HTML file below *folder*, with forward slashes."""
    for here, _, names in os.walk(folder):
        below = Path(here).relative_to(folder).as_posix()
        start = "" if below == "." else f"{below}/"
        yield from (start + name for name in names if name.endswith(".html"))
