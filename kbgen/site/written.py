"""Write a folder so that only what changed is touched, and only what we wrote before is deleted."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from kbgen.errors import KbgenError, Place, Problem, of_disk

LEDGER = ".kbgen.json"
"""Lists what was written. Its presence says that the folder is ours to change."""

_LINKED_FROM = 1 << 20  # bytes; smaller files are copied, since a copy cannot be changed from the other side


@contextmanager
def writing(shown: str) -> Iterator[None]:
    """Turns a disk that is full, read-only or gone into a problem; *shown* names the folder in it."""
    try:
        yield
    except OSError as error:
        first = of_disk(error)
        file = Path(str(first.filename)).name if first.filename else shown
        values = {"file": file, "reason": first.strerror or str(first)}
        raise KbgenError([Problem("site_disk", Place(shown), values)]) from error


def write_folder(folder: Path, files: Mapping[str, bytes | Path], shown: str) -> int:
    """Make *folder* hold *files* (POSIX path → content, or file to copy); return how many files were changed.

    Files of an earlier call that are no more named are deleted; files of others stay. *shown* names the
    folder in problems.

    Raises:
        KbgenError: the folder holds things but not our list, or a path leads out of it.
    """
    before = _ledger(folder, shown)
    for name in files:
        if not is_inside(name):
            raise KbgenError([Problem("site_path", Place(shown), {"path": name})])
    folder.mkdir(parents=True, exist_ok=True)
    _save_ledger(folder, sorted({*before, *files}))  # before the writing: a killed run leaves nothing unlisted
    opened: set[str] = set()
    changed = sum(_write(_open_path(folder, name, shown, opened), content) for name, content in files.items())
    stale = [name for name in before if name not in files and is_inside(name)]
    changed += sum(_delete(folder, name) for name in stale)
    _save_ledger(folder, sorted(files))
    return changed


def is_inside(name: str) -> bool:
    """Whether the relative POSIX path *name* stays below the folder it is joined to, on every system."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and not any(c in name for c in "\\:\0")


def _ledger(folder: Path, shown: str) -> list[str]:
    try:
        return [str(name) for name in json.loads((folder / LEDGER).read_text("utf-8"))["files"]]
    except FileNotFoundError:
        if folder.exists() and any(folder.iterdir()):
            raise KbgenError([Problem("site_foreign_folder", Place(shown), {"folder": shown})]) from None
        return []
    except (ValueError, KeyError, TypeError):
        return []  # a list cut short: nothing is deleted, everything is compared


def _save_ledger(folder: Path, names: list[str]) -> None:
    text = json.dumps({"files": names}, ensure_ascii=False, indent=0)
    path = folder / LEDGER
    if not path.exists() or path.read_text("utf-8") != text:
        beside = folder / f"{LEDGER}.new"
        beside.write_text(text, "utf-8")
        beside.replace(path)


def _open_path(folder: Path, name: str, shown: str, opened: set[str]) -> Path:
    """The path of *name*, its folders made; a link in place of one of its folders is refused."""
    path = folder.joinpath(*PurePosixPath(name).parts)
    parent = name.rpartition("/")[0]
    if parent not in opened:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.parent.resolve().is_relative_to(folder.resolve()):
            raise KbgenError([Problem("site_path", Place(shown), {"path": name})])
        opened.add(parent)
    return path


def _write(path: Path, content: bytes | Path) -> bool:
    if isinstance(content, Path):
        return _place_copy(content, path)
    try:
        if not path.is_symlink() and path.read_bytes() == content:
            return False
    except OSError:
        pass
    path.unlink(missing_ok=True)  # never write through a link, hard or soft
    path.write_bytes(content)
    return True


def _place_copy(source: Path, path: Path) -> bool:
    """Put *source* at *path*: a hard link for large files where the disk allows it, else a copy."""
    there = source.stat()
    try:
        here = path.lstat()
        same = (here.st_size, here.st_mtime_ns) == (there.st_size, there.st_mtime_ns)
        if same and stat.S_ISREG(here.st_mode):
            return False
    except OSError:
        pass
    path.unlink(missing_ok=True)
    link_or_copy(source, path)
    return True


def link_or_copy(source: Path, path: Path, linked_from: int = _LINKED_FROM) -> None:
    """*path* with the content and time of *source*; a hard link from *linked_from* bytes on."""
    if source.stat().st_size >= linked_from:
        try:
            os.link(source.resolve(), path)
            return
        except OSError:
            pass  # another disk, or a file system without links
    shutil.copy2(source, path)


def share(docs: Path, site: Path) -> None:
    """Have large files that *site* took over from *docs* lie on the disk once: hard links, where the disk allows it.

    Recordings in *docs* are links to the video store: so all copies of all audiences share them.
    """
    for source, size in _large(docs):
        twin = site / source.relative_to(docs)
        if not twin.is_file() or twin.stat().st_size != size or twin.samefile(source):
            continue
        beside = twin.with_name(f".new-{twin.name}")
        try:
            os.link(source, beside)
            beside.replace(twin)
        except OSError:
            beside.unlink(missing_ok=True)
            return


def _large(folder: Path) -> Iterator[tuple[Path, int]]:
    """Files below *folder* that are worth a link, and their sizes; no links."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _large(Path(entry.path))
            elif entry.is_file(follow_symlinks=False) and (size := entry.stat().st_size) >= _LINKED_FROM:
                yield Path(entry.path), size


def link(source: str, path: str) -> None:
    """*path* as a hard link to the file *source* (no link itself); a copy where the disk has no links."""
    try:
        os.link(source, path)
    except OSError:
        shutil.copy2(source, path)


def _delete(folder: Path, name: str) -> bool:
    path = folder.joinpath(*PurePosixPath(name).parts)
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        return False
    existed = path.is_symlink() or path.is_file()
    if existed:
        path.unlink()
    for parent in path.parents:
        if parent == folder or not parent.is_dir() or any(parent.iterdir()):
            break
        parent.rmdir()
    return existed
