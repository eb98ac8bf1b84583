"""A slide about a moment of a video leads there, to the second, in every format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pptx import Presentation

from kbgen.diagrams.qr import qr
from kbgen.model.kb import KnowledgeBase
from kbgen.seminar import deck, write_html, write_pptx
from kbgen.seminar.colours import palette
from kbgen.seminar.pdf import _slide as paper_slide
from kbgen.seminar.pdf.files import Files
from kbgen.seminar.pictures import Shelf
from kbgen.theme import Theme
from kbgen.workspace import Workspace

CUT = "../site/videos/tour.html#t=40"
CODE = "http://wiki.example/site/videos/tour.html?t=40"


@pytest.fixture
def timed(kb: KnowledgeBase) -> KnowledgeBase:
    """The guide's first step is shown at second 12, and its text shows a cut of a video nobody shows whole."""
    guide = kb.guides[0]
    steps = (replace(guide.steps[0], at=12.0), *guide.steps[1:])
    body = '{{ video("tour", from="0:40", to="1:20") }}\n\n`{{ video("tour", from="0:50") }}`\n'
    training = replace(kb.spec.training, sessions=())
    spec = replace(kb.spec, training=training)
    client = replace(kb.client, site="http://wiki.example/site/")
    return replace(kb, client=client, spec=spec, guides=(replace(guide, steps=steps, body=body, videos=()),))


def test_a_cut_is_a_slide_that_leads_to_its_second(timed: KnowledgeBase, workspace: Workspace) -> None:
    cut = next(s for s in deck(timed, "manager", workspace).slides if s.id == "video-tour-40")
    assert cut.lines == ("1:15 — Меню",)
    assert (cut.address, cut.video) == (CODE, "videos/tour.html#t=40")
    assert cut.clip and cut.clip.duration == 40
    assert cut.minutes <= 2


def test_html_and_pptx_lead_to_the_second(timed: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    made = deck(timed, "manager", workspace)
    steps = next(s for s in made.slides if s.id == "guide-new-deal-1")
    timed_steps = replace(steps, video="videos/tour.html#t=12")
    short = replace(made, slides=(next(s for s in made.slides if s.id == "video-tour-40"), timed_steps))
    page, slides = workspace.root / "x.html", workspace.root / "x.pptx"
    write_html(short, theme, page)
    text = page.read_text("utf-8")
    for link in (f'href="{CUT}"', 'src="../site/media/tour.0a1b.h264.mp4#t=40,80"', f'href="{CODE}"', f"{qr(CODE)}"):
        assert link in text
    assert 'href="../site/videos/tour.html#t=12"' in text
    write_pptx(short, theme, slides)
    first, second = (goals(slide) for slide in Presentation(str(slides)).slides)
    assert first == {CUT, CODE}
    assert second == {"../site/videos/tour.html#t=12"}


def goals(slide: object) -> set[str]:
    """Where pictures and words of *slide* lead."""
    relations = slide.part.rels.values()  # type: ignore[attr-defined]
    return {relation.target_ref for relation in relations if relation.is_external}


def test_codes_on_paper_lead_to_the_second(
    timed: KnowledgeBase, theme: Theme, workspace: Workspace, tmp_path: Path
) -> None:
    made = deck(timed, "manager", workspace)
    cut = next(s for s in made.slides if s.id == "video-tour-40")
    told = paper_slide(made, (1, cut, 0.0), palette(theme), (Files(tmp_path, Shelf(), "ru"), timed.client.site))
    assert told["address"] == CODE
    assert any(piece["k"] == "image" and piece["alt"] == CODE for piece in told["pieces"])


def test_a_video_shown_whole_is_not_shown_again_in_cuts(timed: KnowledgeBase, workspace: Workspace) -> None:
    whole = replace(timed, guides=(replace(timed.guides[0], videos=("tour",)),))
    ids = [s.id for s in deck(whole, "manager", workspace).slides]
    assert "video-tour" in ids
    assert "video-tour-40" not in ids
