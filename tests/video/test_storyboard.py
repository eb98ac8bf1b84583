"""Storyboards and posters: pictures of the right seconds, none of a black or blank screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from kbgen.video.storyboard import MOST, Pictures, _best, _tiles, pictures
from kbgen.video.tools import Tool
from kbgen.video.work import Failure, Job, Study, study
from tests.video.conftest import Clip


def made(job: Job) -> Pictures:
    known = study(job)
    assert isinstance(known, Study)
    result = pictures(job, known)
    assert isinstance(result, Pictures), result
    return result


@pytest.mark.media
def test_every_picture_shows_its_seconds(clip: Clip, tmp_path: Path, tool: Tool) -> None:
    grey = "geq=lum='20+7*floor(T)':cb=128:cr=128"
    source = clip(tmp_path / "a.mkv", "-vf", grey, "-c:v", "libx264", "-g", "300", "-c:a", "aac", seconds=24, rate="10")
    job = Job(source, "digest", tmp_path / "store", tool)
    board = made(job).storyboard
    said = board.facts
    assert (said["step"], said["count"], said["width"], said["height"]) == (2, 12, 256, 144)
    sheet = Image.open(board.path).convert("L")
    assert sheet.size == (4 * 256, 3 * 144)
    for n in range(12):
        seen = sheet.getpixel((n % 4 * 256 + 128, n // 4 * 144 + 72))
        levels = [(20 + 7 * second - 16) * 255 / 219 for second in (2 * n, 2 * n + 1)]
        assert min(abs(seen - level) for level in levels) < 5, n
    assert made(job).storyboard == board  # taken from the store


@pytest.mark.media
def test_the_poster_is_neither_black_nor_blank(clip: Clip, tmp_path: Path, tool: Tool) -> None:
    covered = "drawbox=w=iw:h=ih:c=black:t=fill:enable='lt(t,9)',drawbox=w=iw:h=ih:c=white:t=fill:enable='gt(t,14)'"
    source = clip(
        tmp_path / "a.mkv", "-vf", covered, "-c:v", "libx264", "-g", "60", "-c:a", "aac", seconds=24, rate="5"
    )
    chosen = made(Job(source, "covered", tmp_path / "store", tool))
    assert 9 < chosen.storyboard.facts["best"] < 14
    assert len(Image.open(chosen.poster.path).convert("RGB").quantize(32).getcolors()) > 16
    named = made(Job(source, "covered", tmp_path / "store", tool, poster=2.0))
    assert Image.open(named.poster.path).convert("L").getextrema()[1] < 20  # the sidecar is obeyed


def test_pictures_are_read_as_they_come_and_never_more_than_sixty() -> None:
    one = b"P6\n2 1\n255\n" + bytes(6)
    assert [tile.size for tile in _tiles(one * 3)] == [(2, 1)] * 3
    assert len(_tiles(one * 100)) == MOST
    assert len(_tiles(one + one[:-1])) == 1 and _tiles(b"") == [] and _tiles(b"P6\n0 0\n255\n") == []


def test_nothing_to_see_gives_no_second() -> None:
    assert _best([Image.new("RGB", (256, 144), "white")] * 5, 2) is None
    busy = Image.effect_noise((256, 144), 90).convert("RGB")
    assert _best([Image.new("RGB", (256, 144))] * 3 + [busy], 2) == 7


@pytest.mark.media
@pytest.mark.fault
def test_what_cannot_be_pictured_fails_by_name(clip: Clip, tmp_path: Path, tool: Tool) -> None:
    source = clip(tmp_path / "a.mp4")
    job = Job(source, "gone", tmp_path / "store", tool)
    known = study(job)
    assert isinstance(known, Study)
    source.write_bytes(b"")
    assert isinstance(pictures(job, known), Failure)
    assert not list((tmp_path / "store").rglob(".*draft*"))
