"""Processes made up by hypothesis: rings, jumps, work side by side, ends in the middle, words of all kinds."""

from __future__ import annotations

from hypothesis import strategies as st

from kbgen.model.processes import End, Process, Step
from kbgen.model.text import NO_TEXT, Text

ROLES = ("manager", "boss", "clerk")
LETTERS = "абвЁё abcXYZ 0123456789 .,:;?!«»\"'<>&/()-–%№"


def words(least: int = 1) -> st.SearchStrategy[Text]:
    return st.text(LETTERS, min_size=least, max_size=40).map(lambda t: " ".join(t.split())).map(Text).filter(
        lambda t: bool(t.plain) or not least
    )  # fmt: skip


maybe_words = st.one_of(st.just(NO_TEXT), words())


@st.composite
def processes(draw: st.DrawFn) -> Process:
    """A process of up to nine steps."""
    count = draw(st.integers(1, 9))
    ids = [f"s{n}" for n in range(count)]
    steps = []
    for n, id in enumerate(ids):
        following = tuple(draw(st.lists(st.sampled_from(ids), unique=True, max_size=3)))
        ends = tuple(
            draw(st.lists(st.builds(End, words(), maybe_words), max_size=2, unique_by=lambda e: e.result.plain))
        )
        steps.append(
            Step(
                id,
                draw(st.sampled_from(ROLES)),
                draw(words()),
                input=draw(maybe_words),
                output=draw(maybe_words),
                next=following,
                condition=draw(maybe_words),
                next_if={to: draw(words()) for to in following if draw(st.booleans())},
                split=draw(st.sampled_from(("one", "some", "all"))),
                join=draw(st.sampled_from(("any", "some", "all"))),
                ends=ends,
                trigger=draw(maybe_words) if n else NO_TEXT,
                kind=draw(st.sampled_from(("task", "manual", "automatic", "rule", "send", "receive", "wait"))),
                note=draw(maybe_words),
            )
        )
    return Process(
        "made-up",
        draw(words()),
        goal=draw(maybe_words),
        trigger=draw(maybe_words),
        result=draw(maybe_words),
        steps=tuple(steps),
        note=draw(maybe_words),
    )
