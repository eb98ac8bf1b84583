"""The HTML deck: one file, nothing from elsewhere, and in the client's language."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib
import pytest

from kbgen.errors import ContentError
from kbgen.language import say
from kbgen.model.kb import KnowledgeBase
from kbgen.seminar import deck, write_html
from kbgen.theme import Theme
from kbgen.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Page


def written(kb: KnowledgeBase, theme: Theme, workspace: Workspace, role: str = "manager") -> Path:
    path = workspace.root / "seminar" / f"{role}.html"
    write_html(deck(kb, role, workspace), theme, path)
    return path


def test_the_file_is_whole_by_itself(kb: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    text = written(kb, theme, workspace).read_text("utf-8")
    page = html5lib.parse(text, namespaceHTMLElements=False)
    assert page.find(".").get("lang") == "ru"
    for tag, attribute in (("script", "src"), ("link", "href"), ("img", "src")):
        assert all((e.get(attribute) or "data:").startswith("data:") for e in page.iter(tag))
    assert "@import" not in text
    assert not re.findall(r"url\((?!['\"]?(?:#|data:))", text.split("<body", 1)[0])
    sources = [e.get("src") for e in page.iter("video")]
    assert sources == ["../site/media/tour.0a1b.h264.mp4"]


def test_sections_are_the_slides_with_their_seconds(kb: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    page = html5lib.parse(written(kb, theme, workspace).read_text("utf-8"), namespaceHTMLElements=False)
    sections = list(page.iter("section"))
    assert [s.get("id") for s in sections] == [s.id for s in deck(kb, "manager", workspace).slides]
    assert sum(int(s.get("data-timing")) for s in sections) == 60 * 60
    assert all(s.find("aside") is not None for s in sections)


def test_the_same_deck_gives_the_same_bytes(kb: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    assert written(kb, theme, workspace).read_bytes() == written(kb, theme, workspace).read_bytes()


def test_hostile_words_stay_words(hostile: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    text = written(hostile, theme, workspace).read_text("utf-8")
    assert "<script>alert(1)" not in text
    assert "{{ x }}" in text
    page = html5lib.parse(text, namespaceHTMLElements=False)
    assert len(list(page.iter("script"))) == 3


def test_the_speaker_view_speaks_the_client_s_language(
    kb: KnowledgeBase, english: KnowledgeBase, theme: Theme, workspace: Workspace
) -> None:
    russian = written(kb, theme, workspace).read_text("utf-8")
    for phrase in (">Upcoming<", ">Click to Reset<", "Speaker View", "Loading speaker view", "next slide"):
        assert phrase not in russian
    for phrase in (">Дальше<", "Экран ведущего", "Осталось на этот слайд", "следующий слайд"):
        assert phrase in russian
    assert "Left for this slide" in written(english, theme, workspace).read_text("utf-8")


def test_another_version_of_the_player_is_a_problem(kb: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    own = workspace.root / "themes" / "own"
    target = own / "assets" / "vendor" / "reveal" / "notes.js"
    target.parent.mkdir(parents=True)
    target.write_text("// another version", "utf-8")
    with pytest.raises(ContentError) as caught:
        written(kb, replace(theme, folders=(own, *theme.folders)), workspace)
    assert "reveal.js" in say(caught.value.problems[0], "ru").what


@pytest.mark.browser
def test_the_deck_turns_and_fits_on_a_memory_stick(
    page: Page, kb: KnowledgeBase, theme: Theme, workspace: Workspace
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(written(kb, theme, workspace).as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getCurrentSlide().id") == "goals"
    page.keyboard.press("End")
    assert page.evaluate("Reveal.isLastSlide()")
    assert page.url.startswith("file://")


OVERFLOW = """() => {
  const bad = [];
  for (const section of document.querySelectorAll('.slides > section')) {
    section.style.display = 'block'; section.style.visibility = 'visible'; section.hidden = false;
    for (const box of section.querySelectorAll('.box')) {
      const over = box.scrollHeight - box.clientHeight, wide = box.scrollWidth - box.clientWidth;
      if (over > 3 || wide > 3) bad.push([section.id, box.className, over, wide]);
    }
  }
  return bad;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("which", ["kb", "english", "hostile"])
def test_no_box_overflows(
    page: Page, request: pytest.FixtureRequest, theme: Theme, workspace: Workspace, which: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(written(request.getfixturevalue(which), theme, workspace).as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    assert page.evaluate(OVERFLOW) == []


@pytest.mark.browser
def test_the_speaker_view_opens_with_notes_next_slide_and_pacing(
    page: Page, kb: KnowledgeBase, theme: Theme, workspace: Workspace
) -> None:
    page.goto(written(kb, theme, workspace).as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    view = opened.value
    view.wait_for_selector("#current-slide iframe")
    view.wait_for_function("document.querySelector('.speaker-controls-notes .value').textContent.includes('Сказать')")
    text = view.inner_text("body")
    for label in ("Дальше", "Прошло", "Осталось на этот слайд".upper(), "Заметки"):
        assert label.lower() in text.lower()
    assert view.title() == "Экран ведущего"
    assert view.locator("#upcoming-slide iframe").count() == 1
    page.keyboard.press("ArrowRight")
    view.wait_for_function(
        "document.querySelector('.speaker-controls-notes .value').textContent.includes('кто что из этого')"
    )


@pytest.mark.browser
def test_printing_gives_a_page_for_each_slide(
    page: Page, kb: KnowledgeBase, theme: Theme, workspace: Workspace
) -> None:
    page.goto(written(kb, theme, workspace).as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert pages == len(deck(kb, "manager", workspace).slides)
