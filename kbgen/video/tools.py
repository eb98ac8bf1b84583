"""The ffmpeg that does the work: where it is, which version, what it can do."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import ContentError, Place, Problem

NEEDED = frozenset({"libsvtav1", "libx264", "libopus", "aac", "mjpeg"})
"""Encoders the presets use."""
_NEEDED_FILTERS = frozenset(
    {"scale", "pad", "fps", "setparams", "volume", "asplit", "ebur128", "alimiter", "aresample", "thumbnail"}
)
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Tool:
    """An ffmpeg that can make every preset."""

    path: str
    version: str
    """As it names itself, e.g. ``n9.0.2``."""
    build: str
    """Hash of everything it says of its own making: the same build has the same one on every machine."""
    filters: frozenset[str]
    far: bool = False
    """Whether it was named in another process, maybe on another machine: see :func:`own`."""

    def __reduce__(self) -> tuple[type[Tool], tuple[object, ...]]:
        return Tool, (self.path, self.version, self.build, self.filters, True)


class OtherToolError(Exception):
    """This machine has no ffmpeg of the build that was named; the words are the one it has, or nothing."""


def own(tool: Tool, cache: Path) -> Tool:
    """*tool* as this machine has it, wherever it lies here. What is made under one name must be equal everywhere.

    Raises:
        OtherToolError: the first ffmpeg here that can do everything is another build.
    """
    if not tool.far:
        return tool
    same, _ = _asked(tool.path, cache)
    if same is None or same.build != tool.build:
        try:
            same = find_tool(cache)
        except ContentError:
            raise OtherToolError("") from None
    if same.build != tool.build:
        raise OtherToolError(f"{same.path} {same.version}")
    return same


def find_tool(cache: Path, environ: Mapping[str, str] = os.environ) -> Tool:
    """The first ffmpeg that can do everything: ``$KBGEN_FFMPEG``, the Python wheel's, the system's.

    What it can do is asked once a binary and kept in *cache*.

    Raises:
        ContentError: there is none, or each lacks an encoder.
    """
    lacking: dict[str, str] = {}
    for path in _candidates(environ):
        tool, lacks = _asked(path, cache)
        if tool is not None:
            return tool
        lacking[path] = lacks
    if lacking:
        values = {"tools": "; ".join(f"{path}: {lacks}" for path, lacks in lacking.items())}
        raise ContentError([Problem("video-ffmpeg-lacks", Place("ffmpeg"), values)])
    raise ContentError([Problem("video-no-ffmpeg", Place("ffmpeg"))])


def _candidates(environ: Mapping[str, str]) -> list[str]:
    if named := environ.get("KBGEN_FFMPEG"):
        return [named]  # named on purpose: another one in its stead would be a surprise
    found = [_of_the_wheel(), shutil.which("ffmpeg")]
    return [path for path in found if path]


def _of_the_wheel() -> str | None:
    """Its SVT-AV1 is newer than distributions have, which makes AV1 about four times cheaper."""
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError):  # RuntimeError: a wheel without a binary for this platform
        return None


def _asked(path: str, cache: Path) -> tuple[Tool | None, str]:
    """The tool at *path*, or None and what it lacks."""
    try:
        stat = Path(path).stat()
    except OSError as error:
        return None, error.strerror or str(error)
    key = hashlib.sha256(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}".encode()).hexdigest()[:16]
    kept = cache / f"ffmpeg-{key}.json"
    try:
        answers = json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        answers = _ask(path)
        if answers["version"]:
            cache.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(answers), encoding="utf-8")
    if not answers["version"]:
        return None, answers["error"]
    lacks = sorted((NEEDED - set(answers["encoders"])) | (_NEEDED_FILTERS - set(answers["filters"])))
    if lacks:
        return None, ", ".join(lacks)
    return Tool(path, answers["version"], answers["build"], frozenset(answers["filters"])), ""


def _ask(path: str) -> dict[str, str | list[str]]:
    try:
        about, encoders, filters = (_output(path, flag) for flag in ("-version", "-encoders", "-filters"))
    except (OSError, subprocess.SubprocessError) as error:
        return {"version": "", "error": str(error)}
    words = about.split()
    version = words[2] if about.startswith("ffmpeg version ") else ""
    return {
        "version": version,
        "error": "" if version else "?",
        "build": hashlib.sha256(about.encode()).hexdigest()[:16],
        "encoders": _second_words(encoders),
        "filters": _second_words(filters),
    }


def _output(path: str, flag: str) -> str:
    argv = [path, "-hide_banner", flag] if flag != "-version" else [path, flag]
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=True)
    return done.stdout.decode("utf-8", "replace")


def _second_words(listing: str) -> list[str]:
    """Names in a listing of ffmpeg: ``" V....D libx264   H.264 …"``."""
    return sorted({parts[1] for line in listing.splitlines() if len(parts := line.split()) > 1})
