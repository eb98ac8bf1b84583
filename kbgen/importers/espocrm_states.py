"""Status fields of EspoCRM as processes: states with their kind and probability."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from kbgen.importers.drafts import Report
from kbgen.importers.espocrm_fields import FieldReader
from kbgen.importers.espocrm_labels import Labels
from kbgen.importers.espocrm_metadata import Metadata
from kbgen.model.addresses import slug
from kbgen.model.entities import Option
from kbgen.model.processes import Process, State

Kind = Literal["open", "won", "lost", "done"]


def status_process(entity: str, metadata: Metadata, labels: Labels, report: Report) -> Iterator[Process]:
    """The process of an entity's status field; nothing where the scope names none."""
    scope = metadata.scopes.get(entity, {})
    name = scope.get("statusField")
    if not isinstance(name, str):
        return
    reader = FieldReader(entity, metadata, labels, Report(report.language))  # its report was made with the fields
    definition = reader.written.get(name)
    if not isinstance(definition, dict):
        report.add("process", f"{entity}.{name}", "no_field")
        return
    options = tuple(reader.options(name, definition))
    states = tuple(_states(options, definition, scope))
    if not states:
        report.add("process", f"{entity}.{name}", "no_states")
        return
    yield Process(
        f"{entity}.{name}", labels.plural(entity) or labels.entity(entity), entity=entity, field=name, states=states
    )


def _states(options: tuple[Option, ...], definition: dict[str, Any], scope: dict[str, Any]) -> Iterator[State]:
    probabilities = definition.get("probabilityMap")
    probabilities = probabilities if isinstance(probabilities, dict) else {}
    taken: dict[str, str] = {}
    for number, option in enumerate(options, 1):
        value = str(option.value)
        id = _id(value, number)
        if taken.setdefault(slug(id), value) != value:
            id = f"{id}-{number}"
        probability = probabilities.get(value)
        probability = probability if isinstance(probability, int) and 0 <= probability <= 100 else None
        kind = _kind(value, probability, scope)
        label = option.label or type(option.label)(value)
        yield State(id, label, option.value if id != option.value else None, kind, kind != "open", probability)


def _kind(value: str, probability: int | None, scope: dict[str, Any]) -> Kind:
    if probability == 100:
        return "won"
    if probability == 0 or value in _list(scope, "canceledStatusList"):
        return "lost"
    if value in _list(scope, "completedStatusList"):
        return "done"
    said = value.lower()
    if re.search(r"\b(won|converted)\b", said):
        return "won"
    if re.search(r"\b(lost|dead|rejected|cancell?ed|duplicate|recycled)\b", said):
        return "lost"
    return "done" if re.search(r"\b(closed|completed?|done|expired)\b", said) else "open"


def _list(scope: dict[str, Any], key: str) -> list[Any]:
    value = scope.get(key)
    return value if isinstance(value, list) else []


def _id(value: str, number: int) -> str:
    """An id made of a value: ``Closed Won`` → ``Closed-Won``."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", value).strip("-.")
    return name if re.match(r"[A-Za-z]", name) else f"state-{slug(value)}" if name else f"state-{number}"
