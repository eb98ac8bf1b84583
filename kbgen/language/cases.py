"""Grammatical cases of Russian labels: «Создать сделку», «карточка контактного лица».

The only place that knows pymorphy3 for generated sentences. The computed form is a good guess;
``Entity.forms`` overrides it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pymorphy3

from kbgen.model.text import Language

Case = Literal["nomn", "gent", "datv", "accs", "ablt", "loct"]
"""Именительный, родительный, дательный, винительный, творительный, предложный."""

_WORD = re.compile(r"(?:[A-Za-z0-9]+-)?[А-Яа-яЁё][А-Яа-яЁё-]*|[A-Za-zА-Яа-яЁё]*[А-Яа-яЁё][A-Za-zА-Яа-яЁё]*")
_ADJECTIVE = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ье", "ья", "ые", "ие", "ьи")
_AND = ("и", "или")
_LOOKALIKES = str.maketrans("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху")


@cache
def _analyzer() -> pymorphy3.MorphAnalyzer:
    import pymorphy3  # 0.3 s and 40 MB: only when a Russian phrase is really made

    return pymorphy3.MorphAnalyzer()


@cache
def readings(word: str) -> tuple[Any, ...]:
    """What *word* may be, the likeliest first: parses with ``normal_form``, ``tag``, ``score`` and ``is_known``."""
    return tuple(_analyzer().parse(word))


SHORT: Mapping[str, Case] = {
    "nom": "nomn", "gen": "gent", "dat": "datv", "acc": "accs", "ins": "ablt", "loc": "loct",
}  # fmt: skip
"""Short names of the cases, as people write them in guides."""
_SHORTER = {case: short for short, case in SHORT.items()}
CASES: tuple[Case, ...] = ("nomn", "gent", "datv", "accs", "ablt", "loct")
PLURAL = "plural_"
"""Before a case in ``Entity.forms``: the form of the plural."""


def plural_forms(forms: Mapping[str, str]) -> Mapping[str, str]:
    """Of an entity's *forms* those of its plural, ready for :func:`in_case`."""
    return {key.removeprefix(PLURAL): form for key, form in forms.items() if key.startswith(PLURAL)}


def in_case(label: str, case: Case, language: Language, forms: Mapping[str, str] | None = None) -> str:
    """*label* in *case*: the head noun and the adjectives before it change, what follows stays.

    *forms* (case or its short name → wording) wins where it has the case. English and unknown words come back as is.
    «Товары и услуги», «звонок/встреча»: both heads change. Latin letters inside a Russian word become Russian ones.
    """
    if forms and (own := forms.get(case) or forms.get(_SHORTER[case])):
        return own
    if language != "ru" or case == "nomn":
        return label
    return _declined(label, case)


def head(label: str) -> Any:
    """The reading of the noun that *label* is about: «Контактное лицо» → лицо; None where it has none."""
    tokens = re.split(r"(\s+|/)", label)
    at = next((i for i in range(len(tokens)) if _kind(tokens, i) == "noun"), None)
    return None if at is None else _noun(tokens[at])


_LITTLE_WORD = re.compile(r"[АВИКОСУЯA] [^\W\d_]")
"""A preposition, conjunction or article of one letter before another word: «У каждого отдела»."""


def in_sentence(label: str) -> str:
    """*label* as it stands in the middle of a sentence: «Сделка» → «сделка», but «PDF» and «iPhone» stay."""
    first = re.match(r"[^\W\d_]+", label)
    usual = (first and first[0][1:].islower()) or len(label) == 1 or _LITTLE_WORD.match(label)
    return label[:1].lower() + label[1:] if usual else label


@cache
def _declined(label: str, case: Case) -> str:
    tokens = re.split(r"(\s+|/)", label)
    before: list[int] = []  # adjectives that wait for their noun
    at = 0
    while at < len(tokens):
        kind = _kind(tokens, at)
        if kind == "noun":
            tokens[at] = _phrase(tokens, before, at, case)
            before, at = [], _next_head(tokens, at)
            continue
        if kind == "adjective":
            before.append(at)
        elif kind == "end":
            break
        at += 1
    for index in before:  # «Ответственный», «Входящие»: adjectives in the place of a noun
        parse = _adjective(tokens[index])
        tokens[index] = _inflected(tokens[index], parse, case, person="plur" not in parse.tag)
    return "".join(tokens)


def _kind(tokens: list[str], at: int) -> Literal["noun", "adjective", "skip", "end"]:
    """What the token is for the phrase; "end": nothing after it changes (prepositions, verbs)."""
    token = tokens[at]
    if not _WORD.fullmatch(token):
        return "skip"
    adjective, noun = _adjective(token), _noun(token)
    if adjective and (not noun or (token.lower().endswith(_ADJECTIVE) and _noun_follows(tokens, at))):
        return "adjective" if not noun or _noun_follows(tokens, at) else "noun"
    return "noun" if noun else "end"


def _noun_follows(tokens: list[str], at: int) -> bool:
    following = next((t for t in tokens[at + 1 :] if _WORD.fullmatch(t)), "")
    return bool(following) and bool(_noun(following) or _adjective(following))


def _next_head(tokens: list[str], at: int) -> int:
    """Where the next head may stand: right after «и», «или» or a slash; else the end."""
    rest = tokens[at + 1 :]
    if rest[:1] == ["/"]:
        return at + 2
    return at + 4 if len(rest) > 3 and rest[0].isspace() and rest[1].lower() in _AND else len(tokens)


@dataclass(frozen=True, slots=True)
class _Head:
    """What adjectives agree with."""

    plural: bool
    animate: bool


def _phrase(tokens: list[str], before: list[int], at: int, case: Case) -> str:
    """The noun at *at* in *case*; its adjectives in *tokens* are changed with it."""
    noun = _noun(tokens[at])
    head = _Head("plur" in noun.tag, "anim" in noun.tag)
    for index in before:
        tokens[index] = _inflected(tokens[index], _adjective(tokens[index]), case, person=head.animate)
    return _inflected(tokens[at], noun, case, person=head.animate)


def _bare(word: str) -> str:
    """The part that is declined: «IP-телефон» → «телефон»; Latin look-alikes become Russian letters."""
    latin = re.match(r"[A-Za-z0-9]+-(?=[А-Яа-яЁё])", word)
    return (word[latin.end() :] if latin else word).translate(_LOOKALIKES)


@cache
def _noun(word: str) -> Any:
    """The likeliest reading as a noun in the nominative, or None; people's names come last."""
    parses = [p for p in readings(_bare(word)) if p.tag.POS == "NOUN" and "nomn" in p.tag]
    if word.isupper():
        parses = [p for p in parses if not {"Abbr", "Fixd"} & p.tag.grammemes and p.is_known]
    return max(
        parses, key=lambda p: (not {"Name", "Surn", "Patr"} & p.tag.grammemes, p.score, "anim" in p.tag), default=None
    )


@cache
def _adjective(word: str) -> Any:
    """The likeliest reading as an adjective or participle in the nominative, or None."""
    parses = [p for p in readings(_bare(word)) if p.tag.POS in ("ADJF", "PRTF") and "nomn" in p.tag]
    return max(parses, key=lambda p: p.score, default=None)


def _inflected(word: str, parse: Any, case: Case, *, person: bool) -> str:
    """*word* in *case* as *parse* reads it; *person* decides the accusative of adjectives."""
    number = "plur" if "plur" in parse.tag else "sing"
    form = None
    if case == "accs" and parse.tag.POS != "NOUN" and (number == "plur" or "masc" in parse.tag):
        form = parse.inflect({case, number, "anim" if person else "inan"})
    form = form or parse.inflect({case, number})
    bare = _bare(word)
    prefix = word[: len(word) - len(bare)]
    return prefix + (_keep_letters(bare, form.word) if form else bare)


def _keep_letters(word: str, form: str) -> str:
    """The form with the capitals of *word*, and its е where pymorphy would put a ё."""
    if "ё" not in word.lower():
        form = form.replace("ё", "е")
    if word.isupper() and len(word) > 1:
        return form.upper()
    return form[:1].upper() + form[1:] if word[:1].isupper() else form
