"""Phrases: a difference as a whole sentence in Russian and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from kbgen.language import in_case, in_sentence, words
from kbgen.language.cases import plural_forms
from kbgen.language.catalogue import Words
from kbgen.language.dates import day
from kbgen.model.text import Language, Text
from kbgen.trace.differences import Difference, Thing, is_wording
from kbgen.trace.labels import Names, label, said, shown

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

_REFERS = {
    "role": "role", "roles": "role", "entity": "entity", "entities": "entity", "target": "entity", "process": "process",
    "processes": "process", "goal": "goal", "guide": "guide", "guides": "guide", "video": "video", "videos": "video",
    "devices": "device", "decision.candidate": "candidate", "needs": "need", "next": "step", "list_columns": "field",
    "severity": "severity",
    "required_fields": "field", "field": "field", "inverse": "field",
}  # fmt: skip
"""Attribute → kind of the things it names by id."""

_WORDS = {
    ("field", "type"): "wiki.type", ("need", "priority"): "wiki.needs", ("state", "kind"): "trace.change.state_kind",
    ("device", "kind"): "trace.change.device_kind", ("step", "kind"): "trace.change.step_kind",
    ("step", "split"): "trace.change.split", ("step", "join"): "trace.change.join",
    ("stage", "checks"): "trace.change.checks", ("defect", "kind"): "trace.change.defect_kind",
    ("defect", "state"): "wiki.warranty",
}  # fmt: skip
"""Attributes whose values are words of the program, and where the catalogue has them."""

_BASIC = ("create", "read", "edit", "delete")


def sentence(found: Difference, names: Names) -> Text:
    """*found* in words, in both languages."""
    return Text(ru=_Sentence(found, names, "ru").made(), en=_Sentence(found, names, "en").made())


class _Sentence:
    """One sentence being made in one language."""

    def __init__(self, found: Difference, names: Names, language: Language) -> None:
        self.found, self.names, self.language = found, names, language
        self.w: Words = words(language)

    def made(self) -> str:
        text = self._kind()
        return text[:1].upper() + text[1:]

    def say(self, key: str, **values: str) -> str:
        return self.w(f"trace.change.{key}", **values)

    def quoted(self, text: str) -> str:
        return self.say("quoted", text=text)

    def _kind(self) -> str:
        found, subject = self.found, self.subject(self.found.thing)
        if found.kind in ("added", "removed"):
            gender = self.w.get(f"trace.change.gender.{found.thing.kind}", "n")
            return self.say(f"{found.kind}.{gender}", subject=subject)
        if found.kind == "moved":
            if found.after is None:
                return self.say("moved_first", subject=subject)
            return self.say("moved", subject=subject, other=self.quoted(self.label(found.after)))
        if found.kind == "renamed":
            after = said(found.after, self.language, found.before)
            return self.say("renamed", subject=subject, after=self.quoted(after))
        return self._level() if found.thing.kind == "level" else self._changed(subject)

    def subject(self, thing: Thing) -> str:
        """«поле «Сумма» раздела «Сделка»»."""
        if thing.kind in ("permission", "level"):
            return self._right(thing)
        values = {thing.kind: self.quoted(self.label(thing))}
        around = thing.holder
        while around is not None:
            values[around.kind] = self.quoted(self.label(around))
            around = around.holder
        pattern = self.w.get(f"trace.change.subject.{thing.kind}")
        return self.say(f"subject.{thing.kind}", **values) if pattern else self.quoted(thing.id)

    def label(self, thing: Thing) -> str:
        """A thing's name; things whose label changed are called by the old one, which people know."""
        found = self.found
        if found.kind == "renamed" and thing is found.thing:
            return said(found.before, self.language, found.after)
        process = thing.holder
        if thing.kind == "transition" and process is not None:
            ends = [self._state(process, thing.values.get(key)) for key in ("from", "to")]
            return " → ".join(ends)
        return label(thing.kind, thing.values, self.language)

    def _state(self, process: Thing, id: Any) -> str:
        states = process.values.get("states")
        for state in states if isinstance(states, list) else []:
            if isinstance(state, Mapping) and state.get("id") == id:
                return label("state", state, self.language)
        return shown(id)

    def _right(self, thing: Thing) -> str:
        values = {key: self.quoted(self.of(key, thing.values[key])) for key in ("role", "entity")}
        if "field" not in thing.values:
            return self.say("subject.permission", **values)
        field = self.of("field", f"{thing.values['entity']}/{thing.values['field']}")
        return self.say("subject.field_permission", field=self.quoted(field), **values)

    def of(self, kind: str, id: str) -> str:
        return self.names.of(kind, id, self.language)

    def _level(self) -> str:
        """«Роль «Менеджер»: удаление сделок — было «нельзя», стало «только свои»»."""
        found, thing = self.found, self.found.thing
        before, after = (self._reach(level) for level in (found.before, found.after))
        operation = self._operation(thing)
        if "field" in thing.values:
            subject = self._right(thing)
            return self.say("changed", subject=subject, attribute=operation, before=before, after=after)
        subject = self.say("subject.role", role=self.quoted(self.of("role", thing.values["role"])))
        return self.say(
            "changed", subject=subject, attribute=self._operation_on(thing, operation), before=before, after=after
        )

    def _reach(self, level: Any) -> str:
        word = self.w.get(f"trace.change.level.{level or 'inherited'}") or shown(level)
        return self.quoted(word)

    def _operation(self, thing: Thing) -> str:
        if known := self.w.get(f"trace.change.operation.{thing.id}"):
            return known
        return self.quoted(self.of("operation", thing.id))

    def _operation_on(self, thing: Thing, operation: str) -> str:
        entity = self.names.known.get(("entity", thing.values["entity"]), {})
        many = said(entity.get("plural") or entity.get("label") or thing.values["entity"], self.language)
        if thing.id not in _BASIC:
            return self.say("operation_other", operation=operation, entity=self.quoted(many))
        forms = entity.get("forms")
        own = plural_forms({k: str(v) for k, v in forms.items()}) if isinstance(forms, Mapping) else None
        declined = in_sentence(in_case(many, "gent", self.language, own))
        return self.say("operation_on", operation=operation, entity=declined)

    def _changed(self, subject: str) -> str:
        found = self.found
        flag = self._flag()
        if flag:
            return self.say(flag, subject=subject)
        attribute = self._attribute()
        if isinstance(found.before, list) or isinstance(found.after, list):
            return self._listed(subject, attribute)
        before, after = self.value(found.before, found.after), self.value(found.after, found.before)
        if found.before is None:
            return self.say("set", subject=subject, attribute=attribute, after=after)
        if found.after is None:
            return self.say("unset", subject=subject, attribute=attribute, before=before)
        return self.say("changed", subject=subject, attribute=attribute, before=before, after=after)

    def _flag(self) -> str:
        """The sentence of an attribute that needs no values: yes or no, a text too long to show."""
        found = self.found
        key = f"flag.{found.thing.kind}_{found.attribute}"
        if self.w.get(f"trace.change.{key}"):
            return key
        if not any(isinstance(v, bool) for v in (found.before, found.after)):
            return ""
        full = f"{key}_{'yes' if found.after else 'no'}"
        return full if self.w.get(f"trace.change.{full}") else ""

    def _attribute(self) -> str:
        kind, attribute = self.found.thing.kind, self.found.attribute
        flat = attribute.replace(".", "_")
        for key in (f"{kind}_{flat}", flat):
            if found := self.w.get(f"trace.change.attribute.{key}"):
                return found
        first, _, rest = attribute.partition(".")
        known = self.w.get(f"trace.change.attribute.{kind}_{first}") or self.w.get(f"trace.change.attribute.{first}")
        if known and rest:
            inner = {"scores": "measure", "next_if": "step"}.get(first, "")
            return f"{known} {self.quoted(self.of(inner, f'{self._holder(inner)}{rest}') if inner else shown(rest))}"
        return known or self.quoted(shown(attribute))

    def _listed(self, subject: str, attribute: str) -> str:
        """What was added to a list and what was taken away; a list said in another order is told whole."""
        before, after = (v if isinstance(v, list) else [] for v in (self.found.before, self.found.after))
        added = ", ".join(self.value(v) for v in after if v not in before)
        removed = ", ".join(self.value(v) for v in before if v not in after)
        key = "list_both" if added and removed else "list_added" if added else "list_removed" if removed else "list"
        whole = ", ".join(self.value(v) for v in after)
        values = {"list_both": {"added": added, "removed": removed}, "list_added": {"added": added}}
        rest = values.get(key) or ({"removed": removed} if removed else {"after": whole})
        return self.say(key, subject=subject, attribute=attribute, **rest)

    def value(self, value: Any, other: Any = None) -> str:
        """A value as people read it: names instead of ids, dates in words, texts in quotes."""
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, int | float):
            return f"{value:g}" if isinstance(value, float) else str(value)
        if value is None:
            return "—"
        if isinstance(value, str):
            return self._named(value)
        if isinstance(value, Mapping) and not is_wording(value):
            return self.quoted(label("", value, self.language))
        return self.quoted(said(value, self.language, other))

    def _named(self, value: str) -> str:
        thing, attribute = self.found.thing, self.found.attribute
        if word := self.w.get(f"{_WORDS.get((thing.kind, attribute), '')}.{value}"):
            return self.quoted(word)
        if _DAY.fullmatch(value):
            try:
                return day(date.fromisoformat(value), self.language)
            except ValueError:
                return self.quoted(value)
        kind = _REFERS.get(attribute, "")
        if not kind:
            return self.quoted(shown(value))
        return self.quoted(self.of(kind, f"{self._holder(kind)}{value}"))

    def _holder(self, kind: str) -> str:
        """Ids of fields begin with their entity's, of steps with their process's."""
        thing = self.found.thing
        process, entity = thing.up("process"), thing.up("entity")
        if kind == "step":
            return f"{process.id}/" if process else ""
        if kind != "field":
            return ""
        if process is not None:
            return f"{process.values.get('entity', '')}/"
        return f"{entity.id}/" if entity else ""
