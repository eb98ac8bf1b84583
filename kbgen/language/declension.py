"""The whole table of a label's cases, with what may be wrong in it: for people to look over and approve."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kbgen.language.cases import CASES, SHORT, Case, in_case, readings
from kbgen.model.text import Language

Source = Literal["override", "dictionary", "guess", "unchanged"]
"""Where the forms come from: the spec's ``forms``, the dictionary, a guess from the ending, or nothing changes."""

Doubt = Literal["unknown_word", "animate", "verb", "same"]
"""Why somebody should look: not in the dictionary; «вижу лид» or «вижу лида»; a verb; no case differs."""

_LIKELY = 0.1


@dataclass(frozen=True, slots=True)
class Declension:
    """A label in all cases."""

    label: str
    forms: Mapping[Case, str]
    source: Source
    doubts: tuple[Doubt, ...] = ()
    """Empty where the spec says every case itself."""


def declension(label: str, language: Language, forms: Mapping[str, str] | None = None) -> Declension:
    """*label* in all six cases; *forms* as in :func:`kbgen.language.cases.in_case`."""
    forms = forms or {}
    table: dict[Case, str] = {case: in_case(label, case, language, forms) for case in CASES}
    short = {case: name for name, case in SHORT.items()}
    given = {case for case in CASES if case in forms or short[case] in forms}
    if given >= set(CASES) - {"nomn"}:
        return Declension(label, table, "override")
    if language != "ru":
        return Declension(label, table, "override" if given else "unchanged")
    computed: dict[Case, str] = {case: in_case(label, case, language) for case in CASES}
    changed = _changed(label, computed)
    doubts = tuple(dict.fromkeys(_doubts(label, changed, given)))
    if given:
        return Declension(label, table, "override", doubts)
    source: Source = "unchanged" if not changed else "guess" if "unknown_word" in doubts else "dictionary"
    return Declension(label, table, source, doubts)


def _changed(label: str, computed: Mapping[Case, str]) -> list[str]:
    """Words of *label* that some case changes."""
    split = [re.split(r"(\s+|/)", form) for form in computed.values()]
    words = re.split(r"(\s+|/)", label)
    return [word for at, word in enumerate(words) if any(at >= len(form) or form[at] != word for form in split)]


def _doubts(label: str, changed: list[str], given: set[Case]) -> Iterator[Doubt]:
    for word in changed:
        found = readings(word.lower().rpartition("-")[2])
        if not any(r.is_known for r in found):
            yield "unknown_word"
        nouns = [r for r in found if r.tag.POS == "NOUN" and "nomn" in r.tag and r.score >= _LIKELY]
        living = {"anim" in r.tag for r in nouns if "masc" in r.tag or "plur" in r.tag}
        if len(living) > 1 and "accs" not in given:
            yield "animate"
    cyrillic = [w for w in re.findall(r"[А-Яа-яЁё-]+", label) if not w.isupper()]
    if not changed and cyrillic:
        first = readings(cyrillic[0].lower())
        known = next((r for r in first if r.tag.POS == "NOUN"), None)
        if first and first[0].tag.POS in ("INFN", "VERB"):
            yield "verb"
        elif known is None or "Fixd" not in known.tag:
            yield "same"
