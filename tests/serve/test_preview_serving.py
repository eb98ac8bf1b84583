"""``kbgen serve`` while somebody writes: save, and the browser shows it; a mistake is told in the page."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
SIGN_IN = "content/guides/common/sign-in.md"

pytestmark = [pytest.mark.slow]


class Serving:
    """The program, serving a workspace of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        command = [sys.executable, "-u", "-m", "kbgen", "serve", "tiny", "--port", "0"]
        environment = {**os.environ, "KBGEN_LANG": "ru", "NO_COLOR": "1", "PYTHONUTF8": "1"}
        self.told = (root.parent / "told.txt").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(command, cwd=root, env=environment, stdout=self.told, stderr=self.told)
        self.address = ""
        self.until(lambda: self._opened(), 60)

    def _opened(self) -> bool:
        found = re.search(r"http://\S+", self.said())
        self.address = found[0] if found else ""
        return bool(found)

    def said(self) -> str:
        """Everything on the terminal."""
        return (self.root.parent / "told.txt").read_text("utf-8")

    def ask(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=20) as answer:
            return str(answer.read().decode())

    def until(self, true: Callable[[], bool], seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(20)
        self.told.close()
        return code


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    root = tmp_path_factory.mktemp("serving") / "ws"
    shutil.copytree(ROOT / "tests/workspaces/tiny", root)
    shutil.copy(ROOT / "mkdocs.yml", root / "mkdocs.yml")
    shutil.copytree(ROOT / "themes/base", root / "themes/base")
    program = Serving(root)
    yield program
    if program.process.poll() is None:
        program.stop()


def write(serving: Serving, text: str) -> None:
    """Save as editors do: beside, then renamed."""
    path = serving.root / SIGN_IN
    beside = path.with_name("sign-in.md~")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def test_what_is_saved_is_served(serving: Serving) -> None:
    write(serving, "---\ntitle: Как войти\n---\n\nВторая редакция.\n")
    serving.until(lambda: "Вторая редакция" in serving.ask("site/guides/sign-in.html"))
    assert "Изменилось: content/guides/common/sign-in.md" in serving.said()
    assert not (serving.root / "dist").exists()


def test_the_search_follows(serving: Serving) -> None:
    write(serving, "---\ntitle: Как войти\n---\n\nЗдесь живёт слово бегемот.\n")
    serving.until(lambda: "guides/sign-in.html" in _found(serving), 60)


def _found(serving: Serving) -> str:
    try:
        return serving.ask("api/search?q=%D0%B1%D0%B5%D0%B3%D0%B5%D0%BC%D0%BE%D1%82%D0%B0")
    except OSError:
        return ""  # not made yet


@pytest.mark.browser
def test_an_open_page_shows_it_and_tells_mistakes(serving: Serving, page: Page) -> None:
    write(serving, "---\ntitle: Как войти\n---\n\nПервый текст.\n")
    serving.until(lambda: "Первый текст" in serving.ask("site/guides/sign-in.html"))
    page.goto(serving.address + "site/guides/sign-in.html")
    write(serving, "---\ntitle: Как войти\n---\n\nДругой текст.\n")
    page.get_by_text("Другой текст").wait_for()
    write(serving, "---\ntitle: Как войти\n---\n\nОшибка [там](netu.md).\n")
    bar = page.locator("#kb-preview-bar")
    bar.wait_for()
    said = bar.inner_text()
    assert "content/guides/common/sign-in.md:5" in said
    assert "→" in said
    assert "Пока показана последняя верная страница" in said
    assert page.get_by_text("Другой текст").is_visible()
    if folder := os.environ.get("KBGEN_PICTURES"):
        page.screenshot(path=f"{folder}/preview.png")
    write(serving, "---\ntitle: Как войти\n---\n\nИсправленный текст.\n")
    page.get_by_text("Исправленный текст").wait_for()
    page.locator("#kb-preview-bar.kb-pv-bad").wait_for(state="detached")  # the page may be there a moment sooner


def test_it_ends_when_told(serving: Serving) -> None:
    assert serving.stop() in (0, 130)
    assert "Traceback" not in serving.said()
