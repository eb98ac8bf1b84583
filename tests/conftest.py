"""Fixtures every suite shares."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="accept what the tests make as the new golden files")


_MARKED = re.compile(r"^pytestmark = (.*)$", re.MULTILINE)
_ALL_LEFT_OUT = re.compile(r"not \w+( and not \w+)*")


def left_out(chosen: str, text: str) -> bool:
    """Whether ``-m`` *chosen* leaves out every test of a file with this *text*; False also where that is not plain."""
    if not _ALL_LEFT_OUT.fullmatch(chosen):
        return False  # "not (not browser and not slow)" wants what "not browser and not slow" leaves out
    unwanted = set(re.findall(r"not (\w+)", chosen))
    return any(unwanted & set(re.findall(r"mark\.(\w+)", line)) for line in _MARKED.findall(text))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Files whose every test ``-m "not …"`` leaves out are not even read: a fifth of the time of the quick tests."""
    if collection_path.suffix != ".py":
        return None
    return left_out(str(config.option.markexpr), collection_path.read_text("utf-8")) or None


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with ``tests/golden/<name>``; ``pytest --bless`` or KBGEN_BLESS=1 writes it there instead."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / name
        if request.config.getoption("--bless") or os.environ.get("KBGEN_BLESS"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"no {path.relative_to(ROOT)}: look at what is made, then accept it with --bless"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder, which is a workspace."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Real input that is not part of the project: ``shared("data/espocrm")`` gives the path or skips the test."""
    base = Path(os.environ.get("KBGEN_SHARED", ROOT.parent / "shared"))

    def find(name: str) -> Path:
        path = base / name
        if not path.exists():
            pytest.skip(f"no {name} here: set KBGEN_SHARED to the folder that holds it")
        return path

    return find


CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real headless Chromium: the system's, else Playwright's own; skips where there is neither."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)
    with playwright.sync_playwright() as driver:
        try:
            browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        except playwright.Error as failure:
            pytest.skip(f"no Chromium to be had: {failure.message.splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh tab with the network off. The test fails if the page asks any other host for anything."""
    # Playwright waits by eval in the page, which our policy refuses; tests/demo/test_policy.py obeys the policy
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="ru-RU", bypass_csp=True)
    elsewhere: list[str] = []

    def note(request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme in ("http", "https", "ws", "wss") and url.hostname not in ("127.0.0.1", "localhost"):
            elsewhere.append(request.url)

    context.on("request", note)
    tab = context.new_page()
    yield tab
    context.close()
    assert elsewhere == [], "the page asked other hosts"
