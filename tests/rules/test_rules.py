"""Rules one by one, on knowledge bases made of a few nouns (whole files are in tests/importers)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Field
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.processes import Process, Processes, State, Step, Transition
from kbgen.model.roles import Permission, Role, Roles
from kbgen.model.text import Text
from kbgen.model.videos import Video
from kbgen.rules import check
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
        started = time.perf_counter()
        codes(tmp_path, guides=(guide(body),))
        assert time.perf_counter() - started < 5, body[:10]
