"""Telling: words and names for the sentences of checks, in the client's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kbgen.language import Case, in_case, in_sentence, words
from kbgen.model.entities import Entity
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import Process
from kbgen.model.roles import Operation, Permission, Role
from kbgen.model.text import Text

DANGEROUS = ("delete", "export", "bulk_edit", "bulk_delete")
"""Operations that are dangerous even where the spec does not say so."""


@dataclass(frozen=True)
class Telling:
    """The spec with its look-ups made once: a spec may have thousands of permissions."""

    kb: KnowledgeBase
    entities: Mapping[str, Entity] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    operations: Mapping[str, Operation] = field(default_factory=dict)
    permissions: Mapping[tuple[str, str], Permission] = field(default_factory=dict)
    """By role and entity; the first where the spec has several."""

    @cached_property
    def able(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Entity and operation → roles that may do it at all, in the order of the spec."""
        found: dict[tuple[str, str], list[str]] = {}
        for (role, entity), permission in reversed([*self.permissions.items()]):  # look-ups hold the last first
            for operation, level in permission.ops.items():
                if level != "no" and role in self.roles:
                    found.setdefault((entity, operation), []).append(role)
        return {key: tuple(roles) for key, roles in found.items()}

    def w(self, key: str, /, **values: object) -> str:
        """The catalogue's text ``trace.check.<key>``."""
        return words(self.kb.language)(f"trace.check.{key}", **values)

    def has(self, key: str) -> bool:
        """Whether the catalogue knows ``trace.check.<key>``."""
        return bool(words(self.kb.language).get(f"trace.check.{key}"))

    def said(self, text: Text) -> str:
        """*text* on one line, without a full stop at its end."""
        return " ".join(text.said(self.kb.language).split()).removesuffix(".")

    def inside(self, text: Text) -> str:
        """*text* as it stands in the middle of a sentence."""
        return in_sentence(self.said(text))

    def role(self, id: str) -> str:
        """The role's name, or its id."""
        return self.said(self.roles[id].label) if id in self.roles else id

    def menu(self, id: str) -> str:
        """The entity as the menu shows it, for quotation marks: «Сделки»."""
        entity = self.entities.get(id)
        return self.said(entity.plural or entity.label) if entity else id

    def record(self, id: str, case: Case) -> str:
        """One record: «сделку»; in English, which has articles, the records: “deals”."""
        entity = self.entities.get(id)
        if entity is None:
            return id
        if self.kb.language == "en":
            return in_sentence(self.said(entity.plural or entity.label))
        return in_sentence(in_case(self.said(entity.label), case, "ru", entity.forms))

    def one(self, id: str) -> str:
        """One record as it follows «откройте»: «сделку», “a record of “Deals””."""
        known = id in self.entities and self.kb.language == "ru"
        return self.record(id, "accs") if known else self.w("a_record", menu=self.menu(id))

    def field(self, entity: str, id: str) -> str:
        """The field's label, or its id."""
        found = self.entities.get(entity)
        return next((self.said(f.label) for f in found.fields if f.id == id), id) if found else id

    def state(self, process: Process, id: str) -> str:
        """The state's label, or its id."""
        return next((self.said(s.label) for s in process.states if s.id == id), id)

    def quoted(self, names: Iterable[str]) -> str:
        """«A», «B»: names in quotation marks with commas between, each once."""
        return ", ".join(self.w("quoted", name=name) for name in dict.fromkeys(names))

    def together(self, parts: Iterable[str]) -> str:
        """«создать, изменить и удалить»."""
        *most, last = parts
        return self.w("and", most=", ".join(most), last=last) if most else last

    def level(self, role: str, entity: str, operation: str) -> str:
        """How far *operation* of *role* reaches; "no" where nothing was agreed."""
        permission = self.permissions.get((role, entity))
        return permission.ops.get(operation, "no") if permission else "no"

    def operation(self, id: str) -> str:
        """What the operation is called: the spec's word, else the wiki's, else its id."""
        named = self.operations.get(id)
        if named and named.label:
            return self.said(named.label)
        return words(self.kb.language).get(f"wiki.operation.{id}", id)

    def dangerous(self, id: str) -> bool:
        """Whether the operation cannot be undone or carries records out: the spec's word, else ours."""
        named = self.operations.get(id)
        return named.dangerous if named else id in DANGEROUS


def telling(kb: KnowledgeBase) -> Telling:
    """What the sentences about *kb* are made with."""
    roles = kb.spec.roles
    return Telling(
        kb,
        {e.id: e for e in reversed(kb.spec.entities.entities)},
        {r.id: r for r in reversed(roles.roles)},
        {o.id: o for o in reversed(roles.operations)},
        {(p.role, p.entity): p for p in reversed(roles.permissions)},
    )
