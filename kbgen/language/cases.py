"""Grammatical cases of Russian labels: «Создать сделку», «карточка контрагента».

The only place that knows pymorphy3 for generated sentences. The computed form is a good guess
(16 of 18 EspoCRM names); ``Entity.forms`` overrides it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pymorphy3

from kbgen.model.text import Language

Case = Literal["nomn", "gent", "datv", "accs", "ablt", "loct"]
"""Именительный, родительный, дательный, винительный, творительный, предложный."""


@cache
def _analyzer() -> pymorphy3.MorphAnalyzer:
    import pymorphy3  # 0.3 s and 40 MB: only when a Russian phrase is really made

    return pymorphy3.MorphAnalyzer()


def in_case(label: str, case: Case, language: Language, forms: Mapping[str, str] | None = None) -> str:
    """*label* in *case*: the head noun and the adjectives before it change, what follows stays.

    *forms* (case → wording) wins where it has the case. English and unknown words come back unchanged.
    """
    if forms and case in forms:
        return forms[case]
    if language != "ru" or case == "nomn":
        return label
    parts = re.split(r"(\s+)", label)
    changed: list[str] = []
    done = False
    for part in parts:
        if done or not re.fullmatch(r"[А-Яа-яЁё-]+", part):
            changed.append(part)
            done = done or bool(part.strip())
            continue
        word, is_head = _word_in_case(part, case)
        changed.append(word)
        done = is_head
    return "".join(changed)


def in_sentence(label: str) -> str:
    """*label* as it stands in the middle of a sentence: «Сделка» → «сделка», but «PDF» and «iPhone» stay."""
    first = re.match(r"[^\W\d_]+", label)
    return label[:1].lower() + label[1:] if (first and first[0][1:].islower()) or len(label) == 1 else label


def _word_in_case(word: str, case: Case) -> tuple[str, bool]:
    """The word in *case*, and whether it is the head noun (after which nothing changes)."""
    parses = [p for p in _analyzer().parse(word) if "nomn" in p.tag and p.tag.POS in ("NOUN", "ADJF", "PRTF")]
    if not parses:
        return word, True
    parse = max(parses, key=lambda p: (p.tag.POS != "NOUN" and word.lower().endswith(_ADJECTIVE), p.score))
    grammemes = {case, "plur" if "plur" in parse.tag else "sing"}
    if case == "accs" and parse.tag.POS == "NOUN":
        return _keep_letters(word, _accusative(parse, grammemes)), True
    inflected = parse.inflect(grammemes)
    return _keep_letters(word, inflected.word if inflected else word), parse.tag.POS == "NOUN"


_ADJECTIVE = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")


def _accusative(parse: Any, grammemes: set[str]) -> str:
    inflected = parse.inflect(grammemes)
    return str(inflected.word) if inflected else str(parse.word)


def _keep_letters(word: str, form: str) -> str:
    """The form with the capitals of *word*, and its е where pymorphy would put a ё."""
    if "ё" not in word.lower():
        form = form.replace("ё", "е")
    if word.isupper() and len(word) > 1:
        return word
    return form[:1].upper() + form[1:] if word[:1].isupper() else form
