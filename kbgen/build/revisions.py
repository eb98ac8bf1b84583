"""Revisions: a client's content as git remembers it, without touching the working folder."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kbgen.errors import Place, Problem, UsageError
from kbgen.importers.kb import Attempt, try_kb
from kbgen.importers.videos import RECORDINGS
from kbgen.workspace import Workspace

_LIMIT = 60  # seconds for one call of git
_LARGEST = 8 << 20  # bytes of one file; what is larger is a recording, and only its name counts
_MOST = 256 << 20  # bytes of all files
_NAME = re.compile(r"[^\s\x00-\x1f\x7f~^:?*\[\\-][^\s\x00-\x1f\x7f:?*\[\\]*")
"""Revisions that git's own rules allow (``HEAD~3``, ``v1.0``, ``main@{yesterday}``), without paths or options."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """One file of a revision."""

    sha: str
    size: int
    path: PurePosixPath
    """Relative to the workspace."""


def is_revision(workspace: Workspace, name: str) -> bool:
    """Whether git knows *name* as a commit."""
    return bool(_NAME.fullmatch(name)) and _commit(workspace, name) != ""


def at_revision(workspace: Workspace, client_id: str, name: str) -> Attempt:
    """As much of the client's knowledge base as can be read from revision *name*. The workspace may be a sub-folder
    of its repository.

    Raises:
        UsageError: git does not know the revision or cannot read it, or the client is not in it.
    """
    commit = _commit(workspace, name) if _NAME.fullmatch(name) else ""
    if not commit:
        raise UsageError([_failed(name, "")])
    with tempfile.TemporaryDirectory(prefix="kbgen-") as folder:
        there = Workspace(Path(folder).resolve())
        for file, content in _contents(workspace, name, list(_files(workspace, client_id, commit, name))):
            path = there.root.joinpath(*file.path.parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return try_kb(there, client_id)


def _commit(workspace: Workspace, name: str) -> str:
    try:
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        return _git(workspace, name, *asked).decode("ascii", "replace").strip()
    except UsageError:
        return ""


def _files(workspace: Workspace, client_id: str, commit: str, name: str) -> Iterator[_Kept]:
    """Regular files of the client and of what clients share; links, modules and odd paths are left out."""
    prefix = _git(workspace, name, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").strip("\n")
    wanted = [f"{prefix}{part}" for part in (f"content/clients/{client_id}", "content/guides", "videos")]
    listed = _git(workspace, name, "ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", *wanted)
    total = 0
    for line in listed.split(b"\0"):
        head, _, raw = line.partition(b"\t")
        fields = head.split()
        if len(fields) != 4 or fields[0] not in (b"100644", b"100755"):
            continue
        path = PurePosixPath(os.fsdecode(raw).removeprefix(prefix))
        if path.is_absolute() or ".." in path.parts or any("\\" in part or ":" in part for part in path.parts):
            continue
        recording = path.suffix.lower() in RECORDINGS or int(fields[3]) > _LARGEST
        size = 0 if recording else int(fields[3])
        total += size
        if total > _MOST:
            raise UsageError([_failed(name, f"> {_MOST >> 20} MB")])
        yield _Kept(fields[2].decode("ascii"), size, path)


def _contents(workspace: Workspace, name: str, files: list[_Kept]) -> Iterator[tuple[_Kept, bytes]]:
    """*files* with their content; recordings are empty, since only their names are read."""
    wanted = [file for file in files if file.size]
    yield from ((file, b"") for file in files if not file.size)
    asked = "".join(f"{file.sha}\n" for file in wanted).encode("ascii")
    answer = _git(workspace, name, "cat-file", "--batch", told=asked) if wanted else b""
    at = 0
    for file in wanted:
        start = answer.index(b"\n", at) + 1
        yield file, answer[start : start + file.size]
        at = start + file.size + 1


def _git(workspace: Workspace, name: str, *arguments: str, told: bytes = b"") -> bytes:
    """What git answers; it asks nobody, fetches nothing and runs nothing of the repository's."""
    settings = {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C.UTF-8",
    }
    command = ["git", "-c", "core.fsmonitor=false", "--no-pager", "-C", str(workspace.root), *arguments]
    try:
        done = subprocess.run(
            command, input=told, capture_output=True, timeout=_LIMIT, env={**os.environ, **settings}, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError([_failed(name, getattr(error, "strerror", None) or type(error).__name__)]) from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError([_failed(name, reason[0][:200] if reason else "")])
    return done.stdout


def _failed(name: str, reason: str) -> Problem:
    return Problem("diff_git", Place(name[:60]), {"name": name[:60], "reason": reason or "?"})
