"""Steps of a process in words: how they are done, what follows, how the process may end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kbgen.language import in_sentence, words
from kbgen.language.catalogue import Words
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import Process, Step
from kbgen.model.text import Text


@dataclass(frozen=True, slots=True)
class Row:
    """A step with the number it has on the page and what there is to say about it, a sentence each."""

    number: int
    step: Step
    kind: str
    """How it is done, where not simply by the role in the CRM."""
    notes: tuple[str, ...]


def rows(process: Process, kb: KnowledgeBase) -> tuple[Row, ...]:
    """The steps of *process* in order."""
    said = words(kb.language)
    numbers = {step.id: n for n, step in enumerate(process.steps, 1)}
    after: list[tuple[str, ...]] = [*((b.id,) for b in process.steps[1:]), ()]
    made = []
    for step, simply in zip(process.steps, after, strict=False):  # a process of states only has no steps
        kind = "" if step.kind == "task" else said(f"wiki.step.kind.{step.kind}")
        obvious = process.following(step) == simply and not step.next_if and step.split == "one"
        onward = () if obvious else _after(process, step, numbers, said)
        made.append(Row(numbers[step.id], step, kind, (*_before(step, kb, said), *onward, *_ends(step, kb, said))))
    return tuple(made)


def _before(step: Step, kb: KnowledgeBase, said: Words) -> Iterator[str]:
    if step.trigger:
        yield said("wiki.step.trigger", trigger=_plain(step.trigger, kb))
    if step.join != "any":
        yield said(f"wiki.step.join.{step.join}")
    if step.note:
        yield step.note.said(kb.language)


def _after(process: Process, step: Step, numbers: dict[str, int], said: Words) -> Iterator[str]:
    """Which steps follow, where that is not simply the next one."""
    follow = [numbers[id] for id in process.following(step) if id in numbers]
    if not follow:
        return
    own = {numbers[id]: text.said(said.language) for id, text in step.next_if.items() if id in numbers}
    ways = [said("wiki.step.way", n=n, condition=_inside(own[n])) if n in own else str(n) for n in follow]
    key = step.split if len(follow) > 1 else "single"
    yield said(f"wiki.step.next.{key}", n=len(follow), steps=_listed(ways, key, said))


def _ends(step: Step, kb: KnowledgeBase, said: Words) -> Iterator[str]:
    for end in step.ends:
        result = _plain(end.result, kb)
        if end.condition:
            yield said("wiki.step.end_if", result=result, condition=_inside(end.condition.said(kb.language)))
        else:
            yield said("wiki.step.end", result=result)


def _listed(ways: Iterable[str], key: str, said: Words) -> str:
    *most, last = ways
    between = said("wiki.step.and" if key == "all" else "wiki.step.or")
    return f"{', '.join(most)} {between} {last}" if most else last


def _plain(text: Text, kb: KnowledgeBase) -> str:
    return text.said(kb.language).rstrip(".")


def _inside(text: str) -> str:
    """A condition as a part of a sentence."""
    return in_sentence(text.rstrip("."))
