"""Processes and roles of all BPMN files of one import, and what of the files they do not hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_args

from kbgen.diagrams.bpmn import KBGEN
from kbgen.importers.bpmn_beside import add_beside, lane_of
from kbgen.importers.bpmn_graph import NODES, SUBPROCESSES, Graph, Node, own
from kbgen.importers.bpmn_names import Ids
from kbgen.importers.bpmn_steps import Telling, end_name, start_name, steps
from kbgen.importers.bpmn_texts import line, prose
from kbgen.importers.bpmn_ways import Net, nets
from kbgen.importers.bpmn_xml import Element
from kbgen.importers.drafts import Kind, Report
from kbgen.language.catalogue import Words
from kbgen.model.processes import Process
from kbgen.model.roles import Role
from kbgen.model.text import NO_TEXT, Text

_LANE = re.compile(r"^(?:Lane|Pool|Participant)_|_?(?:Lane|Pool|Participant)$")
_UNDERSTOOD = NODES | {
    "association", "childLaneSet", "collaboration", "condition", "conditionExpression", "dataInput",
    "dataInputAssociation", "dataObject", "dataObjectReference", "dataOutput", "dataOutputAssociation", "dataState",
    "dataStore", "dataStoreReference", "definitions", "documentation", "error", "escalation", "eventDefinitionRef",
    "extensionElements", "flowNodeRef", "humanPerformer", "incoming", "lane", "laneSet", "message", "messageFlow",
    "multiInstanceLoopCharacteristics", "outgoing", "participant", "performer", "potentialOwner", "process", "resource",
    "resourceRef", "sequenceFlow", "signal", "sourceRef", "standardLoopCharacteristics", "targetRef", "text",
    "textAnnotation", "timeCycle", "timeDate", "timeDuration",
}  # fmt: skip
"""Elements the draft may hold something of; all others are counted."""


@dataclass(slots=True)
class Reading:
    """All files of one import."""

    report: Report
    said: Words
    found: list[tuple[Net, str]] = field(default_factory=list)
    """Nets with steps, each with the id of its process."""
    roles: dict[str, Role] = field(default_factory=dict)
    """Name without case and punctuation → role."""
    ids: Ids = field(default_factory=Ids)
    role_ids: Ids = field(default_factory=Ids)
    by_element: dict[str, str] = field(default_factory=dict)
    """Id of a BPMN process or sub-process (a sub-process with its file) → the process made of it."""
    graphs: list[Graph] = field(default_factory=list)

    def add(self, graph: Graph) -> None:
        """Take the processes of a file that have steps."""
        self.graphs.append(graph)
        add_beside(graph, self.said)
        for net in nets(graph, self.said):
            if not net.steps():
                name = graph.name(net.scopes[0]) or net.scopes[0]
                self.report.add("process", f"{graph.document.stem}: {name}", "bpmn_no_steps")
                continue
            top = graph.scopes[net.scopes[0]]
            kept = own(top, "process")
            id = self.ids.keep(kept.get("id")) if kept else ""
            id = id or self.ids.make(top.get("id"), self.name(net), f"process-{len(self.found) + 1}")
            self.found.append((net, id))
            for scope in net.scopes:
                self.by_element.setdefault(_key(graph, scope), id)

    def processes(self) -> Iterator[Process]:
        """The processes in the order of the files."""
        for net, id in self.found:
            yield self.process(net, id)

    def process(self, net: Net, id: str) -> Process:
        """One process with its steps."""
        telling = Telling(net, self.roles_of(net), self.called(net))
        made = steps(telling)
        kept = own(net.graph.scopes[net.scopes[0]], "process")
        reached = {w.target for o in telling.onward.values() for w in o.ways}
        drawn = [n for n, node in net.nodes.items() if node.kind == "endEvent"]
        told = [n for n in drawn if kept is None or own(net.nodes[n].element, "end")]
        ends = [end_name(telling, n) for n in told if n in reached]
        net.lost += [("step", end_name(telling, n), "bpmn_unreached") for n in drawn if n not in reached]
        named = [e for e in dict.fromkeys(ends) if e != self.said("importers.bpmn.end")]
        first = next((n for n, i in telling.ids.items() if i == made[0].id), "")
        begins = [
            start_name(telling, s) for s in net.starts() if first in {w.target for w in telling.onward[s.id].ways}
        ]
        for kind, name, reason in dict.fromkeys(net.lost):
            self.report.add(kind, f"{id}: {name}", reason)  # type: ignore[arg-type]
        return Process(
            id=id,
            label=Text(self.name(net)),
            goal=_text(kept.get("goal") if kept else ""),
            trigger=_text("; ".join(filter(None, dict.fromkeys(begins)))),
            result=_text((kept.get("result") if kept else "") or "; ".join(named)),
            steps=made,
            note=_text(" ".join(self.notes(net))),
        )

    def name(self, net: Net) -> str:
        """What a process is called: by itself, its pool, its file, its first event."""
        graph, top = net.graph, net.graph.scopes[net.scopes[0]]
        alone = len(net.scopes) == 1
        pool = graph.pools.get(net.scopes[0])
        own_name = line(top.get("name")) if alone else ""
        own_name = own_name or (line(pool.get("name")) if pool and alone else "")
        whole = next((line(c.get("name")) for c in graph.document.root.all("collaboration")), "")
        own_name = own_name or whole or line(graph.document.root.get("name"))
        if own_name:
            return own_name
        file = line(graph.document.stem.replace("_", " ").replace("-", " "))
        started = next((n.name for n in net.starts() if n.name), "")
        foreign = self.said.language == "ru" and file.isascii() and not started.isascii()
        found = started if foreign and started else f"{file[:1].upper()}{file[1:]}"
        self.report.add("label", found, "bpmn_process_name")
        return found

    def notes(self, net: Net) -> Iterator[str]:
        """Documentation of the process, and texts beside what became no step."""
        for scope in net.scopes:
            element = net.graph.scopes[scope]
            if element.name == "process":
                yield from filter(None, (prose(d.text) for d in element.all("documentation")))
        for id, node in net.nodes.items():
            if not net.is_step(id):
                yield from node.notes
        if self.found[0][0] is net or net.graph is not self.found[0][0].graph:
            first = next(n for n, _ in self.found if n.graph is net.graph)
            if first is net:
                yield from (text for kind, text in net.graph.lost if kind == "text")

    def called(self, net: Net) -> dict[str, str]:
        """Node → the process it runs through."""
        found = {}
        for id, node in net.nodes.items():
            if node.kind in SUBPROCESSES:
                key = _key(net.graph, id)
            elif node.kind == "callActivity":
                key = net.graph.find(node.element.get("calledElement"))
            else:
                continue
            if key in self.by_element:
                found[id] = self.by_element[key]
            elif node.kind == "callActivity":
                self.report.add("process", node.name or id, "bpmn_called")
        return found

    def roles_of(self, net: Net) -> dict[str, str]:
        """Node → id of its role."""
        return {id: self.role(net.nodes[id], net.graph) for id in net.steps()}

    def role(self, node: Node, graph: Graph) -> str:
        """The role of a node: its lane, its performer, its pool, else one of the draft."""
        lane = lane_of(node, graph)
        if lane is not None:
            kept = own(graph.elements[lane.id], "lane") if lane.id in graph.elements else None
            above = " → ".join(lane.above)
            about = self.said("importers.bpmn.part_of", name=above) if above else ""
            return self.named_role(lane.name, lane.id, about, kept.get("role") if kept else "")
        for performer in node.element.all("potentialOwner", "humanPerformer", "performer"):
            reference = performer.one("resourceRef")
            name = graph.name(graph.find(reference.text)) if reference else ""
            if name or (name := line(performer.get("name"))):
                return self.named_role(name, "", "")
        return self.named_role(self.said("importers.bpmn.somebody"), "performer", "")

    def named_role(self, name: str, given: str, about: str, kept: str = "") -> str:
        """The id of the role with this name (or which kbgen itself calls *kept*), made where it is new."""
        key = f"#{kept}" if kept else _key_of_name(name)
        if key not in self.roles:
            id = (self.role_ids.keep(kept) if kept else "") or self.role_ids.make(
                _LANE.sub("", given), name, f"role-{len(self.roles) + 1}"
            )
            self.roles[key] = Role(id, Text(name), _text(about))
        return self.roles[key].id

    def report_rest(self) -> None:
        """Tell everything the draft does not hold."""
        for graph in self.graphs:
            stem = graph.document.stem
            for kind, text in graph.lost:
                if kind in get_args(Kind):
                    self.report.add(kind, f"{stem}: {text[:100]}", f"bpmn_lost_{kind}")  # type: ignore[arg-type]
            busy = {node.lane for node in graph.nodes.values()}
            outer = {name for lane in graph.lanes.values() for name in lane.above}
            for lane in graph.lanes.values():
                if lane.name and lane.id not in busy and lane.name not in outer:
                    self.named_role(lane.name, lane.id, "")
                    self.report.add("lane", f"{stem}: {lane.name}", "bpmn_idle_lane")
            for namespace, count in sorted(graph.document.foreign.items()):
                self.report.add("extension", f"{stem}: {namespace}", "bpmn_extension", count=count)
            for name, count in sorted(Counter(_not_understood(graph.document.root)).items()):
                self.report.add("attribute", f"{stem}: {name}", "bpmn_technical", count=count)
        self.report.add("rights", "spec/roles.yml", "bpmn_no_rights")


def _not_understood(element: Element) -> Iterator[str]:
    """Names of the outermost elements the draft has no place for."""
    for child in element.children:
        if child.namespace == KBGEN:
            continue
        if child.name in _UNDERSTOOD or child.name.endswith("EventDefinition"):
            yield from _not_understood(child)
        else:
            yield child.name


def _key_of_name(name: str) -> str:
    """Names that differ in case, hyphens and blanks only are one."""
    return " ".join(re.findall(r"\w+", name.casefold())) or name


def _key(graph: Graph, scope: str) -> str:
    """A process can be called from other files; a sub-process belongs to its own."""
    return scope if scope not in graph.nodes else f"{graph.document.name}#{scope}"


def _text(said: str) -> Text:
    return Text(said) if said else NO_TEXT
