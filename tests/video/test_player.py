"""The player in a real Chromium on ``file://`` with the network off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

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


@pytest.fixture
def opened(films: Path, chromium: Any) -> Iterator[Opened]:
    context = chromium.new_context(offline=True)
    page = context.new_page()
    found = Opened(page, films, [], [])
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


def test_a_cut_starts_and_stops_exactly_there(opened: Opened) -> None:
    page = opened.go("ru/guides/cut.html")
    video = "document.querySelectorAll('video')[0]"
    page.wait_for_timeout(300)
    assert page.evaluate("[...document.querySelectorAll('video')].map((v) => v.readyState)") == [0, 0]
    page.evaluate(f"void {video}.play().catch(() => 0)")
    page.wait_for_function(f"{video}.currentTime >= 5")
    page.wait_for_function(f"{video}.paused && {video}.currentTime > 7")
    assert page.evaluate(f"{video}.currentTime") == pytest.approx(7.5, abs=0.07)  # one frame
    page.click(".kb-player-again:visible")
    page.wait_for_function(f"{video}.currentTime >= 5 && {video}.currentTime < 7 && !{video}.paused")
    page.evaluate(f"{video}.currentTime = 10")  # who goes on by hand is let go
    page.wait_for_function(f"{video}.currentTime > 10.2 && !{video}.paused")
    assert page.evaluate("document.querySelector('.kb-cut-mark').style.left").startswith("35.7")
    assert page.get_attribute(".kb-player-title", "href") == "../videos/deal.html#t=5"
    assert page.inner_text(".kb-player-length >> nth=0") == "Отрывок 0:05–0:07 из 0:14"
    texts = page.locator("details.kb-cut-text")
    texts.nth(0).locator("summary").click()
    assert texts.nth(0).locator("li").all_inner_texts() == ["0:05\nНажмите & сохраните."]
    assert "Откройте" not in texts.nth(1).inner_text()


def test_one_video_speaks_at_a_time_and_none_is_loaded_unasked(opened: Opened) -> None:
    page = opened.go("ru/guides/many.html")
    page.wait_for_timeout(300)
    assert page.locator("video").count() == 10
    assert page.evaluate("[...document.querySelectorAll('video')].every((v) => v.readyState === 0)")
    assert not [url for url in opened.requests if url.endswith(".mp4")]
    durations = page.evaluate("[...document.querySelectorAll('media-time-display')].map((d) => d.textContent.trim())")
    assert page.evaluate("document.querySelector('media-controller').getAttribute('mediaduration')") == "14"
    assert len(durations) == 10
    page.evaluate("document.querySelectorAll('video')[3].play()")
    page.wait_for_function("document.querySelectorAll('video')[3].currentTime > 0.1")
    page.evaluate("document.querySelectorAll('video')[7].play()")
    page.wait_for_function("document.querySelectorAll('video')[7].currentTime > 0.1")
    playing = "[...document.querySelectorAll('video')].flatMap((v, n) => (v.paused ? [] : [n]))"
    assert page.evaluate(playing) == [7]


def test_pictures_show_what_is_there(opened: Opened) -> None:
    page = opened.go("ru/videos/deal.html")
    assert not [url for url in opened.requests if "story" in url]  # fetched when somebody points at the bar
    box = page.locator("media-time-range").bounding_box()
    page.hover("media-time-range", position={"x": 40, "y": box["height"] / 2})  # waits until nothing moves any more
    page.hover("media-time-range", position={"x": box["width"] * 0.6, "y": box["height"] / 2})
    page.wait_for_function("document.querySelector('media-time-range').getAttribute('mediapreviewtime') > 7")
    page.wait_for_function("document.querySelector('.kb-preview').style.backgroundPosition !== ''")
    assert [url for url in opened.requests if url.endswith(".story.jpg")]
    page.wait_for_selector(".kb-preview", state="visible")
    second = float(page.get_attribute("media-time-range", "mediapreviewtime"))
    step, _, columns, width, height = (float(n) for n in page.get_attribute("figure", "data-tiles").split())
    tile = second // step
    wanted = f"{-(tile % columns) * width:g}px {-(tile // columns) * height:g}px"
    assert (
        page.evaluate("document.querySelector('.kb-preview').style.backgroundPosition").replace("-0px", "0px") == wanted
    )


def test_the_size_of_the_picture_is_chosen_and_kept(opened: Opened) -> None:
    page = opened.go("ru/videos/deal.html")
    source = "document.querySelector('video').currentSrc"
    page.wait_for_function(f"{source}.includes('av1360')")
    page.evaluate("document.querySelector('video').currentTime = 6")
    page.select_option(".kb-player-size", "180")
    page.wait_for_function(f"{source}.includes('av1180') && Math.abs({_TIME} - 6) < 0.2")
    page = opened.go("ru/videos/draft.html")
    page.wait_for_function(f"{source}.includes('av1180')")
    assert "360p, " in page.inner_text(".kb-player-downloads") and "180p, " in page.inner_text(".kb-player-downloads")


def test_drafts_say_so(opened: Opened) -> None:
    page = opened.go("ru/videos/draft.html")
    badges = page.locator("figcaption .kb-badge-draft").all_inner_texts()
    assert badges == ["Черновик: запись сделана программой", "Субтитры — черновик"]
    assert page.evaluate("document.querySelector('video').textTracks[0].label") == "Русский (черновик)"
    assert page.locator(".kb-draft-note").is_visible()


def test_words_of_the_text_are_found(opened: Opened) -> None:
    page = opened.go("ru/videos/deal.html")
    page.fill(".kb-text-tools input", "СОХРАН")
    assert page.inner_text(".kb-found") == "1 из 2"
    assert page.locator(".kb-found-now").inner_text() == "Сохранение"
    page.press(".kb-text-tools input", "Enter")
    assert page.locator(".kb-found-now").inner_text().strip() == "Нажмите & сохраните."
    page.press(".kb-text-tools input", "Control+Enter")
    page.wait_for_function(f"{_TIME} >= 5 && {_TIME} < 8")
    page.fill(".kb-text-tools input", "слон")
    assert page.inner_text(".kb-found") == "Не найдено"
    page.press(".kb-text-tools input", "Escape")
    assert page.inner_text(".kb-found") == "" and page.locator(".kb-found-line").count() == 0


def test_everything_can_be_done_with_keys(opened: Opened) -> None:
    page = opened.go("ru/videos/deal.html")
    video = "document.querySelector('video')"
    reached: list[str] = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.tagName.toLowerCase()"))
    for control in ("play-button", "time-range", "mute-button", "volume-range", "captions-button",
                    "playback-rate-button", "fullscreen-button"):  # fmt: skip
        assert f"media-{control}" in reached, control
    assert {"select", "summary", "input", "ol"} <= set(reached)
    page.focus("media-controller")
    page.keyboard.press("k")
    page.wait_for_function(f"!{video}.paused")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"{_TIME} >= 5")
    page.keyboard.press("m")
    page.wait_for_function(f"{video}.muted")
    page.keyboard.press(" ")
    page.wait_for_function(f"{video}.paused")
    page.keyboard.press("c")
    page.wait_for_function(f"[...{video}.textTracks].every((t) => t.kind !== 'captions' || t.mode !== 'showing')")


def test_the_text_stands_beside_the_picture(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 1440, "height": 900})
    page = opened.go("ru/videos/deal.html")
    page.add_style_tag(content="html { font-size: 20px } body { max-width: 1070px }")  # as the site has it
    film, text = (page.locator(s).bounding_box() for s in ("figure.kb-player", ".kb-transcript"))
    assert text["x"] >= film["x"] + film["width"] and abs(text["y"] - film["y"]) < 12
    assert abs(text["y"] + text["height"] - film["y"] - film["height"]) < 12
    page.click(".kb-player-wide")
    text = page.locator(".kb-transcript").bounding_box()
    film = page.locator("figure.kb-player").bounding_box()
    assert text["y"] >= film["y"] + film["height"] and film["width"] > 1000
    assert opened.go("ru/videos/deal.html").locator(".kb-video-wide").count() == 1  # kept


def test_paper_has_the_picture_and_the_way_back(opened: Opened) -> None:
    page = opened.go("ru/guides/cut.html")
    assert not page.locator(".kb-paper >> nth=0").is_visible()
    page.emulate_media(media="print")
    paper = page.locator(".kb-paper >> nth=0")
    assert paper.is_visible() and paper.locator("svg.kb-qr").is_visible()
    assert "http://wiki.firm.example/site/videos/deal.html?t=0m05s" in paper.inner_text()
    assert page.evaluate("document.querySelector('.kb-paper img').naturalWidth") > 100
    assert not page.locator("figcaption >> nth=0").is_visible()


def test_a_click_in_the_text_goes_there(opened: Opened) -> None:
    page = opened.go("ru/videos/deal.html")
    page.click("text=Нажмите & сохраните.")
    page.wait_for_function(f"{_TIME} >= 5 && {_TIME} < 8")
    assert page.evaluate("location.hash") == "#t=5"
    page.click(".kb-chapters a >> nth=0")
    page.wait_for_function(f"{_TIME} < 4")


def test_it_offers_to_go_on(opened: Opened) -> None:
    page = opened.go("ru/videos/deal.html")
    key = page.get_attribute("figure", "data-key")
    assert f".{key}." in page.get_attribute("source", "src")  # a part of the file's hash
    page.evaluate(f"localStorage.setItem('kbgen.video.{key}', '11.0')")
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


def test_without_scripts_a_plain_player_and_the_text_remain(films: Path, chromium: Any) -> None:
    context = chromium.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{(films / 'ru/videos/deal.html').as_uri()}")
    assert page.get_attribute("video", "controls") is not None
    assert "Нажмите & сохраните." in page.inner_text(".kb-transcript")
    context.close()


def test_a_video_that_failed_says_so(opened: Opened) -> None:
    opened.page.goto(f"{opened.folder.as_uri()}/ru/videos/broken.html")
    assert "Видео готовится" in opened.page.inner_text("body")
    assert opened.page.query_selector("video") is None
    assert opened.complaints == []
