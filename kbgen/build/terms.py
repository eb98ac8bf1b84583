"""Terms: the names of a client's records in all cases, for somebody who knows the language to approve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.errors import Place
from kbgen.importers.kb import try_kb
from kbgen.language.cases import CASES, plural_forms
from kbgen.language.declension import Declension, declension
from kbgen.model.kb import KnowledgeBase
from kbgen.wiki.phrases import task_title
from kbgen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TermRow:
    """One name in all cases."""

    id: str
    """The entity's id."""
    plural: bool
    own: bool
    """The client's own word, of ``terms:`` in client.yml."""
    declension: Declension
    example: str
    """A sentence made with it."""
    place: Place

    @property
    def doubtful(self) -> bool:
        """Whether somebody should look."""
        return bool(self.declension.doubts)


def term_table(workspace: Workspace, client_id: str) -> tuple[TermRow, ...]:
    """Every name that sentences are made with, in the order of the spec: entities, their plurals, the client's words.

    Raises:
        UsageError: there is no such client.
    """
    return tuple(_rows(try_kb(workspace, client_id).kb))


def _rows(kb: KnowledgeBase) -> Iterator[TermRow]:
    for index, entity in enumerate(kb.spec.entities.entities):
        if entity.external:
            continue
        place = kb.place("entities", "entities", index, "label")
        label, many = entity.label.said(kb.language), entity.plural.said(kb.language)
        example = task_title("create", entity, kb)
        yield TermRow(entity.id, False, False, declension(label, kb.language, entity.forms), example, place)
        if many:
            plural = declension(many, kb.language, plural_forms(entity.forms))
            yield TermRow(entity.id, True, False, plural, task_title("export", entity, kb), place)
        own = kb.client.terms.get(entity.id, "")
        if own and own.casefold() != label.casefold():
            there = kb.place("client", "terms", entity.id)
            yield TermRow(entity.id, False, True, declension(own, kb.language), "", there)


def as_json(rows: tuple[TermRow, ...]) -> list[dict[str, object]]:
    """*rows* for programs: forms by the names the spec uses."""
    return [
        {
            "entity": row.id,
            "plural": row.plural,
            "own": row.own,
            "forms": {case: row.declension.forms[case] for case in CASES},
            "source": row.declension.source,
            "doubts": list(row.declension.doubts),
            "example": row.example,
            "place": str(row.place),
        }
        for row in rows
    ]


__all__ = ["TermRow", "as_json", "term_table"]
