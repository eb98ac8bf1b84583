"""Disk: files written whole or not at all, folders walked, and whether there is room."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from kbgen.bundles.update.copies import WORK
from kbgen.bundles.update.refused import Refused

RESERVE = 16 << 20  # bytes left free on the disk


def walk(folder: Path) -> list[tuple[str, int]]:
    """Path and size of every file (and every link) in *folder*, in the order of paths; our own work is left out."""
    found = []
    for here, inner, names in os.walk(folder):
        if Path(here) == folder:
            inner[:] = [name for name in inner if name != WORK]
        for name in [*names, *(n for n in inner if Path(here, n).is_symlink())]:
            path = Path(here, name)
            found.append((path.relative_to(folder).as_posix(), path.lstat().st_size))
    return sorted(found)


def is_litter(path: str) -> bool:
    """Whether it is one of the files that Windows and macOS leave in every folder they show."""
    name = path.lower().rpartition("/")[2]
    return name in ("thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store") or name.startswith("._")


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a small file whole or not at all."""
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.chmod(mode)
    beside.replace(path)


def sync(path: Path) -> None:
    """Make sure that *path* survives a power cut."""
    folder = path.is_dir()
    if folder and os.name == "nt":
        return  # Windows opens no folders
    handle = os.open(str(path), os.O_RDONLY if folder or os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.ENOSYS):  # some network disks cannot
            raise
    finally:
        os.close(handle)


def delete(folder: Path) -> None:
    """Delete a folder, if it is one."""
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)


def refuse_full(folder: Path, need: int) -> None:
    """Refuse what the disk has no room for.

    Raises:
        Refused: *need* bytes and a reserve are not free.
    """
    free = shutil.disk_usage(folder).free
    if need + RESERVE > free:
        raise Refused("update_space", folder, need=megabytes(need + RESERVE), free=megabytes(free))


def megabytes(size: int) -> str:
    """*size* in millions of bytes, for people."""
    return f"{size / 1e6:.1f}"
