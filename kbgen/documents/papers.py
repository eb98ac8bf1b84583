"""Papers: what is printed for a client, as values for Word forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kbgen.documents import acceptance, warranty
from kbgen.documents.saying import Saying
from kbgen.documents.specification import specification
from kbgen.documents.training import attendance, schedule
from kbgen.model.addresses import slug
from kbgen.model.documents import Document
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.outcome import Outcome, outcome
from kbgen.trace.standing import standing

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def documents(kb: KnowledgeBase) -> tuple[Document, ...]:
    """Every paper the spec has words for, in the order they are needed: the specification, papers of acceptance,
    of the warranty, of training. The specification and the certificate are always there, but for an audience that is
    told nothing of the acceptance.
    """
    say, found = Saying(kb, standing(kb).line), outcome(kb)
    later = tuple(_later(say, found))
    if not kb.shows("acceptance"):
        return later
    titles = [*(paper.title for paper in later), say.w("spec.paper_wiki"), say.w("spec.paper_decks")]
    first = _named(say, "specification", "spec", specification(say, found, titles))
    return (first, *later)


def _later(say: Saying, found: Outcome) -> Iterator[Document]:
    spec = say.kb.spec
    if say.kb.shows("acceptance"):
        yield from _of_acceptance(say, found)
    if spec.warranty:
        yield _named(say, "warranty-sheet", "warranty", warranty.sheet(say, spec.warranty))
        yield _named(say, "defect-report", "report", warranty.report(say, spec.warranty))
    if spec.training.sessions:
        yield _named(say, "training-schedule", "schedule", schedule(say))
    for session in spec.training.sessions:
        title = say.w("attendance.title", session=session.label.said(say.kb.language))
        yield _paper(say, f"attendance-{slug(session.id)}", "attendance", title, attendance(say, session))


def _of_acceptance(say: Saying, found: Outcome) -> Iterator[Document]:
    if found.checks:
        yield _named(say, "test-programme", "programme", acceptance.programme(say, found))
        yield _named(say, "test-protocol", "protocol", acceptance.protocol(say, found))
        yield _named(say, "remarks", "remarks", acceptance.remarks(say, found))
    yield _named(say, "acceptance-act", "act", acceptance.act(say, found, warranty.told(say)))
    if say.kb.spec.acceptance.stages:
        yield _named(say, "trial-log", "trial", acceptance.trial(say, found))


def _named(say: Saying, id: str, key: str, values: Mapping[str, object]) -> Document:
    return _paper(say, id, id, say.w(f"{key}.title"), values)


def _paper(say: Saying, id: str, form: str, title: str, values: Mapping[str, object]) -> Document:
    cleaned: Any = _clean({**say.parties(), **values})
    return Document(id, title, f"{form}.{say.kb.language}.docx", say.kb.language, cleaned)


def _clean(value: object) -> object:
    """*value* without characters that XML forbids, in strings however deep."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, Mapping):
        return {key: _clean(inner) for key, inner in value.items()}
    return [_clean(inner) for inner in value] if isinstance(value, list | tuple) else value
