"""The rules a query is read by: layout, forms, typos, transliteration, synonyms, unfinished words.

``search-worker.js`` holds the same rules, function by function; a test asks both the same questions.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kbgen.search import tables
from kbgen.search.analysis import clean, fold, forms, tokens

_QUOTED = re.compile(r'["«“„]([^"«»“”„]+)["»”“]')
_MOST_REMEMBERED = 100_000
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0]+")

Alternatives = Mapping[str, Sequence[Sequence[str]]]
"""Lemmas joined by spaces → other ways to say it, each a sequence of lemmas."""


@dataclass(frozen=True)
class Lexicon:
    """Every word the index knows."""

    lemmas: Mapping[str, str]
    """Folded form → lemma; holds forms of synonyms too, which stand on no page."""
    frequencies: Mapping[str, int]
    """Lemma → number of records."""
    families: Mapping[str, Sequence[str]]
    synonyms: Alternatives
    spelled: Sequence[str]
    """Forms a typo may have been made from: plain words that stand on pages, in order."""
    records: int

    @cached_property
    def words(self) -> list[str]:
        """All forms in order of code points."""
        return sorted(self.lemmas)

    def frequency(self, form: str) -> int:
        """In how many records the lemma of *form* stands."""
        return self.frequencies.get(self.lemmas.get(form, ""), 0)

    def beginning(self, prefix: str) -> list[str]:
        """Forms that begin with *prefix*, at most the first :data:`tables.PREFIX_SCAN`."""
        start = bisect_left(self.words, prefix)
        end = bisect_left(self.words, prefix + chr(sys.maxunicode), start)
        return self.words[start : min(end, start + tables.PREFIX_SCAN)]

    @cached_property
    def of_tokens(self) -> _OfTokens:
        """Token of a text → its lemmas, remembered: the same few thousand words fill all texts."""
        return _OfTokens(self.lemmas)


class _OfTokens(dict[str, tuple[str, ...]]):
    """Token → lemmas of everything it stands for, as far as the index knows it."""

    def __init__(self, lemmas: Mapping[str, str]) -> None:
        self._lemmas = lemmas

    def __missing__(self, token: str) -> tuple[str, ...]:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        found = self[token] = tuple(self._lemmas[form] for form in forms(token) if form in self._lemmas)
        return found


Term = tuple[str, ...]
"""Lemmas that must stand in one record together; nearly always one."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the query and what it stands for."""

    form: str
    terms: Mapping[Term, int]
    """Term → weight in per cent."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as understood."""

    words: tuple[Word, ...]
    changed: str = ""
    """The query as it was understood where that is not what was typed («возможно, вы искали»)."""
    phrases: tuple[tuple[str, ...], ...] = ()
    """What stood in quotes: folded words that must follow each other."""


def switch(text: str) -> str:
    """*text* as if typed with the other keyboard layout: Latin to Cyrillic, or back where it holds Cyrillic."""
    if re.search(r"[а-яё]", text, re.IGNORECASE):
        back = {v: k for k, v in tables.KEYS.items()}
        return "".join(back.get(c, c) for c in text)
    return "".join(tables.KEYS.get(c, c) for c in text)


def read(query: str, lexicon: Lexicon) -> Reading:
    """*query* as words with their weights. Never raises; too long a query is cut."""
    text = _CONTROL.sub(" ", clean(query[: tables.LONGEST_QUERY]))
    unfinished = bool(text) and not text[-1].isspace() and text[-1] not in '"»?!.;:)'
    said, changed = [], False
    chunks = text.split()
    for number, chunk in enumerate(chunks):
        last = unfinished and number == len(chunks) - 1
        found = _chunk(chunk, lexicon, last)
        said.extend(found)
        changed = changed or any(w.shown != w.form for w in found)
    said = [w for w in said if w.shown not in tables.STOP] or said
    said = said[: tables.MOST_WORDS]
    words = tuple(Word(w.form, w.terms) for w in _with_phrases(said, lexicon))
    return Reading(words, " ".join(w.shown for w in said) if changed else "", _phrases(text))


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    found = (tuple(fold(match[0]) for match in tokens(quoted[1])) for quoted in _QUOTED.finditer(text))
    return tuple(dict.fromkeys(phrase for phrase in found if phrase))


@dataclass(slots=True)
class _Said:
    form: str
    terms: dict[Term, int]
    shown: str
    """The word as understood: the form itself unless it was mended."""


def _chunk(chunk: str, lexicon: Lexicon, last: bool) -> list[_Said]:
    """The words of a piece between spaces, in the layout that makes more sense."""
    plain = _split(chunk, lexicon)
    if all(_known(f, lexicon, last) for f in plain) and plain:
        return [_word(f, lexicon, last) for f in plain]
    switched = _split(switch(chunk), lexicon)
    if switched and all(_known(f, lexicon, last) for f in switched):
        return [_mended(_word(f, lexicon, last), f) for f in switched]
    return [_unknown(f, lexicon, last) for f in plain]


def _mended(word: _Said, shown: str) -> _Said:
    return _Said("", word.terms, shown)


def _split(chunk: str, lexicon: Lexicon) -> list[str]:
    """Forms of a chunk: an identifier as a whole where the index knows it, else its parts."""
    found: list[str] = []
    for match in tokens(chunk):
        whole, *parts = forms(match[0]) or [""]
        if whole in lexicon.lemmas or not parts:
            found.append(whole)
        else:
            found.extend([p for p in parts if p in lexicon.lemmas] or parts)
    return [f for f in found if f]


def _known(form: str, lexicon: Lexicon, last: bool) -> bool:
    if form in lexicon.lemmas or form in tables.STOP:
        return True
    return last and len(form) > 2 and bool(lexicon.beginning(form))


def _word(form: str, lexicon: Lexicon, last: bool) -> _Said:
    """A form the index knows, or the beginning of one."""
    terms: dict[Term, int] = {}
    own = lexicon.lemmas.get(form)
    if own is not None:
        _add_lemma(terms, own, tables.EXACT, lexicon)
    if last and len(form) > 1:
        weight = tables.PREFIX if own is None else tables.PREFIX_OF_KNOWN
        for lemma in _prefixed(form, lexicon):
            _add(terms, (lemma,), weight)
    return _Said(form, terms, form)


def _add(terms: dict[Term, int], term: Term, weight: int) -> None:
    terms[term] = max(weight, terms.get(term, 0))


def _add_lemma(terms: dict[Term, int], lemma: str, weight: int, lexicon: Lexicon) -> None:
    """A lemma with its relatives and synonyms, all of them *weight* per cent of their usual worth."""
    _add(terms, (lemma,), weight)
    for relative in lexicon.families.get(lemma, ()):
        _add(terms, (relative,), weight * tables.FAMILY // 100)
    for other in lexicon.synonyms.get(lemma, ()):
        _add(terms, tuple(other), weight * tables.SYNONYM // 100)


def _prefixed(form: str, lexicon: Lexicon) -> list[str]:
    found = {lexicon.lemmas[w] for w in lexicon.beginning(form)}
    ranked = sorted(found, key=lambda lemma: (-lexicon.frequencies.get(lemma, 0), lemma))
    return ranked[: tables.MOST_PREFIXED]


def _unknown(form: str, lexicon: Lexicon, last: bool) -> _Said:
    """A form the index does not know: the nearest words, in either layout and alphabet."""
    if _known(form, lexicon, last):
        return _word(form, lexicon, last)
    candidates = _same_stem(form, lexicon, 1)
    if not candidates:
        candidates = _misspelled([form], 1, lexicon) or _same_stem(form, lexicon, 3)
    if not candidates:
        candidates = _nearest(list(dict.fromkeys([form, _switched(form), _transliterated(form)])), lexicon)
    terms: dict[Term, int] = {}
    for word, weight in candidates:
        _add_lemma(terms, lexicon.lemmas[word], weight, lexicon)
    return _Said(form, terms, candidates[0][0] if candidates and candidates[0][1] != tables.SAME_STEM else form)


def _switched(form: str) -> str:
    """*form* in the other layout where that is one word still, else as it is."""
    other = switch(form)
    found = [m[0] for m in tokens(other)]
    return forms(other)[0] if found == [other] else form


def _same_stem(form: str, lexicon: Lexicon, most: int) -> list[tuple[str, int]]:
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


def _nearest(variants: Sequence[str], lexicon: Lexicon) -> list[tuple[str, int]]:
    """Words with the fewest mistakes from any of *variants*; a variant that is a word itself has none."""
    exact = [v for v in variants if v in lexicon.lemmas]
    if exact:
        return [(exact[0], tables.TYPO[0])]
    return _misspelled(variants, 1, lexicon) or _misspelled(variants, 2, lexicon)


def _misspelled(variants: Sequence[str], allowed: int, lexicon: Lexicon) -> list[tuple[str, int]]:
    """Words at most *allowed* mistakes away from any of *variants*."""
    found: list[str] = []
    for variant in variants:
        if len(variant) >= tables.TYPO_LENGTHS[allowed - 1]:
            near = process.extract(variant, lexicon.spelled, scorer=OSA.distance, score_cutoff=allowed, limit=None)
            found.extend(word for word, _, _ in near)
    return [(w, tables.TYPO[allowed]) for w in _common_first(list(dict.fromkeys(found)), lexicon)]


def _transliterated(form: str) -> str:
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


def _with_phrases(said: list[_Said], lexicon: Lexicon) -> list[_Said]:
    """Synonyms of two or three words together are offered by each of the words."""
    lemmas = [lexicon.lemmas.get(w.shown, w.shown) for w in said]
    for size in (2, 3):
        for start in range(len(said) - size + 1):
            for other in lexicon.synonyms.get(" ".join(lemmas[start : start + size]), ()):
                for word in said[start : start + size]:
                    _add(word.terms, tuple(other), tables.SYNONYM)
    return said
