"""A spec made again from its snapshot is the spec; what followed from it can be worked out anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kbgen.importers.kb import read_kb
from kbgen.model.changes import Snapshot
from kbgen.trace.changes import changes
from kbgen.trace.checks import checks
from kbgen.trace.restored import as_it_was
from kbgen.trace.snapshots import agreed, digest, from_json, snapshot, to_json
from kbgen.trace.touching import touching
from kbgen.workspace import Workspace

TINY = Workspace(Path(__file__).parent.parent / "workspaces" / "tiny")


@pytest.mark.parametrize("client", ["romashka", "daisy"])
def test_the_way_to_a_snapshot_and_back_loses_nothing(root: Path, client: str) -> None:
    kb = read_kb(Workspace(root), client)
    taken = snapshot(kb)
    back = as_it_was(kb, from_json(to_json(taken)))
    assert back is not None
    assert digest(snapshot(back)) == digest(taken)
    assert {c.id for c in checks(back)} == {c.id for c in checks(kb)}


def test_a_signed_spec_alone_is_enough() -> None:
    kb = read_kb(TINY, "tiny")
    back = as_it_was(kb, agreed(snapshot(kb)))
    assert back is not None
    assert back.spec.entities.entities[0].fields[1].hint == kb.spec.entities.entities[1].fields[0].hint
    assert back.spec.roles == replace(kb.spec.roles, permissions=back.spec.roles.permissions)


@pytest.mark.parametrize(
    "spec",
    [
        {"entities": {"entities": [{"id": "A", "label": "А", "invented": 1}]}},
        {"entities": {"entities": 5}},
        {"roles": "x"},
        {"acceptance": {"stages": [{"id": "a", "label": "А", "responsible": {"name": "И"}, "due": "31.12.2026"}]}},
    ],
)
def test_what_does_not_fit_is_left_alone(spec: Any) -> None:
    assert as_it_was(read_kb(TINY, "tiny"), Snapshot(spec)) is None


def test_checks_that_lapse_with_a_change_are_named() -> None:
    kb = read_kb(TINY, "tiny")
    before = snapshot(kb)
    deal = kb.spec.entities.entities[0]
    fields = tuple(replace(f, required=False) for f in deal.fields)
    entities = replace(kb.spec.entities, entities=(replace(deal, fields=fields), *kb.spec.entities.entities[1:]))
    now = replace(kb, spec=replace(kb.spec, entities=entities))
    (change,) = changes(before, snapshot(now))
    old, new = ({c.id for c in checks(k) if "entities/Deal/fields/name" in c.trace} for k in (kb, now))
    assert old - new
    assert set(touching(now, old=before).of(change).lapsed) == old - new
    assert touching(now).of(change).lapsed == ()
