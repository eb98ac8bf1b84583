"""A small client to make decks for: two languages, with and without a plan, and one with hostile words."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Field
from kbgen.model.equipment import Device, Equipment, Symptom
from kbgen.model.guides import Guide, GuideStep
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.needs import Goal, Needs
from kbgen.model.processes import Process, Processes, State, Step, Transition
from kbgen.model.roles import Operation, Permission, Role, Roles
from kbgen.model.text import Text
from kbgen.model.training import Session, Topic, Training
from kbgen.model.videos import Chapter, Media, Rendition, Video
from kbgen.model.warranty import Contact, SeverityLevel, Warranty
from kbgen.theme import Theme
from kbgen.workspace import Workspace


def both(ru: str, en: str) -> Text:
    return Text(ru=ru, en=en)


DEAL = Entity(
    "Deal",
    both("Сделка", "Deal"),
    both("Сделки", "Deals"),
    fields=(
        Field("name", both("Название", "Name"), "string", required=True, example="Стеллажи для склада"),
        Field("amount", both("Сумма", "Amount"), "money"),
        Field("stage", both("Этап", "Stage"), "enum"),
        Field("source", both("Источник", "Source"), "string"),
    ),
)
COMPANY = Entity("Company", both("Компания", "Company"), both("Компании", "Companies"))
SALE = Process(
    "sale",
    both("Продажа", "Sale"),
    goal=both("ни один запрос не потерян", "no request is lost"),
    result=both("товар оплачен", "the goods are paid"),
    entity="Deal",
    steps=(
        Step("take", "operator", both("записать обращение", "write the request down")),
        Step("check", "operator", both("проверить, есть ли клиент", "see whether the customer is known")),
        Step("deal", "manager", both("создать сделку", "create a deal"), guide="new-deal"),
        Step(
            "offer", "manager", both("отправить предложение", "send an offer"), condition=both("есть цена", "a price")
        ),
        Step("pay", "accountant", both("проверить оплату", "check the payment")),
    ),
    states=(State("new", both("Новая", "New")), State("won", both("Выиграна", "Won"), final=True)),
    transitions=(Transition("new", "won", ("manager",), required_fields=("amount",)),),
)
ROLES = Roles(
    (
        Role("operator", both("Оператор", "Operator"), duties=(both("записывать звонки", "write calls down"),)),
        Role("manager", both("Менеджер", "Manager"), duties=(both("вести сделки", "lead deals"),)),
        Role("accountant", both("Бухгалтер", "Accountant")),
    ),
    (
        Permission(
            "manager",
            "Deal",
            {"create": "all", "read": "team", "edit": "own", "export": "team"},
            when=both("пока сделка не закрыта", "until the deal is closed"),
            fields={"amount": {"edit": "no"}},
        ),
        Permission("manager", "Company", {"read": "all"}),
        Permission("operator", "Company", {"create": "all", "read": "all", "edit": "all"}),
    ),
    (Operation("export", both("Выгрузить в Excel", "Export to Excel"), dangerous=True),),
)
PLAN = Training(
    (
        Session(
            "first",
            both("Занятие", "Session"),
            ("manager",),
            60,
            trainer="Лаптева М. С.",
            topics=(
                Topic(both("Знакомство", "Introduction"), 10),
                Topic(both("Сделки", "Deals"), 30, guides=("new-deal",), processes=("sale",), videos=("tour",)),
                Topic(both("Перерыв", "Break"), 5),
                Topic(both("Сканер", "Scanner"), 5, devices=("scanner",)),
            ),
        ),
    )
)


@cache
def screenshot() -> bytes:
    """A picture of the size of a screen, made once: it takes as long as the rest of a test."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((1600, 900)).convert("RGB").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with two screenshots."""
    folder = tmp_path / "content" / "guides" / "images"
    folder.mkdir(parents=True)
    for number in (1, 2):
        (folder / f"deal-{number}.png").write_bytes(screenshot())
    return Workspace(tmp_path)


@pytest.fixture
def theme(root: Path) -> Theme:
    """The look every theme lies over."""
    base = root / "themes" / "base"
    return Theme("base", (base,), logo=base / "assets" / "kbgen" / "logo.svg")


@pytest.fixture
def kb(workspace: Workspace) -> KnowledgeBase:
    """Russian, with a plan of 60 minutes for the manager and none for the others."""
    poster = workspace.root / "poster.jpg"
    Image.new("RGB", (640, 360), "#204060").save(poster)
    steps = (
        GuideStep("Нажмите **Создать** в [списке](../x.md).", "images/deal-1.png", "Список сделок"),
        GuideStep("Заполните поле `Название`."),
        GuideStep("Сохраните.", "images/deal-2.png", "Карточка"),
        GuideStep("Проверьте список."),
    )
    guide = Guide(
        "new-deal",
        "Как создать сделку",
        "",
        "content/guides/new-deal.md",
        roles=("manager",),
        entities=("Deal",),
        processes=("sale",),
        operation="create",
        result="Сделка есть в списке",
        steps=steps,
    )
    video = Video("tour", both("Обзор", "Tour"), "videos/tour.mp4", chapters=(Chapter(0, "Вход"), Chapter(75, "Меню")))
    rendition = Rendition("h264", "/nowhere/tour.mp4", "tour.0a1b.h264.mp4", "video/mp4", 1280, 720, 1)
    media = {"tour": Media("tour", 95.0, 640, 360, (rendition,), str(poster), "tour.jpg")}
    symptom = Symptom(
        "silent", both("Не пищит", "No beep"), (both("включить", "switch it on"), both("проверить", "check"))
    )
    scanner = Device(
        "scanner", both("Сканер", "Scanner"), check=(both("считать код", "scan a code"),), symptoms=(symptom,)
    )
    contact = Contact("Зимин К. О.", both("поддержка", "support"), "+7 (900) 555-01-20", "help@example.com")
    severity = SeverityLevel("high", both("Критический", "Critical"), Text("x"), Text("30 мин"), Text("4 ч"))
    spec = Spec(
        Entities((DEAL, COMPANY)),
        ROLES,
        needs=Needs((Goal("G1", both("отвечать быстрее", "answer faster"), both("за час", "within an hour")),)),
        processes=Processes((SALE,)),
        equipment=Equipment((scanner,)),
        training=PLAN,
        warranty=Warranty(months=6, contacts=(contact,), severities=(severity,)),
    )
    client = Client("demo", both("ООО «Ромашка»", "Daisy Ltd"), Product("crm", "Django-CRM", "3.1"), Firm("Точка"))
    return KnowledgeBase(client, spec, (guide,), (video,), media)


@pytest.fixture
def english(kb: KnowledgeBase) -> KnowledgeBase:
    """The same for an English client."""
    return replace(kb, client=replace(kb.client, language="en"))


NASTY = 'a<b>&"c" \x00\x0b\x1b ]]> {{ x }} </script><script>alert(1)</script> ' + "Я" * 300 + " \u202eשלום עולם\ufffe"


@pytest.fixture
def hostile(kb: KnowledgeBase) -> KnowledgeBase:
    """Every word of it is as bad as words get: markup, control signs, 300 letters without a space, two directions."""
    bad, hebrew = Text(NASTY), Text("שלום עולם " * 40)
    guide = replace(kb.guides[0], title=NASTY, result=NASTY * 4, steps=tuple(GuideStep(NASTY) for _ in range(3)))
    steps = tuple(replace(s, action=bad, output=hebrew, next=("pay",)) for s in SALE.steps)
    process = replace(SALE, label=bad, steps=steps, states=tuple(replace(s, label=hebrew) for s in SALE.states))
    roles = replace(ROLES, roles=tuple(replace(r, label=bad, duties=(bad,) * 9) for r in ROLES.roles))
    spec = replace(
        kb.spec,
        entities=Entities(tuple(replace(e, label=bad, plural=hebrew) for e in kb.spec.entities.entities)),
        roles=roles,
        processes=Processes((process,)),
        training=Training(),
    )
    client = replace(kb.client, name=bad, product=replace(kb.client.product, name=NASTY))
    return replace(kb, client=client, spec=spec, guides=(guide,))
