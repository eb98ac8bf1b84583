"""Agreement: an adjective, participle or verb put into the gender and number of the noun it goes with."""

from __future__ import annotations

from typing import Any

from kbgen.language.cases import Case, head, readings
from kbgen.model.text import Language

_WITH_CASE = ("ADJF", "PRTF")


def agreed(word: str, label: str, case: Case, language: Language) -> str:
    """*word* as it goes with *label* in *case*: «новый» with «Сделка» in ``accs`` → «новую»; «создан» → «создана».

    Adjectives and full participles take the case too; short participles and verbs in the past only gender and number.
    What cannot be changed comes back as it is; so does everything in English.
    """
    noun = head(label) if language == "ru" else None
    if noun is None:
        return word
    parse = next((r for r in readings(word.lower()) if r.tag.POS in (*_WITH_CASE, "PRTS", "ADJS", "VERB")), None)
    if parse is None:
        return word
    wanted = {"plur"} if "plur" in noun.tag else {"sing", *({noun.tag.gender} if noun.tag.gender else set())}
    if parse.tag.POS in _WITH_CASE:
        wanted |= {case} | _living(noun, case)
    form = parse.inflect(wanted)
    if form is None:
        return word
    return str(form.word.capitalize() if word[:1].isupper() else form.word)


def _living(noun: Any, case: Case) -> set[str]:
    """Whether it is alive decides the accusative of masculine and plural adjectives."""
    if case != "accs" or ("plur" not in noun.tag and noun.tag.gender != "masc"):
        return set()
    return {"anim" if "anim" in noun.tag else "inan"}
