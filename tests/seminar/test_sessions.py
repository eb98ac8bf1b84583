"""A deck for each session of the plan: it fills its slot, and tells each role what it needs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kbgen.model.guides import Callout, GuideStep
from kbgen.model.guides import Picture as GuidePicture
from kbgen.model.kb import KnowledgeBase
from kbgen.model.slides import OwnSlide
from kbgen.model.training import Session, Topic, Training
from kbgen.seminar import deck, lost, session_deck, session_decks
from kbgen.seminar.layouts import BASE, layout
from kbgen.seminar.places import marks, picture_box
from kbgen.workspace import Workspace
from tests.seminar.conftest import both

COMMON = Session(
    "intro",
    both("Общее занятие", "Introduction"),
    ("operator", "manager", "accountant"),
    30,
    topics=(
        Topic(both("Зачем CRM", "Why"), 10),
        Topic(both("Сделки", "Deals"), 20, guides=("new-deal",), processes=("sale",)),
    ),
)


@pytest.fixture
def planned(kb: KnowledgeBase) -> KnowledgeBase:
    """A session for everybody before the manager's own."""
    plan = Training((COMMON, *kb.spec.training.sessions))
    return replace(
        kb, spec=replace(kb.spec, training=plan), client=replace(kb.client, site="http://wiki.example/site/")
    )


def test_each_session_has_a_deck_that_fills_its_slot(planned: KnowledgeBase, workspace: Workspace) -> None:
    made = session_decks(planned, workspace)
    assert [d.id for d in made] == ["session-intro", "session-first"]
    for one, session in zip(made, planned.spec.training.sessions, strict=True):
        assert one.minutes() == session.minutes
        assert one.session == session.id
        assert all(slide.minutes for slide in one.slides)  # nothing is handed out without being told
        agenda = next(s.table for s in one.slides if s.kind == "agenda")
        assert agenda is not None
        assert sum(int(row[-1]) for row in agenda.rows[:-1]) == int(agenda.rows[-1][-1]) == session.minutes


def test_a_session_tells_only_what_is_new_to_its_listeners(planned: KnowledgeBase, workspace: Workspace) -> None:
    common, own = (tuple(s.id for s in d.slides) for d in session_decks(planned, workspace))
    assert "why" in common
    assert "why" not in own  # the manager has heard it in the common session
    assert "rights" in own
    assert {"rights-operator", "rights-accountant"} <= set(common)  # these have no session of their own
    assert "rights-manager" not in common
    assert any(id.startswith("quiz-") for id in own)


def test_steps_of_all_listeners_are_lit_in_a_common_session(planned: KnowledgeBase, workspace: Workspace) -> None:
    slide = next(s for s in session_deck(planned, "intro", workspace).slides if s.kind == "process")
    assert slide.flow is not None
    assert all(step.lit for step in slide.flow.steps)
    with pytest.raises(KeyError):
        session_deck(planned, "nothing", workspace)


def test_a_short_topic_packs_steps_together_and_loses_none(planned: KnowledgeBase, workspace: Workspace) -> None:
    short = replace(COMMON, minutes=4, topics=(Topic(both("Сделки", "Deals"), 4, guides=("new-deal",)),))
    kb = replace(planned, spec=replace(planned.spec, training=Training((short,))))
    wide, tight = (
        [s for s in session_deck(one, "intro", workspace).slides if s.id.startswith("guide-new-deal")]
        for one in (planned, kb)
    )
    assert len(tight) < len(wide)
    assert [line for s in tight for line in s.lines] == [line for s in wide for line in s.lines]
    assert session_deck(kb, "intro", workspace).minutes() == 4


def test_an_empty_session_still_has_a_deck(planned: KnowledgeBase, workspace: Workspace) -> None:
    empty = Training((Session("empty", both("Пусто", "Empty"), ("nobody",), 20),))
    made = session_deck(replace(planned, spec=replace(planned.spec, training=empty)), "empty", workspace)
    assert {"title", "agenda", "summary", "feedback"} <= {s.kind for s in made.slides}
    assert made.minutes() == 20


def test_codes_lead_phones_to_the_second_and_to_the_form(planned: KnowledgeBase, workspace: Workspace) -> None:
    steps = (GuideStep("Раз", at=42.0), *planned.guides[0].steps)
    guide = replace(planned.guides[0], steps=steps, videos=("tour",))
    form = replace(planned.spec.training, feedback="https://forms.example/7")
    kb = replace(planned, guides=(guide,), spec=replace(planned.spec, training=form))
    slides = deck(kb, "manager", workspace).slides
    assert next(s for s in slides if s.kind == "video").address == "http://wiki.example/site/videos/tour.html"
    assert next(s for s in slides if s.id.startswith("guide-new-deal")).video == "videos/tour.html#t=42"
    assert next(s for s in slides if s.kind == "feedback").address == "https://forms.example/7"
    paper = next(
        s
        for s in deck(
            replace(kb, spec=replace(kb.spec, training=Training()), client=replace(kb.client, site="")),
            "manager",
            workspace,
        ).slides
        if s.kind == "feedback"
    )
    assert not paper.address
    assert "лист обратной связи" in paper.lines[-1]


def test_marks_stand_on_the_picture_and_are_explained(kb: KnowledgeBase, workspace: Workspace) -> None:
    callouts = (Callout((0.0, 0.0), "кнопка **Создать**"), Callout((1.0, 1.0), "поле"), Callout((0.5, 0.5), "список"))
    guide = replace(kb.guides[0], pictures=(GuidePicture("images/deal-1.png", 1600, 900, callouts),))
    slide = next(s for s in deck(replace(kb, guides=(guide,)), "manager", workspace).slides if s.legend)
    assert slide.legend == ("кнопка Создать", "поле", "список")
    place = picture_box(slide, 16 / 9)
    for box, number in marks(slide, 16 / 9):
        assert 1 <= number <= 3
        assert place.left <= box.left <= place.left + place.width - box.width + 1e-6
        assert place.top <= box.top <= place.top + place.height - box.height + 1e-6
    many = replace(
        guide,
        pictures=(replace(guide.pictures[0], callouts=tuple(Callout((0.5, 0.5), "Слово " * 20) for _ in range(20))),),
    )
    told = [s for s in deck(replace(kb, guides=(many,)), "manager", workspace).slides if s.legend]
    assert [n for s in told for n in range(s.first_mark, s.first_mark + len(s.legend))] == list(range(1, 21))


OWN = OwnSlide("note", "Свой слайд", lines=("важно",), minutes=3)


@pytest.mark.parametrize(
    ("own", "before", "after"),
    [
        (replace(OWN, after="agenda"), "agenda", None),
        (replace(OWN, before="agenda"), None, "agenda"),
        (replace(OWN, instead="goals"), "title", "agenda"),
        (replace(OWN, instead="guide-new-deal"), None, None),
    ],
)
def test_own_slides_find_their_place_and_the_time_still_fits(
    planned: KnowledgeBase, workspace: Workspace, own: OwnSlide, before: str | None, after: str | None
) -> None:
    kb = replace(planned, own_slides=(own,))
    for made in (deck(kb, "manager", workspace), session_deck(kb, "intro", workspace)):
        ids = [s.id for s in made.slides]
        at = ids.index("own-note")
        assert before is None or ids[at - 1] == before
        assert after is None or ids[at + 1] == after
        assert not own.instead or not [id for id in ids if id == own.instead or id.startswith(f"{own.instead}-")]
        assert made.minutes() == sum(s.minutes for s in planned.spec.training.sessions if made.session in ("", s.id))
        assert made.slides[at].minutes == 3
        assert layout(made.slides[at]) in BASE
    assert not lost(kb, (deck(kb, "manager", workspace),))


def test_an_own_slide_without_a_place_is_told(planned: KnowledgeBase, workspace: Workspace) -> None:
    nowhere = (replace(OWN, after="agena"), replace(OWN, id="other", decks=("nobody",)), replace(OWN, id="last"))
    made = (deck(replace(planned, own_slides=nowhere), "manager", workspace),)
    problems = lost(replace(planned, own_slides=nowhere), made)
    assert [p.code for p in problems] == ["own_slide_anchor", "own_slide_deck"]
    assert "agenda" in str(problems[0].values["near"])


def test_spoken_parts_are_said_and_parts_for_slides_are_shown(kb: KnowledgeBase, workspace: Workspace) -> None:
    steps = (
        replace(kb.guides[0].steps[0], say="Кнопка **справа**.", shown="Нажмите *Создать*"),
        *kb.guides[0].steps[1:],
    )
    guide = replace(kb.guides[0], steps=steps, say="Это важно.", shown="- Раз\n- Два")
    first, second, *_ = (
        s for s in deck(replace(kb, guides=(guide,)), "manager", workspace).slides if s.id.startswith("guide-new")
    )
    assert first.lines == ("Раз", "Два")
    assert "Это важно." in first.say
    assert second.lines == ("Нажмите Создать",)
    assert "Кнопка справа." in second.say


def test_slides_can_be_read_aloud_and_told_apart(planned: KnowledgeBase, workspace: Workspace) -> None:
    for made in session_decks(planned, workspace):
        titles = [s.title for s in made.slides]
        assert len(set(titles)) == len(titles)
        for slide in made.slides:
            assert slide.say or slide.kind == "quiz", slide.id
            assert slide.picture is None or slide.picture.alt, slide.id
