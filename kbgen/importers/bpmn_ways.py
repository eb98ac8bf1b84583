"""Ways from step to step: gateways, links and events at the edge of a task become conditions.

A gateway is not something a person does. What a person needs to know of it is which step comes next and when, so each
step gets the ways that lead on from it, whatever gateways they pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kbgen.importers.bpmn_events import interruption, is_link, link_name
from kbgen.importers.bpmn_graph import GATEWAYS, TASKS, Flow, Graph, Node, around
from kbgen.importers.bpmn_texts import for_people
from kbgen.language.catalogue import Words

Split = Literal["one", "some", "all"]
Join = Literal["any", "some", "all"]
_MOST_GATEWAYS = 300
"""Gateways passed on the ways from one step; more is a drawing nobody could follow."""
_SPLITS: dict[str, Split] = {"parallelGateway": "all", "inclusiveGateway": "some", "complexGateway": "some"}
_JOINS: dict[str, Join] = {"parallelGateway": "all", "inclusiveGateway": "some"}


@dataclass(frozen=True, slots=True)
class Way:
    """A way on from a step."""

    target: str
    """Id of a step or of an end event; empty where the process simply stops."""
    condition: str = ""
    join: Join = "any"


@dataclass(slots=True)
class Net:
    """The nodes of one process (or several that flows tie together) and the flows between them."""

    graph: Graph
    said: Words
    scopes: tuple[str, ...]
    nodes: dict[str, Node] = field(default_factory=dict)
    out: dict[str, list[Flow]] = field(default_factory=lambda: defaultdict(list))
    into: dict[str, list[Flow]] = field(default_factory=lambda: defaultdict(list))
    edges: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    """Task → the events at its edge."""
    lost: list[tuple[str, str, str]] = field(default_factory=list)
    """Kind of the report, name, reason."""

    def is_step(self, id: str) -> bool:
        """Whether a node is something that is done or waited for."""
        node = self.nodes[id]
        middle = node.kind in ("intermediateCatchEvent", "intermediateThrowEvent")
        return node.kind in TASKS or (middle and not is_link(node, self.graph))

    def steps(self) -> list[str]:
        """Nodes that become steps, in the order of the file."""
        return [id for id in self.nodes if self.is_step(id)]

    def starts(self) -> list[Node]:
        """Start events, in the order of the file."""
        return [n for n in self.nodes.values() if n.kind == "startEvent"]


def nets(graph: Graph, said: Words) -> Iterator[Net]:
    """A net a process; processes that sequence flows tie together (which BPMN forbids, and people draw) make one."""
    joined = {id: id for id in graph.scopes}

    def root(id: str) -> str:
        while joined[id] != id:
            id = joined[id]
        return id

    lifted: list[Flow] = []
    for flow in graph.flows:
        source, target = graph.nodes[flow.source], graph.nodes[flow.target]
        if source.scope != target.scope:
            flow = _lifted(flow, graph)
            source, target = graph.nodes[flow.source], graph.nodes[flow.target]
            if root(source.scope) != root(target.scope):
                joined[root(target.scope)] = root(source.scope)
        lifted.append(flow)
    groups: dict[str, list[str]] = defaultdict(list)
    for id in graph.scopes:
        groups[root(id)].append(id)
    of = {scope: key for key, scopes in groups.items() for scope in scopes}
    made = {key: Net(graph, said, tuple(scopes)) for key, scopes in groups.items()}
    for id, node in graph.nodes.items():
        made[of[node.scope]].nodes[id] = node
    for flow in lifted:
        _connect(made[of[graph.nodes[flow.source].scope]], flow)
    for net in made.values():
        _attach(net)
    yield from made.values()  # in the order of the file: the first of its scopes makes a group


def _lifted(flow: Flow, graph: Graph) -> Flow:
    """*flow* between two nodes of one scope: an end inside a sub-process stands for the sub-process."""

    def chain(id: str) -> list[str]:
        return [id, *(s for s in around(graph, graph.nodes[id].scope) if s in graph.nodes)]

    sources, targets = chain(flow.source), chain(flow.target)
    for source in sources:
        for target in targets:
            if graph.nodes[source].scope == graph.nodes[target].scope:
                return Flow(flow.id, source, target, flow.name, flow.expression, flow.element)
    return Flow(flow.id, sources[-1], targets[-1], flow.name, flow.expression, flow.element)


def _connect(net: Net, flow: Flow) -> None:
    net.out[flow.source].append(flow)
    net.into[flow.target].append(flow)


def _attach(net: Net) -> None:
    """Link events are tied by name, events at the edge of a task to their task."""
    catching = {link_name(n, net.graph): id for id, n in net.nodes.items()
                if n.kind == "intermediateCatchEvent" and is_link(n, net.graph)}  # fmt: skip
    for id, node in net.nodes.items():
        if node.kind == "boundaryEvent":
            host = net.graph.find(node.element.get("attachedToRef"))
            if host in net.nodes:
                net.edges[host].append(node)
            else:
                net.lost.append(("step", node.name or id, "bpmn_unattached"))
        elif node.kind == "intermediateThrowEvent" and is_link(node, net.graph):
            target = catching.get(link_name(node, net.graph))
            if target:
                _connect(net, Flow("", id, target, "", "", node.element))
            else:
                net.lost.append(("step", node.name or id, "bpmn_link"))


@dataclass(slots=True)
class Onward:
    """What follows a node."""

    ways: list[Way]
    split: Split


def onward(net: Net, id: str) -> Onward:
    """The ways on from the node *id* (a step or a start event), each target once."""
    found: list[Way] = []
    splits: list[Split] = []
    _follow(net, net.out[id], "", (found, splits))
    if len(net.out[id]) > 1:
        chosen = any(_condition(net, f) for f in net.out[id])
        splits.insert(0, "some" if chosen else "all")
    if not net.out[id]:
        found.append(Way(""))
    for event in net.edges[id]:
        when = interruption(event, net.graph, net.said)
        if net.out[event.id]:
            _follow(net, net.out[event.id], when, (found, []))
        else:
            net.nodes[id].notes.append(net.said("importers.bpmn.boundary.note", text=when))
    if len(set(splits)) > 1:
        net.lost.append(("flow", net.nodes[id].name or id, "bpmn_mixed"))
    ways = _once(found, net.said)
    return Onward(ways, splits[0] if splits and len(ways) > 1 else "one")


@dataclass(frozen=True, slots=True)
class _Walk:
    """A flow on the way, and what was passed before it."""

    flow: Flow
    conditions: tuple[str, ...]
    join: Join = "any"
    passed: tuple[str, ...] = ()
    """Gateways, so that a ring of them comes to an end."""


def _follow(net: Net, flows: Sequence[Flow], begun: str, into: tuple[list[Way], list[Split]]) -> None:
    """Add the ways along *flows* through gateways and links to the next steps and ends; *begun* is a condition."""
    found, splits = into
    waiting = [_Walk(flow, (begun,) if begun else ()) for flow in reversed(flows)]
    passed = 0
    while waiting:
        walk = waiting.pop()
        condition = _condition(net, walk.flow)
        conditions = (*walk.conditions, condition) if condition else walk.conditions
        node = net.nodes[walk.flow.target]
        said = "; ".join(dict.fromkeys(conditions))
        if net.is_step(node.id) or node.kind == "endEvent":
            found.append(Way(node.id, said, walk.join))
        elif not net.out[node.id]:
            found.append(Way("", said))
        elif node.id not in walk.passed:
            passed += 1
            if passed > _MOST_GATEWAYS:
                net.lost.append(("flow", node.name or node.id, "bpmn_many_ways"))
                return
            join = walk.join
            if node.kind in GATEWAYS and len(net.into[node.id]) > 1:
                join = _JOINS.get(node.kind, "any")
            if node.kind in GATEWAYS and len(net.out[node.id]) > 1:
                splits.append(_SPLITS.get(node.kind, "one"))
                join = "any"
            onward = (_Walk(f, conditions, join, (*walk.passed, node.id)) for f in reversed(net.out[node.id]))
            waiting.extend(onward)


def _condition(net: Net, flow: Flow) -> str:
    """When a flow is taken, in words; empty where it always is or nobody said."""
    source = net.nodes[flow.source]
    choosing = source.kind in ("exclusiveGateway", "inclusiveGateway", "complexGateway")
    if not (choosing and len(net.out[flow.source]) > 1) and not _chosen(net, flow):
        if flow.name and source.kind not in GATEWAYS:
            net.lost.append(("flow", flow.name, "bpmn_flow_name"))
        return ""
    answer = flow.name
    if not answer and for_people(flow.expression):
        answer = flow.expression
    elif not answer and flow.expression:
        net.lost.append(("flow", flow.expression[:80], "bpmn_expression"))
    if not answer and flow.id and source.element.get("default") == flow.id:
        answer = net.said("importers.bpmn.otherwise")
    question = source.name if choosing else ""
    if not question or not answer:
        return answer
    return f"{question} {answer}" if question.endswith("?") else f"{question}: {answer}"


def _chosen(net: Net, flow: Flow) -> bool:
    """Whether a flow that leaves no gateway of choice has a condition, or is one of several that leave a task."""
    return bool(flow.expression) or (net.nodes[flow.source].kind in TASKS and len(net.out[flow.source]) > 1)


def _once(ways: list[Way], said: Words) -> list[Way]:
    """Each target once; conditions of ways to the same target joined with "or"."""
    found: dict[str, list[Way]] = {}
    for way in ways:
        found.setdefault(way.target, []).append(way)
    between = f" {said('importers.bpmn.or')} "

    def when(same: list[Way]) -> str:
        always = not all(way.condition for way in same)
        return "" if always else between.join(dict.fromkeys(way.condition for way in same))

    return [Way(target, when(same), same[0].join) for target, same in found.items()]
