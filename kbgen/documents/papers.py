"""Papers: what is printed for a client, as values for Word forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kbgen.documents import acceptance, devices, exams, handover, training, warranty
from kbgen.documents.saying import Saying
from kbgen.documents.specification import specification
from kbgen.model.addresses import slug
from kbgen.model.documents import Delivered, Document
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.outcome import Outcome, outcome
from kbgen.trace.standing import standing
from kbgen.trace.telling import telling

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def documents(kb: KnowledgeBase) -> tuple[Document, ...]:
    """Every paper the spec has words for, in the order they are needed: the specification, papers of acceptance,
    of the warranty, of training, of devices. The specification and the certificate are always there, but for an
    audience that is told nothing of the acceptance. What trainers and the firm keep for themselves (exams with their
    keys, certificates, the act of training) no audience gets.
    """
    say, found = Saying(kb, standing(kb).line), outcome(kb)
    later = tuple(_later(say, found))
    if not kb.shows("acceptance"):
        return later
    titles = [*dict.fromkeys(map(_kind, later)), say.w("spec.paper_wiki"), say.w("spec.paper_decks")]
    first = _named(say, "specification", "spec", specification(say, found, titles))
    return (first, *later)


def handed_over(
    kb: KnowledgeBase, release: str, files: Sequence[Delivered], papers: Sequence[Document] = ()
) -> Document:
    """The list of the *files* of *release*. *papers*: those among them, by name of which they are called."""
    say = Saying(kb, standing(kb).line)
    return _named(say, handover.ID, "handover", handover.listed(say, release, files, papers))


def _kind(paper: Document) -> str:
    """What a paper is called where papers of one kind are named once: «Лист присутствия: …» → «Лист присутствия»."""
    return paper.title.partition(":")[0] if paper.id != paper.form.partition(".")[0] else paper.title


def _later(say: Saying, found: Outcome) -> Iterator[Document]:
    spec = say.kb.spec
    if say.kb.shows("acceptance"):
        yield from _of_acceptance(say, found)
    if spec.warranty:
        yield _named(say, "warranty-sheet", "warranty", warranty.sheet(say, spec.warranty))
        yield _named(say, "defect-report", "report", warranty.report(say, spec.warranty))
    if spec.training.sessions:
        yield from _of_training(say)
    yield from _of_devices(say)


def _of_training(say: Saying) -> Iterator[Document]:
    yield _named(say, "training-schedule", "schedule", training.schedule(say))
    for session in say.kb.spec.training.sessions:
        title = say.w("attendance.title", session=session.label.said(say.kb.language))
        values = training.attendance(say, session)
        yield _paper(say, f"attendance-{slug(session.id)}", "attendance", title, values)
    figures = training.evaluation_figures(say)
    yield replace(_named(say, "evaluation", "evaluation", training.evaluation(say)), figures=figures)
    if say.kb.audience is None:
        yield from _of_exams(say)
        yield _named(say, "training-act", "training_act", training.training_act(say))


def _of_exams(say: Saying) -> Iterator[Document]:
    """Sheets and keys of the roles that can be asked something, and a certificate for every role that is taught."""
    roles, tell = say.kb.spec.roles.roles, telling(say.kb)
    taught = {id for session in say.kb.spec.training.sessions for id in session.roles}
    for role in roles:
        name = say.said(role.label)
        if found := exams.asked(say, role, tell):
            title = say.w("exam.title", role=name)
            yield _paper(say, f"exam-{slug(role.id)}", "exam", title, exams.exam(say, role, found))
            title = say.w("exam_key.title", role=name)
            yield _paper(say, f"exam-{slug(role.id)}-key", "exam-key", title, exams.key(say, role, found))
        if role.id in taught:
            title = say.w("certificate.title", role=name)
            yield _paper(say, f"certificate-{slug(role.id)}", "certificate", title, training.certificate(say, role))


def _of_devices(say: Saying) -> Iterator[Document]:
    for device in say.kb.spec.equipment.devices:
        title = say.w("device.title", device=say.said(device.label))
        yield _paper(say, f"device-{slug(device.id)}", "device", title, devices.installation(say, device))


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
    return Document(
        id, " ".join(_CONTROL.sub("", title).split()), f"{form}.{say.kb.language}.docx", say.kb.language, cleaned
    )


def _clean(value: object) -> object:
    """*value* without characters that XML forbids, in strings however deep."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, Mapping):
        return {key: _clean(inner) for key, inner in value.items()}
    return [_clean(inner) for inner in value] if isinstance(value, list | tuple) else value
