"""Releases of a client: what there is, going back to an earlier one, and whether a copy is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kbgen.build.indexes import index_of
from kbgen.bundles import manifest, release
from kbgen.bundles.listing import files
from kbgen.bundles.manifest import NAME, SIGNATURE, Advance
from kbgen.bundles.verifying import Verified, verify_copy
from kbgen.errors import KbgenError, Place, Problem, UsageError
from kbgen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Listed:
    """One release as people see it."""

    client: str
    audience: str
    number: str
    made: datetime
    """When its list of files was written: for people, nothing depends on it."""
    bytes: int
    """On the disk, with its ZIP and ZIM."""
    spec: str
    current: bool
    whole: bool
    signed: bool


def listed(
    workspace: Workspace, client_id: str, *, thorough: bool = False, advance: Advance | None = None
) -> tuple[Listed, ...]:
    """Every release of the client, oldest first, for everybody and for each audience.

    *thorough*: every byte is read to tell whether a release is whole; else names and sizes of files are compared.

    Raises:
        UsageError: there is no such client.
    """
    _known(workspace, client_id)
    return tuple(
        _listed(folder, client_id, audience, release.current(dist), thorough, advance)
        for audience, dist in _places(workspace, client_id)
        for folder in release.releases(dist)
    )


def rollback(
    workspace: Workspace, client_id: str, to: str = "", *, audience: str = "", advance: Advance | None = None
) -> tuple[Path, ...]:
    """Have ``current`` name release *to*, by default the one before the current; return the places now current.

    The goal is read and verified to the last byte first. Without *audience*, copies of all audiences that have this
    release go back too, each by one rename. The next build makes a release with the next number as ever.

    Raises:
        UsageError: there is no such client, or no such release.
        KbgenError: the goal is damaged; nothing was switched.
        BusyError: a build of the client runs.
    """
    _known(workspace, client_id)
    places = [dist for name, dist in _places(workspace, client_id) if not audience or name == audience]
    with release.lock(workspace.dist(client_id)):
        goals = _goals(workspace, client_id, places, to)
        for goal in goals:
            _refuse_damaged(client_id, goal, advance)
        for goal in goals:
            with suppress(FileNotFoundError):  # a release without pages has no index
                index_of(workspace, goal)
        for goal in goals:
            release.switch(goal.parent, goal.name)
    return goals


def copies(
    workspace: Workspace | None, what: str, *, every: bool = False, audience: str | None = None
) -> tuple[Path, ...]:
    """The copies that *what* names: a folder or ZIP of a copy, a folder of releases, or a client of the workspace.

    Of a client, or of a folder of releases, the current one; with *every*, all. *audience*: of a client, only the
    copies of this one ("" is everybody's); by default of all.

    Raises:
        UsageError: there is no such thing.
    """
    path = Path(what)
    if path.is_file() or (path / NAME).is_file():
        return (path,)
    dists = [path] if release.releases(path) else []
    if not dists and workspace is not None and _names_client(workspace, what):
        dists = [dist for name, dist in _places(workspace, what) if audience in (None, name)]
    found = [folder for dist in dists for folder in _of(dist, every)]
    if not found:
        raise UsageError([Problem("verify_nothing", Place(what))])
    return tuple(found)


def verified(path: Path, signers: Path | None = None, advance: Advance | None = None) -> Verified:
    """What is wrong with the copy at *path*; see :func:`kbgen.bundles.verifying.verify_copy`. A release that lies among
    others has to have its own number.
    """
    found = verify_copy(path, signers, advance)
    place = path.resolve()
    if release.releases(place.parent) and place.name.isdecimal() and place.name != found.manifest.release:
        values = {"folder": place.name, "release": found.manifest.release}
        wrong = Problem("bundle_misplaced", Place(place.name), values)
        return Verified(found.path, found.manifest, (wrong, *found.problems), found.signed, found.signer)
    return found


def _of(dist: Path, every: bool) -> tuple[Path, ...]:
    now = release.current(dist)
    return release.releases(dist) if every or now is None else (now,)


def _known(workspace: Workspace, client_id: str) -> None:
    """A client whose content is gone may still have releases."""
    from kbgen.importers.kb import client_ids

    if not _names_client(workspace, client_id):
        values = {"client": client_id, "known": ", ".join(client_ids(workspace))}
        raise UsageError([Problem("unknown_client", Place("content/clients"), values)])


def _names_client(workspace: Workspace, name: str) -> bool:
    from kbgen.importers.kb import client_ids

    plain = Path(name).name == name and name not in ("", ".", "..")
    return plain and (name in client_ids(workspace) or bool(list(_places(workspace, name))))


def _places(workspace: Workspace, client_id: str) -> Iterator[tuple[str, Path]]:
    """Audience ("" for everybody) and folder of releases, where there are any."""
    dist = workspace.dist(client_id)
    audiences = sorted(p.name for p in (dist / "for").iterdir()) if (dist / "for").is_dir() else []
    for audience in ("", *audiences):
        folder = workspace.dist(client_id, audience)
        if release.releases(folder):
            yield audience, folder


def _listed(
    folder: Path, client_id: str, audience: str, now: Path | None, thorough: bool, advance: Advance | None
) -> Listed:
    size = sum(size for _, size in files(folder) if size > 0)
    made = datetime.fromtimestamp((folder / NAME).stat().st_mtime).astimezone()
    try:
        spec = manifest.read(folder).spec
        whole = verified(folder, None, advance).whole if thorough else _looks_whole(folder)
    except KbgenError:
        spec, whole = "", False
    signed = (folder / SIGNATURE).is_file()
    return Listed(client_id, audience, folder.name, made, size, spec, folder == now, whole, signed)


def _looks_whole(folder: Path) -> bool:
    told = manifest.read(folder)
    found = dict(files(folder))
    return told.release == folder.name and all(found.get(entry.path) == entry.size for entry in told.entries)


def _goals(workspace: Workspace, client_id: str, places: list[Path], to: str) -> tuple[Path, ...]:
    if not places:
        where = Place(workspace.shown(workspace.dist(client_id)))
        raise UsageError([Problem("no-release", where, {"id": client_id})])
    number = to or _before(client_id, places[0])
    goals = tuple(dist / number for dist in places if dist / number in release.releases(dist))
    if not goals:
        known = ", ".join(folder.name for folder in release.releases(places[0]))
        values = {"release": number, "known": known, "client": client_id}
        raise UsageError([Problem("rollback_unknown", Place(workspace.shown(places[0])), values)])
    return goals


def _before(client_id: str, dist: Path) -> str:
    """The newest release before the current one; the newest of all where ``current`` names none."""
    now, known = release.current(dist), release.releases(dist)
    earlier = [folder for folder in known if now is None or int(folder.name) < int(now.name)]
    if not earlier:
        values = {"release": now.name if now else "", "client": client_id}
        raise UsageError([Problem("rollback_nothing", Place(client_id), values)])
    return earlier[-1].name


def _refuse_damaged(client_id: str, goal: Path, advance: Advance | None) -> None:
    told = manifest.read(goal)
    wrong = [p for p in manifest.differences(goal, told, advance) if p.severity == "error"]
    if told.release != goal.name:
        wrong.append(Problem("bundle_misplaced", Place(goal.name), {"folder": goal.name, "release": told.release}))
    if wrong:
        values = {"release": goal.name, "client": client_id}
        raise KbgenError([Problem("rollback_damaged", Place(goal.name), values), *wrong])
