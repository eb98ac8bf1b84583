"""Words of one root: ``закрепление`` and ``закрепить``, ``оплата`` and ``оплатить``.

A rough rule of Russian word making, good enough because relatives weigh half of the word itself.
"""

from __future__ import annotations

import re

_REFLEXIVE = re.compile(r"(?:ся|сь)$")
_LABIAL = re.compile(r"(?<=[бвмпф])л(?=(?:ение|енный|ять)$)")
_SUFFIXES = """
ирование ировать ированный ование овать ованный евание евать ивание ивать ывание ывать авание авать
ение енный ание анный яние янный тие ать ять еть ить уть ация яция иция ция
ытие ытый ыть ительный тельный альный ический ичный ный ний ской ский овый евый
овка евка ка ок ник чик щик тель тор ость ец
ый ий ой ая яя ое ее ые ие а я о е ы и ь й
"""
_LONGEST_FIRST = sorted(_SUFFIXES.split(), key=len, reverse=True)
_SHORTEST = 4
_PREFIX = re.compile(r"(?:пере|пред|при|про|под|над|раз|рас|без|бес|вос|воз)")
"""What stands before a root; with less than three letters behind it the rest says nothing (передать, перед)."""
_ALTERNATING = str.maketrans("шщчкцжгз", "стттт" + "ддд")
LARGEST = 8
"""Words of a family at most: more of them have no meaning in common."""


def root(lemma: str) -> str:
    """What a lemma shares with its relatives; empty where nothing can be said (short, Latin, compound words)."""
    if not re.fullmatch(r"[а-я]{5,}", lemma):
        return ""
    word = _LABIAL.sub("", _REFLEXIVE.sub("", lemma))
    for suffix in _LONGEST_FIRST:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            word = word.removesuffix(suffix)
            break
    word = word.rstrip("йьъ")
    prefix = _PREFIX.match(word)
    if len(word) < _SHORTEST or (prefix and len(word) - prefix.end() < 3):
        return ""
    return word[:-1] + word[-1].translate(_ALTERNATING)
