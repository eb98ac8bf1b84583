"""Text is measured alike everywhere, and never runs over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.model.decks import Flow, FlowStep, Table
from kbgen.seminar.flow import drawing, split_flow
from kbgen.seminar.layouts import BASE, Box
from kbgen.seminar.measure import LEADING, ZERO_WIDTH, breakable, pieces, rows, shorten
from kbgen.seminar.minutes import share
from kbgen.seminar.tables import PAD_Y, grid, split_table

WORDS = st.text(st.sampled_from("абвгдежз ABC.,!?—“ щШ\u05d0\u4e2d"), max_size=400).map(lambda t: " ".join(t.split()))


@given(WORDS, st.integers(14, 40), st.floats(0.5, 12))
def test_shortened_text_takes_no_more_lines_than_asked(text: str, points: int, inches: float) -> None:
    assert rows(shorten(text, points, inches, 3), points, inches) <= 3 or len(text) <= 1


@given(WORDS, st.integers(14, 24), st.floats(1, 12), st.integers(1, 6))
def test_pieces_lose_no_word(text: str, points: int, inches: float, most: int) -> None:
    parts = list(pieces(text, points, inches, most))
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(rows(part, points, inches) <= most or len(part) <= 1 for part in parts)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40), st.integers(1, 400))
def test_shared_minutes_add_up(weights: list[int], total: int) -> None:
    parts = share(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=25))
def test_tables_are_split_to_fit_and_lose_nothing(cells: list[tuple[str, str, str]]) -> None:
    box = BASE["table"]["table"]
    parts = list(split_table(Table(("Что", "Когда", "Зачем"), tuple(cells)), 0.5, box))
    for number, part in enumerate(parts):
        room = box.height - (0.5 if number == 0 else 0)
        plan = grid(part, box.width, room)
        assert plan.points >= 14
        assert plan.height <= room + 0.01
        assert sum(plan.widths) == pytest.approx(box.width)
    said = "".join(cell for part in parts for row in part.rows for cell in row)
    assert sorted(said.replace(" ", "")) == sorted("".join(c for row in cells for c in row).replace(" ", ""))


def test_a_long_process_is_split_evenly_and_stays_inside() -> None:
    lanes = ("Оператор", "Менеджер по продажам", "Бухгалтер", "Руководитель")
    text = "Запросить решение руководителя служебной запиской"
    flow = Flow(lanes, tuple(FlowStep(n, n % 4, text) for n in range(1, 14)))
    box = BASE["picture"]["picture"]
    parts = list(split_flow(flow, box))
    assert [s.number for part in parts for s in part.steps] == list(range(1, 14))
    assert max(len(p.steps) for p in parts) - min(len(p.steps) for p in parts) <= 1
    for part in parts:
        for place, _ in [*drawing(part, box).steps, *drawing(part, box).lanes]:
            assert _inside(place, box)


def _inside(inner: Box, outer: Box) -> bool:
    right, bottom = outer.left + outer.width + 0.01, outer.top + outer.height + 0.01
    return inner.left >= outer.left and inner.left + inner.width <= right and inner.top + inner.height <= bottom


def test_many_lanes_do_not_make_a_slide_a_step() -> None:
    steps = tuple(FlowStep(n, n % 9, f"Шаг номер {n}") for n in range(1, 24))
    flow = Flow(tuple(f"Роль {n}" for n in range(9)), steps)
    parts = list(split_flow(flow, Box(0.5, 1.5, 12.0, 5.0)))
    assert len(parts) <= 6
    assert [s.number for part in parts for s in part.steps] == list(range(1, 24))
    for part in parts:
        assert set(range(len(part.lanes))) == {s.lane for s in part.steps}


def test_no_arrow_leads_on_from_an_end() -> None:
    flow = Flow(("Роль",), (FlowStep(1, 0, "а"), FlowStep(2, 0, "б", over=True), FlowStep(3, 0, "в")))
    assert drawing(flow, Box(0.5, 1.5, 12.0, 5.0)).arrows == ((0, 1),)


def test_parts_of_a_table_are_as_few_and_as_even_as_can_be() -> None:
    box = BASE["table"]["table"]
    rows_ = tuple((f"Запись {n}", "да") for n in range(17))
    assert [len(part.rows) for part in split_table(Table(("Что", "Можно"), rows_), 0, box)] == [9, 8]


def test_lines_of_a_cell_are_measured_one_by_one() -> None:
    table = Table(("Кто", "Как найти"), (("Зимин", "+7 900 555-01-20\nsupport@vnedrenie.example"),))
    plan = grid(table, 12, 4)
    assert plan.heights[1] == pytest.approx(2 * plan.points * LEADING / 72 + 2 * PAD_Y)
    assert rows("а\nб в", 14, 5) == 2


def test_words_wider_than_their_column_may_be_broken_and_no_others() -> None:
    long = "Я" * 90
    made = breakable(f"коротко {long}\nещё", 14, 3)
    assert made.replace(ZERO_WIDTH, "") == f"коротко {long}\nещё"
    assert made.startswith("коротко Я\u200bЯ")
    assert made.endswith("Я\nещё")


def test_a_flow_is_written_as_large_as_it_can_be_read() -> None:
    box = BASE["picture"]["picture"]
    short = Flow(("Роль",), tuple(FlowStep(n, 0, "Сделать") for n in (1, 2)))
    long = Flow(("Роль",), (FlowStep(1, 0, "Сельскохозяйственноперерабатывающий"),))
    assert drawing(short, box).points == 18
    assert drawing(long, box).points == 14
