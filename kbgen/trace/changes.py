"""Changes: what differs between two snapshots of a knowledge base, by ids, in words."""

from __future__ import annotations

from kbgen.model.changes import Change, Snapshot


def changes(old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
    """Every difference from *old* to *new*: nouns of the spec in their order, then guides, then videos.

    Promises: equal snapshots give none; snapshots that differ give at least one; guides and videos are compared only
    where both sides know them.
    """
    return ()
