"""Fields in words for staff: what to write in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kbgen.language import words
from kbgen.model.entities import Entity, Field, Option, Scalar
from kbgen.model.kb import KnowledgeBase

COLLAPSE = 12
"""More options than this are folded away."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form: its heading (may be empty) and its fields."""

    title: str
    fields: tuple[Field, ...]
    explained: bool
    """Whether there is anything to say about what to write; else the column is left out."""


def parts(entity: Entity, kb: KnowledgeBase) -> tuple[Part, ...]:
    """Fields staff see, by part of the form, in the order of the form."""
    grouped: dict[str, list[Field]] = {}
    for field in entity.fields:
        if not field.system:
            grouped.setdefault(field.section.said(kb.language), []).append(field)
    return tuple(
        Part(title, tuple(fields), any(f.hint or f.options or notes(f, kb) for f in fields))
        for title, fields in grouped.items()
    )


def doubled(entity: Entity, kb: KnowledgeBase) -> frozenset[str]:
    """Ids of shown fields whose label another shown field has too: they need their id beside them."""
    labels = [f.label.said(kb.language) for f in entity.fields if not f.system]
    return frozenset(f.id for f in entity.fields if not f.system and labels.count(f.label.said(kb.language)) > 1)


def notes(field: Field, kb: KnowledgeBase) -> tuple[str, ...]:
    """What one must know to fill *field* besides its hint, a sentence each."""
    return tuple(_notes(field, kb))


def _notes(field: Field, kb: KnowledgeBase) -> Iterable[str]:
    catalogue, language = words(kb.language), kb.language
    if field.required_if:
        yield catalogue("wiki.field.required_if", condition=field.required_if.said(language))
    if field.visible_if:
        yield catalogue("wiki.field.visible_if", condition=field.visible_if.said(language))
    if field.readonly or field.type in ("computed", "sequence"):
        yield catalogue("wiki.field.readonly")
    if field.unique:
        yield catalogue("wiki.field.unique")
    if field.default is not None:
        yield catalogue("wiki.field.default", value=_value(field.default, field, kb))
    if bounds := limits(field, kb):
        yield bounds
    if field.max_length is not None:
        yield catalogue("wiki.field.max_length", n=field.max_length)
    if field.example:
        yield catalogue("wiki.field.example", example=field.example)


def limits(field: Field, kb: KnowledgeBase) -> str:
    """Between what values *field* may lie, as a sentence; empty where it may be anything."""
    catalogue = words(kb.language)
    if field.min is not None and field.max is not None:
        return catalogue("wiki.field.between", min=_number(field.min, kb), max=_number(field.max, kb))
    if field.min is not None:
        return catalogue("wiki.field.min", min=_number(field.min, kb))
    return catalogue("wiki.field.max", max=_number(field.max, kb)) if field.max is not None else ""


def _number(value: float, kb: KnowledgeBase) -> str:
    if float(value).is_integer():
        return str(int(value))
    return str(value).replace(".", ",") if kb.language == "ru" else str(value)


def option_label(option: Option, kb: KnowledgeBase) -> str:
    """The option as it is seen in the list."""
    return option.label.said(kb.language) or _scalar(option.value, kb)


def _value(value: Scalar, field: Field, kb: KnowledgeBase) -> str:
    for option in field.options:
        if option.value == value and type(option.value) is type(value):
            return option_label(option, kb)
    return _scalar(value, kb)


def _scalar(value: Scalar, kb: KnowledgeBase) -> str:
    if isinstance(value, bool):
        return words(kb.language)("wiki.field.yes" if value else "wiki.field.no")
    return _number(value, kb) if isinstance(value, float) else str(value)
