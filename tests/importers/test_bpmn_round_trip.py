"""What is written as BPMN and read back is the same process."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from kbgen.diagrams.bpmn import bpmn_files
from kbgen.diagrams.bpmn_chart import plain
from kbgen.importers import client_ids, read_kb
from kbgen.importers.bpmn import read
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import Process, Processes
from kbgen.model.text import Text
from kbgen.workspace import Workspace
from tests.diagrams.processes import processes

ROOT = Path(__file__).resolve().parent.parent.parent


def with_processes(kb: KnowledgeBase, *made: Process) -> KnowledgeBase:
    return replace(kb, spec=replace(kb.spec, processes=Processes(made)))


def there_and_back(kb: KnowledgeBase) -> dict[str, Process]:
    """The processes of *kb* after a journey through files."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "workspace")
        for name, content in bpmn_files(kb).items():
            (Path(folder) / name).write_bytes(content)
        for name, text in read(Path(folder), kb.language).files.items():
            path = workspace.client("back") / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return {p.id: p for p in read_kb(workspace, "back").spec.processes.processes}


def told(process: Process, kb: KnowledgeBase) -> list[object]:
    """Everything the drawing must keep, in the words of the client's language."""

    def said(text: Text) -> str:
        return plain(text.said(kb.language))

    steps = {step.id: step for step in process.steps}
    led_to = {id for step in process.steps for id in process.following(step)}
    found: list[object] = [process.id, *map(said, (process.label, process.goal, process.trigger, process.result))]
    for number, step in enumerate(process.steps):
        ways = [(id, said(process.condition(step, steps[id]))) for id in process.following(step)]
        several = len(ways) + len(step.ends) > 1
        found.append(
            {
                "id": (step.id, step.role, step.kind, step.process),
                "said": [said(t) for t in (step.action, step.input, step.output, step.note)],
                "ways": ways,
                "ends": [(said(end.result), said(end.condition)) for end in step.ends],
                "split": step.split if several else "",
                "join": step.join,
                "trigger": said(step.trigger) if number else "",
                "condition": said(step.condition) if step.id not in led_to else "",
            }
        )
    return [*found, said(process.note)]


@pytest.mark.parametrize("workspace", [ROOT, ROOT / "tests" / "workspaces" / "tiny"], ids=["demo", "tiny"])
def test_every_process_comes_back(workspace: Path) -> None:
    client = "romashka" if workspace == ROOT else client_ids(Workspace(workspace))[0]
    kb = read_kb(Workspace(workspace), client)
    back = there_and_back(kb)
    drawn = [p for p in kb.spec.processes.processes if p.steps]
    assert drawn and [told(p, kb) for p in drawn] == [told(back[p.id], kb) for p in drawn]


@pytest.fixture(scope="module")
def tiny() -> KnowledgeBase:
    workspace = Workspace(ROOT / "tests" / "workspaces" / "tiny")
    return read_kb(workspace, client_ids(workspace)[0])


def comes_back(process: Process, tiny: KnowledgeBase) -> None:
    kb = with_processes(tiny, process)
    back = there_and_back(kb)[process.id]
    assert told(back, kb) == told(process, kb)


@settings(max_examples=6, deadline=None)
@given(process=processes())
def test_any_process_comes_back(process: Process, tiny: KnowledgeBase) -> None:
    comes_back(process, tiny)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(process=processes())
def test_many_processes_come_back(process: Process, tiny: KnowledgeBase) -> None:
    comes_back(process, tiny)


def test_processes_that_call_each_other_come_back(tiny: KnowledgeBase) -> None:
    first = tiny.spec.processes.processes[0]
    step = replace(first.steps[0], kind="process", process="inner")
    outer = Process("outer", Text("Снаружи"), steps=(step,))
    inner = Process("inner", Text("Внутри"), steps=(replace(first.steps[0], id="do"),))
    back = there_and_back(with_processes(tiny, outer, inner))
    assert back["outer"].steps[0].process == "inner" and back["inner"].steps[0].id == "do"


def test_a_drawing_changed_elsewhere_brings_the_change(tiny: KnowledgeBase, tmp_path: Path) -> None:
    """Someone renames a step and writes a document into its description in bpmn.io."""
    first = tiny.spec.processes.processes[0]
    process = Process("p", Text("П"), steps=(replace(first.steps[0], id="a", action=Text("позвонить"), note=Text()),))
    [(name, content)] = bpmn_files(with_processes(tiny, process)).items()
    changed = content.decode().replace('name="Позвонить"', 'name="Написать"')
    own = "<bpmn:extensionElements><kbgen:step"
    said = "<bpmn:documentation>Вежливо\nЧто нужно: адрес</bpmn:documentation>"
    changed = changed.replace(own, f"{said}{own}")
    (tmp_path / name).write_text(changed, encoding="utf-8")
    text = read(tmp_path / name, "ru").files["spec/processes.yml"]
    assert "написать" in text and "note: Вежливо" in text and "input: адрес" in text
