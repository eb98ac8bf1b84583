"""What closes what: on a base of a few nouns, and on the demo with a gap made on purpose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from kbgen.errors import Place
from kbgen.importers import read_kb
from kbgen.model import addresses
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.coverage import Coverage, Covered, Gap, ItemKind, Link
from kbgen.model.decks import Deck, Slide, slides_by_trace
from kbgen.model.entities import Entities, Entity, Field
from kbgen.model.equipment import Device, Equipment, Symptom
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.needs import Need, Needs
from kbgen.model.pages import Page
from kbgen.model.processes import Process, Processes, Step
from kbgen.model.roles import Permission, Role, Roles
from kbgen.model.rules import RuleSetting
from kbgen.model.text import Text
from kbgen.model.training import Session, Training
from kbgen.model.videos import Video
from kbgen.seminar import decks
from kbgen.trace.coverage import coverage
from kbgen.trace.gaps import in_words
from kbgen.workspace import Workspace

CLIENT = Client("acme", Text("Акме"), Product("crm", "CRM"), Firm("Мы"))
ENTITIES = Entities(
    (
        Entity(
            "Return",
            Text("Возврат"),
            Text("Возвраты"),
            fields=(
                Field("reason", Text("Причина"), "string", required=True),
                Field("sum", Text("Сумма"), "money", hint=Text("С НДС.")),
                Field("token", Text("Ключ"), "string", system=True),
            ),
        ),
        Entity("User", Text("Пользователь"), external=True),
    )
)
ROLES = Roles(
    (Role("seller", Text("Продавец")), Role("accountant", Text("Бухгалтер"))),
    (
        Permission("seller", "Return", {"create": "all", "delete": "no"}),
        Permission("accountant", "Return", {"read": "all"}),
    ),
)
STEPS = (
    Step("take", "seller", Text("принять товар"), "Return", guide="take"),
    Step("check", "accountant", Text("проверить чек"), "Return"),
    Step("refund", "accountant", Text("вернуть деньги"), "Return"),
)
PROCESSES = Processes((Process("return", Text("Возврат"), steps=STEPS),))
NEEDS = Needs(needs=(Need("N1", Text("Возврат за день"), processes=("return",)), Need("N2", Text("Порядок"))))
GUIDE = Guide(
    "take", "Как принять товар", "", "content/clients/acme/guides/take.md", roles=("seller",), entities=("Return",)
)


def base(**changed: object) -> KnowledgeBase:
    spec = Spec(ENTITIES, ROLES, needs=NEEDS, processes=PROCESSES)
    return replace(KnowledgeBase(CLIENT, spec, (GUIDE,)), **changed)  # type: ignore[arg-type]


def usual_pages(kb: KnowledgeBase) -> list[Page]:
    """The pages a wiki has, by their addresses."""
    paths = [addresses.RIGHTS, addresses.NEEDS, addresses.TRAINING, addresses.ACCEPTANCE]
    paths += [addresses.entity_page(e.id) for e in kb.spec.entities.entities if not e.external]
    paths += [addresses.role_page(r.id) for r in kb.spec.roles.roles]
    paths += [addresses.process_page(p.id) for p in kb.spec.processes.processes]
    paths += [addresses.device_page(d.id) for d in kb.spec.equipment.devices]
    paths += [addresses.guide_page(g.id) for g in kb.guides] + [addresses.video_page(v.id) for v in kb.videos]
    return [Page(path, "", "", "index") for path in paths]


def measured(kb: KnowledgeBase, pages: list[Page] | None = None) -> Coverage:
    return coverage(kb, usual_pages(kb) if pages is None else pages)


def missing(found: Coverage, id: str) -> set[str]:
    item = found.item(id)
    assert item is not None, id
    return set(item.missing)


def with_decks(kb: KnowledgeBase, *traces: str) -> KnowledgeBase:
    slides = tuple(Slide(f"s{n}", "text", "Слайд", trace=(id,)) for n, id in enumerate(traces))
    return replace(kb, slides=slides_by_trace([Deck("seller", "", "", "ru", slides)]))


def test_a_step_without_anything_is_named_with_process_number_role_and_what_to_do() -> None:
    gap = next(g for g in measured(base()).gaps if g.item.id == "processes/return/steps/refund")
    said = in_words(gap, "acme", "ru")
    assert said.item == "процесс «Возврат», шаг 3 «вернуть деньги», роль «Бухгалтер»"
    assert said.missing == "нет инструкции, слайда и видео"
    assert "Напишите content/clients/acme/guides/refund.md и назовите её в шаге: «guide: refund»." in said.advice
    assert "videos/acme" not in said.advice, "advice is about what must be there"
    assert in_words(gap, "acme", "en").missing == "no guide, no slide and no video"


def test_a_step_is_closed_by_its_guide_and_the_slides_of_the_guide() -> None:
    found = measured(with_decks(base(), "guides/take"))
    assert missing(found, "processes/return/steps/take") == set()
    step = found.item("processes/return/steps/take")
    assert step is not None
    assert step.has["guide"] == ("take",)
    assert step.has["slide"] == ("seller/1",)


def test_a_guide_that_is_not_there_closes_nothing() -> None:
    assert "guide" in missing(measured(base(guides=())), "processes/return/steps/take")


def test_videos_of_a_guide_close_its_step() -> None:
    video = Video("take", Text("Приёмка"), "videos/acme/take.mp4", guide="take")
    found = measured(base(videos=(video,)))
    step = found.item("processes/return/steps/take")
    assert step is not None
    assert step.has["video"] == ("take",)
    assert step.wished == ()


def test_needs_are_closed_through_what_answers_them() -> None:
    found = measured(with_decks(base(), "processes/return/steps/take"))
    assert "answer" in missing(found, "needs/N2")
    assert not {"answer", "guide", "slide"} & missing(found, "needs/N1")
    assert found.item("needs/N1").has["answer"] == ("processes/return", "roles/seller", "roles/accountant")  # type: ignore[union-attr]


def test_a_need_that_names_what_is_not_there_has_no_answer() -> None:
    needs = Needs(needs=(Need("N1", Text("Порядок"), entities=("Nothing",)),))
    kb = base()
    assert "answer" in missing(measured(replace(kb, spec=replace(kb.spec, needs=needs))), "needs/N1")


def test_an_item_without_its_page_is_a_gap_and_a_page_may_say_itself_what_it_is_about() -> None:
    assert "page" in missing(measured(base(), []), "entities/Return")
    told = [Page("guides/create-return.md", "", "", "task", trace=("entities/Return",))]
    found = measured(base(guides=()), told)
    assert not {"page", "guide"} & missing(found, "entities/Return")


def test_every_right_wants_its_check_and_external_entities_want_nothing() -> None:
    found = measured(base())
    assert missing(found, "permissions/seller/Return") == set()
    assert found.item("entities/User") is None


def test_fields_without_a_hint_are_a_share_not_a_gap() -> None:
    found = measured(base())
    (hints,) = found.hints
    assert (hints.fields, hints.hinted, hints.without) == (2, 1, ("Причина",))
    assert not any("fields" in gap.item.id for gap in found.gaps)


def test_devices_want_symptoms_and_words_on_how_to_use_them() -> None:
    kb = base()
    bare = replace(kb.spec, equipment=Equipment((Device("scanner", Text("Сканер")),)))
    assert {"guide", "symptom"} <= missing(measured(replace(kb, spec=bare)), "equipment/scanner")
    link = replace(GUIDE, body="Возьмите [[device:scanner|сканер]].")
    assert "guide" not in missing(measured(replace(kb, spec=bare, guides=(link,))), "equipment/scanner")
    whole = Device(
        "scanner",
        Text("Сканер"),
        check=(Text("Нажмите"),),
        symptoms=(Symptom("s", Text("Молчит"), (Text("Зарядите"),)),),
    )
    spec = replace(kb.spec, equipment=Equipment((whole,)))
    assert not {"guide", "symptom"} & missing(measured(replace(kb, spec=spec)), "equipment/scanner")


def test_roles_want_a_session_once_there_is_a_seminar_plan() -> None:
    kb = base()
    assert "session" not in missing(measured(kb), "roles/accountant")
    plan = Training((Session("s1", Text("Продажи"), ("seller",), 60),))
    found = measured(replace(kb, spec=replace(kb.spec, training=plan)))
    assert "session" in missing(found, "roles/accountant")
    assert "session" not in missing(found, "roles/seller")
    assert missing(found, "training/s1") == {"slide"}


def test_the_share_is_whole_only_without_gaps() -> None:
    assert coverage(KnowledgeBase(CLIENT, Spec(Entities(()), Roles(()))), ()).share == 1
    found = measured(base())
    wanted = sum(len(item.must) for item in found.items)
    assert found.share == pytest.approx(1 - sum(len(item.missing) for item in found.items) / wanted)
    assert [gap.must for gap in found.gaps] == sorted((gap.must for gap in found.gaps), reverse=True)


def test_a_gap_can_be_left_open_by_decision_and_then_says_why() -> None:
    setting = RuleSetting("coverage_gap", "off", ("processes/return/steps/check",), "Чек проверяет касса.")
    found = measured(base(client=replace(CLIENT, rules=(setting,))))
    item = found.item("processes/return/steps/check")
    assert item is not None
    assert item.closed
    assert [(gap.item.id, gap.item.excuse) for gap in found.excused] == [(item.id, "Чек проверяет касса.")]
    assert in_words(found.excused[0], "acme", "ru").missing == "нет инструкции и слайда"
    assert item.id not in {gap.item.id for gap in found.gaps}
    assert found.share > measured(base()).share


def test_every_gap_of_every_kind_can_be_said_in_both_languages() -> None:
    kinds = {"step": {"process": "", "number": 1, "role": "", "slug": "s"}, "permission": {"role": "", "unchecked": ""}}
    kinds |= {"transition": {"process": ""}, "entity": {"slug": "", "name": ""}, "device": {"slug": "", "name": ""}}
    kinds |= {"need": {"name": ""}, "criterion": {"stage": "", "name": ""}, "video": {"name": ""}}
    for kind in get_args(ItemKind):
        for link in get_args(Link):
            gap = Gap(Covered("x/y", kind, "Ы", Place("f"), kinds.get(kind, {}), {}, (link,)), (link,), True)
            for language in ("ru", "en"):
                assert in_words(gap, "acme", language).advice  # type: ignore[arg-type]


def test_a_guide_taken_out_of_the_demo_leaves_exactly_its_gaps_by_name(root: Path) -> None:
    workspace = Workspace(root)
    kb = read_kb(workspace, "romashka")

    def gaps(kb: KnowledgeBase) -> set[str]:
        full = replace(kb, slides=slides_by_trace(decks(kb, workspace)))
        return {in_words(g, "romashka", "ru").what for g in coverage(full, usual_pages(full)).gaps if g.must}

    without = replace(kb, guides=tuple(g for g in kb.guides if g.id != "shipment"))
    assert gaps(without) - gaps(kb) == {
        "процесс «Продажа», шаг 12 «отметить отгрузку», роль «Менеджер по продажам»: нет инструкции и видео",
        "раздел «Отгрузки»: нет инструкции",
    }
