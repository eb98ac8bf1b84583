"""What a BPMN file draws: pools, lanes, nodes and flows, before any of it is put in kbgen's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kbgen.diagrams.bpmn import KBGEN
from kbgen.errors import ContentError, Problem
from kbgen.importers.bpmn_texts import line, prose
from kbgen.importers.bpmn_xml import Document, Element
from kbgen.language import words

SUBPROCESSES = ("subProcess", "transaction", "adHocSubProcess")
TASKS = ("task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask",
         "businessRuleTask", "callActivity", *SUBPROCESSES)  # fmt: skip
GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway")
EVENTS = ("startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "implicitThrowEvent", "boundaryEvent",
          "endEvent")  # fmt: skip
NODES = frozenset((*TASKS, *GATEWAYS, *EVENTS))
CHOREOGRAPHY = ("choreography", "choreographyTask", "subChoreography", "callChoreography", "conversation")
_PROCESSES = ("process", *SUBPROCESSES)


@dataclass(slots=True)
class Node:
    """A task, gateway or event."""

    id: str
    kind: str
    """The name of its element: ``userTask``."""
    name: str
    element: Element
    scope: str
    """Id of the process or sub-process it stands in."""
    lane: str = ""
    """Id of the innermost lane that names it."""
    notes: list[str] = field(default_factory=list)
    """Documentation and text beside it."""
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)

    @property
    def own(self) -> Element | None:
        """What kbgen itself wrote about it."""
        return own(self.element, "step")


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    name: str
    expression: str
    element: Element


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane, or a pool without lanes."""

    id: str
    name: str
    above: tuple[str, ...] = ()
    """Names of the lanes it is a part of, the outermost first."""


@dataclass(slots=True)
class Graph:
    """Everything one file draws."""

    document: Document
    elements: dict[str, Element] = field(default_factory=dict)
    """Every element with an id."""
    scopes: dict[str, Element] = field(default_factory=dict)
    """Processes and sub-processes in the order of the file."""
    above: dict[str, str] = field(default_factory=dict)
    """Sub-process → the scope it stands in."""
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    lanes: dict[str, Lane] = field(default_factory=dict)
    pools: dict[str, Element] = field(default_factory=dict)
    """Process id → the pool that shows it."""
    messages: list[Element] = field(default_factory=list)
    """Message flows."""
    lost: list[tuple[str, str]] = field(default_factory=list)
    """Texts and references that belong to nothing: kind of the report, words."""

    def name(self, id: str) -> str:
        """The name of anything, on one line."""
        element = self.elements.get(id)
        return line(element.get("name")) if element else ""

    def find(self, reference: str) -> str:
        """The id a reference means: references may carry a prefix."""
        plain = reference.strip()
        return plain if plain in self.elements or ":" not in plain else plain.rpartition(":")[2]


def own(element: Element, name: str) -> Element | None:
    """What kbgen itself wrote into the extensions of *element*."""
    for extensions in element.all("extensionElements"):
        return next((c for c in extensions.children if (c.namespace, c.name) == (KBGEN, name)), None)
    return None


def read_graph(document: Document) -> Graph:
    """The drawing in *document*.

    Raises:
        ContentError: there is no process, a flow leads to nothing, or two nodes share an id; all such problems at once.
    """
    graph = Graph(document)
    problems: list[Problem] = []
    for element in document.root.walk():
        if id := element.get("id"):
            graph.elements.setdefault(id, element)
    for process in document.root.all("process"):
        _scope(process, "", graph, problems)
    if not graph.scopes:
        other = next((c for c in CHOREOGRAPHY if document.root.one(c)), "")
        code = "bpmn_choreography" if other else "bpmn_no_process"
        raise ContentError([Problem(code, document.place(document.root))])
    _flows(graph, problems)
    if problems:
        raise ContentError(problems)
    for collaboration in document.root.all("collaboration"):
        _pools(collaboration, graph)
    for scope in graph.scopes.values():
        for lane_set in scope.all("laneSet"):
            _lanes(lane_set, (), graph)
    return graph


def _scope(element: Element, above: str, graph: Graph, problems: list[Problem]) -> None:
    id = element.get("id") or f"{element.name}-{len(graph.scopes) + 1}"
    graph.scopes[id] = element
    if above:
        graph.above[id] = above
    for child in element.children:
        if child.name not in NODES or child.namespace == KBGEN:
            continue
        own_id = child.get("id") or f"node-{len(graph.nodes) + 1}"
        if own_id in graph.nodes:
            values = {"id": own_id[:60], "line": graph.nodes[own_id].element.line}
            problems.append(Problem("bpmn_twin", graph.document.place(child), values))
            continue
        graph.elements.setdefault(own_id, child)
        node = Node(own_id, child.name, line(child.get("name")), child, id)
        _document(node)
        graph.nodes[own_id] = node
        if child.name in SUBPROCESSES:
            child.attributes["id"] = own_id
            _scope(child, id, graph, problems)


def _document(node: Node) -> None:
    """What the documentation says; in what kbgen wrote, a line may say what the step needs or gives."""
    texts = [d.text for d in node.element.all("documentation")]
    if node.own is None:
        node.notes += filter(None, map(prose, texts))
        return
    for said in filter(None, (line(part) for text in texts for part in text.split("\n"))):
        for kind, into in (("input", node.inputs), ("output", node.outputs)):
            head = next((h for h in _heads(kind) if said.startswith(h)), "")
            if head:
                into.append(said.removeprefix(head).strip())
                break
        else:
            node.notes.append(said)


def _heads(kind: str) -> tuple[str, ...]:
    return tuple(words(language)(f"diagrams.bpmn.{kind}") for language in ("ru", "en"))


def _flows(graph: Graph, problems: list[Problem]) -> None:
    for scope in graph.scopes.values():
        for number, element in enumerate(scope.all("sequenceFlow")):
            ends = [graph.find(element.get(end)) for end in ("sourceRef", "targetRef")]
            unknown = [e for e in ends if e not in graph.nodes]
            if unknown:
                values = {"flow": (element.get("name") or element.get("id") or str(number + 1))[:60]}
                values["node"] = unknown[0][:60] or "—"
                problems.append(Problem("bpmn_unknown_node", graph.document.place(element), values))
                continue
            condition = element.one("conditionExpression")
            graph.flows.append(
                Flow(
                    element.get("id"),
                    source=ends[0],
                    target=ends[1],
                    name=line(element.get("name")),
                    expression=line(condition.text) if condition else "",
                    element=element,
                )
            )


def _pools(collaboration: Element, graph: Graph) -> None:
    for participant in collaboration.all("participant"):
        process = graph.find(participant.get("processRef"))
        if process in graph.scopes:
            graph.pools.setdefault(process, participant)
        elif process:
            graph.lost.append(("step", participant.get("name") or process))
    graph.messages += collaboration.all("messageFlow")


def _lanes(lane_set: Element, above: tuple[str, ...], graph: Graph) -> None:
    for element in lane_set.all("lane"):
        name = line(element.get("name"))
        id = element.get("id") or f"lane-{len(graph.lanes) + 1}"
        graph.lanes[id] = Lane(id, name or (above[-1] if above else ""), above)
        for reference in element.all("flowNodeRef"):
            node = graph.nodes.get(graph.find(reference.text))
            if node is not None:
                node.lane = id
            elif graph.find(reference.text) not in graph.elements:
                graph.lost.append(("lane", f"{name or id}: {line(reference.text)}"))
        for inner in element.all("childLaneSet"):
            _lanes(inner, (*above, name) if name else above, graph)


def around(graph: Graph, id: str) -> Iterator[str]:
    """The scope *id* and those around it, the innermost first."""
    while id:
        yield id
        id = graph.above.get(id, "")
