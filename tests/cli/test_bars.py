"""Bars of the work on recordings, as a terminal shows them: in both languages, on narrow windows, with any name."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.progress import Progress

from kbgen.cli import console
from kbgen.cli.console import TerminalProgress
from kbgen.language import words
from kbgen.video.estimate import Running, Standing

LONG = "videos/romashka/" + "очень-длинное-имя-записи-[bold]-" * 4 + "конец.mp4"
STANDING = Standing(
    0.42, 754.0, 1, 3, (Running("videos/romashka/deal-stages.mkv", 0.63, 95.0), Running(LONG, 0.1, None))
)


def shown(monkeypatch: pytest.MonkeyPatch, language: str, width: int = 100, standing: Standing = STANDING) -> list[str]:
    """The lines of the bars at this moment."""
    screen = Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None)
    monkeypatch.setattr(console, "out", screen)
    monkeypatch.setattr(console, "w", lambda: words(language))
    with TerminalProgress() as progress:
        progress.step("videos")
        progress.work(standing)
        assert isinstance(progress._bar, Progress)
        picture = Console(file=io.StringIO(), width=width, color_system=None)
        picture.print(progress._bar.get_renderable())
        assert isinstance(picture.file, io.StringIO)
        said = picture.file.getvalue().splitlines()
        progress.work(Standing(1.0, 0.0, 3, 3, ()))
    return said


@pytest.mark.parametrize(("language", "counted", "left"), [
    ("ru", "(1 из 3)", "осталось ≈ 12:34"), ("en", "(1 of 3)", "≈ 12:34 left"),
])  # fmt: skip
def test_all_of_them_and_each_that_is_under_way(
    monkeypatch: pytest.MonkeyPatch, language: str, counted: str, left: str
) -> None:
    whole, first, second = shown(monkeypatch, language)
    assert counted in whole and left in whole and " 42%" in whole
    assert "deal-stages.mkv" in first and " 63%" in first and first.rstrip().endswith("1:35")
    assert "…" in second and "конец.mp4" in second and " 10%" in second


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_narrow_window_keeps_a_line_each(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    said = shown(monkeypatch, language, width=80)
    assert len(said) == 3 and all(len(line) <= 80 for line in said), said


def test_nothing_is_said_of_the_time_before_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    (whole,) = shown(monkeypatch, "en", standing=Standing(0.0, None, 0, 2, ()))
    assert "(0 of 2)" in whole and "left" not in whole
