"""Who is who in a workbook: ids kept or made, and what people call things on its sheets."""

from __future__ import annotations

import re

from kbgen.importers.ids import GOOD_ID
from kbgen.importers.workbook.layout import Column
from kbgen.importers.workbook.names import label_of, scope
from kbgen.importers.workbook.reading import Line, Reading, Table
from kbgen.model.addresses import slug


def identities(reading: Reading, table: Table) -> None:
    """Parents of every row, and ids: kept, or made of what the row is called."""
    wanted = table.sheet.item
    parents = [(n, c) for n, c in sorted(table.columns.items()) if c.parent]
    id_at = next((n for n, c in table.columns.items() if c.attribute == ("id",)), None)
    taken: dict[tuple[str, ...], dict[str, int]] = {}  # parents → slug of the id → row
    fresh = []
    for line in table.lines:
        line.parents = _parents(reading, table, line, parents)
    table.lines = [line for line in table.lines if not line.gone]
    for line in table.lines:
        if "id" not in wanted.members:
            continue
        own = "" if id_at is None else reading.text(line.cells.get(id_at))
        ids = taken.setdefault(line.parents, {})
        if not own:
            fresh.append(line)
        elif not GOOD_ID.fullmatch(own):
            reading.wrong("workbook_bad_id", table, line, id_at, id=own[:60])
        elif (twin := ids.setdefault(slug(own), line.number)) != line.number:
            reading.wrong("workbook_same_id", table, line, id_at, id=own, row=twin)
        else:
            line.item["id"] = own
    for line in fresh:
        _make_id(reading, table, line, taken[line.parents])
    _note_names(reading, table)


def _parents(reading: Reading, table: Table, line: Line, columns: list[tuple[int, Column]]) -> tuple[str, ...]:
    """The ids of the objects a row belongs to; a row goes with an object that was deleted on its own sheet."""
    found: tuple[str, ...] = ()
    for number, column in columns:
        if line.gone:
            break
        said = reading.text(line.cells.get(number))
        where = scope(column, found, {}, {})
        id = reading.speech.names.found(where, said) or renamed(reading, where, said)
        if not said:
            reading.wrong("workbook_empty", table, line, number, column=column.heading)
        elif not id and reading.was.names.found(where, said):
            line.gone = True
        elif not id:
            near = reading.speech.names.near(where, said)
            code = "workbook_reference_near" if near else "workbook_reference"
            reading.wrong(code, table, line, number, word=said[:60], near=near)
        found = (*found, id)
    return found


def renamed(reading: Reading, where: str, said: str) -> str:
    """The id of something that was called *said* when the workbook was exported and still exists."""
    id = reading.was.names.found(where, said)
    return id if id in reading.speech.names.labels.get(where, {}) else ""


def _make_id(reading: Reading, table: Table, line: Line, taken: dict[str, int]) -> None:
    label = label_of(
        {c.name: reading.text(line.cells.get(n)) for n, c in table.columns.items() if not c.other}, reading.language
    )
    if not label:
        reading.wrong("workbook_nameless", table, line, min(table.columns))
        return
    ids = [x.item["id"] for x in table.lines if x.parents == line.parents and "id" in x.item]
    id = _next_number(ids) or _from_label(label)
    wanted, count = id, 1
    while slug(id) in taken:
        count += 1
        id = f"{wanted}-{count}"
    taken[slug(id)] = line.number
    line.item["id"] = id


def _note_names(reading: Reading, table: Table) -> None:
    """What the rows are called, so that other sheets can name them."""
    name = table.sheet.path[-1]
    for line in table.lines:
        if "id" in line.item:
            cells = {c.name: reading.text(line.cells.get(n)) for n, c in table.columns.items() if not c.other}
            where = f"{name}/{line.parents[-1]}" if line.parents else name
            reading.speech.names.add(where, line.item["id"], label_of(cells, reading.language))


def older_names(reading: Reading) -> None:
    """Names of what has no sheet here are as they were."""
    present = {s.split("/")[0] for s in reading.speech.names.labels}
    for where, labels in reading.was.names.labels.items():
        if where.split("/")[0] not in present:
            for id, label in labels.items():
                reading.speech.names.add(where, id, label)


def _next_number(taken: list[str]) -> str:
    """The next of numbered ids: N1, N2 → N3; empty where they are not numbered so."""
    parts = [re.fullmatch(r"([A-Za-z]+-?)([0-9]{1,4})", id) for id in taken]
    if len(parts) < 2 or not all(parts) or len({p[1] for p in parts if p}) != 1:
        return ""
    first = parts[0]
    return f"{first[1]}{max(int(p[2]) for p in parts if p) + 1}" if first else ""


def _from_label(label: str) -> str:
    name = slug(" ".join(label.split()[:6])[:60])
    return name if GOOD_ID.fullmatch(name) else f"n-{name}"
