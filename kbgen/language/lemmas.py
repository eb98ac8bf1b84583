"""Dictionary forms of words, so that «сделкой» is found to be «сделка» and “deals” to be “deal”."""

from __future__ import annotations

import re
from functools import cache

from kbgen.language.cases import readings
from kbgen.model.text import Language

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
"""A word of running text: letters and digits, with hyphens and apostrophes inside."""

_LIKELY = 0.1
"""Readings less likely than this are left out: «стали» is hardly ever «сталь» at the start of a sentence."""


@cache
def lemmas(word: str, language: Language) -> frozenset[str]:
    """The dictionary forms *word* may belong to, and itself; all small, ё as е."""
    plain = word.casefold().replace("ё", "е")
    if language == "en" or not re.search(r"[а-я]", plain):
        return frozenset({plain, _singular(plain)})
    forms = {r.normal_form.replace("ё", "е") for r in readings(plain) if r.score >= _LIKELY}
    return frozenset({plain, *forms})


def _singular(word: str) -> str:
    """An English word without the ending of a regular plural."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def phrase(text: str, language: Language) -> tuple[frozenset[str], ...]:
    """The lemmas of every word of *text*, in order."""
    return tuple(lemmas(match[0], language) for match in WORD.finditer(text))


def same_phrase(one: tuple[frozenset[str], ...], other: tuple[frozenset[str], ...]) -> bool:
    """Whether two phrases have the same words in some form."""
    return len(one) == len(other) and all(a & b for a, b in zip(one, other, strict=True))
