"""What stands beside the flow: messages between pools, documents, texts. They become inputs, outputs and notes."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.importers.bpmn_graph import Graph, Lane, Node
from kbgen.importers.bpmn_texts import line, prose
from kbgen.importers.bpmn_xml import Element
from kbgen.language.catalogue import Words

_DATA = ("dataObjectReference", "dataObject", "dataStoreReference", "dataStore", "dataInput", "dataOutput")


def add_beside(graph: Graph, said: Words) -> None:
    """Give every node what stands beside it; what stands beside none goes to ``graph.lost`` and the first process."""
    for message in graph.messages:
        _message(message, graph, said)
    for node in graph.nodes.values():
        _documents(node, graph)
    _associations(graph)


def lane_of(node: Node, graph: Graph) -> Lane | None:
    """The lane a node stands in: its own, that of the sub-process it is in, else the pool."""
    while True:
        if node.lane and graph.lanes[node.lane].name:
            return graph.lanes[node.lane]
        pool = graph.pools.get(node.scope)
        if pool is not None:
            name = line(pool.get("name"))
            return Lane(pool.get("id"), name) if name else None
        if node.scope not in graph.nodes:
            return None
        node = graph.nodes[node.scope]


def _message(message: Element, graph: Graph, said: Words) -> None:
    ends = [graph.find(message.get(end)) for end in ("sourceRef", "targetRef")]
    name = line(message.get("name")) or graph.name(graph.find(message.get("messageRef")))
    source, target = (graph.nodes.get(id) for id in ends)
    who = [_who(id, graph) for id in ends]
    if not (source or target):
        graph.lost.append(("message", name or " → ".join(filter(None, who)) or "—"))
    if source is not None:
        source.outputs.append(_said(name, "to", who[1], said))
    if target is not None:
        target.inputs.append(_said(name, "from", who[0], said))


def _who(id: str, graph: Graph) -> str:
    node = graph.nodes.get(id)
    if node is None:
        return graph.name(id)
    lane = lane_of(node, graph)
    return lane.name if lane else ""


def _said(name: str, direction: str, who: str, said: Words) -> str:
    name = name or said("importers.bpmn.message.unnamed")
    return said(f"importers.bpmn.message.{direction}", message=name, who=who) if who else name


def _documents(node: Node, graph: Graph) -> None:
    for association in node.element.all("dataInputAssociation"):
        for reference in association.all("sourceRef"):
            node.inputs += _document(graph.find(reference.text), graph)
    for association in node.element.all("dataOutputAssociation"):
        for reference in association.all("targetRef"):
            node.outputs += _document(graph.find(reference.text), graph)


def _document(id: str, graph: Graph) -> list[str]:
    """The name of a document with its state; nothing where it has none."""
    element = graph.elements.get(id)
    if element is None or element.name not in _DATA:
        return []
    name = line(element.get("name"))
    for reference in ("dataObjectRef", "dataStoreRef"):
        name = name or graph.name(graph.find(element.get(reference)))
    state = element.one("dataState")
    condition = line(state.get("name")) if state else ""
    if not name:
        return []
    return [f"{name} ({condition})" if condition and condition.lower() not in name.lower() else name]


def _associations(graph: Graph) -> None:
    """Texts are notes of what they are tied to; ties between documents and tasks are inputs and outputs."""
    texts = {e.get("id"): _text(e) for e in graph.document.root.walk() if e.name == "textAnnotation"}
    placed: set[str] = set()
    for association in _named(graph, "association"):
        source, target = (graph.find(association.get(end)) for end in ("sourceRef", "targetRef"))
        for text, other in ((source, target), (target, source)):
            if text in texts and other in graph.nodes:
                graph.nodes[other].notes.append(texts[text])
                placed.add(text)
        if target in graph.nodes:
            graph.nodes[target].inputs += _document(source, graph)
        if source in graph.nodes:
            graph.nodes[source].outputs += _document(target, graph)
    graph.lost += [("text", text) for id, text in texts.items() if text and id not in placed]


def _text(element: Element) -> str:
    found = element.one("text")
    return prose(found.text if found else element.text)


def _named(graph: Graph, name: str) -> Iterator[Element]:
    return (e for e in graph.document.root.walk() if e.name == name)
