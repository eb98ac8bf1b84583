"""A drawing that changed is imported again: what people added by hand stays."""

from __future__ import annotations

from pathlib import Path

from kbgen.build.exports import export
from kbgen.build.imports import import_spec
from kbgen.importers import read_kb
from kbgen.workspace import Workspace

DRAWING = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
<process id="order" name="Заказ"><laneSet id="ls"><lane id="clerk" name="Продавец"><flowNodeRef>call</flowNodeRef>
<flowNodeRef>ship</flowNodeRef></lane></laneSet><task id="call" name="Позвонить"/><task id="ship" name="Отгрузить"/>
<sequenceFlow id="f" sourceRef="call" targetRef="ship"/></process></definitions>"""


def workspace(root: Path) -> Workspace:
    (root / "content" / "clients").mkdir(parents=True)
    (root / "mkdocs.yml").write_text("site_name: x\n", "utf-8")
    return Workspace(root)


def test_a_changed_drawing_keeps_what_was_added(tmp_path: Path) -> None:
    place, drawing = workspace(tmp_path / "w"), tmp_path / "order.bpmn"
    drawing.write_text(DRAWING, "utf-8")
    import_spec(place, "bpmn", drawing, "firm", "ru")
    file = place.client("firm") / "spec" / "processes.yml"
    added = file.read_text("utf-8").replace("action: Позвонить", "action: Позвонить, note: До обеда")
    file.write_text(added, "utf-8")
    drawing.write_text(DRAWING.replace("Отгрузить", "Отгрузить заказ"), "utf-8")
    done = import_spec(place, "bpmn", drawing, "firm", "ru")
    steps = read_kb(place, "firm").spec.processes.processes[0].steps
    assert done.merged
    assert [(s.action.said("ru"), s.note.said("ru")) for s in steps] == [
        ("Позвонить", "До обеда"), ("Отгрузить заказ", ""),
    ]  # fmt: skip


def test_a_process_goes_out_and_comes_back_into_its_client(tmp_path: Path) -> None:
    place, drawing = workspace(tmp_path / "w"), tmp_path / "order.bpmn"
    drawing.write_text(DRAWING, "utf-8")
    import_spec(place, "bpmn", drawing, "firm", "ru")
    before = read_kb(place, "firm").spec.processes
    [written] = export(place, "bpmn", "firm", tmp_path / "out")
    import_spec(place, "bpmn", written, "firm", "ru")
    assert read_kb(place, "firm").spec.processes == before
