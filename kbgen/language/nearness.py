"""The word somebody meant: «titel» → «title»."""

from __future__ import annotations

from collections.abc import Iterable

_ALIKE = 70.0  # of 100; «titel»/«title» is 80, «shipment»/«payment» 67


def nearest(word: str, known: Iterable[str]) -> str:
    """The one of *known* that *word* was probably meant to be; empty where none is alike."""
    from rapidfuzz import fuzz, process  # only when something is already wrong

    folded = {name: name.casefold() for name in known}
    found = process.extractOne(word.casefold(), folded, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return found[2] if found else ""


_SAME = 86.0  # of 100; «Как удалить сделку?»/«как сделку удалить» is 100, «…удалить…»/«…закрыть…» 70


def alike(one: str, other: str) -> bool:
    """Whether two questions ask the same, in whatever order of words; capitals and signs do not count."""
    from rapidfuzz import fuzz, utils

    return fuzz.token_sort_ratio(one, other, processor=utils.default_process, score_cutoff=_SAME) > 0
