"""Colours that can be read, layers that lie over each other."""

from pathlib import Path

import pytest

from kbgen.errors import ContentError
from kbgen.importers.themes import read_theme
from kbgen.language import say
from kbgen.theme import READABLE, Theme, contrast, readable_on, stylesheet, variables
from kbgen.theme.css import NIGHT, PAPER
from kbgen.workspace import Workspace


def workspace(folder: Path, **themes: str) -> Workspace:
    """A workspace with these ``theme.yml`` texts."""
    for name, text in themes.items():
        (folder / "themes" / name).mkdir(parents=True)
        (folder / "themes" / name / "theme.yml").write_text(text, "utf-8")
    return Workspace(folder)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("colour", ["#ffff00", "#f2b705", "#1f4e79", "#101010", "#808080", "#ff0000"])
def test_made_colours_can_be_read_in_both_schemes(colour: str) -> None:
    made = variables(Theme("t", (), primary=colour, accent=colour))
    for name in ("--kb-link", "--kb-mark"):
        assert contrast(made[name], PAPER) >= READABLE
        assert contrast(made[f"{name}-night"], NIGHT) >= READABLE
    assert contrast(readable_on(colour), colour) >= READABLE


def test_what_a_theme_does_not_say_the_base_says(tmp_path: Path) -> None:
    place = workspace(tmp_path, base='primary: "#112233"\nfonts:\n  office: Verdana\n', own='accent: "#ABCDEF"\n')
    theme = read_theme(place, "own")
    assert (theme.primary, theme.accent, theme.fonts.office) == ("#112233", "#abcdef", "Verdana")
    assert theme.on_accent == "#000000", "a pale accent gets dark text by itself"
    assert "--kb-primary: #112233;" in stylesheet(theme)


def test_the_nearest_file_is_found_and_links_out_are_not(tmp_path: Path) -> None:
    place = workspace(tmp_path, base="name: b\n", own="name: o\n")
    (tmp_path / "secret.css").write_text("x")
    for layer, name in (("base", "a.css"), ("base", "b.css"), ("own", "a.css"), ("own", ".hidden.css")):
        path = place.themes / layer / "assets" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(layer)
    (place.themes / "own/assets/link.css").symlink_to(tmp_path / "secret.css")
    theme = read_theme(place, "own")
    assert {n: p.read_text() for n, p in theme.files("assets").items()} == {
        "assets/a.css": "own",
        "assets/b.css": "base",
    }
    assert theme.find("assets/b.css") == place.themes / "base/assets/b.css"
    assert theme.find("assets/link.css") is None
    assert theme.find("../../secret.css") is None


def test_all_mistakes_of_a_theme_are_told_at_once(tmp_path: Path) -> None:
    place = workspace(
        tmp_path, base="name: b\n", own='primary: зелёный\naccent: "#12"\nlogo: none.svg\nfavicon: ../../x.svg\n'
    )
    with pytest.raises(ContentError) as caught:
        read_theme(place, "own")
    told = [say(problem, "ru") for problem in caught.value.problems]
    assert [t.where for t in told] == [f"themes/own/theme.yml:{line}" for line in ("1:10", "2:9", "3:7", "4:10")]
    assert "зелёный" in told[0].what
    assert all(t.hint for t in told)


def test_an_unknown_theme_is_named_with_one_that_exists(tmp_path: Path) -> None:
    place = workspace(tmp_path, base="name: b\n", romashka="name: r\n")
    with pytest.raises(ContentError) as caught:
        read_theme(place, "romashki")
    assert "romashka" in say(caught.value.problems[0], "en").hint
    with pytest.raises(ContentError):
        read_theme(place, "../base")


def test_an_unknown_key_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        read_theme(workspace(tmp_path, base="name: b\n", own='primery: "#112233"\n'), "own")
    assert "primary" in str(caught.value)


def test_hard_to_read_colours_are_a_warning(tmp_path: Path) -> None:
    place = workspace(tmp_path, base="name: b\n", own='primary: "#ffee00"\non_primary: "#ffffff"\n')
    (warning,) = read_theme(place, "own").problems()
    assert warning.severity == "warning"
    assert "#ffee00" in say(warning, "ru").what


def test_the_projects_own_themes_are_readable(root: Path) -> None:
    for name in ("base", "romashka"):
        theme = read_theme(Workspace(root), name)
        assert theme.problems() == ()
        assert theme.logo
        assert theme.favicon
