"""Releases small enough to make dozens of, and copies of them as they lie at a client's."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kbgen.bundles import manifest
from kbgen.bundles.update import packing

OLD = {
    "start.html": b"<h1>1</h1>",
    "update.py": b"# 1",
    "site/index.html": b"<p>old</p>" * 300,
    "site/same.html": b"<p>same</p>" * 300,
    "site/gone.html": b"<p>gone</p>",
    "site/media/film.0a1b2c3d.mp4": bytes(range(256)) * 40,
    "seminar/boss.html": b"<p>deck</p>",
}
NEW = {
    "start.html": b"<h1>2</h1>",
    "update.py": b"# 2",
    "site/index.html": b"<p>new</p>" * 300,
    "site/same.html": b"<p>same</p>" * 300,
    "site/twin.html": b"<p>new</p>" * 300,
    "site/media/film.0a1b2c3d.mp4": bytes(range(256)) * 40,
    "site/media/other.99887766.mp4": bytes(range(255, -1, -1)) * 50,
    "documents/act.docx": b"PK" + bytes(900),
    "empty.txt": b"",
}


def release(folder: Path, content: Mapping[str, bytes], number: int, client: str = "acme", audience: str = "") -> Path:
    """A release with this content in *folder*."""
    for name, text in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)
    folder.mkdir(parents=True, exist_ok=True)
    manifest.write(folder, client=client, release=str(number), audience=audience)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of *folder* with its content."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@dataclass(frozen=True)
class World:
    """Release 1 as the client has it, release 2 as we have it, and the pack between them."""

    new: Path
    pack: Path
    shelf: Path
    alone: Path

    @property
    def current(self) -> Path:
        return self.shelf / (self.shelf / "current").readlink()

    def whole(self, alone: bool, *numbers: str) -> str:
        """The release a copy shows; it is whole, and no file of it is amiss."""
        folder = self.alone if alone else self.current
        assert manifest.verify(folder) == ()
        number = manifest.read(folder).release
        assert not numbers or number in numbers
        return number


def world(base: Path) -> World:
    shelf, alone = base / "kb", base / "unpacked"
    release(alone, OLD, 1)
    shutil.copytree(alone, shelf / "1")
    (shelf / "current").symlink_to("1")
    new = release(base / "ours" / "2", NEW, 2)
    pack = packing.pack(new, packing.read(alone), base / "acme-1-to-2.update.zip")
    return World(new, pack, shelf, alone)
