"""Colours as stylesheets write them; every pair of a page can be read in both schemes; fonts travel inside."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kbgen.errors import ContentError
from kbgen.importers.themes import read_theme
from kbgen.language import say
from kbgen.theme import stylesheet
from kbgen.theme.colours import declared, painted
from kbgen.theme.pairs import PAIRS
from kbgen.workspace import Workspace


@pytest.mark.parametrize(
    ("written", "colour"),
    [
        ("#ABC", "#aabbcc"),
        ("#1f4e79", "#1f4e79"),
        ("var(--x)", "#102030"),
        ("var(--none, #ffffff)", "#ffffff"),
        ("hsl(220 20% 97%)", "#f6f7f9"),
        ("hsl(0, 0%, 0%)", "#000000"),
        ("color-mix(in srgb, var(--x) 50%, #fff)", "#889098"),
        ("var(--loop)", ""),
        ("rebeccapurple", ""),
    ],
)
def test_colours_are_those_a_browser_paints(written: str, colour: str) -> None:
    assert painted(written, {"--x": "#102030", "--loop": "var(--loop)"}) == colour


def test_only_the_selectors_own_rules_count() -> None:
    css = (
        "/* body{--a:#000} */ body, .x { --a: #111; --b: var(--a); } @media print { body { --a: #222; } } .y{--a:#333}"
    )
    assert declared(css, "body") == {"--a": "#111", "--b": "var(--a)"}


def themed(folder: Path, root: Path, own: str, css: str = "") -> Workspace:
    """The project's base with a theme of one's own over it."""
    shutil.copytree(
        root / "themes/base", folder / "themes/base", ignore=shutil.ignore_patterns("vendor", "deck", "documents")
    )
    (folder / "themes/own/assets/kbgen").mkdir(parents=True)
    (folder / "themes/own/theme.yml").write_text(own, "utf-8")
    if css:
        (folder / "themes/own/assets/kbgen/wiki.css").write_text(css, "utf-8")
    return Workspace(folder)


def test_every_pair_of_the_bases_pages_is_known_and_readable(root: Path) -> None:
    from kbgen.theme import pairs

    theme = read_theme(Workspace(root), "base")
    sheets = [p.read_text("utf-8") for n in pairs._STYLES if (p := theme.find(f"assets/kbgen/{n}"))]
    light = pairs._known(theme, sheets, dark=False)
    for known in (light, {**light, **pairs._known(theme, sheets, dark=True)}):
        assert [name for pair in PAIRS for name in pair if not painted(f"var(--kb-{name})", known)] == []
    assert theme.problems() == ()


@pytest.mark.parametrize("primary", ["#ffd400", "#101010", "#e4002b", "#7fb2ff", "#00a19a"])
def test_any_colour_of_a_brand_gives_readable_pages(primary: str, tmp_path: Path, root: Path) -> None:
    theme = read_theme(themed(tmp_path, root, f'primary: "{primary}"\naccent: "{primary}"\n'), "own")
    assert [dict(p.values) for p in theme.problems()] == []


def test_a_failing_pair_is_named_with_both_colours(tmp_path: Path, root: Path) -> None:
    css = (root / "themes/base/assets/kbgen/wiki.css").read_text("utf-8")
    pale = re.sub(r"(slate.*?--kb-good: )#\w+", r"\g<1>#1a5c30", css, count=1, flags=re.DOTALL)
    theme = read_theme(themed(tmp_path, root, "name: own\n", pale), "own")
    told = [say(problem, "ru").what for problem in theme.problems()]
    assert any("--kb-good #1a5c30" in what and "--kb-good-soft #14532d" in what for what in told)
    assert {p.severity for p in theme.problems()} == {"warning"}


FONT = """fonts:
  text: '"Own", sans-serif'
  files:
    - {family: Own, file: own.woff2, weight: 400 900, range: "U+0400-045F, U+2116", licence: "© Own */ evil"}
"""


def test_fonts_of_a_theme_stand_inside_the_stylesheet(tmp_path: Path, root: Path) -> None:
    place = themed(tmp_path, root, FONT)
    (tmp_path / "themes/own/own.woff2").write_bytes(b"wOF2" + bytes(20))
    theme = read_theme(place, "own")
    css = stylesheet(theme)
    assert "data:font/woff2;base64,d09GMg" in css
    assert "unicode-range: U+0400-045F, U+2116;" in css
    assert css.count("*/") == 1
    assert "@font-face" not in stylesheet(theme, fonts=False)
    assert theme.problems() == ()
    (tmp_path / "themes/own/own.woff2").write_bytes(b"wOF2" + bytes(400_000))
    assert [p.code for p in theme.problems()] == ["theme_heavy_fonts"]


@pytest.mark.parametrize(
    ("font", "code"),
    [
        ("{family: Own, file: none.woff2}", "theme_file"),
        ("{family: Own, file: ../base/theme.yml}", "theme_file"),
        ("{family: Own, file: theme.yml}", "theme_font"),
        ("{family: 'Own\"}x', file: own.woff2}", "theme_font_value"),
        ("{family: Own, file: own.woff2, weight: bold}", "theme_font_value"),
        ("{family: Own, file: own.woff2, range: 'U+0400;}x'}", "theme_font_value"),
    ],
)
def test_a_font_that_is_none_is_told(font: str, code: str, tmp_path: Path, root: Path) -> None:
    place = themed(tmp_path, root, f"fonts:\n  files:\n    - {font}\n")
    (tmp_path / "themes/own/own.woff2").write_bytes(b"wOF2")
    with pytest.raises(ContentError) as caught:
        read_theme(place, "own")
    assert [p.code for p in caught.value.problems] == [code]
    assert all(say(p, language).hint for p in caught.value.problems for language in ("ru", "en"))
