"""Spoken: written text as a voice should read it: signs as words, names of the interface in Russian letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise

from kbgen.model.text import Language

_SIGNS: Mapping[Language, tuple[tuple[str, str], ...]] = {
    "ru": (
        (r"№\s*(?=\d)", "номер "),
        (r"(?<=\d)\s*%", " процентов"),
        (r"\s*(?:→|➜|⇒|>)\s*", ", "),  # «Меню → Отчёты» is a way through the screen
        (r"\s&\s", " и "),
        (r"(?<=\w)@(?=\w)", " собака "),
        (r"(?<=\d)\s*×\s*(?=\d)", " на "),
        (r"\bи т\. ?д\.", "и так далее"),
        (r"\bи т\. ?п\.", "и тому подобное"),
        (r"\bт\. ?е\.", "то есть"),
        (r"\bнапр\.", "например"),
        (r"\bруб\.", "рублей"),
        (r"\bCRM\b", "си-эр-эм"),
        (r"\bID\b", "ай-ди"),
        (r"\bE-?mail\b", "имэйл"),
        (r"\bOK\b", "окей"),
    ),
    "en": (
        (r"№\s*(?=\d)", "number "),
        (r"(?<=\d)\s*%", " per cent"),
        (r"\s*(?:→|➜|⇒|>)\s*", ", "),
        (r"\s&\s", " and "),
        (r"\be\.g\.", "for example"),
        (r"\bi\.e\.", "that is"),
    ),
}
_RULES = {
    language: tuple((re.compile(pattern, re.IGNORECASE), word) for pattern, word in rules)
    for language, rules in _SIGNS.items()
}
_QUOTES = re.compile(r"[«»„“”\"`´‘’*_{}\[\]|\\^~=<>#]+")
_SENTENCE = re.compile(r"[.!?…][»\")]*(\s+)(?=[«\"(]?[A-ZА-ЯЁ0-9])")
_ABBREVIATED = re.compile(r"(?:\b[A-ZА-ЯЁ]|\b(?:г|ул|д|см|стр|рис|тел|др|напр|руб|mr|mrs|dr|no))\.$", re.IGNORECASE)
_CLAUSE = re.compile(r"(?<=[;:—–,])\s+")
_PAIR = re.compile(r"(\w+)=(\S+)")
_SOUNDS = tuple(
    _PAIR.findall(
        "shch=щ sch=ш tch=ч ch=ч sh=ш ph=ф th=т ck=к qu=кв ee=и oo=у ea=и ou=ау ow=оу ay=эй ey=ей igh=ай ya=я yu=ю "
        "zh=ж kh=х ts=ц a=а b=б c=к d=д e=е f=ф g=г h=х i=и j=дж k=к l=л m=м n=н o=о p=п q=к r=р s=с t=т u=у v=в w=в "
        "x=кс y=и z=з"
    )
)
"""Latin letters as a Russian reads them; longer groups first."""
_NAMES: Mapping[str, str] = dict(
    _PAIR.findall(
        "A=эй B=би C=си D=ди E=и F=эф G=джи H=эйч I=ай J=джей K=кей L=эл M=эм N=эн O=оу P=пи Q=кью R=ар S=эс T=ти U=ю "
        "V=ви W=дабл-ю X=экс Y=уай Z=зет"
    )
)


def spoken(text: str, language: Language) -> str:
    """*text* (plain, no Markdown) with signs and usual abbreviations as words."""
    for pattern, word in _RULES[language]:
        text = pattern.sub(word, text)
    return " ".join(text.split())


def sentences(text: str, longest: int = 90) -> tuple[str, ...]:
    """*text* in sentences, those over *longest* characters cut at the punctuation nearest to their middle."""
    whole: list[str] = []
    text = text.strip()
    ends = [0, *(m.end() for m in _SENTENCE.finditer(text)), len(text)]
    for piece in (text[a:b].strip() for a, b in pairwise(ends)):
        if whole and _ABBREVIATED.search(whole[-1]):
            whole[-1] += " " + piece
        elif piece:
            whole.append(piece)
    return tuple(part for sentence in whole for part in _parts(sentence, longest))


def _parts(sentence: str, longest: int) -> tuple[str, ...]:
    if len(sentence) <= longest:
        return (sentence,)
    ends = [m.start() for m in _CLAUSE.finditer(sentence) if _outside_brackets(sentence, m.start())]
    ends = [e for e in ends if min(e, len(sentence) - e) >= longest // 4]  # no crumbs
    if not ends:
        return (sentence,)
    cut = min(ends, key=lambda e: abs(e - len(sentence) / 2))
    return (*_parts(sentence[:cut].strip(), longest), *_parts(sentence[cut:].strip(), longest))


def _outside_brackets(sentence: str, at: int) -> bool:
    before = sentence[:at]
    return before.count("(") == before.count(")") and before.count("«") == before.count("»")


def only_words(text: str) -> str:
    """*text* without quotes, marks and characters that are nothing to say."""
    kept = "".join(c if unicodedata.category(c)[0] in "LNPZM" or c in "+−°" else " " for c in text)
    return " ".join(_QUOTES.sub(" ", kept).split())


def in_cyrillic(text: str) -> str:
    """Latin words of *text* roughly as a Russian would read them; short words in capitals letter by letter.

    For voices that know no other alphabet: «Phone» → «фоне» is understood beside the picture, silence is not. All signs
    but points, commas, question and exclamation marks and hyphens go.
    """
    text = re.sub(r"[A-Za-z]+", lambda m: _read(m[0]), text)
    text = re.sub(r"\s*[;:—–()/]+\s*", ", ", text)
    text = re.sub(r"[^А-Яа-яЁё0-9.,!?\s-]", " ", text)
    text = re.sub(r"(?<!\w)-+|-+(?!\w)", " ", text)
    text = re.sub(r"\s*[.,!?][\s.,!?]*", _one_mark, text)  # such a voice stumbles over marks that stand alone
    return " ".join(text.lstrip(" .,!?").rstrip(" ,").split())


def _one_mark(match: re.Match[str]) -> str:
    return next((mark for mark in "?!." if mark in match[0]), ",") + " "


def _read(word: str) -> str:
    if word.isupper() and len(word) <= 4:
        return "-".join(_NAMES[letter] for letter in word)
    said = word.lower()
    for letters, sound in _SOUNDS:
        said = said.replace(letters, sound)
    return said
