"""The player in a real Chromium on ``file://`` with the network off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from kbgen.model.text import Text
from kbgen.model.videos import Captions, Chapter, Cue, Media, Video
from kbgen.wiki.player import player
from kbgen.workspace import Workspace
from tests.video.conftest import Clip, encoded, video
from tests.video.standalone import knowledge, write_page, write_pages

pytestmark = [pytest.mark.browser, pytest.mark.media]


@dataclass
class Opened:
    """A browser's page and what it asked for."""

    page: Any
    folder: Path
    requests: list[str]
    complaints: list[str]

    def go(self, address: str) -> Any:
        """Open *address* of the folder and wait for the player."""
        self.page.goto(f"{self.folder.as_uri()}/{address}")
        self.page.wait_for_selector("html.kb-player-ready", state="attached")
        return self.page


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, clip: Clip, root: Path) -> Path:
    """Pages of a ready video, of one in English, and of one that could not be encoded."""
    place = tmp_path_factory.mktemp("player")
    workspace = Workspace(place / "workspace")
    path = clip(workspace.videos / "firm" / "deal.mp4", seconds=14, size="320x180")
    media, problems = encoded(workspace, path)
    assert problems == ()
    cues = (Cue(0.5, 4, "Откройте <b>раздел</b> «Сделки»."), Cue(5, 8, "Нажмите & сохраните."), Cue(9, 13, "Готово."))
    made = replace(
        video(workspace, path),
        title=Text(ru="Новая сделка", en="A new deal"),
        captions=(Captions("ru", cues), Captions("en", (Cue(0.5, 13, "Open the deals."),))),
        chapters=(Chapter(0, "Введение"), Chapter(4.8, "Сохранение")),
    )
    broken = Video("broken", Text("Не вышло"), "videos/firm/broken.mp4")
    kb = knowledge((made, broken), {**media, "broken": Media("broken")})
    write_pages(kb, place / "ru", root)
    write_page(place / "ru", "guides/cut.md", "Отрывок", player(kb, "deal", depth=1, start=5, end=7))
    write_pages(knowledge((made,), media, "en"), place / "en", root)
    return place


@pytest.fixture
def opened(folder: Path, chromium: Any) -> Iterator[Opened]:
    context = chromium.new_context(offline=True)
    page = context.new_page()
    found = Opened(page, folder, [], [])
    page.on("request", lambda r: found.requests.append(r.url))
    page.on("console", lambda m: found.complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: found.complaints.append(str(e)))
    yield found
    context.close()


_TIME = "document.querySelector('video').currentTime"


def test_it_plays_seeks_and_shows_captions(opened: Opened) -> None:
    page = opened.go("ru/videos/deal.html")
    assert page.evaluate(
        "document.querySelector('media-controller') !== null && !document.querySelector('video').controls"
    )
    page.evaluate("document.querySelector('video').play()")
    page.wait_for_function(f"{_TIME} > 0.7")
    shown = "[...document.querySelector('video').textTracks].filter(t => t.mode === 'showing')[0]?.activeCues[0]?.text"
    assert page.evaluate(shown) == "Откройте &lt;b&gt;раздел&lt;/b&gt; «Сделки»."
    page.evaluate("document.querySelector('video').currentTime = 10")
    page.wait_for_function(f"{_TIME} > 10.05 && !document.querySelector('video').seeking")
    assert page.evaluate(shown) == "Готово."
    assert "av1" in page.evaluate("document.querySelector('video').currentSrc")
    assert opened.complaints == []
    assert all(url.startswith(("file:", "data:", "blob:")) for url in opened.requests)


@pytest.mark.parametrize("address", ["deal.html#t=9", "deal.html?t=9s", "deal.html?t=0m9s", "deal.html#t=0:09"])
def test_a_link_to_a_moment_opens_there(opened: Opened, address: str) -> None:
    page = opened.go(f"ru/videos/{address}")
    page.wait_for_function(f"Math.abs({_TIME} - 9) < 0.3")
    page.wait_for_selector(".kb-transcript li.kb-now [data-from='9'].kb-now")
    assert page.inner_text(".kb-chapters a[aria-current]").endswith("Сохранение")


def test_a_cut_in_a_guide_starts_and_stops_there(opened: Opened) -> None:
    page = opened.go("ru/guides/cut.html")
    page.wait_for_function(f"Math.abs({_TIME} - 5) < 0.3")
    page.evaluate("document.querySelector('video').play()")
    page.wait_for_function(f"document.querySelector('video').paused && {_TIME} > 6.5")
    assert page.evaluate(_TIME) < 8.5
    assert page.get_attribute(".kb-player-title", "href") == "../videos/deal.html#t=5"


def test_a_click_in_the_text_goes_there(opened: Opened) -> None:
    page = opened.go("ru/videos/deal.html")
    page.click("text=Нажмите & сохраните.")
    page.wait_for_function(f"{_TIME} >= 5 && {_TIME} < 8")
    assert page.evaluate("location.hash") == "#t=5"
    page.click(".kb-chapters a >> nth=0")
    page.wait_for_function(f"{_TIME} < 4")


def test_it_offers_to_go_on(opened: Opened) -> None:
    page = opened.go("ru/videos/deal.html")
    name = page.evaluate("document.querySelector('source').getAttribute('src').replace(/^.*\\//, '')")
    page.evaluate(f"localStorage.setItem('kbgen.video.{name}', '11.0')")
    page = opened.go("ru/videos/deal.html")
    page.click("text=Продолжить с 0:11")
    page.wait_for_function(f"{_TIME} >= 11")


def test_words_are_of_the_sites_language(opened: Opened) -> None:
    page = opened.go("ru/videos/deal.html")
    label = "document.querySelector('media-{}').getAttribute('aria-label')"
    page.wait_for_function(f"{label.format('fullscreen-button')} === 'во весь экран'")
    assert page.evaluate(label.format("mute-button")) == "выключить звук"
    labels = page.evaluate(
        "[...document.querySelectorAll('media-controller *')].map(e => e.getAttribute('aria-label'))"
    )
    assert not [text for text in labels if text and text[0].isascii() and text[0].isalpha()]
    page = opened.go("en/videos/deal.html")
    page.wait_for_function(f"{label.format('fullscreen-button')} === 'enter fullscreen mode'")
    assert "Contents" in page.inner_text(".kb-video")


def test_without_scripts_a_plain_player_and_the_text_remain(folder: Path, chromium: Any) -> None:
    context = chromium.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{(folder / 'ru/videos/deal.html').as_uri()}")
    assert page.get_attribute("video", "controls") is not None
    assert "Нажмите & сохраните." in page.inner_text(".kb-transcript")
    context.close()


def test_a_video_that_failed_says_so(opened: Opened) -> None:
    opened.page.goto(f"{opened.folder.as_uri()}/ru/videos/broken.html")
    assert "Видео готовится" in opened.page.inner_text("body")
    assert opened.page.query_selector("video") is None
    assert opened.complaints == []
