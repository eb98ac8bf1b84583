"""BPMN drawings become processes with steps, roles and ways; what is left out is told, what may do harm is refused."""

from __future__ import annotations

import copy
import random
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kbgen.errors import ContentError
from kbgen.importers import read_kb
from kbgen.importers.bpmn import read
from kbgen.importers.bpmn_graph import Graph, read_graph
from kbgen.importers.bpmn_texts import duration
from kbgen.importers.bpmn_xml import read_document
from kbgen.language import say
from kbgen.model.kb import KnowledgeBase
from kbgen.model.processes import Process, Step
from kbgen.model.text import Language
from kbgen.rules import check
from kbgen.workspace import Workspace

NAMES = (
    "miwg-A.1.0", "miwg-A.2.0", "miwg-A.4.1", "miwg-B.2.0", "miwg-C.1.0", "miwg-C.3.0", "miwg-C.5.0", "miwg-C.8.0",
    "product-development-ru",
)  # fmt: skip


def knowledge(source: Path, root: Path, language: Language = "ru") -> KnowledgeBase:
    """The draft of *source*, read back; the test fails where it has errors."""
    workspace = Workspace(root)
    for name, text in read(source, language).files.items():
        path = workspace.client("bpmn") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    kb = read_kb(workspace, "bpmn")
    assert [(p.code, str(p.place)) for p in check(kb, workspace) if p.severity == "error"] == []
    return kb


def process(kb: KnowledgeBase, id: str) -> Process:
    found = kb.process(id)
    assert found is not None, [p.id for p in kb.spec.processes.processes]
    return found


def step(of: Process, id: str) -> Step:
    return next(s for s in of.steps if s.id == id)


# --- the nine files -------------------------------------------------------------------------------------------------

DRAWN = {  # file: pools, lanes, tasks, events, gateways, sequence flows, message flows
    "miwg-A.1.0": (0, 0, 3, 2, 0, 4, 0),
    "miwg-A.2.0": (0, 0, 4, 2, 2, 9, 0),
    "miwg-A.4.1": (2, 3, 8, 9, 0, 13, 2),
    "miwg-B.2.0": (2, 2, 41, 45, 8, 85, 2),
    "miwg-C.1.0": (2, 4, 9, 9, 3, 20, 5),
    "miwg-C.3.0": (0, 0, 5, 6, 3, 15, 0),
    "miwg-C.5.0": (1, 3, 19, 6, 12, 40, 0),
    "miwg-C.8.0": (0, 0, 9, 7, 2, 16, 0),
    "product-development-ru": (5, 9, 23, 4, 5, 30, 6),
}

MADE = {  # file: processes, roles, steps, kinds of steps besides tasks
    "miwg-A.1.0": (1, 1, 3, {}),
    "miwg-A.2.0": (1, 1, 4, {}),
    "miwg-A.4.1": (4, 3, 8, {"process": 2}),
    "miwg-B.2.0": (7, 4, 50, {"process": 8, "automatic": 4, "send": 5, "receive": 4, "wait": 2}),
    "miwg-C.1.0": (2, 3, 12, {"receive": 2, "wait": 1, "automatic": 1}),
    "miwg-C.3.0": (1, 2, 5, {"process": 1}),
    "miwg-C.5.0": (2, 4, 19, {"process": 1}),
    "miwg-C.8.0": (1, 1, 9, {"automatic": 3, "send": 4, "rule": 1}),
    "product-development-ru": (1, 9, 23, {}),
}


def drawn(graph: Graph) -> tuple[int, ...]:
    kinds = Counter(
        "gateway" if n.kind.endswith("Gateway") else "event" if n.kind.endswith("Event") else "task"
        for n in graph.nodes.values()
    )
    counted = (kinds["task"], kinds["event"], kinds["gateway"], len(graph.flows), len(graph.messages))
    return (len(graph.pools), len(graph.lanes), *counted)


@pytest.mark.parametrize("name", NAMES)
def test_everything_drawn_is_read(name: str, shared: Callable[[str], Path]) -> None:
    assert drawn(read_graph(read_document(shared(f"data/bpmn/{name}.bpmn")))) == DRAWN[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_becomes_a_draft_without_errors(name: str, shared: Callable[[str], Path], tmp_path: Path) -> None:
    kb = knowledge(shared(f"data/bpmn/{name}.bpmn"), tmp_path)
    steps = [s for p in kb.spec.processes.processes for s in p.steps]
    kinds = {kind: n for kind, n in Counter(s.kind for s in steps).items() if kind != "task"}
    assert (len(kb.spec.processes.processes), len(kb.spec.roles.roles), len(steps), kinds) == MADE[name]


def test_a_folder_is_read_as_a_whole(shared: Callable[[str], Path], tmp_path: Path) -> None:
    kb = knowledge(shared("data/bpmn"), tmp_path, "en")
    assert len(kb.spec.processes.processes) == sum(made[0] for made in MADE.values())
    assert len({p.id for p in kb.spec.processes.processes}) == len(kb.spec.processes.processes)
    assert sum(r.label.said("en") == "Performer" for r in kb.spec.roles.roles) == 1


def test_gateways_become_ways_with_conditions(shared: Callable[[str], Path], tmp_path: Path) -> None:
    fridge = process(knowledge(shared("data/bpmn/miwg-C.3.0.bpmn"), tmp_path), "fridge-repair-process")
    first = fridge.steps[0]
    assert first.note.plain == "First contact with customer" and first.role == "user"
    said = {to: text.plain for to, text in first.next_if.items()}
    assert said["perform-repair-premium-level"] == "Service type: Regular repair service; Service level: Premium"
    premium = step(fridge, "perform-repair-premium-level")
    assert premium.next_if["perform-emergency-repair"].plain == "вышел срок: 2 hours"
    assert [e.result.plain for e in premium.ends] == ["Repair completed"]
    emergency = step(fridge, "perform-emergency-repair")
    assert [(e.result.plain, e.condition.plain) for e in emergency.ends] == [
        ("Emergency repair completed", "Successful? yes")
    ]


def test_parallel_work_splits_and_joins(shared: Callable[[str], Path], tmp_path: Path) -> None:
    kb = knowledge(shared("data/bpmn/miwg-C.5.0.bpmn"), tmp_path)
    bank = process(kb, "bank-process")
    assert step(bank, "file-documents-in-customer-file").split == "all"
    joined = step(bank, "perform-risk-assessment-of-the-customer")
    assert joined.join == "all" and joined.input.plain == "Customer data [for risk assessment]"
    called = step(bank, "check-for-connected-clients")
    assert called.process == "check-for-connected-clients" and kb.process(called.process)


def test_pools_tied_by_flows_are_one_process(shared: Callable[[str], Path], tmp_path: Path) -> None:
    kb = knowledge(shared("data/bpmn/product-development-ru.bpmn"), tmp_path)
    one = process(kb, "BusinessSponsorProcess")
    assert one.label.plain == one.trigger.plain == "Поступление Бизнес-Идеи / Потребности"
    assert [s.role for s in one.steps][:4] == ["BusinessSponsor", "ProductOwner", "ProductOwner", "BusinessAnalyst"]
    assert step(one, "Task_BugFixes").condition.plain == "Найдены Дефекты? Да"
    assert step(one, "QAEngineer").input.plain == "Готовность к тестированию (от: Команда Разработки (DevT))"


def test_extensions_are_counted(shared: Callable[[str], Path]) -> None:
    told = {name: why for _, name, why in read(shared("data/bpmn/miwg-C.8.0.bpmn"), "ru").report}
    assert told["miwg-C.8.0: http://www.boc-group.com"].startswith("1775 свойств ")
    assert told["miwg-C.8.0: ioSpecification"].startswith("3 элемента ")
    assert told["miwg-C.8.0: http://camunda.org/schema/zeebe/1.0"].startswith("33 свойства ")


def test_importing_twice_gives_the_same(shared: Callable[[str], Path]) -> None:
    assert read(shared("data/bpmn"), "ru") == read(shared("data/bpmn"), "ru")


# --- small drawings of our own --------------------------------------------------------------------------------------


def bpmn(inside: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f"""{head}
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">{inside}</definitions>"""


def flow(source: str, target: str, name: str = "", more: str = "") -> str:
    ends = f'id="f-{source}-{target}" sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow {ends} name="{name}">{more}</sequenceFlow>'


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


EVERYTHING = bpmn(
    """
<message id="m1" name="Заявка с сайта"/><error id="e1" name="Нет связи"/>
<collaboration id="c" name="Приём заявки">
  <participant id="p1" name="Магазин" processRef="order"/><participant id="p2" name="Клиент"/>
  <messageFlow id="mf1" sourceRef="p2" targetRef="start" name="заявка"/>
  <messageFlow id="mf2" sourceRef="send" targetRef="p2" name="счёт"/>
  <messageFlow id="mf3" sourceRef="p2" targetRef="p1" name="жалоба"/>
  <textAnnotation id="t1"><text>Звонить до 18:00</text></textAnnotation>
  <textAnnotation id="t2"><text>Ничья надпись</text></textAnnotation>
  <association id="a1" sourceRef="t1" targetRef="call"/>
</collaboration>
<process id="order" name="Заказ">
  <documentation>&lt;p&gt;Как идёт&lt;br/&gt;заказ&lt;/p&gt;</documentation>
  <extensionElements><camunda:x xmlns:camunda="http://camunda.org/1"><camunda:y z="1"/></camunda:x></extensionElements>
  <laneSet id="ls"><lane id="l1" name="Отдел продаж"><childLaneSet id="cls">
    <lane id="l11" name="Менеджер"><flowNodeRef>call</flowNodeRef><flowNodeRef>send</flowNodeRef>
      <flowNodeRef>нет-такого</flowNodeRef></lane>
    <lane id="l12" name="Кладовщик"><flowNodeRef>pack</flowNodeRef><flowNodeRef>wait</flowNodeRef></lane>
    <lane id="l13" name="Наблюдатель"/></childLaneSet></lane></laneSet>
  <startEvent id="start"><messageEventDefinition id="d1" messageRef="m1"/></startEvent>
  <userTask id="call" name="Позвонить&#10;клиенту" default="f-call-no"/>
  <boundaryEvent id="b1" attachedToRef="call" cancelActivity="false">
    <timerEventDefinition id="d2"><timeDuration>PT2H</timeDuration></timerEventDefinition></boundaryEvent>
  <boundaryEvent id="b2" attachedToRef="call"><errorEventDefinition id="d3" errorRef="e1"/></boundaryEvent>
  <inclusiveGateway id="g" name="Что нужно"/>
  <sendTask id="send" name="Выставить счёт">
    <dataOutputAssociation id="o"><targetRef>doc</targetRef></dataOutputAssociation></sendTask>
  <manualTask id="pack" name="Собрать заказ"><multiInstanceLoopCharacteristics isSequential="true"/></manualTask>
  <dataObjectReference id="doc" name="Счёт"><dataState name="выставлен"/></dataObjectReference>
  <parallelGateway id="j"/>
  <intermediateCatchEvent id="wait">
    <timerEventDefinition id="d4"><timeDuration>P3DT4H</timeDuration></timerEventDefinition></intermediateCatchEvent>
  <intermediateThrowEvent id="l-out" name="A"><linkEventDefinition id="d5" name="A"/></intermediateThrowEvent>
  <intermediateCatchEvent id="l-in" name="A"><linkEventDefinition id="d6" name="A"/></intermediateCatchEvent>
  <scriptTask id="book"/>
  <subProcess id="sub" name="Доставка"><task id="drive" name="Отвезти"/><task id="sign" name="Подписать"/>"""
    + flow("drive", "sign")
    + """</subProcess>
  <endEvent id="end" name="Заказ у клиента"/><endEvent id="lost" name="Клиент отказался"/>"""
    + flow("start", "call")
    + flow("call", "g", more="<conditionExpression>клиент согласен</conditionExpression>")
    + flow("call", "lost", more="<conditionExpression>${order.lost()}</conditionExpression>")
    + flow("b2", "lost")
    + flow("g", "send", "счёт")
    + flow("g", "pack", "сборка")
    + flow("send", "j")
    + flow("pack", "j")
    + flow("j", "wait")
    + flow("wait", "l-out")
    + flow("l-in", "book")
    + flow("book", "sub", "подпись")
    + flow("sub", "end")
    + "</process>"
)


def test_a_drawing_with_everything(tmp_path: Path) -> None:
    source = write(tmp_path / "order.bpmn", EVERYTHING)
    kb = knowledge(source, tmp_path / "w")
    order = process(kb, "order")
    assert order.label.plain == "Заказ" and order.note.plain == "Как идёт заказ Ничья надпись"
    assert order.trigger.plain == "сообщение «Заявка с сайта»; заявка (от: Клиент)"
    assert order.result.plain == "Заказ у клиента; Клиент отказался"
    assert [(s.id, s.role, s.kind) for s in order.steps] == [
        ("call", "l11", "task"), ("send", "l11", "send"), ("pack", "l12", "manual"), ("wait", "l12", "wait"),
        ("book", "p1", "automatic"), ("sub", "p1", "process"),
    ]  # fmt: skip
    call, send, pack, wait, book, sub = order.steps
    assert call.action.plain == "Позвонить клиенту"
    assert call.note.plain == "Звонить до 18:00 Возможно событие: вышел срок: 2 часа (шаг при этом продолжается)."
    assert call.next == ("send", "pack") and call.split == "some"
    assert send.condition.plain == "клиент согласен; Что нужно: счёт"
    assert [e.result.plain for e in call.ends] == ["Клиент отказался"]
    assert send.output.plain == "счёт (кому: Клиент); Счёт (выставлен)" and send.next == ("wait",)
    assert pack.note.plain == "Шаг делается для каждого по очереди." and wait.join == "all"
    assert wait.action.plain == "срок: 3 дня 4 часа" and book.action.plain == "CRM делает сама"
    assert sub.process == "Доставка" or kb.process(sub.process) is not None
    delivery = process(kb, sub.process)
    assert [(s.action.plain, s.role) for s in delivery.steps] == [("Отвезти", "p1"), ("Подписать", "p1")]
    manager = kb.role("l11")
    assert manager is not None and manager.description.plain == "Входит в «Отдел продаж»."
    told = {(kind, name.partition(": ")[2] or name) for kind, name, _ in read(source, "ru").report}
    assert {
        ("дорожка", "Менеджер: нет-такого"), ("дорожка", "Наблюдатель"), ("сообщение", "жалоба"),
        ("надпись", "Ничья надпись"), ("переход", "подпись"), ("переход", "${order.lost()}"), ("шаг", "book"),
        ("расширение", "http://camunda.org/1"),
    } <= told  # fmt: skip


def test_two_files_call_each_other(tmp_path: Path) -> None:
    call = '<process id="a" name="А"><callActivity id="c" name="Позвать Б" calledElement="b"/></process>'
    write(tmp_path / "1.bpmn", bpmn(call))
    write(tmp_path / "2.bpmn", bpmn('<process id="b" name="Б"><task id="t" name="Сделать"/></process>'))
    kb = knowledge(tmp_path, tmp_path / "w")
    assert process(kb, "a").steps[0].process == "b"


def test_oddities_are_read(tmp_path: Path) -> None:
    """Cycles, nodes without names, Cyrillic ids, names that repeat, lanes without nodes, a prefix in references."""
    inside = (
        '<process id="процесс" name="Круг"><laneSet><lane name="Пусто"/></laneSet>'
        '<task id="раз" name="Шаг"/><task id="два" name="Шаг"/><task id="три"/>'
        '<exclusiveGateway id="г1"/><exclusiveGateway id="г2"/>'
        + flow("t:раз", "два") + flow("два", "г1") + flow("г1", "г2", "да") + flow("г2", "г1")
        + flow("г2", "три", "нет") + flow("три", "раз") + '</process><process id="пусто"/>'
    )  # fmt: skip
    kb = knowledge(write(tmp_path / "круг.bpmn", bpmn(inside)), tmp_path / "w")
    ring = process(kb, "krug")
    assert [(s.id, s.action.plain, s.next) for s in ring.steps] == [
        ("shag", "Шаг", ()), ("shag-2", "Шаг", ()), ("step-3", "Шаг без названия", ("shag",)),
    ]  # fmt: skip
    assert ring.steps[2].condition.plain == "да; нет" or ring.steps[2].condition.plain == "нет"


def test_a_gateway_maze_comes_to_an_end(tmp_path: Path) -> None:
    """Twenty diamonds in a row without a task between: a million ways, read at once."""
    gateways = "".join(f'<exclusiveGateway id="s{n}"/><exclusiveGateway id="m{n}"/>' for n in range(20))
    flows = "".join(
        f'<sequenceFlow id="a{n}" sourceRef="s{n}" targetRef="m{n}" name="да"/>'
        f'<sequenceFlow id="b{n}" sourceRef="s{n}" targetRef="m{n}" name="нет"/>'
        + (flow(f"m{n}", f"s{n + 1}") if n < 19 else "")
        for n in range(20)
    )
    tasks = '<task id="a" name="А"/><task id="b" name="Б"/>'
    inside = f'<process id="p">{tasks}{gateways}{flows}{flow("a", "s0")}{flow("m19", "b")}</process>'
    source = write(tmp_path / "maze.bpmn", bpmn(inside))
    begun = time.process_time()
    assert len(process(knowledge(source, tmp_path / "w"), "p").steps) == 2
    assert time.process_time() - begun < 5


@pytest.mark.slow
def test_five_thousand_tasks(tmp_path: Path) -> None:
    tasks = "".join(f'<userTask id="task{n}" name="Задача {n}"/>' for n in range(5000))
    flows = "".join(flow(f"task{n}", f"task{n + 1}") for n in range(4999))
    source = write(tmp_path / "long.bpmn", bpmn(f'<process id="long" name="Длинный">{tasks}{flows}</process>'))
    begun = time.process_time()
    imported = read(source, "ru")
    assert time.process_time() - begun < 15
    assert imported.files["spec/processes.yml"].count("\n") > 5000


def damaged(text: str, chance: random.Random) -> str:
    """A drawing some of whose elements were renamed, doubled, taken out or tied to something else."""
    root = ElementTree.fromstring(text)
    elements = [e for e in root.iter() if e is not root]
    ids = [e.attrib["id"] for e in elements if "id" in e.attrib] + ["", "Ж", "x:y"]
    for _ in range(chance.randint(1, 10)):
        element = chance.choice(elements)
        above = next((p for p in root.iter() if element in list(p)), root)
        way = chance.choice(("rename", "double", "remove", "tie"))
        if way == "rename":
            element.tag = chance.choice(elements).tag
        elif way == "double" and above is not element:
            above.append(copy.deepcopy(element))
        elif way == "remove" and element in list(above):
            above.remove(element)
        elif element.attrib:
            element.set(chance.choice(sorted(element.attrib)), chance.choice(ids))
    return ElementTree.tostring(root, encoding="unicode")


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_drawing_is_read_or_refused(seed: int, tmp_path: Path) -> None:
    source = write(tmp_path / "x.bpmn", damaged(EVERYTHING.partition("?>")[2].strip(), random.Random(seed)))
    try:
        knowledge(source, tmp_path / "w")
    except ContentError as refused:
        assert {p.code.partition("_")[0] for p in refused.problems} == {"bpmn"}


@pytest.mark.parametrize(
    ("written", "said"),
    [("PT2H", "2 часа"), ("P1DT5M", "1 день 5 минут"), ("P", "P"), ("R3/PT10H", "R3/PT10H"), ("P2W", "2 недели")],
)
def test_times_in_words(written: str, said: str) -> None:
    assert duration(written, "ru") == said


def test_other_encodings(tmp_path: Path) -> None:
    text = bpmn(
        '<process id="p" name="Приём"><task id="t" name="Ёж"/></process>', "<?xml version='1.0' encoding='{}'?>"
    )
    for encoding in ("windows-1251", "utf-16", "koi8-r"):
        path = tmp_path / f"{encoding}.bpmn"
        path.write_bytes(text.replace("{}", encoding).encode(encoding))
        assert "Ёж" in read(path, "ru").files["spec/processes.yml"]


# --- refused --------------------------------------------------------------------------------------------------------

GOOD = '<process id="p"><task id="t" name="Т"/></process>'
LETTERS = "abcdefghi"
BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
BOMB += "".join(f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in pairwise(LETTERS))
BOMB += "]>"

HOSTILE = {
    "entity bomb": ("bpmn_dtd", bpmn(GOOD.replace("Т", "&i;"), BOMB)),
    "external entity": ("bpmn_dtd", bpmn(GOOD.replace("Т", "&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "/etc/hosts">]>')),
    "external parameter": ("bpmn_dtd", bpmn(GOOD, '<!DOCTYPE d [<!ENTITY % x SYSTEM "http://x.example/x"> %x;]>')),
    "any document type": ("bpmn_dtd", bpmn(GOOD, "<!DOCTYPE definitions>")),
    "not well-formed": ("bpmn_not_xml", bpmn("<process>")),
    "cut in the middle": ("bpmn_not_xml", bpmn(GOOD)[:-20]),
    "empty": ("bpmn_not_xml", ""),
    "not XML": ("bpmn_not_xml", "PK\x03\x04"),
    "unknown encoding": ("bpmn_not_xml", bpmn(GOOD, '<?xml version="1.0" encoding="klingon"?>')),
    "other namespace": ("bpmn_namespace", bpmn(GOOD).replace("20100524/MODEL", "20080501/MODEL")),
    "other format": ("bpmn_namespace", "<html><body/></html>"),
    "no process": ("bpmn_no_process", bpmn('<collaboration id="c"/>')),
    "choreography": ("bpmn_choreography", bpmn('<choreography id="c"/>')),
    "no step": ("bpmn_empty", bpmn('<process id="p"><startEvent id="s"/></process>')),
    "flow to an unknown node": ("bpmn_unknown_node", bpmn(GOOD.replace("</p", f"{flow('t', 'ghost')}</p"))),
    "flow to nothing": ("bpmn_unknown_node", bpmn(GOOD.replace("</p", '<sequenceFlow sourceRef="t"/></p'))),
    "two nodes with one id": ("bpmn_twin", bpmn('<process id="p"><task id="t"/><task id="t"/></process>')),
    "too deep": ("bpmn_deep", bpmn('<process id="p">' + "<x>" * 200 + "</x>" * 200 + "</process>")),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_with_a_reason(what: str, tmp_path: Path) -> None:
    code, text = HOSTILE[what]
    source = write(tmp_path / "x.bpmn", text)
    with pytest.raises(ContentError) as caught:
        read(source, "ru")
    assert [p.code for p in caught.value.problems] == [code]
    for language in ("ru", "en"):
        sentence = say(caught.value.problems[0], language)  # type: ignore[arg-type]
        assert sentence.what and sentence.hint


def test_too_large_and_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbgen.importers.bpmn_xml.MOST", 1000)
    source = write(tmp_path / "x.bpmn", bpmn(f'<process id="p">{"<task/>" * 1000}</process>'))
    with pytest.raises(ContentError, match="bpmn_many"):
        read(source, "ru")
    with source.open("r+b") as file:
        file.truncate(101 * 1024**2)  # a hole, not bytes on the disk
    with pytest.raises(ContentError, match="bpmn_large"):
        read(source, "ru")


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path / "1.bpmn", HOSTILE["not well-formed"][1])
    write(tmp_path / "2.bpmn", HOSTILE["any document type"][1])
    write(tmp_path / "3.bpmn", bpmn(GOOD))
    with pytest.raises(ContentError) as caught:
        read(tmp_path, "ru")
    assert [(p.code, Path(p.place.file).name) for p in caught.value.problems] == [
        ("bpmn_not_xml", "1.bpmn"), ("bpmn_dtd", "2.bpmn"),
    ]  # fmt: skip


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices that look like files here")
def test_a_device_is_refused() -> None:
    with pytest.raises(ContentError, match="not_a_file"):
        read(Path("/dev/zero"), "ru")


def test_a_folder_without_drawings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="bpmn_no_files"):
        read(tmp_path, "ru")
