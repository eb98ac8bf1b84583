"""Private: personal data taken out of what people wrote down in a hurry."""

from __future__ import annotations

import re

from kbgen.language.cases import readings
from kbgen.model.text import Language

HIDDEN = "…"
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail
    r"|(?:\+|\b)\d(?:[\s().-]*\d){5,}"  # telephone, passport, account, INN
    r"|@\w{4,}"  # names in messengers
    r"|\b(?:https?://|www\.)\S+",
    re.IGNORECASE,
)
_INITIALS = re.compile(
    r"\b[А-ЯЁA-Z][а-яёa-z-]+\s+[А-ЯЁA-Z]\.\s?(?:[А-ЯЁA-Z]\.)?|\b(?:[А-ЯЁA-Z]\.\s?){1,2}[А-ЯЁA-Z][а-яёa-z-]{2,}"
)
_CAPITAL = re.compile(r"(?<![\w«\"“„])[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?")
_TITLED = re.compile(r"\b(Mr|Mrs|Ms|Miss|Dr)\.?\s+[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?")
_PERSON = {"Name", "Surn", "Patr"}
_SURE = 0.3
"""Share of a word's likelihood from which it is taken for a name: «Вера» and «Роза» are words, too."""


def without_persons(text: str, language: Language) -> str:
    """*text* without addresses, telephone and other long numbers, and without names of people as far as they can be
    told: with initials, with a title, and in Russian words that are names. A person must look at it all the same.
    """
    text = _CONTACT.sub(HIDDEN, text)
    text = _TITLED.sub(HIDDEN, _INITIALS.sub(lambda m: HIDDEN + (" " if m[0].endswith(" ") else ""), text))
    if language == "ru":
        text = _CAPITAL.sub(lambda m: HIDDEN if _is_person(m[0]) else m[0], text)
    return re.sub(rf"{HIDDEN}(?:\s*{HIDDEN})+", HIDDEN, text)


def _is_person(word: str) -> bool:
    """Whether *word* is a first name, a surname or a patronymic."""
    found = readings(word.lower())
    return float(sum(p.score for p in found if p.is_known and _PERSON & p.tag.grammemes)) >= _SURE
