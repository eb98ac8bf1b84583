"""Rules one by one, on knowledge bases made of a few nouns (whole files are in tests/importers)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kbgen.language import words
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Field, Option
from kbgen.model.glossary import Glossary, Term
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.processes import Process, Processes, State, Step, Transition
from kbgen.model.roles import Permission, Role, Roles
from kbgen.model.text import Text
from kbgen.model.videos import Video
from kbgen.rules import KNOWN, check
from kbgen.rules.words import mixed_words
from kbgen.workspace import Workspace

CLIENT = Client("acme", Text("Акме"), Product("crm", "CRM"), Firm("Мы"))
ENTITIES = Entities((Entity("Deal", Text("Сделка"), fields=(Field("name", Text("Название"), "string"),)),))
ROLES = Roles((Role("seller", Text("Продавец")),), (Permission("seller", "Deal", {"read": "all"}),))


def codes(
    tmp_path: Path,
    *,
    spec: Spec | None = None,
    guides: tuple[Guide, ...] = (),
    videos: tuple[Video, ...] = (),
    unread: tuple[str, ...] = (),
) -> list[str]:
    kb = KnowledgeBase(CLIENT, spec or Spec(ENTITIES, ROLES), guides, videos)
    return [p.code for p in check(kb, Workspace(tmp_path), unread)]


def guide(body: str = "", **told: object) -> Guide:
    return Guide("g", "Инструкция", body, "content/clients/acme/guides/g.md", **told)  # type: ignore[arg-type]


def test_a_faultless_base_has_no_problems(tmp_path: Path) -> None:
    assert (
        codes(
            tmp_path,
            guides=(
                guide("Смотрите [сделку](../entities/deal.md#name) и [права](../roles/rights.md).", roles=("seller",)),
            ),
        )
        == []
    )


def process(*states: State, transitions: tuple[Transition, ...] = (), steps: tuple[Step, ...] = ()) -> Spec:
    one = Process("sale", Text("Продажа"), states=states, transitions=transitions, steps=steps)
    return Spec(ENTITIES, ROLES, processes=Processes((one,)))


def state(id: str, **told: object) -> State:
    return State(id, Text(id), **told)  # type: ignore[arg-type]


def test_states_are_left_alone_until_transitions_are_agreed(tmp_path: Path) -> None:
    assert codes(tmp_path, spec=process(state("a"), state("b"))) == []


def test_a_state_that_only_leads_to_itself_cannot_be_left(tmp_path: Path) -> None:
    ways = (Transition("a", "b"), Transition("b", "b"))
    assert codes(tmp_path, spec=process(state("a"), state("b"), transitions=ways)) == ["state_without_exit"]


def test_won_lost_and_done_are_ends(tmp_path: Path) -> None:
    ways = tuple(Transition("a", to) for to in ("w", "l", "d", "f"))
    ends = (state("w", kind="won"), state("l", kind="lost"), state("d", kind="done"), state("f", final=True))
    assert codes(tmp_path, spec=process(state("a"), *ends, transitions=ways)) == []


def test_a_circle_apart_from_the_first_state_is_out_of_reach(tmp_path: Path) -> None:
    ways = (Transition("b", "c"), Transition("c", "b"))
    spec = process(state("a", final=True), state("b"), state("c"), transitions=ways)
    assert codes(tmp_path, spec=spec) == ["state_out_of_reach", "state_out_of_reach"]


def test_steps_follow_each_other_unless_said_otherwise(tmp_path: Path) -> None:
    def step(id: str, *after: str) -> Step:
        return Step(id, "seller", Text(id), next=after)

    assert codes(tmp_path, spec=process(steps=(step("a"), step("b"), step("c")))) == []
    assert codes(tmp_path, spec=process(steps=(step("a", "c"), step("b"), step("c")))) == ["step_out_of_reach"]


def test_a_condition_of_a_step_that_does_not_follow_is_told(tmp_path: Path) -> None:
    """No page would show it: the flow has no such way."""

    def found(*condition_for: str, after: tuple[str, ...] = ()) -> list[str]:
        first = Step("a", "seller", Text("a"), next=after, next_if={id: Text("нет денег") for id in condition_for})
        steps = (first, *(Step(id, "seller", Text(id), next=("refund",)) for id in ("b", "refunds")))
        last = Step("refund", "seller", Text("refund"))
        return codes(tmp_path, spec=process(steps=(*steps, last)))

    assert found("b", "refunds", after=("b", "refunds")) == []
    assert found("b", after=()) == ["step_out_of_reach"], "the next of the list follows by itself"
    assert found("refund", after=("b", "refunds")) == ["condition_without_way_near"]
    assert found("a", after=("b", "refunds")) == ["condition_without_way"]
    assert found("nothing", after=("b", "refunds")) == ["dead_step"], "one problem is enough"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cделка", [(0, "Cделка", "C")]),  # Latin C
        ("Южноcуданский фунт", [(0, "Южноcуданский", "c")]),  # Latin c
        ("Сделка", []),
        ("в Dеal", [(2, "Dеal", "е")]),  # Cyrillic е
        ("IP-телефония, CRM-система, 1С", []),
        ("PDFы и SMSка", []),
        ("email", []),
    ],
)
def test_mixed_words(text: str, found: list[tuple[int, str, str]]) -> None:
    assert list(mixed_words(text)) == found


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("https://example.org", None),
        ("mailto:a@b.ru", None),
        ("tel:+7495", None),
        ("#anchor", None),
        ("g.md#part", None),
        ("../roles/seller.md", None),
        ("../roles/index.md", None),
        ("../glossary.md#term-a", None),
        ("seller.md", "dead_link"),
        ("JavaScript:alert(1)", "unsafe_link"),
        ("java&Tab;script:alert(1)", "unsafe_link"),
        ("%6Aavascript:alert(1)", "unsafe_link"),
        ("data:text/html,x", "unsafe_link"),
        ("file:///etc/passwd", "unsafe_link"),
        ("C:/secret.doc", "unsafe_link"),
        ("/entities/deal.md", "absolute_link"),
        ("../../../../../etc/passwd", "dead_link"),
        ("nowhere-at-all.md", "dead_link"),
    ],
)
def test_links_of_guides(tmp_path: Path, link: str, code: str | None) -> None:
    assert codes(tmp_path, guides=(guide(f"[текст]({link})"),)) == ([code] if code else [])
    assert codes(tmp_path, guides=(guide(f"`[в коде]({link})`\n\n```\n[и тут]({link})\n```\n"),)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[[Сделка]], [[сделка|сделку]], [[entity:Deal]], [[seller]], [[g]]", None),
        ("`[[в коде]]`", None),
        ('{{ term("Deal") }} {{term("Deal").Gen}}', None),
        ("[[Зделка]]", "dead_name_near"),
        ("[[нет такой страницы]]", "dead_name"),
        ('{{ term("Del") }}', "dead_entity_near"),
        ('{{ term("Deal").vocative }}', "unclear_term"),
        ("{{ 7*7 }}", "unclear_term"),
    ],
)
def test_names_in_guides(tmp_path: Path, text: str, code: str | None) -> None:
    assert codes(tmp_path, guides=(guide(text),)) == ([code] if code else [])


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<br>", None),
        ("<kbd>Ctrl</kbd>", None),
        ("5 < 7 > 3 <- назад", None),
        ("<https://example.org> <a@b.ru>", None),
        ("<table>", "raw_html"),
        ("<!-- примечание -->", "raw_html"),
        ("<SCRIPT>alert(1)</SCRIPT>", "dangerous_html"),
        ("<b onclick=go()>", "dangerous_html"),
        ('<b title=">" onclick=go()>', "dangerous_html"),
        ('<b title="\'" onclick=go()>', "dangerous_html"),
        ("<b/onclick=go()>", "dangerous_html"),
        ('<a href="javascript:go()">', "dangerous_html"),
        ("<iframe\nsrc=x>", "dangerous_html"),
    ],
)
def test_html_in_guides(tmp_path: Path, html: str, code: str | None) -> None:
    assert codes(tmp_path, guides=(guide(html),)) == ([code] if code else [])


def test_shared_guides_may_name_roles_of_other_clients(tmp_path: Path) -> None:
    def shared(*roles: str) -> tuple[Guide, ...]:
        return (Guide("g", "Инструкция", "", "content/guides/common/g.md", roles=roles),)

    kb = KnowledgeBase(CLIENT, Spec(ENTITIES, ROLES), shared("seller", "accountant"))
    assert [(p.code, p.severity) for p in check(kb, Workspace(tmp_path))] == [("dead_role", "warning")]
    kb = KnowledgeBase(CLIENT, Spec(ENTITIES, ROLES), shared("accountant"))
    assert [(p.code, p.severity) for p in check(kb, Workspace(tmp_path))] == [("dead_role", "error")]
    kb = KnowledgeBase(CLIENT, Spec(ENTITIES, ROLES), shared("seller", "seler"))
    assert [(p.code, p.severity) for p in check(kb, Workspace(tmp_path))] == [("dead_role_near", "error")]


def test_videos_are_checked_too(tmp_path: Path) -> None:
    video = Video("v", Text("Видео"), "videos/acme/v.mp4", roles=("boss",), entities=("Del",), guide="x")
    assert codes(tmp_path, videos=(video,)) == ["dead_entity_near", "dead_guide", "dead_role"]
    assert codes(tmp_path, videos=(video,), unread=("entities", "guides", "roles")) == []


def test_hostile_text_does_not_slow_the_rules_down(tmp_path: Path) -> None:
    import time

    for body in ("<a " * 20_000, "](" * 20_000, "![" * 20_000, "`" * 9_999 + "a", "[a](" * 9_999, '<b title="' * 9_999):
        started = time.process_time()
        codes(tmp_path, guides=(guide(body),))
        assert time.process_time() - started < 5, body[:10]


def translated(*labels: tuple[str, str]) -> Spec:
    """A deal whose fields have these labels in Russian and English."""
    fields = tuple(Field(f"f{n}", Text(ru=ru, en=en), "string") for n, (ru, en) in enumerate(labels))
    return Spec(Entities((Entity("Deal", Text("Сделка"), fields=fields),)), ROLES)


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        ([("Лид", "Lead"), ("Кандидат", "Lead")], ["two_translations"]),
        ([("Лид", "Lead"), ("Лиды", "Lead")], []),
        ([("Запланирован", "Planned"), ("Запланирована", "Planned")], []),
        ([("Новый клиент", "New client"), ("Новая клиентка", "New client")], []),
        ([("Источник", "Source"), ("Источник", "Parent")], ["one_word_for_two", "twin_label"]),
        ([("Начало", "Start Date"), ("Начало", "Date Start")], ["twin_label"]),
        ([("Имя", "Name"), ("Имя", "First Name")], ["twin_label"]),
        ([("", "Tuesday"), ("", "UID")], ["untranslated"]),
    ],
)
def test_translations(tmp_path: Path, labels: list[tuple[str, str]], found: list[str]) -> None:
    assert sorted(codes(tmp_path, spec=translated(*labels))) == found


@pytest.mark.parametrize(
    ("one", "many", "found"),
    [
        ("Кандидат", "Лиды", ["plural_differs"]),
        ("Контактное лицо", "Контактные лица", []),
        ("Человек", "Люди", []),
        ("Сделка", "", []),
    ],
)
def test_plurals(tmp_path: Path, one: str, many: str, found: list[str]) -> None:
    entities = Entities((Entity("Deal", Text(one), Text(many)),))
    assert codes(tmp_path, spec=Spec(entities, ROLES)) == found


def test_twins(tmp_path: Path) -> None:
    twice = (Option("a", Text("Да")), Option("b", Text("да")), Option("c", Text("Нет")))
    field = Field("f", Text("Согласие"), "enum", options=twice)
    entities = Entities((Entity("Deal", Text("Сделка"), fields=(field,)), Entity("Sale", Text("сделка"))))
    roles = Roles(ROLES.roles, (*ROLES.permissions, Permission("seller", "Sale", {"read": "all"})))
    assert codes(tmp_path, spec=Spec(entities, roles)) == ["twin_entity", "twin_option"]


def test_entities_nothing_speaks_of(tmp_path: Path) -> None:
    link = Field("city", Text("Город"), "link", target=("City",))
    deal = Entity("Deal", Text("Сделка"), fields=(link,))
    entities = Entities(
        (deal, Entity("City", Text("Город")), Entity("Old", Text("Старое")), Entity("User", Text("Некто")))
    )
    assert codes(tmp_path, spec=Spec(entities, ROLES)) == ["orphan_entity", "orphan_entity", "unseen_entity"]
    quiet = Roles(ROLES.roles, (*ROLES.permissions, Permission("seller", "City", {"read": "all"})))
    hidden = Entities((deal, Entity("City", Text("Город")), Entity("User", Text("Некто"), external=True)))
    assert codes(tmp_path, spec=Spec(hidden, quiet)) == []


def test_before_any_rights_are_agreed_nothing_is_said_of_entities_nobody_sees(tmp_path: Path) -> None:
    link = Field("city", Text("Город"), "link", target=("City",))
    back = Field("deal", Text("Сделка"), "link", target=("Deal",))
    entities = Entities((Entity("Deal", Text("Сделка"), fields=(link,)), Entity("City", Text("Город"), fields=(back,))))
    assert codes(tmp_path, spec=Spec(entities, Roles(ROLES.roles))) == ["idle_role"]


def test_a_step_whose_guide_is_for_others(tmp_path: Path) -> None:
    spec = process(steps=(Step("s", "seller", Text("продать"), guide="g"),))
    spec = replace(spec, roles=Roles((*ROLES.roles, Role("boss", Text("Начальник"))), (*ROLES.permissions, BOSS)))
    assert codes(tmp_path, spec=spec, guides=(guide(roles=("boss",)),)) == ["guide_for_another_role"]
    assert codes(tmp_path, spec=spec, guides=(guide(roles=("boss", "seller")),)) == []
    assert codes(tmp_path, spec=spec, guides=(guide(),)) == []


BOSS = Permission("boss", "Deal", {"read": "all"})


def test_videos_nothing_shows(tmp_path: Path) -> None:
    video = Video("v", Text("Видео"), "videos/acme/v.mp4")
    assert codes(tmp_path, videos=(video,)) == ["orphan_video"]
    assert codes(tmp_path, videos=(video,), guides=(guide(videos=("v",)),)) == []
    assert codes(tmp_path, videos=(video,), guides=(guide("Смотрите [[video:v]]."),)) == []
    assert codes(tmp_path, videos=(replace(video, roles=("seller",)),)) == []


@pytest.mark.parametrize(
    ("term", "synonyms", "body", "found"),
    [
        ("Воронка продаж", (), "Откройте отчёт «Воронку продаж».", []),
        ("Отсрочка", (), "Об отсрочке платежа решает начальник.", []),
        ("Отсрочка", ("задержка оплаты",), "При задержках оплаты звоните.", []),
        ("Отсрочка", (), "Срок.", ["unused_term"]),
        ("ТСД", (), "Возьмите ТСД.", []),
    ],
)
def test_terms_used_in_any_form(
    tmp_path: Path, term: str, synonyms: tuple[str, ...], body: str, found: list[str]
) -> None:
    glossary = Glossary((Term("t", Text(term), Text("Смысл"), synonyms),))
    assert codes(tmp_path, spec=Spec(ENTITIES, ROLES, glossary=glossary), guides=(guide(body),)) == found


def test_every_rule_is_known_and_explained_in_both_languages() -> None:
    folder = Path(__file__).resolve().parents[2] / "kbgen" / "rules"
    text = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py") if file.name != "settling.py")
    written = set(re.findall(r'(?:Problem\(\s*|code = |code, |else |, )"([a-z]+(?:_[a-z]+)+)"', text))
    problems = {code for code in words("ru").texts if code.startswith("problems.") and code.endswith(".what")}
    found = {code.removesuffix("_near") for code in written if f"problems.{code}.what" in problems}
    assert found - set(KNOWN) == set()
    for language in ("ru", "en"):
        assert all(words(language).get(f"rules.{name}") for name in KNOWN)
        assert all(
            words(language).get(f"problems.{name}.what") or name in ("dead_operation", "coverage_gap") for name in KNOWN
        )
