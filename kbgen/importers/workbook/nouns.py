"""From plain values to nouns and back: what a workbook says is checked like any file, and problems get their cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kbgen.errors import Place, Problem
from kbgen.importers.nodes import Node
from kbgen.importers.spec import nouns
from kbgen.importers.typed import read_noun
from kbgen.importers.yaml_writer import scalar
from kbgen.model.clients import Client
from kbgen.model.plain import plain

Spot = tuple[str, int, int]
"""A cell: sheet, row from 1, column from 0; row 0 means the workbook."""
Spots = Mapping[tuple[Any, ...], Spot]
"""Noun, keys and indexes → where it was written."""


def checked(
    trees: Mapping[str, Any], spots: Spots, named: Callable[[Spot], str]
) -> tuple[dict[str, Any], list[Problem]]:
    """Plain *trees* in their plainest form (defaults left out), and what keeps them from being nouns.

    *named* says a cell in words. Nouns that say nothing at all are left out.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    places = list(dict.fromkeys([("", 0, 0), *spots.values()]))
    numbers = {place: number for number, place in enumerate(places)}
    for noun, kind in {"client": Client, **nouns()}.items():
        if not trees.get(noun):
            continue
        reading: Any = read_noun(_node(trees[noun], (noun,), spots, numbers, 0), kind, noun)
        problems += [_placed(p, places, named) for p in reading.problems]
        if reading.value is not None:
            found[noun] = plain(reading.value)
    return found, problems


def _node(value: Any, path: tuple[Any, ...], spots: Spots, numbers: Mapping[Spot, int], near: int) -> Node:
    """A tree of nodes whose lines are numbers of places."""
    here = numbers[spots[path]] if path in spots else near
    if isinstance(value, dict):
        pairs = [
            (Node("scalar", here, 0, str(k)), _node(v, (*path, k), spots, numbers, here)) for k, v in value.items()
        ]
        return Node("mapping", here, 0, entries=pairs)
    if isinstance(value, list):
        return Node("list", here, 0, items=[_node(v, (*path, n), spots, numbers, here) for n, v in enumerate(value)])
    if isinstance(value, str):
        return Node("scalar", here, 0, value)
    return Node("scalar", here, 0, scalar(value), plain=True)


def _placed(problem: Problem, places: list[Spot], named: Callable[[Spot], str]) -> Problem:
    """*problem* at the cell it comes from."""

    def cell(number: object) -> str:
        return named(places[number]) if isinstance(number, int) and 0 <= number < len(places) else str(number)

    values = dict(problem.values)
    if "line" in values:
        values["line"] = cell(values["line"])
    code = "workbook_missing" if problem.code == "missing_key" else problem.code
    return replace(problem, code=code, place=Place(cell(problem.place.line)), values=values)
