"""Indexes: searches on the intranet answer for the release that is served, whatever is built or rolled back."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from filelock import FileLock

from kbgen.build.audiences import narrowed_to
from kbgen.bundles import manifest
from kbgen.bundles.release import current
from kbgen.errors import KbgenError
from kbgen.search import kept
from kbgen.workspace import Workspace

_OF = "release.txt"
"""Says of which release an index is: the SHA-256 of its manifest, since numbers may come again in an emptied folder."""


def keep(workspace: Workspace, index: Path, folder: Path, place: Path) -> None:
    """Keep the search *index* of the release made in *folder*, which will be published at *place*."""
    goal = _goal(workspace, place)
    with _alone(goal):
        fresh = _fresh(goal)
        kept.keep(index, fresh)
        _settle(fresh, goal, folder)
        _sweep(goal, place)


def index_of(workspace: Workspace, place: Path) -> Path:
    """Folder of the search index of the release at *place*; made from its pages where it was not kept.

    Raises:
        FileNotFoundError: the release is not whole.
    """
    return index_in(_goal(workspace, place), place, lambda: _synonyms(workspace, place))


def index_in(goal: Path, place: Path, synonyms: Callable[[], Sequence[Sequence[str]]] = tuple) -> Path:
    """The folder *goal* with the search index of the release at *place*; made from its pages where it was not kept.

    Raises:
        FileNotFoundError: the release is not whole.
    """
    if not _fits(goal, place):
        with _alone(goal):
            if not _fits(goal, place):  # somebody else may have made it while we waited
                fresh = _fresh(goal)
                kept.make(place / "site", synonyms(), fresh)
                _settle(fresh, goal, place)
                _sweep(goal, place)
    return goal


@dataclass(frozen=True)
class Kept:
    """The search index of whichever release is served at the moment: called, gives its folder."""

    place: Callable[[], Path | None]
    """Folder of the release."""
    goal: Callable[[Path], Path]
    """Folder for its index."""
    synonyms: Callable[[Path], Sequence[Sequence[str]]] = lambda _: ()

    def __call__(self) -> Path:
        """The index, made where it was not kept.

        Raises:
            FileNotFoundError: there is no release, or it is not whole.
        """
        place = self._now()
        return index_in(self.goal(place), place, lambda: self.synonyms(place))

    def anew(self) -> Path:
        """The same where the index turned out to be damaged: made of the release's pages again.

        Raises:
            FileNotFoundError: there is no release, or it is not whole.
        """
        place = self._now()
        (self.goal(place) / _OF).unlink(missing_ok=True)
        return self()

    def _now(self) -> Path:
        place = self.place()
        if place is None:
            raise FileNotFoundError
        return place


def of_client(workspace: Workspace, client_id: str, audience: str = "") -> Kept:
    """The search index of a client's current release, or of one audience's."""
    dist = workspace.dist(client_id, audience)
    return Kept(lambda: current(dist), lambda place: _goal(workspace, place), lambda place: _synonyms(workspace, place))


def _goal(workspace: Workspace, place: Path) -> Path:
    """Where the index is kept: named as the release is in ``dist/``, so that every audience has its own."""
    return workspace.cache / "released" / place.resolve().relative_to((workspace.root / "dist").resolve())


def _alone(goal: Path) -> FileLock:
    goal.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(goal.parent / ".lock")


def _fresh(goal: Path) -> Path:
    fresh = goal.with_name(f".new-{goal.name}")
    shutil.rmtree(fresh, ignore_errors=True)
    return fresh


def _settle(fresh: Path, goal: Path, folder: Path) -> None:
    (fresh / _OF).write_text(_named(folder), encoding="ascii")
    shutil.rmtree(goal, ignore_errors=True)
    fresh.rename(goal)


def _fits(goal: Path, place: Path) -> bool:
    try:
        return (goal / _OF).read_text(encoding="ascii") == _named(place)
    except (OSError, ValueError):
        return False


def _named(folder: Path) -> str:
    path = folder.resolve() / manifest.NAME
    state = path.stat()
    return _hashed(path, state.st_mtime_ns, state.st_size)


@lru_cache(16)
def _hashed(path: Path, *_state: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sweep(goal: Path, place: Path) -> None:
    """Indexes of releases that are gone go too."""
    for old in goal.parent.iterdir():
        if old.name.isdecimal() and old.name != goal.name and not (place.parent / old.name).is_dir():
            shutil.rmtree(old, ignore_errors=True)


def _synonyms(workspace: Workspace, place: Path) -> Sequence[Sequence[str]]:
    """What the client's spec says of words that mean the same; nothing where it cannot be read now."""
    from kbgen.importers.kb import read_kb
    from kbgen.search.synonyms import spec_groups

    try:
        told = manifest.read(place)
        return spec_groups(narrowed_to(read_kb(workspace, told.client), told.audience))
    except KbgenError:
        return ()
