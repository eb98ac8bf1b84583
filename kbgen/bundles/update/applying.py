"""Applying: the whole story of an update, of going back, and of checking a copy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kbgen.bundles.update.copies import Copy, find, locked
from kbgen.bundles.update.disk import is_litter, refuse_full, walk
from kbgen.bundles.update.listing import (
    LONGEST_MANIFEST,
    LONGEST_SIGNATURE,
    MANIFEST,
    SIGNATURE,
    Listing,
    is_good,
    parse,
    short,
)
from kbgen.bundles.update.refused import Refused
from kbgen.bundles.update.signatures import SIGNERS, check_signature, signers_of
from kbgen.bundles.update.sites import open_source
from kbgen.bundles.update.sources import Own, Source
from kbgen.bundles.update.staging import Stage
from kbgen.bundles.update.switching import KEPT, exchange, is_whole, olds, publish, recover, tidy


def silent(done: int, total: int, name: str) -> None:
    """Progress nobody watches."""


@dataclass(frozen=True)
class Wishes:
    """What the person wants."""

    allow_older: bool = False
    keep: int = KEPT
    """Old releases kept."""
    signers: Path | None = None
    """Whom to trust; None: the file the client keeps, if any."""
    dry: bool = False
    """Only say what would be done."""
    progress: Callable[[int, int, str], None] = silent


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    before: int
    after: int
    changed: bool
    copy: Copy
    files: int = 0
    """Files that had to be fetched."""
    size: int = 0
    """Their bytes."""
    signer: str = ""
    """Who signed; empty: nobody was asked for."""


def update(folder: Path, named: str, wishes: Wishes = Wishes()) -> Outcome:
    """Bring the copy in *folder* to the release that *named* holds (pack, ZIP, folder, or an address of these).

    The copy is shown as it was until everything is on the disk and verified.

    Raises:
        Refused: it was not done, and why; the copy is as it was.
        Busy: another update of it runs.
    """
    copy = find(folder)
    with _disk(copy), locked(copy):
        recover(copy)
        source = open_source(named, copy.work)
        try:
            return _updated(copy, source, wishes)
        finally:
            source.close()
            if not copy.alone:
                with suppress(OSError):  # something is in it: the next run goes on with it
                    copy.work.rmdir()


def back(folder: Path, wishes: Wishes = Wishes()) -> Outcome:
    """Show the newest older release that was kept.

    Raises:
        Refused: there is none, or it is not whole any more.
    """
    copy = find(folder)
    with _disk(copy), locked(copy):
        recover(copy)
        now = parse(short(copy.folder / MANIFEST, LONGEST_MANIFEST)).release
        older = [path for number, path in olds(copy) if number < now]
        if not older:
            raise Refused("update_no_older", copy.home)
        return _updated(copy, Own(older[-1]), replace(wishes, allow_older=True))


def _updated(copy: Copy, source: Source, wishes: Wishes) -> Outcome:
    old, new = parse(short(copy.folder / MANIFEST, LONGEST_MANIFEST), copy.folder / MANIFEST), source.listing
    signer = _refuse(copy, old, source, wishes)
    outcome = Outcome(old.release, new.release, old.raw != new.raw, copy, signer=signer)
    if not outcome.changed:
        return outcome
    have = old.by_sha256
    missing = [entry for sha256, entry in new.by_sha256.items() if sha256 not in have]
    outcome = replace(outcome, files=len(missing), size=sum(entry.size for entry in missing))
    source.know(copy.folder, old)
    lacking = sum(not source.holds(entry) for entry in missing)
    if lacking:
        raise Refused("update_incomplete", copy.home, files=lacking, now=old.release, base=source.made_for or "?")
    ready = not copy.alone and is_whole(copy.home / str(new.release), new)
    if not ready:
        refuse_full(copy.work, _needed(copy, old, new))
    if wishes.dry:
        return outcome
    if not ready:
        _staged(copy, old, source, wishes)
    if copy.alone:
        exchange(copy, old, new)
    else:
        publish(copy, new)
    tidy(find(copy.home), wishes.keep)
    return replace(outcome, copy=find(copy.home))


def _refuse(copy: Copy, old: Listing, source: Source, wishes: Wishes) -> str:
    """Refuse what is another's, older, or not signed by those whom the client trusts; return who signed."""
    new = source.listing
    if (old.client, old.audience) != (new.client, new.audience):
        names = [each.name.rpartition("-")[0] for each in (old, new)]
        raise Refused("update_foreign", copy.home, here=names[0], there=names[1])
    signers = wishes.signers or signers_of(copy, old)
    signer = check_signature(new.raw, source.signature, signers) if signers else ""
    if not wishes.allow_older:
        if new.release < old.release:
            raise Refused("update_older", copy.home, now=old.release, offered=new.release)
        if new.release == old.release and new.raw != old.raw:
            raise Refused("update_twin", copy.home, now=old.release)
    elif new.release == old.release and new.raw != old.raw and not copy.alone:
        raise Refused("update_twin", copy.home, now=old.release)  # two folders of one number there cannot be
    return signer


def _needed(copy: Copy, old: Listing, new: Listing) -> int:
    """Bytes the update will take: what is new, and copies of the rest where the disk knows no hard links."""
    have, staged = old.by_sha256, copy.work / "new"
    linked = _can_link(copy)
    need = 2 * len(new.raw)
    for entry in new.entries:
        there = staged / entry.path
        if not (linked and entry.sha256 in have) and not (there.is_file() and there.stat().st_size == entry.size):
            need += entry.size
    return need


def _can_link(copy: Copy) -> bool:
    probe = copy.work / "probe"
    with suppress(FileNotFoundError):
        probe.unlink()
    try:
        os.link(copy.folder / MANIFEST, probe)
    except OSError:
        return False
    probe.unlink()
    return True


def _staged(copy: Copy, old: Listing, source: Source, wishes: Wishes) -> None:
    stage = Stage(copy, old, source.listing, wishes.progress)
    stage.prepare()
    missing = stage.reuse()
    damaged = [entry for entry in missing.values() if not source.holds(entry)]
    if damaged:
        raise Refused("update_damaged_copy", copy.folder / damaged[0].path)
    source.fetch(missing, stage)
    stage.finish(source.signature)


@contextmanager
def _disk(copy: Copy) -> Iterator[None]:
    """Turns a disk that will not be written to or read into a refusal."""
    try:
        yield
    except OSError as error:
        place = error.filename if isinstance(error.filename, str) else copy.home
        raise Refused("update_disk", place, why=error.strerror or str(error)) from error


def check(folder: Path, signers: Path | None = None) -> tuple[Copy, Listing, str, list[tuple[str, str]]]:
    """Compare a copy with its manifest, and the manifest with its signature where the client trusts somebody.

    Returns the copy, its manifest, who signed, and what differs: code and path.
    """
    copy = find(folder)
    with _disk(copy):
        listing = parse(short(copy.folder / MANIFEST, LONGEST_MANIFEST), copy.folder / MANIFEST)
        signers = signers or signers_of(copy, listing)
        signer = ""
        if signers:
            path = copy.folder / SIGNATURE
            signature = short(path, LONGEST_SIGNATURE) if path.is_file() else None
            signer = check_signature(listing.raw, signature, signers)
        return copy, listing, signer, _differences(copy, listing)


def _differences(copy: Copy, listing: Listing) -> list[tuple[str, str]]:
    found = dict(walk(copy.folder))
    for own in (MANIFEST, SIGNATURE, listing.name + ".zip", listing.name + ".zim"):
        found.pop(own, None)
    differing = []
    for entry in listing.entries:
        if found.pop(entry.path, None) is None:
            differing.append(("update_file_missing", entry.path))
        elif not is_good(copy.folder / entry.path, entry):
            differing.append(("update_file_changed", entry.path))
    return differing + [("update_file_extra", path) for path in found if path != SIGNERS and not is_litter(path)]
