"""Processes as BPMN: every node in its lane, nothing on top of anything, every flow drawn from border to border."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from kbgen.diagrams.bpmn import bpmn, bpmn_files
from kbgen.diagrams.bpmn_chart import Chart, chart
from kbgen.diagrams.bpmn_grid import Box
from kbgen.diagrams.bpmn_layout import Layout, lay_out
from kbgen.diagrams.bpmn_routes import Point
from kbgen.importers import client_ids, read_kb
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import End, Process, Step
from kbgen.model.text import Text
from kbgen.workspace import Workspace
from tests.diagrams.processes import processes

ROOT = Path(__file__).resolve().parent.parent.parent
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


@pytest.fixture(scope="module")
def tiny() -> KnowledgeBase:
    workspace = Workspace(ROOT / "tests" / "workspaces" / "tiny")
    return read_kb(workspace, client_ids(workspace)[0])


def checked(process: Process, kb: KnowledgeBase) -> tuple[Chart, Layout]:
    """The chart of a process and its layout, once it is sure that nothing in it is misplaced."""
    made = chart(process, kb)
    layout = lay_out(made)
    for node in made.nodes:
        assert inside(layout.nodes[node.id], layout.lanes[node.role]), f"{node.id} is not in its lane"
    for a, b in combinations(made.nodes, 2):
        assert not overlap(layout.nodes[a.id], layout.nodes[b.id]), f"{a.id} lies on {b.id}"
    assert all(inside(lane, layout.pool) for lane in layout.lanes.values())
    assert not any(overlap(a, b) for a, b in combinations(layout.lanes.values(), 2))
    assert set(layout.flows) == {flow.id for flow in made.flows}
    for flow in made.flows:
        points = layout.flows[flow.id]
        assert touches(points[0], layout.nodes[flow.source]) and touches(points[-1], layout.nodes[flow.target])
        for a, b in pairwise(points):
            assert a.x == b.x or a.y == b.y
            for node in made.nodes:
                assert not crosses(a, b, layout.nodes[node.id]), f"{flow.id} runs through {node.id}"
    return made, layout


def inside(a: Box, b: Box) -> bool:
    return b.x <= a.x and a.right <= b.right and b.y <= a.y and a.bottom <= b.bottom


def overlap(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def touches(point: Point, box: Box) -> bool:
    return (point.x in (box.x, box.right) and box.y <= point.y <= box.bottom) or (
        point.y in (box.y, box.bottom) and box.x <= point.x <= box.right
    )


def crosses(a: Point, b: Point, box: Box) -> bool:
    return overlap(Box(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x), abs(a.y - b.y)), box) or (
        a.x == b.x and box.x < a.x < box.right and min(a.y, b.y) < box.bottom and max(a.y, b.y) > box.y
    ) or (a.y == b.y and box.y < a.y < box.bottom and min(a.x, b.x) < box.right and max(a.x, b.x) > box.x)  # fmt: skip


@pytest.fixture(scope="module")
def drawn(tiny: KnowledgeBase) -> list[tuple[Process, KnowledgeBase]]:
    """Every process of the demo and of the tiny workspace."""
    kbs = (read_kb(Workspace(ROOT), "romashka"), tiny)
    return [(process, kb) for kb in kbs for process in kb.spec.processes.processes if process.steps]


def test_demo_processes_are_laid_out(drawn: list[tuple[Process, KnowledgeBase]]) -> None:
    assert len(drawn) >= 4
    for process, kb in drawn:
        made, layout = checked(process, kb)
        assert set(layout.labels) == {x.id for x in (*made.nodes, *made.flows) if x.name and x.id in layout.labels}
        assert {flow.id for flow in made.flows if flow.name} <= set(layout.labels)
        for a, b in combinations((*layout.labels.values(), *layout.nodes.values()), 2):
            assert not overlap(a, b), "words lie on something"


@settings(max_examples=10, deadline=None)
@given(process=processes())
def test_any_process_is_laid_out(process: Process, tiny: KnowledgeBase) -> None:
    checked(process, tiny)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(process=processes())
def test_many_processes_are_laid_out(process: Process, tiny: KnowledgeBase) -> None:
    checked(process, tiny)


def test_the_drawing_is_complete_and_always_the_same(tiny: KnowledgeBase) -> None:
    for name, content in bpmn_files(tiny).items():
        assert content == bpmn_files(tiny)[name] and name.endswith(".bpmn")
        root = ElementTree.fromstring(content)
        ids = [e.get("id") for e in root.iter() if e.get("id")]
        assert len(ids) == len(set(ids))
        process = root.find(f"{BPMN}process")
        assert process is not None
        drawn = {e.get("bpmnElement") for e in root.iter() if e.tag in (f"{DI}BPMNShape", f"{DI}BPMNEdge")}
        nodes = [e for e in process if e.tag not in (f"{BPMN}laneSet", f"{BPMN}extensionElements")]
        assert {e.get("id") for e in nodes if e.get("id")} <= drawn
        referred = [e.text for e in root.iter(f"{BPMN}flowNodeRef")]
        assert sorted(referred) == sorted(
            e.get("id") for e in nodes if e.tag not in (f"{BPMN}sequenceFlow",) and e.get("id")
        )  # type: ignore[type-var]


def step(id: str, role: str = "manager", **more: object) -> Step:
    return Step(id, role, Text(id), **more)  # type: ignore[arg-type]


def test_ways_become_gateways(tiny: KnowledgeBase) -> None:
    process = Process(
        "p",
        Text("П"),
        steps=(
            step("a", next=("b", "c"), next_if={"b": Text("Полные? да"), "c": Text("Полные? нет")}),
            step("b", next=("d", "e"), split="all"),
            step("c", kind="wait", ends=(End(Text("отказ")),)),
            step("d", "boss", next=("f",)),
            step("e", next=("f",), kind="manual"),
            step("f", join="all", kind="process", process="other"),
        ),
    )
    made, _ = checked(process, tiny)
    tags = {node.id: (node.tag, node.name) for node in made.nodes}
    assert tags["Split_a"] == ("exclusiveGateway", "Полные?") and tags["Split_b"] == ("parallelGateway", "")
    assert tags["Join_f"] == ("parallelGateway", "") and tags["Step_c"] == ("intermediateCatchEvent", "C")
    assert [f.name for f in made.flows if f.source == "Split_a"] == ["да", "нет"]
    assert {(f.source, f.target) for f in made.flows if f.target == "Join_f"} == {
        ("Step_d", "Join_f"),
        ("Step_e", "Join_f"),
    }
    text = bpmn(process, tiny).decode()
    assert 'calledElement="Process_other"' in text and '<bpmn:manualTask id="Step_e"' in text


def test_hostile_words_stay_words(tiny: KnowledgeBase) -> None:
    words = Text('</bpmn:task>" & <x> ]]> \x07 &amp;')
    process = Process("p", words, steps=(replace(step("a"), action=words, note=words, condition=words),))
    root = ElementTree.fromstring(bpmn(process, tiny))
    task = root.find(f".//{BPMN}userTask")
    assert task is not None and task.get("name") == '</bpmn:task>" & <x> ]]> &amp;'


def test_programs_for_bpmn_take_it(drawn: list[tuple[Process, KnowledgeBase]]) -> None:
    reader = pytest.importorskip(
        "bpmn_io", reason="no bpmn_io here: pip install bpmn-io to check with bpmn.io's own rules"
    )
    for process, kb in drawn:
        found = reader.check(bpmn(process, kb).decode())
        assert found.ok and not found.errors and not found.warnings
