"""A process as BPMN nodes and flows: what a step knows of its ways becomes gateways again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import Process, Step, StepKind
from kbgen.model.text import NO_TEXT, Language, Text

_TAGS: Mapping[StepKind, str] = {
    "task": "userTask", "manual": "manualTask", "automatic": "serviceTask", "rule": "businessRuleTask",
    "send": "sendTask", "receive": "receiveTask", "wait": "intermediateCatchEvent", "process": "callActivity",
}  # fmt: skip
_SPLITS = {"one": "exclusiveGateway", "some": "inclusiveGateway", "all": "parallelGateway"}
_JOINS = {"any": "exclusiveGateway", "some": "inclusiveGateway", "all": "parallelGateway"}

Tag = Literal["step", "split", "join", "start", "end"]


@dataclass(frozen=True, slots=True)
class Node:
    """A task, gateway or event."""

    id: str
    tag: str
    """Its BPMN element."""
    part: Tag
    role: str
    name: str = ""
    step: Step | None = None
    """The step it stands for; of a gateway or event the one it belongs to."""
    plain: bool = False
    """Of an end: the process is simply over after its last step."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    name: str = ""
    conditional: bool = False
    """Whether the name is a condition that no gateway would show as one."""


@dataclass(slots=True)
class Chart:
    """Everything to be drawn of one process, nodes in the order in which work flows."""

    process: Process
    language: Language
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    led_to: frozenset[str] = frozenset()
    """Steps that some step leads to."""

    @property
    def roles(self) -> tuple[str, ...]:
        """Lanes from top to bottom: roles in the order in which the process reaches them."""
        return tuple(dict.fromkeys(node.role for node in self.nodes))

    def said(self, text: Text) -> str:
        """A text in the chart's language on one line, without signs XML cannot hold."""
        return plain(text.said(self.language))


@dataclass(frozen=True, slots=True)
class _Way:
    target: str
    condition: str


def plain(text: str) -> str:
    """*text* on one line, without signs that XML cannot hold."""
    return " ".join("".join(c if c.isprintable() and c not in "\ufffe\uffff" else " " for c in text).split())


def capital(text: str) -> str:
    """*text* as the words of a shape, which begin with a capital letter."""
    return text[:1].upper() + text[1:]


def chart(process: Process, kb: KnowledgeBase) -> Chart:
    """The nodes and flows of *process*; its steps must have been checked."""
    following = {step.id: process.following(step) for step in process.steps}
    made = Chart(process, kb.language, led_to=frozenset(id for ids in following.values() for id in ids))
    incoming = _incoming(process)
    for number, step in enumerate(process.steps):
        made.nodes += _before(made, step, number, incoming[step.id])
        action = capital(made.said(step.action))
        made.nodes.append(Node(f"Step_{step.id}", _TAGS[step.kind], "step", step.role, action, step))
        ends = tuple(_end_nodes(made, step))
        _onward(made, step, ends)
        made.nodes += ends
    entries = {f"Step_{node.step.id}": node.id for node in made.nodes if node.part == "join" and node.step}
    made.flows = [
        Flow(f"Flow_{n}", f.source, _entry(f, entries), f.name, f.conditional) for n, f in enumerate(made.flows, 1)
    ]
    return made


def _entry(flow: Flow, entries: Mapping[str, str]) -> str:
    """Where a flow to a step arrives: at the gateway before it, where there is one."""
    joined = entries.get(flow.target, flow.target)
    return flow.target if joined == flow.source else joined


def _incoming(process: Process) -> dict[str, int]:
    """Step → how many flows lead to it."""
    count = {step.id: 0 for step in process.steps}
    for number, step in enumerate(process.steps):
        if number == 0 or step.trigger:
            count[step.id] += 1
        for id in dict.fromkeys(process.following(step)):
            if id in count:
                count[id] += 1
    return count


def _before(made: Chart, step: Step, number: int, incoming: int) -> Iterator[Node]:
    """The start event and the joining gateway before a step."""
    begins = made.process.trigger if number == 0 else step.trigger
    if number == 0 or begins:
        yield Node(f"Start_{step.id}", "startEvent", "start", step.role, made.said(begins), step)
        condition = made.said(step.condition)
        made.flows.append(Flow("", f"Start_{step.id}", f"Step_{step.id}", condition, bool(condition)))
    if step.join != "any" and incoming > 1:
        yield Node(f"Join_{step.id}", _JOINS[step.join], "join", step.role, "", step)
        made.flows.append(Flow("", f"Join_{step.id}", f"Step_{step.id}"))


def _end_nodes(made: Chart, step: Step) -> Iterator[Node]:
    for n, end in enumerate(step.ends, 1):
        yield Node(f"End_{step.id}_{n}", "endEvent", "end", step.role, made.said(end.result), step)
    if not step.ends and not [id for id in made.process.following(step) if _known(made, id)]:
        result = made.said(made.process.result)
        yield Node(f"End_{step.id}_1", "endEvent", "end", step.role, result, step, plain=True)


def _known(made: Chart, id: str) -> bool:
    return any(step.id == id for step in made.process.steps)


def _onward(made: Chart, step: Step, ends: tuple[Node, ...]) -> None:
    """The flows from a step, through a gateway where there are several."""
    steps = {s.id: s for s in made.process.steps}
    following = [steps[id] for id in dict.fromkeys(made.process.following(step)) if id in steps]
    ways = [_Way(f"Step_{to.id}", made.said(made.process.condition(step, to))) for to in following]
    conditions = [end.condition for end in step.ends] or [NO_TEXT]
    ways += [_Way(node.id, made.said(c)) for node, c in zip(ends, conditions, strict=False)]
    if len(ways) == 1:
        way = ways[0]
        made.flows.append(Flow("", f"Step_{step.id}", way.target, way.condition, bool(way.condition)))
        return
    choosing = step.split != "all"
    question = _question([way.condition for way in ways if way.condition]) if choosing else ""
    gateway = Node(f"Split_{step.id}", _SPLITS[step.split], "split", step.role, question.removesuffix(":"), step)
    made.nodes.append(gateway)
    made.flows.append(Flow("", f"Step_{step.id}", gateway.id))
    for way in ways:
        answer = way.condition.removeprefix(question).strip() if question else way.condition
        made.flows.append(Flow("", gateway.id, way.target, answer, bool(answer) and not choosing))


def _question(conditions: list[str]) -> str:
    """What all *conditions* ask («Документы полные?»), where each is a question with an answer; else empty."""
    found = [re.match(r"([^?:;]+[?:]) (?=\S)", condition) for condition in conditions]
    asked = {match[1] for match in found if match}
    return asked.pop() if len(asked) == 1 and all(found) and len(conditions) > 1 else ""
