"""Events of BPMN in words: what begins a process, what it waits for, what interrupts a step."""

from __future__ import annotations

from kbgen.importers.bpmn_graph import Graph, Node
from kbgen.importers.bpmn_texts import duration, line
from kbgen.importers.bpmn_xml import Element
from kbgen.language.catalogue import Words
from kbgen.model.processes import StepKind

_DEFINITION = "EventDefinition"
_CAUGHT: dict[str, StepKind] = {"message": "receive", "signal": "receive", "timer": "wait", "conditional": "wait"}
_THROWN: dict[str, StepKind] = {"message": "send", "signal": "send", "escalation": "send"}


def definitions(node: Node, graph: Graph) -> list[tuple[str, Element]]:
    """Types of an event (``timer``, ``message``…) with their elements."""
    found = [c for c in node.element.children if c.name.endswith(_DEFINITION)]
    for reference in node.element.all("eventDefinitionRef"):
        element = graph.elements.get(graph.find(reference.text))
        found += [element] if element else []
    return [(e.name.removesuffix(_DEFINITION), e) for e in found]


def is_link(node: Node, graph: Graph) -> bool:
    """Whether the event only carries the flow to another place of the drawing."""
    return any(kind == "link" for kind, _ in definitions(node, graph))


def link_name(node: Node, graph: Graph) -> str:
    """The name by which two link events belong together."""
    found = next((e for kind, e in definitions(node, graph) if kind == "link"), None)
    return line(found.get("name")) if found and found.get("name") else node.name


def step_kind(node: Node, graph: Graph) -> StepKind:
    """The kind of step an event in the middle is."""
    kinds = _CAUGHT if node.kind == "intermediateCatchEvent" else _THROWN
    return next((kinds[kind] for kind, _ in definitions(node, graph) if kind in kinds), "task")


def label(node: Node, graph: Graph, said: Words) -> str:
    """What the event is called: its own name, else that of its message or time, else its type; may be empty."""
    if node.name:
        return node.name
    for kind, element in definitions(node, graph):
        detail = _detail(kind, element, graph, said)
        key = f"importers.bpmn.event.{kind}"
        if detail:
            return said(f"{key}_named", name=detail) if said.get(f"{key}_named") else detail
        if said.get(key):
            return said(key)
    return ""


def _detail(kind: str, element: Element, graph: Graph, said: Words) -> str:
    if kind == "timer":
        written = next((c for c in element.children if c.name.startswith("time")), None)
        return duration(written.text, said.language) if written else ""
    if kind == "conditional":
        condition = element.one("condition")
        return line(condition.text) if condition else ""
    reference = element.get(f"{kind}Ref")
    return graph.name(graph.find(reference)) if reference else ""


def interruption(node: Node, graph: Graph, said: Words) -> str:
    """When a boundary event takes the flow away from its step."""
    found = definitions(node, graph)
    kind = found[0][0] if found else ""
    name = node.name or (_detail(*found[0], graph, said) if found else "")
    key = f"importers.bpmn.boundary.{kind}"
    plain = name or label(node, graph, said) or said("importers.bpmn.boundary.other")
    text = said(key, name=name) if name and "{name}" in said.get(key) else plain
    if node.element.get("cancelActivity") == "false":
        text = said("importers.bpmn.boundary.goes_on", text=text)
    return text
