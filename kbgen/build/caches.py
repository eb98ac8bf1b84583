"""Caches: what kbgen keeps to be quick, and what of it nobody uses any more."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Literal

from kbgen.errors import KbgenError, Place, Problem
from kbgen.workspace import Workspace

TAG = "CACHEDIR.TAG"
_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55"
_TAG_TEXT = f"""{_SIGNATURE}
# This folder was made by kbgen. Everything in it can be made again; backups may leave it out.
# See https://bford.info/cachedir/
"""

Kind = Literal["videos", "damaged", "drafts", "indexes", "builds", "slides"]
KINDS: tuple[Kind, ...] = ("videos", "damaged", "drafts", "indexes", "builds", "slides")

_FORGOTTEN = 60 * 86_400
"""Seconds since a small picture of a slide was made or taken: what nobody asked for in two months is made again."""


class UnsafeError(KbgenError):
    """The cache may be somebody else's."""


@dataclass(frozen=True, slots=True)
class Unused:
    """Something in the cache that nobody uses any more."""

    kind: Kind
    paths: tuple[Path, ...]
    """Files and folders, in the order they are to be deleted."""
    bytes: int


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found, and did unless it was a rehearsal."""

    found: tuple[Unused, ...]
    problems: tuple[Problem, ...] = ()
    """Why some of the cache was not looked at."""

    def of(self, kind: Kind) -> tuple[int, int]:
        """How many things of *kind* there are, and their bytes."""
        found = [one for one in self.found if one.kind == kind]
        return len(found), sum(one.bytes for one in found)

    @property
    def bytes(self) -> int:
        """Of everything."""
        return sum(one.bytes for one in self.found)


def mark(workspace: Workspace) -> None:
    """Leave our mark in the cache: the Cache Directory Tagging Specification's, which backup programs know, too."""
    tag = workspace.cache / TAG
    if not tag.exists():
        with suppress(OSError):  # what follows will say it better
            workspace.cache.mkdir(parents=True, exist_ok=True)
            tag.write_text(_TAG_TEXT, encoding="ascii")


def sweep(workspace: Workspace, *, rehearse: bool = False, thorough: bool = False) -> Swept:
    """Delete from the cache what no client of *workspace* uses any more. Builds cannot begin meanwhile.

    Args:
        workspace: whose cache.
        rehearse: only say what would be deleted.
        thorough: read everything that is kept, too, and delete what is damaged, so that the next build makes it anew.

    Nothing outside the cache is touched, no link is followed, and what kbgen did not name stays.

    Raises:
        BusyError: a build runs.
        UnsafeError: the cache does not bear our mark, or is a link.
    """
    if not workspace.cache.exists():
        return Swept(())
    _check(workspace)
    with ExitStack() as stack:
        _lock(workspace, stack)
        keys, problems = _in_use(workspace)
        found = [*_of_videos(workspace, keys, thorough), *_of_clients(workspace), *_of_slides(workspace)]
        for one in [] if rehearse else found:
            _delete(one.paths, workspace.cache)
        if keys is not None and not rehearse:
            _forget(workspace)
    return Swept(tuple(found), problems)


def _check(workspace: Workspace) -> None:
    """That the cache is ours."""
    place = Place(workspace.cache.name)
    if workspace.cache.is_symlink():
        raise UnsafeError([Problem("gc-link", place)])
    try:
        ours = (workspace.cache / TAG).read_text(encoding="utf-8", errors="replace").startswith(_SIGNATURE)
    except OSError:
        ours = False
    if not ours:
        raise UnsafeError([Problem("gc-unmarked", place)])


def _lock(workspace: Workspace, stack: ExitStack) -> None:
    """Hold every client's releases: no build of any can begin."""
    from kbgen.bundles import release

    dist = workspace.dist("-").parent
    for folder in sorted(dist.iterdir()) if dist.is_dir() else ():
        if folder.is_dir() and not folder.is_symlink():
            stack.enter_context(release.lock(folder))


def _in_use(workspace: Workspace) -> tuple[frozenset[str] | None, tuple[Problem, ...]]:
    """Keys of everything in the video store that some client uses; None where that cannot be known."""
    from kbgen.importers.kb import client_ids, try_kb
    from kbgen.video.survey import survey

    if not workspace.videos.is_dir():  # not there, or on a disk that is not connected
        return None, (Problem("gc-no-videos", Place(workspace.shown(workspace.videos))),)
    keys: set[str] = set()
    for client in client_ids(workspace):
        attempt = try_kb(workspace, client)
        if attempt.unread & {"client", "videos"}:
            return None, (Problem("gc-unread", Place(f"content/clients/{client}"), {"client": client}),)
        surveyed = survey(attempt.kb.videos, workspace, attempt.kb.client.line, attempt.kb.client.quick_videos)
        if surveyed.problems:
            return None, surveyed.problems
        keys |= surveyed.keys
    return frozenset(keys), ()


def _of_videos(workspace: Workspace, keys: frozenset[str] | None, thorough: bool) -> Iterator[Unused]:
    from kbgen.video import sweeping

    store = workspace.cache / "videos"
    for draft in sweeping.abandoned(store):
        yield Unused("drafts", (draft,), draft.stat().st_size)
    unused = sweeping.unused(store, keys) if keys is not None else ()
    for kept in unused:
        yield Unused("videos", kept.files, kept.bytes)
    gone = {kept.key for kept in unused}
    for kept in sweeping.damaged(store) if thorough else ():
        if kept.key not in gone:
            yield Unused("damaged", kept.files, kept.bytes)


def _of_clients(workspace: Workspace) -> Iterator[Unused]:
    """Indexes and memories of clients, audiences and releases that are no more."""
    from kbgen.importers.kb import client_ids

    clients = set(client_ids(workspace))
    for entry in _entries(workspace.cache / "search"):
        if entry.name.partition(".")[0] not in clients:
            yield Unused("indexes", (entry,), _size(entry))
    for entry in _entries(workspace.cache / "released"):
        for release in _releases(entry):
            if not (workspace.dist("-").parent / release.relative_to(workspace.cache / "released")).is_dir():
                yield Unused("indexes", (release,), _size(release))
    for entry in _entries(workspace.cache / "builds"):
        if entry.name.partition(".")[0] not in clients:
            yield Unused("builds", (entry,), _size(entry))


def _of_slides(workspace: Workspace) -> Iterator[Unused]:
    """Small pictures and papers of slides that no build has taken for long: they are kept by content, not by client."""
    limit = time() - _FORGOTTEN
    for entry in _entries(workspace.cache / "slides"):
        state = entry.stat()
        if max(state.st_mtime, state.st_atime) < limit:
            yield Unused("slides", (entry,), _size(entry))


def _entries(folder: Path) -> list[Path]:
    """What lies in *folder*, links and hidden files left out; nothing where the folder is a link itself."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if not p.is_symlink() and not p.name.startswith("."))


def _releases(client: Path) -> Iterator[Path]:
    """Kept indexes of a client's releases: ``<client>/<release>`` and ``<client>/for/<audience>/<release>``."""
    yield from (p for p in _entries(client) if p.name.isdecimal())
    for audience in _entries(client / "for"):
        yield from (p for p in _entries(audience) if p.name.isdecimal())


def _size(path: Path) -> int:
    files: Iterable[Path] = [path] if path.is_file() else path.rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file() and not file.is_symlink())


def _delete(paths: tuple[Path, ...], cache: Path) -> None:
    root = cache.resolve()
    for path in paths:
        assert path.parent.resolve().is_relative_to(root), path  # whatever went wrong before
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _forget(workspace: Workspace) -> None:
    """Memories of recordings that are no more."""
    from kbgen.video import ledger

    store = workspace.cache / "videos"
    ledger.forget(store, {file for file in ledger.entries(store) if not (workspace.root / file).exists()})
