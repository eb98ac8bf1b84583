"""Doctor: whether this machine has what kbgen needs, told before a build fails."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kbgen.errors import KbgenError
from kbgen.language.catalogue import say, words
from kbgen.language.locale import user_language
from kbgen.video.tools import find_tool
from kbgen.workspace import Workspace

_ROOM = 2 * 1024**3
"""Bytes free that an ordinary client with an hour of video takes, renditions included."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``key`` names it in the catalogue (``doctor.<key>``)."""

    key: str
    found: str
    fine: bool
    needed: bool = True
    advice: str = ""


def examine(workspace: Workspace | None) -> tuple[Finding, ...]:
    """Everything that may stand in the way of a build, looked at."""
    w = words(user_language())
    findings = [Finding("python", sys.version.split()[0], sys.version_info >= (3, 11))]
    findings += [_package(name) for name in ("mkdocs", "mkdocs-material", "whoosh", "ffmpeg-python", "pymorphy3")]
    findings.append(_ffmpeg(workspace))
    folder = workspace.root if workspace else Path.cwd()
    free = shutil.disk_usage(folder).free
    enough = free >= _ROOM
    findings.append(
        Finding("disk", w("doctor.free", gigabytes=free / 1024**3), enough, False, "" if enough else w("doctor.full"))
    )
    shown = str(workspace.root) if workspace else "—"
    advice = "" if workspace else w("doctor.make_workspace")
    findings.append(Finding("workspace", shown, workspace is not None, False, advice))
    return tuple(findings)


def _package(name: str) -> Finding:
    w = words(user_language())
    try:
        return Finding(name.replace("-", "_"), version(name), True)
    except PackageNotFoundError:
        return Finding(name.replace("-", "_"), "—", False, True, w("doctor.reinstall"))


def _ffmpeg(workspace: Workspace | None) -> Finding:
    w = words(user_language())
    try:
        with tempfile.TemporaryDirectory() as folder:
            tool = find_tool(workspace.cache if workspace else Path(folder))
    except KbgenError as failure:
        return Finding("ffmpeg", say(failure.problems[0], user_language()).what, False, True, w("doctor.reinstall"))
    return Finding("ffmpeg", f"{tool.version}  {tool.path}", True)
