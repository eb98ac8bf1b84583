"""Processes as BPMN 2.0, laid out, for bpmn.io and Camunda Modeler.

A file a process: a pool with a lane a role, gateways where a step has several ways on, conditions on the flows. What
BPMN has no place for stands in extensions of kbgen's own, which other programs keep; the importer reads them back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from kbgen.diagrams.bpmn_chart import Chart, Flow, Node, capital, chart
from kbgen.diagrams.bpmn_grid import Box
from kbgen.diagrams.bpmn_layout import Layout, lay_out
from kbgen.language import words
from kbgen.model.addresses import slug
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import Process, Step

KBGEN = "urn:kbgen:bpmn:1"
"""Namespace of what kbgen itself adds."""

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xmlns:kbgen="{kbgen}" id="Definitions_1" targetNamespace="{kbgen}" exporter="kbgen">
"""


def bpmn_files(kb: KnowledgeBase, ids: tuple[str, ...] = ()) -> Mapping[str, bytes]:
    """File name → BPMN XML of every process with steps, or of those named *ids*; the same spec gives the same bytes."""
    chosen = [p for p in kb.spec.processes.processes if p.steps and (not ids or p.id in ids)]
    return {f"{slug(process.id)}.bpmn": bpmn(process, kb) for process in chosen}


def bpmn(process: Process, kb: KnowledgeBase) -> bytes:
    """One process as BPMN XML in UTF-8 with the picture of it."""
    made = chart(process, kb)
    lines = [_HEAD.format(kbgen=KBGEN).rstrip("\n"), *_collaboration(made), *_process(made, kb)]
    lines += [*_diagram(made, lay_out(made)), "</bpmn:definitions>"]
    return ("\n".join(lines) + "\n").encode()


def _collaboration(made: Chart) -> Iterator[str]:
    name = quoteattr(made.said(made.process.label))
    yield '  <bpmn:collaboration id="Collaboration_1">'
    yield f'    <bpmn:participant id="Pool_1" name={name} processRef="Process_{made.process.id}" />'
    yield "  </bpmn:collaboration>"


def _process(made: Chart, kb: KnowledgeBase) -> Iterator[str]:
    process = made.process
    name = quoteattr(made.said(process.label))
    yield f'  <bpmn:process id="Process_{process.id}" name={name} isExecutable="false">'
    if process.note:
        yield f"    <bpmn:documentation>{escape(made.said(process.note))}</bpmn:documentation>"
    ends = [node.plain for node in made.nodes if node.part == "end"]
    kept = {"id": process.id, "goal": made.said(process.goal)}
    if not ends or not all(ends):  # else the only end says the result
        kept["result"] = made.said(process.result)
    yield from _kept("process", kept, 4)
    yield '    <bpmn:laneSet id="LaneSet_1">'
    for role in made.roles:
        found = kb.role(role)
        label = made.said(found.label) if found else role
        yield f'      <bpmn:lane id="Lane_{role}" name={quoteattr(label)}>'
        yield from _kept("lane", {"role": role}, 8)
        for node in made.nodes:
            if node.role == role:
                yield f"        <bpmn:flowNodeRef>{node.id}</bpmn:flowNodeRef>"
        yield "      </bpmn:lane>"
    yield "    </bpmn:laneSet>"
    for number, node in enumerate(made.nodes):
        yield from _node(node, made, number)
    for flow in made.flows:
        yield from _flow(flow)
    yield "  </bpmn:process>"


def _kept(name: str, values: Mapping[str, str], indent: int) -> Iterator[str]:
    """kbgen's own words about an element."""
    said = " ".join(f"{key}={quoteattr(value)}" for key, value in values.items() if value)
    edge = " " * indent
    yield f"{edge}<bpmn:extensionElements><kbgen:{name} {said} /></bpmn:extensionElements>"


def _node(node: Node, made: Chart, number: int) -> Iterator[str]:
    name = f" name={quoteattr(node.name)}" if node.name else ""
    step = node.step if node.part == "step" else None
    called = f' calledElement="Process_{step.process}"' if step and step.process else ""
    yield f'    <bpmn:{node.tag} id="{node.id}"{name}{called}>'
    if step:
        if said := _documentation(step, made):
            yield f"      <bpmn:documentation>{escape(said)}</bpmn:documentation>"
        yield from _kept("step", _of_step(step, made, number), 6)
    elif node.plain:
        yield from _kept("end", {"plain": "true"}, 6)
    yield from (f"      <bpmn:incoming>{f.id}</bpmn:incoming>" for f in made.flows if f.target == node.id)
    yield from (f"      <bpmn:outgoing>{f.id}</bpmn:outgoing>" for f in made.flows if f.source == node.id)
    if node.tag == "intermediateCatchEvent":
        yield f'      <bpmn:timerEventDefinition id="Timer_{node.id}" />'
    yield f"    </bpmn:{node.tag}>"


def _documentation(step: Step, made: Chart) -> str:
    """The note, and what the step needs and gives, a line each."""
    said = words(made.language)
    parts = [made.said(step.note)]
    parts += [f"{said('diagrams.bpmn.input')} {made.said(step.input)}"] if step.input else []
    parts += [f"{said('diagrams.bpmn.output')} {made.said(step.output)}"] if step.output else []
    return "\n".join(filter(None, parts))


def _of_step(step: Step, made: Chart, number: int) -> dict[str, str]:
    """What an importer must know of a step and could not see in the drawing."""
    led_to = step.id in made.led_to or step is made.process.steps[0]
    several = any(node.id == f"Split_{step.id}" for node in made.nodes[number + 1 : number + 2])
    joined = number > 0 and made.nodes[number - 1].id == f"Join_{step.id}"
    return {
        "id": step.id,
        "number": str(number),
        "small": "true" if capital(made.said(step.action)) != made.said(step.action) else "",
        "split": "" if several or step.split == "one" else step.split,
        "join": "" if step.join == "any" or joined else step.join,
        "condition": "" if led_to or step.trigger else made.said(step.condition),
    }


def _flow(flow: Flow) -> Iterator[str]:
    name = f" name={quoteattr(flow.name)}" if flow.name else ""
    head = f'    <bpmn:sequenceFlow id="{flow.id}"{name} sourceRef="{flow.source}" targetRef="{flow.target}"'
    if not flow.conditional:
        yield f"{head} />"
        return
    yield f"{head}>"
    said = escape(flow.name)
    yield f'      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{said}</bpmn:conditionExpression>'
    yield "    </bpmn:sequenceFlow>"


def _diagram(made: Chart, layout: Layout) -> Iterator[str]:
    yield '  <bpmndi:BPMNDiagram id="Diagram_1">'
    yield '    <bpmndi:BPMNPlane id="Plane_1" bpmnElement="Collaboration_1">'
    yield from _shape("Pool_1", layout.pool, None, ' isHorizontal="true"')
    for role, box in layout.lanes.items():
        yield from _shape(f"Lane_{role}", box, None, ' isHorizontal="true"')
    for node in made.nodes:
        more = ' isMarkerVisible="true"' if node.tag == "exclusiveGateway" else ""
        yield from _shape(node.id, layout.nodes[node.id], layout.labels.get(node.id), more)
    for flow in made.flows:
        yield f'      <bpmndi:BPMNEdge id="{flow.id}_di" bpmnElement="{flow.id}">'
        yield from (f'        <di:waypoint x="{p.x}" y="{p.y}" />' for p in layout.flows[flow.id])
        yield from _label(layout.labels.get(flow.id))
        yield "      </bpmndi:BPMNEdge>"
    yield "    </bpmndi:BPMNPlane>"
    yield "  </bpmndi:BPMNDiagram>"


def _shape(id: str, box: Box, label: Box | None, more: str = "") -> Iterator[str]:
    yield f'      <bpmndi:BPMNShape id="{id}_di" bpmnElement="{id}"{more}>'
    yield f"        {_bounds(box)}"
    yield from _label(label)
    yield "      </bpmndi:BPMNShape>"


def _label(box: Box | None) -> Iterator[str]:
    if box:
        yield f"        <bpmndi:BPMNLabel>{_bounds(box)}</bpmndi:BPMNLabel>"


def _bounds(box: Box) -> str:
    return f'<dc:Bounds x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" />'
