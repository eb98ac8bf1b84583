"""The player in a real Firefox on ``file://``, with its rules as strict as at a reader's desk, and over HTTP."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbgen.bundles.policies import policies
from tests.video.firefox import Firefox, program

pytestmark = [pytest.mark.browser, pytest.mark.media]

VIDEO = "document.querySelector('video')"
SHOWN = f"[...{VIDEO}.textTracks].find((t) => t.kind === 'captions' && t.mode === 'showing')?.activeCues[0]?.text"
LEFT, ENTER = "\ue012", "\ue007"


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    name = program()
    if name is None:
        pytest.skip("no Firefox here: package firefox-esr")
    driven = Firefox(name, tmp_path_factory.mktemp("firefox"))
    yield driven
    driven.close()


@pytest.fixture(scope="module")
def served(films: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The films as a release on a server of this machine, under the policy that servers are given."""
    release = tmp_path_factory.mktemp("release")
    shutil.copytree(films / "ru", release / "site")
    allowed = policies(release).pages
    assert "script-src" in allowed and "'unsafe-inline'" not in allowed

    class Handler(http.server.SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", allowed)
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(release)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/site"
    server.shutdown()


def opened(firefox: Firefox, address: str) -> Firefox:
    firefox.go("about:blank")  # a new #t= alone would not load the page anew
    firefox.go(address)
    firefox.wait("document.documentElement.classList.contains('kb-player-ready')")
    return firefox


def test_it_works_from_a_folder(firefox: Firefox, films: Path) -> None:
    page = opened(firefox, f"{films.as_uri()}/ru/videos/deal.html")
    assert page.strict(), "this Firefox is laxer than people's"
    assert page.run(f"return {VIDEO}.controls") is False
    page.run(f"{VIDEO}.play()")
    page.wait(f"{VIDEO}.currentTime > 0.7")
    assert page.run(f"return {SHOWN}") == "Откройте &lt;b&gt;раздел&lt;/b&gt; «Сделки»."
    page.run(f"{VIDEO}.currentTime = 10")
    page.wait(f"{VIDEO}.currentTime > 10.05 && {SHOWN} === 'Готово.'")
    assert page.run("return document.querySelector('.kb-chapters a[aria-current]').textContent").endswith("Сохранение")
    assert page.run("return document.querySelectorAll('media-time-range').length") == 1
    page.click(".kb-transcript [data-from='5']")
    page.wait(f"{VIDEO}.currentTime >= 5 && {VIDEO}.currentTime < 8")
    assert page.run("return location.hash") == "#t=5"
    page.run(f"{VIDEO}.pause()")


def test_pictures_stand_over_the_time_bar(firefox: Firefox, films: Path) -> None:
    page = opened(firefox, f"{films.as_uri()}/ru/videos/deal.html")
    page.point("media-time-range", 60, 0)
    page.wait("document.querySelector('.kb-preview').style.backgroundPosition !== ''")
    page.wait("getComputedStyle(document.querySelector('.kb-preview')).display === 'block'")
    address = page.run("return document.querySelector('.kb-preview').style.backgroundImage.slice(5, -2)")
    page.run("window.seen = new Image(); seen.src = arguments[0]", address)
    page.wait("window.seen.complete && window.seen.naturalWidth > 200")


@pytest.mark.parametrize("moment", ["#t=9", "?t=0m9s"])
def test_links_and_hits_of_the_search_open_the_second(firefox: Firefox, films: Path, moment: str) -> None:
    page = opened(firefox, f"{films.as_uri()}/ru/videos/deal.html{moment}")
    page.wait(f"Math.abs({VIDEO}.currentTime - 9) < 0.3")
    page.wait("document.querySelector('.kb-transcript li.kb-now [data-from=\"9\"].kb-now') !== null")


def test_it_goes_on_where_the_reader_stopped(firefox: Firefox, films: Path) -> None:
    page = opened(firefox, f"{films.as_uri()}/ru/videos/deal.html")
    page.run("localStorage.setItem('kbgen.video.' + document.querySelector('figure').dataset.key, '11.0')")
    page = opened(firefox, f"{films.as_uri()}/ru/videos/deal.html")
    assert page.run("return document.querySelector('.kb-player-resume').textContent") == "Продолжить с 0:11"
    page.click(".kb-player-resume")
    page.wait(f"{VIDEO}.currentTime >= 11")
    page.run("localStorage.clear()")


def test_a_cut_stops_exactly(firefox: Firefox, films: Path) -> None:
    page = opened(firefox, f"{films.as_uri()}/ru/guides/cut.html")
    page.run(f"{VIDEO}.play().catch(() => 0)")
    page.wait(f"{VIDEO}.paused && {VIDEO}.currentTime > 7")
    assert page.run(f"return {VIDEO}.currentTime") == pytest.approx(7.5, abs=0.07)
    assert page.run("return document.querySelectorAll('video')[1].readyState") == 0


def test_keys_work(firefox: Firefox, films: Path) -> None:
    page = opened(firefox, f"{films.as_uri()}/ru/videos/deal.html#t=9")
    page.wait(f"Math.abs({VIDEO}.currentTime - 9) < 0.3")
    page.run("document.querySelector('media-controller').focus()")
    page.press(LEFT)
    page.wait(f"Math.abs({VIDEO}.currentTime - 4) < 0.3")
    page.press("k")
    page.wait(f"!{VIDEO}.paused")
    page.press("k")
    page.wait(f"{VIDEO}.paused")


def test_it_works_from_a_server_under_its_policy(firefox: Firefox, served: str) -> None:
    page = opened(firefox, f"{served}/videos/deal.html?t=9")
    page.wait(f"Math.abs({VIDEO}.currentTime - 9) < 0.3")
    page.run(f"{VIDEO}.play()")
    page.wait(f"{VIDEO}.currentTime > 9.3 && {SHOWN} === 'Готово.'")
    assert page.run("return document.querySelector('media-fullscreen-button').getBoundingClientRect().height") > 20
    assert (
        page.run(
            "return document.querySelector('media-fullscreen-button').ariaLabel || "
            "document.querySelector('media-fullscreen-button').getAttribute('aria-label')"
        )
        == "во весь экран"
    )


def test_nobody_else_was_asked(firefox: Firefox) -> None:
    assert firefox.outside == []
    firefox.go("about:blank")
    firefox.run("new Image().src = 'http://elsewhere.example/x.png'")
    assert any("elsewhere.example" in address for address in _soon(firefox)), "the watch sees nothing"


def _soon(firefox: Firefox) -> list[str]:
    for _ in range(50):
        if found := firefox.outside:
            return found
        time.sleep(0.1)
    return []
