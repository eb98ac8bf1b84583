"""What a process page says about a step besides who does what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kbgen.importers import read_kb
from kbgen.model.processes import End, Process, Step
from kbgen.model.text import Text
from kbgen.wiki.steps import rows
from kbgen.workspace import Workspace

TINY = Path(__file__).parent.parent / "workspaces" / "tiny"


def said(*steps: Step) -> list[tuple[str, tuple[str, ...]]]:
    workspace = Workspace(TINY)
    kb = read_kb(workspace, sorted(p.name for p in workspace.clients.iterdir() if p.is_dir())[0])
    kb = replace(kb, client=replace(kb.client, language="ru"))
    return [(row.kind, row.notes) for row in rows(Process("p", Text("П"), steps=steps), kb)]


def step(id: str, **more: object) -> Step:
    return Step(id, "manager", Text(id), **more)  # type: ignore[arg-type]


def test_a_plain_row_of_steps_needs_no_words() -> None:
    assert said(step("a"), step("b", next=("c",)), step("c")) == [("", ())] * 3


def test_ways_are_told_by_number() -> None:
    told = said(step("a", next=("b", "c"), next_if={"c": Text("нет денег.")}), step("b", ends=()), step("c"))
    assert told[0][1] == ("Дальше: шаг 2 или 3 (условие: нет денег).",)


def test_work_side_by_side_and_a_jump_back() -> None:
    told = said(step("a", next=("b", "c", "d"), split="all"), step("b"), step("c", next=("a",)), step("d", join="all"))
    assert told[0][1] == ("Дальше одновременно: шаги 2, 3 и 4.",)
    assert told[2][1] == ("Дальше: шаг 1.",)
    assert told[3][1] == ("Шаг начинается, когда готовы все предыдущие.",)


def test_ends_notes_kinds_and_other_beginnings() -> None:
    refused = End(Text("отказ"), Text("клиент передумал"))
    told = said(
        step("a", kind="wait", note=Text("До 18:00.")),
        step("b", trigger=Text("пришло письмо"), kind="automatic", ends=(refused, End(Text("Продано.")))),
        step("c"),
    )
    assert told == [
        ("Ждём", ("До 18:00.",)),
        (
            "CRM делает сама",
            (
                "Процесс может начаться здесь: пришло письмо.",
                "Возможный итог: отказ (условие: клиент передумал).",
                "Итог: Продано.",
            ),
        ),
        ("", ()),
    ]
