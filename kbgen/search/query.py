"""The rules a query is read by: layout, forms, typos, transliteration, synonyms, unfinished words.

``search-worker.js`` holds the same rules, function by function; a test asks both the same questions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kbgen.search import tables
from kbgen.search.analysis import clean, fold, forms, tokens
from kbgen.search.known import Lexicon
from kbgen.search.spelling import mistaken, nearest, same_stem, switch, switched, transliterated

_QUOTED = re.compile(r'["«“„]([^"«»“”„]+)["»”“]')
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0]+")
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
    candidates = same_stem(form, lexicon, 1)
    if not candidates:
        candidates = mistaken([form], lexicon) or same_stem(form, lexicon, 3)
    if not candidates:
        candidates = nearest(list(dict.fromkeys([form, switched(form), transliterated(form)])), lexicon)
    terms: dict[Term, int] = {}
    for word, weight in candidates:
        _add_lemma(terms, lexicon.lemmas[word], weight, lexicon)
    return _Said(form, terms, candidates[0][0] if candidates and candidates[0][1] != tables.SAME_STEM else form)


def _with_phrases(said: list[_Said], lexicon: Lexicon) -> list[_Said]:
    """Synonyms of two or three words together are offered by each of the words."""
    lemmas = [lexicon.lemmas.get(w.shown, w.shown) for w in said]
    for size in (2, 3):
        for start in range(len(said) - size + 1):
            for other in lexicon.synonyms.get(" ".join(lemmas[start : start + size]), ()):
                for word in said[start : start + size]:
                    _add(word.terms, tuple(other), tables.SYNONYM)
    return said
