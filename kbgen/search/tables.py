"""Numbers and letter tables of the query rules: kept once here, written into the browser's index as they are.

Weights are per cent of a full match, so that Python and JavaScript count in whole numbers alike.
"""

from __future__ import annotations

from typing import Final

LONGEST_QUERY: Final = 300
"""Characters of a query that are read; the rest is left out."""
MOST_WORDS: Final = 12

EXACT: Final = 100
SYNONYM: Final = 60
FAMILY: Final = 60
"""A word of the same root: ``закрепление`` for ``закрепить``."""
PREFIX: Final = 85
"""A longer word while the last one is being typed."""
PREFIX_OF_KNOWN: Final = 50
"""The same where what was typed is a word already."""
SAME_STEM: Final = 70
TYPO: Final = (100, 80, 60)
"""By number of mistakes."""

MOST_PREFIXED: Final = 24
"""Words a prefix stands for at most: the most frequent ones."""
PREFIX_SCAN: Final = 3000
"""Words looked at for a prefix."""
MOST_TYPOS: Final = 5
TYPO_LENGTHS: Final = (4, 7)
"""From this many letters one mistake, from that many two mistakes are allowed."""
HARDLY: Final = 5
"""A word in fewer sections may be a mistake itself, if there is one so many times as common nearby:"""
COMMONER: Final = 20

SHOWN: Final = 20
"""Pages shown at most in the browser, and answers to a query with a phrase anywhere."""
MOST_CHECKED: Final = 120
"""Pages looked through for the exact words of a phrase."""
OFFERED: Final = ("start", "glossary", "index")
"""Kinds of pages to start from where nothing was found, in this order."""
MOST_OFFERED: Final = 9

RARE: Final = 30
"""A word in fewer than one section in so many is rare, and being rarer still says no more: what stands in two
sections of a thousand is chance."""
COVERED: Final = 300
"""Thousandths a page keeps whatever words of the query it lacks; the others go with the words it lacks."""

BEST_RECORD: Final = 400
"""Per cent a page gains for having the words together in one section."""

KEYS: Final = dict(
    zip(
        "qwertyuiop[]asdfghjkl;'zxcvbnm,.`" + 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~',
        "йцукенгшщзхъфывапролджэячсмитьбюё" + "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ",
        strict=True,
    )
)
"""English key → Russian letter on the same key."""

TO_LATIN: Final = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f h c ch sh sch _ y _ e yu ya".replace("_", "").split(" "),
        strict=True,
    )
)
TO_CYRILLIC: Final = {
    "shch": "щ", "sch": "щ", "yo": "е", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю", "ya": "я",
    "ju": "ю", "ja": "я", "ye": "е", "ck": "к", "ph": "ф", "a": "а", "b": "б", "v": "в", "w": "в", "g": "г", "d": "д",
    "e": "е", "z": "з", "i": "и", "j": "й", "y": "ы", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п",
    "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "f": "ф", "h": "х", "c": "ц", "x": "кс",
}  # fmt: skip
"""Longest first, as they are tried."""

STOP: Final = frozenset(
    """
    а без бы был была были было быть в вам вас во вот все всё где да для до его ее её если есть еще ещё же за и из
    или им их к как какая какие какой каком когда который кто куда ли либо между меня мне может можно мой мы на над
    надо нам нас не нет ни но ну нужно о об он она они от по под при про с сам свои своего своей своем свой свою себя
    со так такое там то тоже только тот тут ты у уже чего чем что чтобы эта эти это этот я сколько зачем почему
    могу могут можете хочу делать после того себе собой бывают бывает именно пожалуйста
    a an and are as at be by do does for from how i in into is it its my of on or our that the their this to was what
    when where which who why will with you your can am was were been being did has have had should could would may must
    me we us he she him her them they there here then than these those so or if but need needs needed want wants please
    no not any some all about longer until till while after before other another same such just only also too very
    другой другая другое другие другого другому другим других другую каждый каждая каждое любой любая любое весь вся
    всего всех всем самый самого самому лишь хотя пока затем потом сначала сейчас теперь опять снова тогда
    просто вообще вдруг
    """.replace("ё", "е").split()
)
"""Words that carry no meaning of their own: not indexed, and left out of queries that have others."""
