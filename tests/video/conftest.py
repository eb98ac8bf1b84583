"""Tiny recordings made by ffmpeg itself, and a workspace to put them in."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kbgen.errors import Problem
from kbgen.model.text import Text
from kbgen.model.videos import Media, Video
from kbgen.video import encode
from kbgen.video.tools import Tool, find_tool
from kbgen.workspace import Workspace

Clip = Callable[..., Path]

PICTURE = ("-f", "lavfi", "-i", "testsrc2=size={size}:rate={rate}")
SOUND = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000")
QUICK = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "15", "-pix_fmt", "yuv420p", "-c:a", "aac")


@pytest.fixture(scope="session")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Tool:
    """The ffmpeg that encodes."""
    return find_tool(tmp_path_factory.mktemp("tool"))


@pytest.fixture(scope="session")
def clip(tool: Tool) -> Clip:
    """``clip(path, *options)`` writes a two-second test picture with a tone to *path*."""

    def make(
        path: Path,
        *options: str,
        size: str = "320x180",
        rate: str = "30",
        seconds: float = 2,
        sound: bool = True,
        picture: bool = True,
    ) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        given = [*(a.format(size=size, rate=rate) for a in PICTURE)] if picture else []
        given += SOUND if sound else ()
        argv = [tool.path, "-y", "-v", "error", *given, "-t", str(seconds), *(options or QUICK), f"file:{path}"]
        subprocess.run(argv, check=True, timeout=120, stdin=subprocess.DEVNULL)
        return path

    return make


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    (tmp_path / "videos" / "firm").mkdir(parents=True)
    return Workspace(tmp_path)


def video(workspace: Workspace, path: Path, **more: object) -> Video:
    """The recording at *path* as the importer gives it."""
    name = path.absolute().relative_to(workspace.root.absolute()).as_posix()
    return Video(id=str(more.pop("id", path.stem)), title=Text(path.stem), file=name, **more)  # type: ignore[arg-type]


def encoded(workspace: Workspace, *paths: Path, **more: object) -> tuple[dict[str, Media], tuple[Problem, ...]]:
    """What comes of these recordings."""
    videos = [video(workspace, p, **more) for p in paths]
    media, problems = encode(videos, workspace, progress=lambda name, part: None)
    return dict(media), problems


def at_work(source: Path) -> dict[int, int]:
    """Programs whose command names *source*: process → its parent. Needs /proc."""
    found: dict[int, int] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended
            if str(source).encode() in (process / "cmdline").read_bytes():
                found[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
    return found


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory, tool: Tool, root: Path) -> Path:
    """Folders ``ru`` and ``en`` with pages of a small film, see :mod:`tests.video.films`."""
    from tests.video.films import shoot, write_site

    place = tmp_path_factory.mktemp("films")
    write_site(place, shoot(place / "made", tool), root)
    return place


def encoding(source: Path) -> list[int]:
    """Programs that encode *source* now, as it will be published."""
    found = []
    for pid in at_work(source):
        with suppress(OSError):  # it ended meanwhile
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
            found += [pid] if b"+faststart" in words else []
    return found
