"""Words somebody may have meant: another ending, a mistake or two, the other layout, the other alphabet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kbgen.search import tables
from kbgen.search.analysis import forms, tokens
from kbgen.search.known import Lexicon


def switch(text: str) -> str:
    """*text* as if typed with the other keyboard layout: Latin to Cyrillic, or back where it holds Cyrillic."""
    if re.search(r"[а-яё]", text, re.IGNORECASE):
        back = {v: k for k, v in tables.KEYS.items()}
        return "".join(back.get(c, c) for c in text)
    return "".join(tables.KEYS.get(c, c) for c in text)


def switched(form: str) -> str:
    """*form* in the other layout where that is one word still, else as it is."""
    other = switch(form)
    found = [m[0] for m in tokens(other)]
    return forms(other)[0] if found == [other] else form


def same_stem(form: str, lexicon: Lexicon, most: int) -> list[tuple[str, int]]:
    """Known words that differ from *form* only in its last *most* letters, those with the longest common part."""
    if len(form) < 5 or not form.isalpha():
        return []
    for length in range(len(form) - 1, max(4, len(form) - most) - 1, -1):
        near = [w for w in lexicon.beginning(form[:length]) if len(w) <= length + 2]
        if near:
            return [(w, tables.SAME_STEM) for w in _common_first(near, lexicon)]
    return []


def _common_first(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    return sorted(words, key=lambda w: (-lexicon.frequency(w), w))[: tables.MOST_TYPOS]


def nearest(variants: Sequence[str], lexicon: Lexicon) -> list[tuple[str, int]]:
    """Words with the fewest mistakes from any of *variants*; a variant that is a word itself has none."""
    exact = [v for v in variants if v in lexicon.lemmas]
    if exact:
        return [(exact[0], tables.TYPO[0])]
    return mistaken(variants, lexicon) or _misspelled(variants, 2, lexicon)


def mistaken(variants: Sequence[str], lexicon: Lexicon) -> list[tuple[str, int]]:
    """Words one mistake away; where those hardly stand anywhere, common ones two mistakes away before them.

    A word that stands in hardly any section may be a mistake itself.
    """
    one = _misspelled(variants, 1, lexicon)
    most = lexicon.frequency(one[0][0]) if one else tables.HARDLY
    if most >= tables.HARDLY:
        return one
    two = _misspelled(variants, 2, lexicon)
    return [*two, *one] if two and lexicon.frequency(two[0][0]) >= most * tables.COMMONER else one


def _misspelled(variants: Sequence[str], allowed: int, lexicon: Lexicon) -> list[tuple[str, int]]:
    """Words at most *allowed* mistakes away from any of *variants*."""
    found: list[str] = []
    for variant in variants:
        if len(variant) >= tables.TYPO_LENGTHS[allowed - 1]:
            near = process.extract(variant, lexicon.spelled, scorer=OSA.distance, score_cutoff=allowed, limit=None)
            found.extend(word for word, _, _ in near)
    return [(w, tables.TYPO[allowed]) for w in _common_first(list(dict.fromkeys(found)), lexicon)]


def transliterated(form: str) -> str:
    """Latin letters as Russian ones by sound, or the other way."""
    if re.search(r"[а-я]", form):
        return "".join(tables.TO_LATIN.get(c, c) for c in form)
    result, place = "", 0
    while place < len(form):
        for size in (4, 3, 2, 1):
            if (piece := form[place : place + size]) in tables.TO_CYRILLIC:
                result += tables.TO_CYRILLIC[piece]
                place += size
                break
        else:
            result += form[place]
            place += 1
    return result
