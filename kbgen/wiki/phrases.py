"""Names of entities as they stand in sentences, and the titles of tasks made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kbgen.language import in_case, in_sentence, words
from kbgen.language.cases import CASES, plural_forms, readings
from kbgen.language.lemmas import phrase, same_phrase
from kbgen.model.entities import Entity
from kbgen.model.kb import KnowledgeBase
from kbgen.wiki.rights import operation_label

_AN = re.compile(r"(?:[aeio]|u(?!ni|se|sa|su|ti))(?!ne\b|nce\b|u)|hour|honest|honou?r|heir", re.IGNORECASE)


def forms_of(entity: Entity, kb: KnowledgeBase) -> dict[str, str]:
    """Case → the entity's name in it, inside a sentence; ``plural_<case>`` for many; ``a``: with an English article."""
    label = _noun(entity.label.said(kb.language), kb)
    many = _noun((entity.plural or entity.label).said(kb.language), kb)
    found: dict[str, str] = {case: in_case(label, case, kb.language, entity.forms) for case in CASES}
    plural = plural_forms(entity.forms)
    found |= {f"plural_{case}": in_case(many, case, kb.language, plural) for case in CASES}
    named = {key: in_sentence(form) for key, form in found.items()}
    article = entity.forms.get("article", "an" if _AN.match(named["nomn"]) else "a")
    return {**named, "a": f"{article} {named['nomn']}".strip()}


def task_title(operation: str, entity: Entity, kb: KnowledgeBase) -> str:
    """«Как создать сделку»; an operation of the client's own: «Как сделать рассылку: лиды», «Слияние: сделки»."""
    forms = forms_of(entity, kb)
    key, title = f"wiki.task.title.{operation}", words(kb.language)
    if title.get(key):
        english = kb.language != "ru"
        objects = forms["plural_nomn" if english else "plural_accs"]
        receiver = forms["a" if english else "datv"]
        return title(key, object=object_of(forms, kb), objects=objects, receiver=receiver, names=forms["plural_nomn"])
    label = operation_label(operation, kb)
    kind = "how" if _infinitive(label, kb) else "other"
    if _names(label, entity, kb):
        kind += "_named"
    operation = in_sentence(label) if kind.startswith("how") else label
    return title(f"wiki.task.title_{kind}", operation=operation, names=forms["plural_nomn"])


def _noun(label: str, kb: KnowledgeBase) -> str:
    """*label*, or «запись «Импортировать»» where the CRM calls its records by a verb."""
    return (
        words(kb.language)("wiki.task.record", label=label) if kb.language == "ru" and _infinitive(label, kb) else label
    )


def object_of(forms: Mapping[str, str], kb: KnowledgeBase) -> str:
    """The name as a verb takes it: «сделку», “a deal”."""
    return forms["accs" if kb.language == "ru" else "a"]


def deed(operation: str, kb: KnowledgeBase) -> str:
    """The operation as an infinitive that a name may follow: «создать», «найти и посмотреть»."""
    return words(kb.language).get(f"wiki.task.do.{operation}") or in_sentence(operation_label(operation, kb))


def _names(label: str, entity: Entity, kb: KnowledgeBase) -> bool:
    """Whether the operation's label names the entity itself: «Превратить лида в компанию»."""
    said, name = phrase(label, kb.language), phrase(entity.label.said(kb.language), kb.language)
    return any(same_phrase(said[at : at + len(name)], name) for at in range(len(said) - len(name) + 1))


def _infinitive(label: str, kb: KnowledgeBase) -> bool:
    first = re.match(r"[^\W\d_]+", label)
    if first is None:
        return False
    if kb.language != "ru":
        return not first[0].endswith(("ing", "ion", "ment"))
    return any(r.tag.POS == "INFN" for r in readings(first[0].lower())[:1])
