"""Diagrams say what the spec says, whatever is written there, and look the same each time."""

from __future__ import annotations

import struct
from xml.etree import ElementTree

import pytest

from kbgen.diagrams import (
    COLOURS,
    Diagram,
    entity_map,
    links_of_all,
    neighbours,
    neighbours_of,
    states,
    swimlane,
)
from kbgen.diagrams.drawing import draw, label
from kbgen.diagrams.whole import MOST, MOST_LINES
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Field, Relation
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.processes import Process, State, Step, Transition
from kbgen.model.roles import Role, Roles
from kbgen.model.text import Text

SVG = "{http://www.w3.org/2000/svg}"


def words_of(diagram: Diagram) -> str:
    """All text of the picture, without the breaks between lines."""
    root = ElementTree.fromstring(diagram.svg)
    texts = ("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    return squeezed("".join(texts))


def squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


ROLES = Roles((Role("op", Text("Оператор")), Role("mg", Text("Менеджер"))))
SALE = Process(
    "sale",
    Text("Продажа"),
    trigger=Text("Звонок"),
    result=Text("Оплата"),
    entity="Deal",
    steps=(
        Step("a", "op", Text("записать запрос"), next=("b", "c")),
        Step("b", "mg", Text("создать сделку"), condition=Text("клиент согласен")),
        Step("c", "op", Text("отказать")),
    ),
    states=(
        State("new", Text("Новая")),
        State("won", Text("Выиграна"), kind="won"),
        State("lost", Text("Отказ"), kind="lost"),
    ),
    transitions=(
        Transition("new", "won", ("mg",)),
        Transition("new", "lost", ("op", "mg")),
        Transition("new", "nowhere"),
    ),
)
DEAL = Entity(
    "Deal",
    Text("Сделка"),
    fields=(
        Field("company", Text("Компания"), "link", target=("Company",)),
        Field("payer", Text("Плательщик"), "link", target=("Company",)),
        Field("parent", Text("Главная сделка"), "link", target=("Deal",)),
        Field("key", Text("Ключ"), "link", target=("Secret",), system=True),
    ),
    relations=(Relation("tasks", Text("Задачи"), "Task"),),
)
ENTITIES = Entities(
    (
        DEAL,
        Entity("Company", Text("Компания")),
        Entity("Task", Text("Задача"), fields=(Field("deal", Text("К сделке"), "link", target=("Deal",)),)),
        Entity("Payment", Text("Платёж"), fields=(Field("deal", Text("Сделка"), "link", target=("Deal",)),)),
        Entity("Secret", Text("Тайна")),
    )
)


def base(**more: object) -> KnowledgeBase:
    client = Client("c", Text("К"), Product("p", "П"), Firm("Ф"))
    return KnowledgeBase(client, Spec(ENTITIES, ROLES, **more))  # type: ignore[arg-type]


def drawn(diagram: Diagram | None) -> Diagram:
    assert diagram is not None
    assert diagram.failure == ""
    return diagram


@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_swimlane_has_a_lane_a_role_and_every_step(direction: str) -> None:
    picture = drawn(swimlane(SALE, base(), direction=direction))  # type: ignore[arg-type]
    seen = words_of(picture)
    for text in (
        "Оператор",
        "Менеджер",
        "1. Записать запрос",
        "2. Создать сделку",
        "3. Отказать",
        "Звонок",
        "Оплата",
        "клиент согласен",
    ):
        assert squeezed(text) in seen
    assert "1. Оператор: записать запрос" in picture.alt


def test_steps_of_a_role_are_lit() -> None:
    plain, lit = drawn(swimlane(SALE, base())), drawn(swimlane(SALE, base(), highlight_role="mg"))
    assert "--kb-diagram-lit," not in plain.svg
    assert lit.svg.count('fill="var(--kb-diagram-lit,') == 1


def test_steps_without_next_follow_each_other_and_named_ones_branch() -> None:
    source = drawn(swimlane(SALE, base())).source
    assert "s0 -- " in source and "--> s1" in source
    assert "s0 --> s2" in source
    assert "s1 --> s2" in source


def test_states_show_who_and_what_kind() -> None:
    picture = drawn(states(SALE, base()))
    assert squeezed("Оператор, Менеджер") in words_of(picture)
    assert "--kb-diagram-won," in picture.svg
    assert "--kb-diagram-lost," in picture.svg
    assert "nowhere" not in picture.svg


def test_roles_that_make_most_changes_are_named_once() -> None:
    changes = (("new", "won", ("mg",)), ("new", "lost", ("mg",)), ("won", "lost", ("op",)))
    process = Process("p", Text("П"), states=SALE.states, transitions=tuple(Transition(*c) for c in changes))
    picture = drawn(states(process, base()))
    assert "Менеджер" in picture.note
    assert "менеджер" not in words_of(picture)
    assert "оператор" in words_of(picture)


def test_nothing_to_draw_gives_no_diagram() -> None:
    empty = Process("p", Text("П"), states=SALE.states)
    assert swimlane(empty, base()) is None
    assert states(empty, base()) is None
    assert neighbours(Entity("X", Text("Х")), base()) is None


def test_neighbours_go_both_ways() -> None:
    found = {(n.entity, n.outward): n.names for n in neighbours_of(DEAL, base())}
    assert found == {
        ("Company", True): ("Компания", "Плательщик"),
        ("Deal", True): ("Главная сделка",),
        ("Task", True): ("Задачи",),
        ("Payment", False): ("Сделка",),
    }
    picture = drawn(neighbours(DEAL, base()))
    assert squeezed("Компания, Плательщик") in words_of(picture)
    assert "тайна" not in words_of(picture)


def test_many_neighbours_are_cut_but_counted() -> None:
    links = tuple(Field(f"f{n}", Text(f"Поле {n}"), "link", target=(f"E{n}",)) for n in range(30))
    hub = Entity("Hub", Text("Узел"), fields=links)
    others = tuple(Entity(f"E{n}", Text(f"Сосед {n}")) for n in range(30))
    client = Client("c", Text("К"), Product("p", "П"), Firm("Ф"))
    kb = KnowledgeBase(client, Spec(Entities((hub, *others)), Roles(())))
    assert len(neighbours_of(hub, kb)) == 30
    assert "иещё16" in words_of(drawn(neighbours(hub, kb)))


HOSTILE = [
    'кавычки "и" ещё',
    "[скобки] (круглые) {фигурные}",
    "end",
    "subgraph",
    "a; b; c",
    "a --> b -- c",
    "#quot; #35; &amp; &lt;",
    "<script>alert(1)</script>",
    "<b onclick=x>ж</b>",
    "`код` **ж** _к_ __п__",
    "%% примечание %%{init}%%",
    "а | б",
    "\\n \\ /",
    "click a href",
    "class s0 lit",
    "😀 №5 — 100 %",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_labels_are_verbatim(text: str) -> None:
    steps = (Step("a", text, Text(text), condition=Text(text)), Step("b", "op", Text(text), condition=Text(text)))
    process = Process("p", Text(text), trigger=Text(text), result=Text(text), steps=steps)
    picture = drawn(swimlane(process, base()))
    root = ElementTree.fromstring(picture.svg)
    assert words_of(picture).count(squeezed(text)) == 6
    drawn_with = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert drawn_with <= {"svg", "g", "path", "rect", "text", "tspan"}


def test_control_signs_and_long_labels() -> None:
    picture = draw(
        f"flowchart LR\na[{label('а' * 500)}] --> b[{label(chr(0) + 'х' + chr(0x0B) + chr(0x2028))}]\n", "x\x00\x0b"
    )
    assert picture.failure == ""
    assert "…" in words_of(picture)


def test_svg_follows_a_strict_security_policy() -> None:
    svg = drawn(swimlane(SALE, base(), highlight_role="mg")).svg
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        assert not {"style", "id", "onclick", "href"} & set(element.attrib)
    assert "\n" not in svg
    assert root.get("role") == "img"
    assert root.get("aria-label")


def test_every_colour_is_a_variable() -> None:
    for picture in (swimlane(SALE, base(), highlight_role="mg"), states(SALE, base()), neighbours(DEAL, base())):
        root = ElementTree.fromstring(drawn(picture).svg)
        paints = {e.get(key, "none") for e in root.iter() for key in ("fill", "stroke")}
        assert all(paint == "none" or paint.startswith("var(--kb-diagram-") for paint in paints), paints
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_the_same_text_is_drawn_the_same() -> None:
    first = drawn(swimlane(SALE, base()))
    assert first == drawn(swimlane(SALE, base()))


def test_png_is_a_picture_in_the_colours_asked_for() -> None:
    picture = drawn(swimlane(SALE, base(), highlight_role="mg"))
    one, two = picture.png(), picture.png({"bg": "#000000", "lit": "#ff0000"}, scale=1.0)
    assert one[:8] == two[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", one[16:24])[0] == pytest.approx(2 * struct.unpack(">II", two[16:24])[0], abs=2)
    assert one != two


def test_failure_is_told_and_words_remain() -> None:
    picture = draw("это не схема", "Что здесь нарисовано")
    assert (picture.svg, picture.png()) == ("", b"")
    assert picture.failure
    assert picture.alt == "Что здесь нарисовано"


def test_boxes_lead_to_their_pages() -> None:
    steps = (Step("a", "op", Text("раз"), entity="Deal"), Step("b", "op", Text("два"), entity="Nobody"))
    picture = drawn(swimlane(Process("p", Text("П"), steps=steps), base()))
    assert picture.leads == (("s0", "entities/deal.md"),)
    root = ElementTree.fromstring(picture.linked(lambda address: f"../{address}"))
    (link,) = root.iter(f"{SVG}a")
    assert link.get("href") == "../entities/deal.html"
    assert squeezed("".join(link.itertext())) == squeezed("1. Раз")
    assert root.get("role") == "group", "what is inside an image cannot be reached by keyboard"
    assert picture.svg.count("<a ") == 0, "slides have no pages to lead to"
    around = drawn(neighbours(DEAL, base())).linked(str)
    assert around.count("<a ") == 3


def test_the_map_shows_who_is_linked_with_whom() -> None:
    picture = drawn(entity_map(base()))
    assert links_of_all(base())["Deal"] == ("Company", "Task", "Payment")
    assert picture.linked(str).count("<a ") == 4
    assert "Сделка — Компания" in picture.alt
    assert picture.note == ""


def test_a_map_of_forty_stays_readable() -> None:
    def one(n: int) -> Entity:
        targets = {0, n // 2, (n * 7) % 40, (n * 3) % 40} - {n}
        return Entity(
            f"E{n}",
            Text(f"Раздел {n}"),
            fields=tuple(Field(f"f{t}", Text("Поле"), "link", target=(f"E{t}",)) for t in targets),
        )

    client = Client("c", Text("К"), Product("p", "П"), Firm("Ф"))
    kb = KnowledgeBase(client, Spec(Entities(tuple(one(n) for n in range(40))), Roles(())))
    picture = drawn(entity_map(kb))
    assert picture.source.count("[") == MOST
    assert picture.source.count("---") <= MOST_LINES
    assert "40" in picture.note
    assert entity_map(KnowledgeBase(client, Spec(Entities((one(1),)), Roles(())))) is None
