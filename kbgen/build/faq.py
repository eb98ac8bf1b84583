"""FAQ: logs of questions become drafts of pages, one a thing that was asked about, for a person to finish."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from kbgen.language import words
from kbgen.language.nearness import alike
from kbgen.language.private import without_persons
from kbgen.model.addresses import slug
from kbgen.model.feedback import AskedQuestion, Faq, FaqEntry
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Language
from kbgen.templates import render

_MOST = 400
"""Questions about one thing that are compared with each other: it takes the square of their number."""


def grouped(kb: KnowledgeBase, logs: Iterable[Sequence[AskedQuestion]]) -> tuple[Faq, ...]:
    """Questions of all *logs* by what they are about, the most frequent first; the same in other words is one.

    Names of people, telephone numbers and addresses are taken out as far as they can be told.
    """
    one_each = {question.id: question for log in logs for question in log}
    by_thing: dict[str, list[AskedQuestion]] = {}
    known = _things(kb)
    for question in one_each.values():
        by_thing.setdefault(question.about if question.about in known else "", []).append(question)
    made = (Faq(about, _entries(kb, asked)) for about, asked in by_thing.items())
    return tuple(sorted(made, key=lambda faq: (faq.about == "", -faq.times, faq.about)))


def _things(kb: KnowledgeBase) -> Mapping[str, str]:
    """Trace id of everything that can be asked about → what it is called."""
    spec, language = kb.spec, kb.language
    return {
        **{f"entities/{e.id}": (e.plural or e.label).said(language) for e in spec.entities.entities},
        **{f"processes/{p.id}": p.label.said(language) for p in spec.processes.processes},
        **{f"equipment/{d.id}": d.label.said(language) for d in spec.equipment.devices},
    }


def _entries(kb: KnowledgeBase, asked: Sequence[AskedQuestion]) -> tuple[FaqEntry, ...]:
    """Questions that mean the same as one, the most frequent first."""
    heaps: list[list[AskedQuestion]] = []
    for question in sorted(asked, key=lambda q: (-q.times, q.question, q.id)):
        heap = next((h for h in heaps[:_MOST] if alike(h[0].question, question.question)), None)
        if heap is None:
            heaps.append([question])
        else:
            heap.append(question)
    entries = [_entry(kb, heap) for heap in heaps]
    return tuple(sorted(entries, key=lambda e: (-e.times, e.question)))


def _entry(kb: KnowledgeBase, heap: Sequence[AskedQuestion]) -> FaqEntry:
    def cleaned(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(without_persons(text, kb.language) for text in texts if text))

    first, *others = cleaned(question.question for question in heap)
    roles = Counter(question.role for question in heap if kb.role(question.role))
    return FaqEntry(
        first,
        cleaned(question.answer for question in heap),
        sum(question.times for question in heap),
        tuple(role for role, _ in roles.most_common()),
        tuple(others),
        any(question.state == "defect" for question in heap),
    )


def drafts(kb: KnowledgeBase, found: Sequence[Faq]) -> dict[str, bytes]:
    """File name → a draft of a guide: unfinished until somebody has taken ``draft: true`` out of it."""
    return {_name(faq): _draft(kb, faq).encode() for faq in found}


def _name(faq: Faq) -> str:
    kind, _, id = faq.about.partition("/")
    return f"faq-{slug(id)}.md" if kind == "entities" else f"faq-{slug(faq.about or 'other')}.md"


def _draft(kb: KnowledgeBase, faq: Faq) -> str:
    say, language = words(kb.language), kb.language
    kind, _, id = faq.about.partition("/")
    thing = _things(kb).get(faq.about, "")
    title = say("feedback.faq_title", thing=thing) if thing else say("feedback.faq_other")
    roles = [role.id for role in kb.spec.roles.roles if any(role.id in entry.roles for entry in faq.entries)]
    front: dict[str, object] = {"title": title, "draft": True, "summary": say("feedback.faq_summary")}
    front |= {key: value for key, value in (("roles", roles), (kind, [id])) if value and key in _KEYS}
    return render(
        "feedback/faq.md.j2",
        language,
        front=Markup("\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items())),  # noqa: S704 - JSON
        faq=faq,
        client=kb.client.id,
        names=_role_names(kb, language),
    )


_KEYS = ("roles", "entities", "processes")


def _role_names(kb: KnowledgeBase, language: Language) -> dict[str, str]:
    return {role.id: role.label.said(language) for role in kb.spec.roles.roles}


def folder(root: Path, client: str) -> Path:
    """Where drafts and reports of a client's feedback are written."""
    return root / "dist" / f"{client}-feedback"
