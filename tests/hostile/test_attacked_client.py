"""Every free text of a client is an attack. Built whole, opened in Chromium, read back from Word and PowerPoint.

All of it is shown as it was written, and nothing of it runs, asks the network for anything, or breaks the policy.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kbgen.bundles import release
from kbgen.model.clients import Client
from kbgen.model.guides import Guide
from kbgen.model.kb import Spec
from kbgen.model.videos import Video
from tests.hostile.attacked_client import HIDDEN, Attacked, lay
from tests.hostile.attacks import free_fields
from tests.hostile.spoilt import CLIENT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

pytestmark = [pytest.mark.browser, pytest.mark.media, pytest.mark.slow, pytest.mark.timeout(1800)]

NOT_ATTACKED = {"RuleSetting.reason", "Cue.text"}
"""The reason why a rule is silenced stands on no page; captions are attacked as a whole, by another way in."""
NOT_SHOWN = {"Client.hosting", "Client.modules", "Guide.reason"}
"""What the implementer keeps to himself."""

LOOK = r"""
() => {
  const skipped = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT"]);
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT,
    (node) => skipped.has(node.parentNode.nodeName) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode.data);
  const bad = [];
  for (const one of document.querySelectorAll("*"))
    for (const name of one.getAttributeNames()) {
      const value = one.getAttribute(name).replace(/[\s\0-\x1f]/g, "").toLowerCase();
      if (name.startsWith("on") || /^(javascript|vbscript|data:text\/html)/.test(value) || name === "srcdoc")
        bad.push(`${one.nodeName} ${name}=${value}`.slice(0, 90));
    }
  if (document.querySelector("base, iframe, object, embed, meta[http-equiv=refresh]")) bad.push("an element of theirs");
  if (window.__pwned !== undefined) bad.push("it ran");
  return [texts.join(""), bad, window.refused || []];
}
"""
WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation",
  (e) => window.refused.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`), true);
"""


@dataclass
class Seen:
    """What became of it."""

    attacked: Attacked
    folder: Path
    texts: dict[str, str] = field(default_factory=dict)
    """Address → all text of the page, without blanks, in small letters."""
    dangers: dict[str, list[str]] = field(default_factory=dict)


def bare(text: str) -> str:
    """Without regard to blanks and capitals: pages begin sentences with large letters and break lines."""
    return re.sub(r"[\s\u00ad]+", "", text).casefold()


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    """Laid down and built, by the program itself."""
    laid = lay(tmp_path_factory.mktemp("attacked") / "ws")
    environment = {**os.environ, "KBGEN_LANG": "en", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "kbgen", "build", CLIENT]
    done = subprocess.run(
        command,
        cwd=laid.workspace.root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1200,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return laid


@pytest.fixture(scope="module")
def served(attacked: Attacked) -> Iterator[str]:
    """The built client as ``kbgen serve`` gives it, with its policies."""
    command = [sys.executable, "-u", "-m", "kbgen", "serve", CLIENT, "--no-watch", "--port", "0"]
    environment = {**os.environ, "KBGEN_LANG": "en", "PYTHONUTF8": "1"}
    root = attacked.workspace.root
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    assert process.stdout
    yield next(found[0] for line in process.stdout if (found := re.search(r"http://[\d.:]+", line)))
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="module")
def seen(attacked: Attacked, served: str, chromium: Browser) -> Iterator[Seen]:
    """Every page of the release, opened."""
    folder = release.current(attacked.workspace.dist(CLIENT))
    assert folder
    found = Seen(attacked, folder)
    context = chromium.new_context(locale="ru-RU", bypass_csp=False)
    context.add_init_script(WATCH)
    tab = context.new_page()
    events: list[str] = []
    tab.on("dialog", lambda dialog: (events.append(f"dialog {dialog.message}"), dialog.dismiss()))
    tab.on("pageerror", lambda error: events.append(f"error {error}"))
    context.on("request", lambda request: _outside(request, served, events))
    pages = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.html"))}
    addresses = {address: f"{served}/{address}" for address, path in pages.items() if not leads_on(path)}
    copies = attacked.workspace.dist(CLIENT).glob("for/*/1/start.html")
    addresses |= {f"for {path.parents[1].name}": path.as_uri() for path in copies}
    for name, address in addresses.items():
        events.clear()
        found.texts[name], found.dangers[name] = look(tab, address)
        found.dangers[name] += events
    context.close()
    yield found


def leads_on(path: Path) -> bool:
    """Whether it only sends the reader to another page of ours: such pages cannot be looked at."""
    goals = re.findall(r'http-equiv="refresh" content="0; url=([^"]*)"', path.read_text("utf-8"))
    assert len(goals) < 2 and not any(re.match(r"[a-z]+:|//", goal) for goal in goals), path
    return bool(goals)


def _outside(request: Request, served: str, events: list[str]) -> None:
    if not request.url.startswith((served, "data:", "blob:", "file:")):
        events.append(f"request {request.url[:90]}")


def look(tab: Page, address: str) -> tuple[str, list[str]]:
    """All text of a page, and what is dangerous on it."""
    tab.goto(address, wait_until="load")
    text, bad, refused = tab.evaluate(LOOK)
    return bare(text), [*bad, *(f"refused {one}" for one in refused)]


def test_every_free_text_of_the_model_is_attacked(attacked: Attacked) -> None:
    """A field that is new must be attacked too: see that the client has one of its noun, or say why it is not free."""
    reached = set(attacked.attack.reached)
    assert free_fields(Client, Spec, Guide, Video) - reached - NOT_ATTACKED == set()
    assert len(attacked.attack.put) > 250


def test_nothing_runs_and_nothing_is_asked_for(seen: Seen) -> None:
    assert len(seen.dangers) > 40
    assert {address: found for address, found in seen.dangers.items() if found} == {}


def test_all_is_shown_as_it_was_written(seen: Seen) -> None:
    whole = "\n".join(seen.texts.values()) + papers(seen.folder)
    shown = {mark for mark, text in seen.attacked.attack.put.items() if bare(text) in whole}
    where = {name: mark for name, mark in seen.attacked.attack.reached.items() if name not in NOT_SHOWN}
    lost = {name: seen.attacked.attack.put[mark] for name, mark in where.items() if mark not in shown}
    assert lost == {}
    assert len(shown) > 200
    spoilt = {mark: text for mark, text in seen.attacked.attack.put.items() if mark in whole and mark not in shown}
    assert spoilt == {}, "what is shown at all is shown as it was written"


def test_papers_and_slides_hold_the_texts_and_no_way_out(seen: Seen) -> None:
    """Word and PowerPoint files can be read again, and none of them names anything outside of it but pages to open."""
    files = [path for ending in ("docx", "pptx") for path in seen.folder.rglob(f"*.{ending}")]
    assert len(files) > 8
    text = papers(seen.folder)
    assert sum(mark in text for mark in seen.attacked.attack.put) > 100
    for path in files:
        with zipfile.ZipFile(path) as parcel:
            for name in parcel.namelist():
                part = parcel.read(name)
                assert b"evil.example" not in part or not name.endswith(".rels"), f"{path.name}: {name}"
                assert b"w:instrText" not in part or b"DDE" not in part
                assert not re.search(rb"\b49\b.{0,3}</w:t>", part), f"{path.name}: a template ran"


def test_handwritten_slides_hold_attacks_as_words_and_their_pdf_can_be_read(seen: Seen) -> None:
    """Lists, paragraphs and tables that somebody wrote for a slide are Markdown nobody runs, in every format."""
    decks = {address: text for address, text in seen.texts.items() if address.startswith("seminar/")}
    assert decks
    assert all(bare(unescape(HIDDEN)) in text and bare("{{ 7*7 }}") in text for text in decks.values())
    if (program := shutil.which("pdftotext")) is None:
        pytest.skip("no pdftotext here")
    files = sorted(seen.folder.glob("seminar/*.pdf"))
    assert files
    for path in files:
        done = subprocess.run([program, str(path), "-"], capture_output=True, timeout=60, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        assert "7*7" in done.stdout, f"{path.name}: a template ran"


def papers(folder: Path) -> str:
    """All text of all Word and PowerPoint files of a release, as their libraries read it."""
    import docx
    import pptx

    texts: list[str] = []
    for path in sorted(folder.rglob("*.docx")):
        body = docx.Document(str(path)).element.body
        texts += [_paragraph(p) for p in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")]
    for path in sorted(folder.rglob("*.pptx")):
        for slide in pptx.Presentation(str(path)).slides:
            parts = [slide.shapes.element] + ([slide.notes_slide.shapes.element] if slide.has_notes_slide else [])
            for part in parts:
                texts += [_paragraph(p) for p in part.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}p")]
    return bare("\n".join(texts))


def _paragraph(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter() if node.tag.endswith("}t"))


def test_the_search_finds_attacks_as_words(attacked: Attacked) -> None:
    """The index and its shards hold text; what looks like an element of a page is words there."""
    environment = {**os.environ, "KBGEN_LANG": "ru", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "kbgen", "search", "pwned", "--json"]
    done = subprocess.run(
        command, cwd=attacked.workspace.root, env=environment, capture_output=True, timeout=120, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "pwned" in unescape(done.stdout)
