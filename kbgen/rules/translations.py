"""Translations: one word for one thing in both languages, and a word in the client's language everywhere.

Only labels that have both languages can be compared; they come from CRMs that were translated by many people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from kbgen.errors import Problem
from kbgen.model.kb import KnowledgeBase, PlaceKey
from kbgen.rules.places import trace_id
from kbgen.rules.wording import labels
from kbgen.workspace import Workspace

_ABBREVIATION = re.compile(r"[\W\dA-Z]+")
"""«UID», «HTML»: the same in every language."""
_SUPPLETIVE = (("человек", "люди"), ("ребенок", "дети"), ("год", "лета"))
"""Words whose plural is another word."""


def two_translations(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """English labels that stand for different Russian ones, and Russian ones that stand for different English ones."""
    both = [(key, text) for key, text in labels(kb) if text.ru and text.en]
    yield from _ambiguous(kb, [(key, text.en, text.ru) for key, text in both], "two_translations")
    yield from _ambiguous(kb, [(key, text.ru, text.en) for key, text in both], "one_word_for_two")


def _ambiguous(kb: KnowledgeBase, rows: list[tuple[PlaceKey, str, str]], code: str) -> Iterator[Problem]:
    """One problem for each label with wordings that are no forms of each other, at the rarest of them."""
    groups: dict[str, dict[str, list[PlaceKey]]] = {}
    names: dict[str, str] = {}
    for key, label, wording in rows:
        names.setdefault(label.casefold(), label)
        groups.setdefault(label.casefold(), {}).setdefault(wording, []).append(key)
    for folded, wordings in groups.items():
        if len(wordings) < 2 or all(_alike(a, b) for a, b in combinations(wordings, 2)):
            continue
        ordered = sorted(wordings.items(), key=lambda item: -len(item[1]))
        said = "; ".join(_told(kb, wording, keys) for wording, keys in ordered)
        yield Problem(code, kb.place(*ordered[-1][1][0]), {"label": names[folded], "wordings": said}, "warning")


def _told(kb: KnowledgeBase, wording: str, keys: list[PlaceKey]) -> str:
    """A wording, the first item it stands at, and how many more there are: «Лиды» (Lead, +3)."""
    where = re.sub(r"^entities/|/(fields|options|relations)(?=/)", "", trace_id(kb, keys[0]))
    more = f", +{len(keys) - 1}" if len(keys) > 1 else ""
    return f"«{wording}» ({where}{more})"


def _alike(one: str, other: str) -> bool:
    """Whether two wordings are forms of one: «Запланирован», «Запланирована»; “Start Date”, “Date Start”."""
    a, b = (re.findall(r"\w+", text.casefold().replace("ё", "е")) for text in (one, other))
    if Counter("".join(a)) == Counter("".join(b)):
        return True
    few, many = sorted((a, b), key=len)
    if one.isascii() and all(any(_same_stem(x, y) for y in many) for x in few):
        return True  # “Account”, “Account Name”
    return len(a) == len(b) and all(_same_stem(x, y) for x, y in zip(a, b, strict=True))


def _same_stem(one: str, other: str) -> bool:
    common = next((i for i, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other)))
    return common >= min(3, len(one), len(other)) and max(len(one), len(other)) - common <= 3


def plurals(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Plurals that are not of the word in the singular: «Кандидат», «Лиды»."""
    for e, entity in enumerate(kb.spec.entities.entities):
        one, many = entity.label.said(kb.language), entity.plural.said(kb.language)
        if one and many and not _related(one, many):
            values = {"label": one, "plural": many}
            yield Problem("plural_differs", kb.place("entities", "entities", e, "plural"), values, "warning")


def _related(one: str, many: str) -> bool:
    a, b = (re.findall(r"\w+", text.casefold().replace("ё", "е")) for text in (one, many))
    if any(x in a and y in b for x, y in _SUPPLETIVE) or not a or not b:
        return True
    return any(x[:2] == y[:2] for x in a for y in b)


def untranslated(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Labels that exist only in the other language: staff see a foreign word."""
    for key, text in labels(kb):
        if text and not text.has(kb.language) and not _ABBREVIATION.fullmatch(text.said(kb.language)):
            values = {"label": text.said(kb.language)}
            yield Problem("untranslated", kb.place(*key), values, "warning")
