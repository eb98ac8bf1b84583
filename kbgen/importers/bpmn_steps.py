"""Tasks and events of one BPMN process as the steps of a neutral one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from kbgen.importers.bpmn_events import label, step_kind
from kbgen.importers.bpmn_graph import Node, own
from kbgen.importers.bpmn_names import Ids
from kbgen.importers.bpmn_ways import Net, Onward, onward
from kbgen.importers.bpmn_xml import Element
from kbgen.model.processes import End, Step, StepKind
from kbgen.model.text import NO_TEXT, Text

_T = TypeVar("_T", bound=str)
_KINDS: Mapping[str, StepKind] = {
    "manualTask": "manual", "serviceTask": "automatic", "scriptTask": "automatic", "businessRuleTask": "rule",
    "sendTask": "send", "receiveTask": "receive", "callActivity": "process", "subProcess": "process",
    "transaction": "process", "adHocSubProcess": "process",
}  # fmt: skip


@dataclass(slots=True)
class Telling:
    """What the steps of a process need from outside it."""

    net: Net
    roles: Mapping[str, str]
    """Node → role."""
    called: Mapping[str, str]
    """Node → the process it runs through, where that was read too."""
    ids: dict[str, str] = field(default_factory=dict)
    """Node → step; filled in order."""
    onward: dict[str, Onward] = field(default_factory=dict)
    generic_end: str = ""


def steps(telling: Telling) -> tuple[Step, ...]:
    """The steps in the order in which work flows, with ways, conditions and ends."""
    net = telling.net
    for id in (*net.steps(), *(n.id for n in net.starts())):
        telling.onward[id] = onward(net, id)
    order = _order(telling)
    taken = Ids()
    for number, id in enumerate(order, 1):
        node = net.nodes[id]
        kept = taken.keep(node.own.get("id")) if node.own else ""
        telling.ids[id] = kept or taken.make(id, node.name, f"step-{number}")
    made = [_step(telling, id) for id in order]
    made = _with_ways(telling, made, order)
    return tuple(_with_triggers(telling, made, order))


def _order(telling: Telling) -> list[str]:
    """Steps so that work flows downwards wherever it can, the first start first.

    What begins elsewhere stands before the step it leads to. Steps that kbgen numbered keep their numbers.
    """
    net = telling.net
    targets = {id: [w.target for w in o.ways if w.target in telling.onward] for id, o in telling.onward.items()}
    reached = {t for ts in targets.values() for t in ts}
    roots = [*(n.id for n in net.starts()), *(id for id in net.steps() if id not in reached), *net.steps()]
    order: list[str] = []
    seen: set[str] = set()
    for root in dict.fromkeys(roots):
        fresh = [id for id in _downwards(root, targets, seen) if net.is_step(id)]
        led_to = {t for id in fresh for t in targets[id]}.difference(fresh)
        at = len(order) if not led_to else next((n for n, id in enumerate(order) if n and id in led_to), len(order))
        order[at:at] = fresh
    numbers = {id: int(o.get("number")) for id in order if (o := net.nodes[id].own) and o.get("number").isdecimal()}
    return sorted(order, key=numbers.__getitem__) if len(numbers) == len(order) else order


def _downwards(root: str, targets: Mapping[str, Sequence[str]], seen: set[str]) -> list[str]:
    """What can be reached from *root* and was not *seen*: depth first, last branch first, turned round."""
    if root in seen:
        return []
    seen.add(root)
    done: list[str] = []
    stack = [(root, iter(reversed(targets[root])))]
    while stack:
        id, rest = stack[-1]
        following = next((t for t in rest if t not in seen), None)
        if following is None:
            done.append(id)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(reversed(targets[following]))))
    return done[::-1]


def _step(telling: Telling, id: str) -> Step:
    node, said = telling.net.nodes[id], telling.net.said
    kept = node.own
    event = node.kind.endswith("Event")
    kind = step_kind(node, telling.net.graph) if event else _KINDS.get(node.kind, "task")
    name = label(node, telling.net.graph, said) if event else node.name
    if not name:
        telling.net.lost.append(("step", telling.ids[id], "bpmn_no_name"))
    if kept and kept.get("small"):
        name = name[:1].lower() + name[1:]
    return Step(
        id=telling.ids[id],
        role=telling.roles[id],
        action=Text(name or said(f"importers.bpmn.step.{kind}")),
        input=_texts(node.inputs),
        output=_texts(node.outputs),
        kind=kind,
        process=telling.called.get(id, ""),
        note=_texts([*node.notes, *_loops(node, telling)], " "),
    )


def _texts(parts: Sequence[str], between: str = "; ") -> Text:
    return Text(between.join(dict.fromkeys(parts))) if parts else NO_TEXT


def _loops(node: Node, telling: Telling) -> list[str]:
    """That a task is done more than once, in words."""
    said, element = telling.net.said, node.element
    found = []
    if element.one("standardLoopCharacteristics"):
        found.append(said("importers.bpmn.loop.again"))
    if several := element.one("multiInstanceLoopCharacteristics"):
        each = "one_by_one" if several.get("isSequential") == "true" else "side_by_side"
        found.append(said(f"importers.bpmn.loop.{each}"))
    if element.get("isForCompensation") == "true":
        found.append(said("importers.bpmn.loop.compensation"))
    return found


def _with_ways(telling: Telling, made: list[Step], order: list[str]) -> list[Step]:
    """The steps with next, conditions, joins and ends."""
    step_of = dict(zip(order, made, strict=True))
    conditions: dict[str, list[str]] = {id: [] for id in order}
    joins = {}
    for o in telling.onward.values():
        for way in o.ways:
            if way.target in conditions:
                conditions[way.target].append(way.condition)
                if way.join != "any":
                    joins[way.target] = way.join
    alike = {id: found[0] for id, found in conditions.items() if found and len(set(found)) == 1 and found[0]}
    kept = own(net_top(telling), "process")
    results = {end_name(telling, w.target) for o in telling.onward.values() for w in o.ways if w.target not in step_of}
    alone = kept.get("result") if kept and kept.get("result") else results.pop() if len(results) == 1 else ""
    result = []
    for number, id in enumerate(order):
        o, mine = telling.onward[id], telling.net.nodes[id].own
        to = [w for w in o.ways if w.target in step_of]
        targets = tuple(telling.ids[w.target] for w in to)
        differing = {telling.ids[w.target]: Text(w.condition) for w in to if w.condition and w.target not in alike}
        ends = tuple(_end(telling, w.target, w.condition) for w in o.ways if w.target not in step_of)
        last = number == len(order) - 1
        said_last = last and mine is None  # kbgen itself marks the end it drew because a process must have one
        over = not targets and len(ends) == 1 and not ends[0].condition
        simply_over = over and (_is_plain(telling, o.ways[0].target) or (said_last and ends[0].result.plain == alone))
        plain_next = not last and not ends and targets == (telling.ids[order[number + 1]],)
        result.append(
            replace(
                step_of[id],
                next=() if plain_next else targets,
                next_if=differing,
                condition=Text(said) if (said := alike.get(id) or (mine.get("condition") if mine else "")) else NO_TEXT,
                split=_one_of(mine.get("split") if mine else "", o.split),
                join=_one_of(mine.get("join") if mine else "", joins.get(id, "any")),
                ends=() if simply_over else ends,
            )
        )
    return result


def _one_of(kept: str, drawn: _T) -> _T:
    """What kbgen itself wrote where the drawing cannot show it; else what is drawn."""
    return kept if kept in ("some", "all") else drawn  # type: ignore[return-value]


def _is_plain(telling: Telling, end: str) -> bool:
    """Whether kbgen drew an end only because its last step has one."""
    return bool(end) and own(telling.net.nodes[end].element, "end") is not None


def net_top(telling: Telling) -> Element:
    """The element of the process itself."""
    return telling.net.graph.scopes[telling.net.scopes[0]]


def _end(telling: Telling, id: str, condition: str) -> End:
    return End(Text(end_name(telling, id)), Text(condition) if condition else NO_TEXT)


def end_name(telling: Telling, id: str) -> str:
    """What an end event says has come out; a general word where it says nothing."""
    net = telling.net
    if not id:
        return net.said("importers.bpmn.end")
    node = net.nodes[id]
    name = label(node, net.graph, net.said) or net.said("importers.bpmn.end")
    return "; ".join([name, *node.outputs])


def start_name(telling: Telling, node: Node) -> str:
    """What a start event says begins the process; may be empty."""
    name = label(node, telling.net.graph, telling.net.said)
    return "; ".join(filter(None, [name, *node.inputs]))


def _with_triggers(telling: Telling, made: list[Step], order: list[str]) -> list[Step]:
    """Steps at which the process may begin besides its first say so."""
    net = telling.net
    begins: dict[str, list[str]] = {}
    for node in net.starts():
        for way in telling.onward[node.id].ways:
            begins.setdefault(way.target, []).append(start_name(telling, node) or net.said("importers.bpmn.start"))
    entered = {w.target for id in order for w in telling.onward[id].ways}
    for id in order[1:]:
        if id not in entered and id not in begins and net.nodes[id].own is None:
            begins[id] = [net.said("importers.bpmn.start")]
    return [
        replace(step, trigger=Text("; ".join(dict.fromkeys(begins[id])))) if number and id in begins else step
        for number, (id, step) in enumerate(zip(order, made, strict=True))
    ]
