"""Ids: short ASCII names that page addresses and references are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kbgen.errors import Place, Problem
from kbgen.importers.shapes import Shape
from kbgen.model.addresses import slug
from kbgen.model.kb import PlaceKey

GOOD_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,99}")


def id_problems(written: Mapping[str, Any], wanted: Shape, place: Callable[[PlaceKey], Place]) -> Iterator[Problem]:
    """What is wrong with the ids of a noun: not ASCII, or two of one list the same or making the same address."""
    yield from _inside(written, wanted, (), place)


def _inside(value: Any, wanted: Shape, path: PlaceKey, place: Callable[[PlaceKey], Place]) -> Iterator[Problem]:
    if wanted.kind == "object" and isinstance(value, dict):
        own = value.get("id")
        if isinstance(own, str) and not GOOD_ID.fullmatch(own):
            yield Problem("bad_id", place((*path, "id")), {"id": own[:60], "slug": _suggestion(own)})
        for member in wanted.members.values():
            if member.shape.kind in ("object", "list") and member.attribute in value:
                yield from _inside(value[member.attribute], member.shape, (*path, member.attribute), place)
    elif wanted.item is not None and wanted.item.kind == "object" and isinstance(value, tuple):
        yield from _twins(value, path, place)
        for index, item in enumerate(value):
            yield from _inside(item, wanted.item, (*path, index), place)


def _twins(items: tuple[Any, ...], path: PlaceKey, place: Callable[[PlaceKey], Place]) -> Iterator[Problem]:
    first: dict[str, tuple[str, int]] = {}
    for index, item in enumerate(items):
        own = item.get("id") if isinstance(item, dict) else None
        if not isinstance(own, str) or not GOOD_ID.fullmatch(own):
            continue
        other, earlier = first.setdefault(slug(own), (own, index))
        if earlier != index:
            values = {"id": own, "other": other, "line": place((*path, earlier, "id")).line}
            yield Problem("same_id" if own == other else "same_address", place((*path, index, "id")), values)


def _suggestion(own: str) -> str:
    name = slug(own)
    return name if GOOD_ID.fullmatch(name) else f"n-{name}"
