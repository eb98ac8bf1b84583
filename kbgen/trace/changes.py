"""Changes: what differs between two snapshots of a knowledge base, by ids, in words."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.model.changes import Change, Snapshot
from kbgen.trace.differences import Difference, Thing, between, differences
from kbgen.trace.labels import Names
from kbgen.trace.phrases import sentence
from kbgen.trace.snapshots import NOUNS, SECONDS


def changes(old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
    """Every difference from *old* to *new*: nouns of the spec in their order, then guides, then videos.

    Promises: equal snapshots give none; snapshots that differ give at least one; guides, videos and lengths of videos
    are compared only where both sides know them.
    """
    found = list(_found(old, new))
    gone = {d.thing.trace for d in found if d.kind == "removed"}
    names = Names(old, new)
    return tuple(_change(d, names) for d in found if not _follows(d, gone))


def _found(old: Snapshot, new: Snapshot) -> Iterator[Difference]:
    for noun in dict.fromkeys((*NOUNS, *old.spec, *new.spec)):
        yield from differences(noun, old.spec.get(noun), new.spec.get(noun))
    if old.guides is not None and new.guides is not None:
        yield from between("guide", "guides", old.guides, new.guides)
    if old.videos is not None and new.videos is not None:
        yield from between("video", "videos", old.videos, new.videos, frozenset({SECONDS}))


def _follows(found: Difference, gone: set[str]) -> bool:
    """Whether a right went only because its role or entity did: that is said once."""
    thing = found.thing
    if thing.kind not in ("level", "permission"):
        return False
    return f"roles/{thing.values['role']}" in gone or f"entities/{thing.values['entity']}" in gone


def _change(found: Difference, names: Names) -> Change:
    before, after = found.before, found.after
    if found.kind in ("added", "removed"):
        values = dict(found.thing.values)
        before, after = (None, values) if found.kind == "added" else (values, None)
    elif found.kind == "moved":
        after = after.id if isinstance(after, Thing) else None
    return Change(found.thing.trace, found.kind, sentence(found, names), found.attribute, before, after)
