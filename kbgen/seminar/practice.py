"""Practice: exercises on training data, with what one should see in the end."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import in_case
from kbgen.language.plain import plain
from kbgen.model import addresses
from kbgen.model.decks import Slide
from kbgen.model.entities import Entity, Field
from kbgen.model.guides import Guide
from kbgen.seminar.lesson import Lesson, capital, small

_MOST = 4
"""Exercises in one seminar: each takes about six minutes."""


def exercises(lesson: Lesson, guides: tuple[Guide, ...]) -> Iterator[Slide]:
    """One exercise for each guide that ends with a result, at most four, those that change records first."""
    able = [g for g in guides if g.steps and (g.result or g.entities)]
    chosen = sorted(able, key=lambda g: g.operation not in ("create", "edit"))[:_MOST]
    for guide in (g for g in able if g in chosen):
        yield _exercise(lesson, guide)


def _exercise(lesson: Lesson, guide: Guide) -> Slide:
    entity = lesson.kb.entity(guide.entities[0]) if len(guide.entities) == 1 else None
    sample = _sample(lesson, entity) if entity and guide.operation == "create" else ()
    result = capital(plain(guide.result)) or _saved(lesson, entity)
    return Slide(
        f"exercise-{guide.id}",
        "exercise",
        lesson.w("exercise.title", guide=guide.title),
        lines=(lesson.w("exercise.open"), *sample, lesson.w("exercise.by_guide", guide=guide.title)),
        result=result,
        say=lesson.w("exercise.say"),
        do=lesson.w("exercise.do"),
        minutes=6,
        page=addresses.html(addresses.guide_page(guide.id)),
        trace=(f"guides/{guide.id}",),
    )


def _saved(lesson: Lesson, entity: Entity | None) -> str:
    if entity is None:
        return lesson.w("exercise.done")
    return lesson.w("exercise.saved", records=lesson.said(entity.plural or entity.label))


def _sample(lesson: Lesson, entity: Entity) -> tuple[str, ...]:
    """What to type: values of the required fields, else of the first ones that have an example."""
    shown = [f for f in entity.fields if not f.system and not f.readonly]
    wanted = [f for f in shown if f.required] or [f for f in shown if f.example]
    values = [(lesson.said(f.label), _value(lesson, f)) for f in wanted[:5]]
    told = [lesson.w("exercise.value", field=label, value=value) for label, value in values if value]
    if not told:
        return ()
    record = small(in_case(lesson.said(entity.label), "gent", lesson.language, entity.forms))
    return (lesson.w("exercise.sample", record=record, values="; ".join(told)),)


def _value(lesson: Lesson, field: Field) -> str:
    if field.example:
        return field.example
    if field.options:
        option = field.options[0]
        return lesson.said(option.label) or str(option.value)
    key = {"email": "email", "phone": "phone", "money": "money", "decimal": "money", "date": "date", "datetime": "date",
           "person_name": "person", "string": "string", "text": "text", "int": "number",
           "url": "url"}.get(field.type)  # fmt: skip
    return lesson.w(f"sample.{key}") if key else ""
