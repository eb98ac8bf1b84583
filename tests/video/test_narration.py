"""What a guide's video shows and says."""

from __future__ import annotations

from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities
from kbgen.model.guides import Callout, Guide, GuideStep, Picture
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.roles import Roles
from kbgen.model.text import Text
from kbgen.video.narration import Line, script

KB = KnowledgeBase(
    Client("firm", Text("Фирма"), Product("crm", "CRM"), Firm("Внедрение")), Spec(Entities(()), Roles(()))
)
GUIDE = Guide(
    "new-deal",
    "Как создать сделку",
    "",
    "content/guides/crm/new-deal.md",
    summary="Клиент **согласен**.",
    result="Сделка сохранена.",
    steps=(
        GuideStep("Откройте [«Сделки»](deals.md). Нажмите «Добавить».", "images/1.png"),
        GuideStep("Заполните поля."),
        GuideStep("Сохраните.", "images/gone.png"),
    ),
    pictures=(Picture("images/1.png", 1600, 900, (Callout((0.2, 0.3), "«Добавить» — вверху"),)),),
)


def test_a_scene_a_step_between_title_and_result() -> None:
    scenes = script(GUIDE, KB).scenes
    assert [(s.kind, s.heading) for s in scenes] == [
        ("title", "Как создать сделку"),
        ("step", "Шаг 1 из 3"),
        ("step", "Шаг 2 из 3"),
        ("step", "Шаг 3 из 3"),
        ("end", "Готово"),
    ]
    assert [line.text for line in scenes[0].lines] == ["Как создать сделку.", "Клиент согласен."]


def test_callouts_are_pointed_at_one_after_another() -> None:
    lines = script(GUIDE, KB).scenes[1].lines
    assert lines == (
        Line("Откройте «Сделки»."),
        Line("Нажмите «Добавить»."),
        Line("«Добавить» — вверху", (0.2, 0.3), 1),
    )


def test_the_last_picture_stays_where_a_step_has_none() -> None:
    scenes = script(GUIDE, KB).scenes
    assert [s.picture for s in scenes] == ["", *["content/guides/crm/images/1.png"] * 3, ""]
    assert not scenes[2].callouts, "what was pointed out once is not said twice"
