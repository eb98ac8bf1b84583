"""What is on a slide can be read: contrast of all colours that words stand in, and the same picture only once."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from kbgen.model.decks import Deck, Picture, Slide
from kbgen.seminar import Shelf, write_html
from kbgen.seminar.colours import INK, MUTED, PAPER, palette
from kbgen.theme import Theme
from kbgen.theme.contrast import contrast
from kbgen.workspace import Workspace

ENOUGH = 4.5
"""Web Content Accessibility Guidelines 2.2, level AA."""


@pytest.mark.parametrize(
    ("primary", "accent"),
    [("#1f4e79", "#c2410c"), ("#2e6b3c", "#f2b705"), ("#ffee00", "#ffffff"), ("#8a8a8a", "#888888")],
)
def test_words_stand_out_from_their_ground(theme: Theme, primary: str, accent: str) -> None:
    made = palette(replace(theme, primary=primary, accent=accent))
    office = max((INK, PAPER), key=lambda words: contrast(words, made.primary))
    pairs = {
        "on primary": (made.on_primary, made.primary),
        "on its shade": (made.on_primary, made.shade),
        "on primary in PPTX": (office, made.primary),
        "on its shade in PPTX": (office, made.shade),
        "titles": (made.heading, PAPER),
        "kickers, marks": (made.mark, PAPER),
        "footers": (MUTED, PAPER),
        "table rows": (INK, made.soft),
        "lanes": (INK, made.tint),
        "own steps": (INK, made.lit),
    }
    assert {name: round(contrast(*pair), 2) for name, pair in pairs.items() if contrast(*pair) < ENOUGH} == {}


def test_a_picture_shown_twice_is_in_the_file_once(theme: Theme, workspace: Workspace) -> None:
    path = str(workspace.root / "content/guides/images/deal-1.png")
    slides = tuple(Slide(f"s{n}", "screenshot", f"T{n}", ("a",), picture=Picture(path, alt="List")) for n in range(3))
    target = workspace.root / "deck.html"
    write_html(Deck("x", "X", "", "en", slides), theme, target, Shelf(workspace.root / "shelf"))
    text = target.read_text("utf-8")
    assert len(re.findall(r'<img id="picture-1" src="data:', text)) == 1
    assert len(re.findall(r'<img data-same="picture-1" alt="List"', text)) == 2
    assert len(list((workspace.root / "shelf").iterdir())) <= 1


def test_pictures_are_made_small_once_whatever_they_are_called(workspace: Workspace) -> None:
    shelf = Shelf(workspace.root / "shelf")
    first = Path(workspace.root / "content/guides/images/deal-1.png")
    same = first.with_name("same.png")
    Image.effect_noise((1600, 900), 60).save(first)
    same.write_bytes(first.read_bytes())
    assert shelf.web(str(first)) == shelf.web(str(same))
    assert len(list((workspace.root / "shelf").iterdir())) == 1
    same.write_bytes(b"no picture")
    assert shelf.web(str(same)) == ""
    assert shelf.paper(str(same))[1] == b""


@pytest.mark.parametrize(
    ("taken", "shown"), [((1600, 900), 800), ((1920, 1080), 960), ((1366, 768), 960), ((3840, 2160), 960)]
)
def test_a_screenshot_is_shown_as_wide_as_letters_stay_sharp(
    workspace: Workspace, taken: tuple[int, int], shown: int
) -> None:
    path = workspace.root / "wide.png"
    Image.new("RGB", taken, "#204060").save(path)
    kind, content = Shelf().paper(str(path))
    with Image.open(io.BytesIO(content)) as made:
        assert (kind, made.width, made.height) == ("jpeg", shown, round(shown * 9 / 16))
