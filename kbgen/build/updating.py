"""Updating: packs with only what is new since the release a client has, and copies brought to the next release."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kbgen.bundles import release
from kbgen.bundles.update import applying, packing
from kbgen.bundles.update.applying import Outcome, Wishes
from kbgen.bundles.update.listing import Listing
from kbgen.bundles.update.packs import Zip
from kbgen.bundles.update.refused import Busy, Refused
from kbgen.errors import BusyError, KbgenError, Place, Problem, UsageError
from kbgen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Packed:
    """A pack that was made."""

    path: Path
    before: int
    after: int
    files: int
    """New files in it."""
    bytes: int
    """Of these files, unpacked."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which pack is wanted."""

    client: str
    old: str
    """What the client has: a number, a folder or a ZIP of a release, or its manifest alone."""
    audience: str = ""


def pack_update(workspace: Workspace, order: Order, to: Path) -> Packed:
    """Pack what the client's current release has and the old one has not into the folder *to*.

    The pack is written beside and read back before it gets its name.

    Raises:
        UsageError: no release yet, nothing known of the old one, nothing is new, or something of that name is there.
        KbgenError: a manifest is damaged, or the pack did not come out whole.
    """
    dist = workspace.dist(order.client, order.audience)
    current = release.current(dist)
    if current is None:
        values = {"id": order.client}
        raise UsageError([Problem("no-release", Place(workspace.shown(dist)), values)])
    with sentences():
        new, old = packing.read(current), _old(workspace, order, dist)
        _refuse(order, old, new)
        goal = to / f"{new.name.rpartition('-')[0]}-{old.release}-to-{new.release}.update.zip"
        if goal.exists():
            raise UsageError([Problem("copy-exists", Place(str(goal)))])
        to.mkdir(parents=True, exist_ok=True)
        entries = packing.new_entries(old, new)
        packing.pack(current, old, goal, _old_folder(order, old, dist))
    return Packed(goal, old.release, new.release, len(entries), sum(entry.size for entry in entries))


def _old(workspace: Workspace, order: Order, dist: Path) -> Listing:
    """The manifest of what the client has.

    Raises:
        UsageError: there is nothing by that name.
    """
    named = Path(order.old)
    if order.old.isdecimal() and not named.exists():
        named = dist / order.old
    if named.is_file() and named.suffix.lower() == ".zip":
        whole = Zip(named)
        whole.close()
        return whole.listing
    folder = release.current(named) if named.is_dir() else None
    try:
        return packing.read(folder or named)
    except OSError as error:
        known = ", ".join(path.name for path in release.releases(dist))
        values = {"old": order.old, "known": known}
        raise UsageError([Problem("update_pack_old", Place(workspace.shown(named)), values)]) from error


def _old_folder(order: Order, old: Listing, dist: Path) -> Path | None:
    """The old release itself, where it is still here."""
    for folder in (dist / str(old.release), Path(order.old)):
        with suppress(OSError, Refused):
            if folder.is_dir() and packing.read(folder).raw == old.raw:
                return folder
    return None


def _refuse(order: Order, old: Listing, new: Listing) -> None:
    if (old.client, old.audience) != (new.client, new.audience):
        names = [each.name.rpartition("-")[0] for each in (old, new)]
        raise UsageError([Problem("update_foreign", Place(order.old), {"here": names[0], "there": names[1]})])
    if old.release >= new.release:
        values = {"old": old.release, "now": new.release}
        raise UsageError([Problem("update_pack_nothing", Place(order.old), values)])


def update(folder: Path, named: str, wishes: Wishes) -> Outcome:
    """Bring the copy in *folder* to the release that *named* holds; see :func:`kbgen.bundles.update.applying.update`.

    Raises:
        KbgenError: it was refused, and why; the copy is as it was.
        BusyError: another update of it runs.
    """
    with sentences():
        return applying.update(folder, named, wishes)


def back(folder: Path, wishes: Wishes) -> Outcome:
    """Show the newest older release that was kept.

    Raises:
        KbgenError: there is none, or it is not whole any more.
        BusyError: another update of the copy runs.
    """
    with sentences():
        return applying.back(folder, wishes)


@contextmanager
def sentences() -> Iterator[None]:
    """Turns refusals into problems, which the catalogue has sentences for."""
    try:
        yield
    except Refused as refused:
        problem = Problem(refused.code, Place(refused.place), refused.values)
        raise (BusyError if isinstance(refused, Busy) else KbgenError)([problem]) from refused


__all__ = ["Order", "Outcome", "Packed", "Wishes", "back", "pack_update", "update"]
