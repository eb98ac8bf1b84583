"""Writing: several files at once, all or none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write_all(files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write *files*, each in one move; return those whose bytes changed.

    All are written beside their goals first. Should a move fail, what was moved already is put back.

    Raises:
        OSError: the disk does not take them; everything is as it was then.
    """
    before = {path: path.read_bytes() if path.is_file() else None for path in files}
    changed = {path: content for path, content in files.items() if before[path] != content}
    staged: dict[Path, Path] = {}
    made: list[Path] = []
    moved: list[Path] = []
    try:
        for path, content in changed.items():
            made += _folders(path.parent)
            staged[path] = path.with_name(f".{path.name}.new")
            staged[path].write_bytes(content)
        for path, fresh in staged.items():
            fresh.replace(path)
            moved.append(path)
    except BaseException:
        _put_back(moved, before, staged, made)
        raise
    return tuple(changed)


def _folders(folder: Path) -> list[Path]:
    """Make *folder*; return what was made, the outermost first."""
    missing = [f for f in (folder, *folder.parents) if not f.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _put_back(
    moved: list[Path], before: Mapping[Path, bytes | None], staged: Mapping[Path, Path], made: list[Path]
) -> None:
    for fresh in staged.values():
        fresh.unlink(missing_ok=True)
    for path in moved:
        content = before[path]
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)
    for folder in reversed(made):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
