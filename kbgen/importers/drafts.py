"""Drafts: a spec made of somebody else's metadata, as files a person will read and mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from kbgen.importers.yaml_writer import to_yaml
from kbgen.language import words
from kbgen.model.text import Language, Text

Kind = Literal[
    "rights", "process", "file", "entity", "field", "type", "link", "label", "option", "default", "value", "hint",
    "layout", "attribute",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Kinds of things that may not be understood, the most important first."""


class NotUnderstood(NamedTuple):
    """Something of the source that the draft does not hold, and why; ``why`` is a sentence for people."""

    kind: str
    """What it is, in a word for people: «поле», «связь»."""
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A draft spec: files to write below ``content/clients/<id>/``, and everything that was not understood."""

    files: Mapping[str, str]
    """Path (``client.yml``, ``spec/entities.yml``) → text."""
    report: tuple[NotUnderstood, ...] = ()


@dataclass(slots=True)
class Report:
    """Collects what was not understood, in words of *language*."""

    language: Language
    found: list[tuple[Kind, NotUnderstood]] = field(default_factory=list)

    def add(self, kind: Kind, name: str, reason: str, **values: object) -> None:
        """Note that *name* was not understood; *reason* is a key of the catalogue below ``importers.reason``."""
        said = words(self.language)
        why = said(f"importers.reason.{reason}", **values)
        self.found.append((kind, NotUnderstood(said(f"importers.kind.{kind}"), name, why)))

    def in_order(self) -> tuple[NotUnderstood, ...]:
        """Everything once, what matters most first."""
        found = sorted(self.found, key=lambda note: KINDS.index(note[0]))
        return tuple(dict.fromkeys(note for _, note in found))


def draft_file(noun: Any, source: str, language: Language) -> str:
    """A noun as the text of its YAML file, under a heading that says it is a draft made of *source*."""
    heading = words(language)("importers.draft.heading", source=source)
    return "".join(f"# {line}\n" for line in heading.split("\n")) + "\n" + to_yaml(plain(noun))


def plain(value: Any) -> Any:
    """A noun as dicts, lists and scalars, the way :mod:`kbgen.importers.typed` reads it back.

    What equals its default is left out; 0 and false are values and stay.
    """
    if isinstance(value, Text):
        if value.plain and not (value.ru or value.en):
            return value.plain
        return {f.name: getattr(value, f.name) for f in fields(Text) if getattr(value, f.name)}
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): plain(getattr(value, f.name)) for f in fields(value) if _said(value, f)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _said(noun: Any, attribute: Field[Any]) -> bool:
    """Whether an attribute differs from what would be understood without it."""
    value = getattr(noun, attribute.name)
    if attribute.default is not MISSING:
        return bool(type(value) is not type(attribute.default) or value != attribute.default)
    if attribute.default_factory is not MISSING:
        return bool(value != attribute.default_factory())
    return True
