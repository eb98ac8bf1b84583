"""Words of a text as the search sees them: folded forms, and the lemma each form belongs to.

Folding and splitting are repeated letter for letter by ``search-worker.js``; lemmas are not: the browser gets
them as a table of forms, so pymorphy3 is needed only while indexing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

_TOKEN = re.compile(r"[^\W_]+(?:[._'’‑-]+[^\W_]+)*")
_RUN = re.compile(r"\w+(?:[.'’‑-]+\w+)*")  # much faster than _TOKEN; differs by underscores at the ends
_ENDS = "._'’‑-"
_JOINTS = re.compile(r"[._'’‑-]+")
_CAMEL = re.compile(r"(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ])|(?<=[A-ZА-ЯЁ])(?=[A-ZА-ЯЁ][a-zа-яё])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u0300\u0301]")
_CYRILLIC = re.compile(r"[а-яё]")
_LATIN = re.compile(r"[a-z]")

LONGEST_WORD = 80
"""Longer words (keys, hashes) are not indexed, in characters."""

LOOKALIKES = dict(zip("aceopxykmhtb", "асеорхукмнтв", strict=True))
"""Latin letters that look like Cyrillic ones, as typed by people who forgot to switch the keyboard."""


def clean(text: str) -> str:
    """*text* composed (NFC), without soft hyphens, stress marks and zero-width signs."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def fold(word: str) -> str:
    """*word* in small letters, ``ё`` as ``е``, and in one alphabet where look-alike letters were mixed."""
    word = word.lower().replace("ё", "е").replace("’", "'").replace("‑", "-")
    if _CYRILLIC.search(word) and _LATIN.search(word):
        return "".join(_one_alphabet(part) for part in re.split(r"([._'-]+)", word))
    return word


def _one_alphabet(part: str) -> str:
    latin, cyrillic = set(_LATIN.findall(part)), set(_CYRILLIC.findall(part))
    if not latin or not cyrillic:
        return part
    if latin <= LOOKALIKES.keys():
        return "".join(LOOKALIKES.get(c, c) for c in part)
    back = {v: k for k, v in LOOKALIKES.items()}
    return "".join(back.get(c, c) for c in part) if cyrillic <= back.keys() else part


def tokens(text: str) -> Iterator[re.Match[str]]:
    """Every word of a cleaned text, with its place; identifiers (``crm.deal.add``, ``чек-лист``) stay whole."""
    return _TOKEN.finditer(text)


def written(text: str) -> list[str]:
    """The words of :func:`tokens` without their places; signs that hold words together may stand at their ends."""
    return _RUN.findall(text)


def forms(token: str) -> list[str]:
    """The folded forms a token stands for: the whole first, then its parts.

    ``crm.getList`` → crm.getlist, crm, getlist, get, list.
    """
    token = token.strip(_ENDS)
    found = [fold(token)]
    for piece in _JOINTS.split(token):
        parts = _CAMEL.split(piece)
        found.append(fold(piece))
        found.extend(fold(part) for part in parts if len(parts) > 1)
    return [form for form in dict.fromkeys(found) if form and len(form) <= LONGEST_WORD]


@cache
def _morph() -> Any:
    import pymorphy3  # 0.3 s and 40 MB: only where pages are really indexed

    return pymorphy3.MorphAnalyzer()


def lemma(form: str) -> str:
    """The dictionary form of a folded *form*: ``сделок`` → ``сделка``, ``deals`` → ``deal``; others unchanged."""
    if re.fullmatch(r"[а-я]+(?:-[а-я]+)*", form):
        if len(form) < 3:
            return form
        return _of_dictionary(form) or str(_likeliest(_morph().parse(form)).normal_form).replace("ё", "е")
    if re.fullmatch(r"[a-z]{3,}(?:'s)?", form):
        plain = form.removesuffix("'s")
        return _stemmed(irregular().get(plain, plain))
    return form


def _stemmed(form: str) -> str:
    if len(form) < 4:
        return form
    from whoosh.lang.porter import stem  # type: ignore[import-untyped, unused-ignore]

    return str(stem(form))


def _of_dictionary(form: str) -> str:
    """The lemma of *form* where the dictionary knows exactly one: much quicker than weighing its readings."""
    known = _morph().dictionary
    found = {
        known.build_normal_form(paradigm, place, word).replace("ё", "е")
        for word, readings in known.words.similar_items(form, _morph().char_substitutes)
        for paradigm, place in readings
    }
    return found.pop() if len(found) == 1 else ""


@cache
def irregular() -> dict[str, str]:
    """English forms no rule leads back to their word: ``sold`` → ``sell``."""
    lines = (line.split() for line in _IRREGULAR.strip().splitlines())
    return {form: word for word, *forms in lines for form in forms}


_IRREGULAR = """
begin began begun
break broke broken
bring brought
build built
buy bought
catch caught
child children
choose chose chosen
come came
cost costs
datum data
do does did done doing
draw drew drawn
drive drove driven
fall fell fallen
feel felt
find found
forget forgot forgotten
get got gotten getting
give gave given
go goes went gone
grow grew grown
have has had
hear heard
hold held
keep kept
know knew known
lay laid
lead led
leave left
lend lent
lose lost
make made
man men
mean meant
meet met
pay paid
person people
put putting
read reading
ring rang rung
run ran running
say said
see saw seen
sell sold
send sent
set setting
show shown
shut shutting
sit sat
speak spoke spoken
spend spent
stand stood
steal stole stolen
take took taken
teach taught
tell told
think thought
understand understood
wear wore worn
win won
woman women
write wrote written
"""


def _likeliest(parses: list[Any]) -> Any:
    """The first parse; but a noun rather than a participle: ``данные`` are data, not something given."""
    if parses[0].tag.POS in ("PRTF", "PRTS"):
        return next((p for p in parses if p.tag.POS == "NOUN"), parses[0])
    return parses[0]


_INFLECTED = ("NOUN", "ADJF", "VERB", "INFN")


def paradigm(lemma: str) -> list[str]:
    """Forms of a Russian *lemma*, so that a form that stands on no page finds the word too; itself left out."""
    if not re.fullmatch(r"[а-я]{3,}(?:-[а-я]+)*", lemma):
        return []
    parses = [p for p in _morph().parse(lemma) if p.normal_form.replace("ё", "е") == lemma]
    if not parses or parses[0].tag.POS not in _INFLECTED:
        return []
    found = (form.replace("ё", "е") for form in _lexeme(parses[0]))
    return [form for form in dict.fromkeys(found) if form != lemma]


def _lexeme(parse: Any) -> list[str]:
    """All forms of a parsed word; of a word of the dictionary without making a parse of each, which takes long."""
    if len(parse.methods_stack) != 1 or len(parse.methods_stack[0]) != 4:
        return [p.word for p in parse.lexeme if p.tag.POS in _INFLECTED]
    _, word, number, place = parse.methods_stack[0]
    dictionary = _morph().dictionary
    stem = dictionary.build_stem(dictionary.paradigms[number], place, word)
    return [prefix + stem + suffix for prefix, suffix in _endings(number)]


@cache
def _endings(number: int) -> list[tuple[str, str]]:
    """What stands before and behind the stem in every form of a paradigm."""
    told = _morph().dictionary.build_paradigm_info(number)
    return [(prefix, suffix) for prefix, tag, suffix in told if tag.POS in _INFLECTED]
