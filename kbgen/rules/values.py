"""Numbers that cannot be meant: a probability of 120 %, a session of 0 minutes, a minimum above the maximum."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.errors import Problem
from kbgen.model.kb import KnowledgeBase, PlaceKey
from kbgen.workspace import Workspace

MOST_POINTS = 5
"""Candidates are compared by 0 to 5 points."""


def ranges(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Numbers outside of what makes sense."""
    for key, number, least, most in _numbers(kb):
        if number is not None and not least <= number <= most:
            yield Problem("out_of_range", kb.place(*key), {"number": number, "least": least, "most": most})
    for e, entity in enumerate(kb.spec.entities.entities):
        for f, field in enumerate(entity.fields):
            if field.min is not None and field.max is not None and field.min > field.max:
                place = kb.place("entities", "entities", e, "fields", f, "min")
                yield Problem("min_above_max", place, {"min": f"{field.min:g}", "max": f"{field.max:g}"})


def _numbers(kb: KnowledgeBase) -> Iterator[tuple[PlaceKey, float | None, int, int]]:
    """Key, number, and the least and greatest that makes sense."""
    spec = kb.spec
    for r, role in enumerate(spec.roles.roles):
        yield ("roles", "roles", r, "people"), role.people, 0, 1_000_000
    for p, process in enumerate(spec.processes.processes):
        for s, state in enumerate(process.states):
            yield ("processes", "processes", p, "states", s, "probability"), state.probability, 0, 100
    for c, criterion in enumerate(spec.choice.criteria):
        yield ("choice", "criteria", c, "weight"), criterion.weight, 0, 1000
    for c, candidate in enumerate(spec.choice.candidates):
        for id, points in candidate.scores.items():
            yield ("choice", "candidates", c, "scores", id), points, 0, MOST_POINTS
    for s, session in enumerate(spec.training.sessions):
        yield ("training", "sessions", s, "minutes"), session.minutes, 1, 10_000
        for t, topic in enumerate(session.topics):
            yield ("training", "sessions", s, "topics", t, "minutes"), topic.minutes, 1, 10_000
    if spec.warranty:
        yield ("warranty", "months"), spec.warranty.months, 1, 600
    for guide in kb.guides:
        yield ("guides", guide.id, "minutes"), guide.minutes, 1, 10_000
