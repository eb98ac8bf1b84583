"""Codec names, presets, tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.errors import ContentError
from kbgen.language import say, words
from kbgen.video.presets import PRESETS
from kbgen.video.tools import find_tool
from kbgen.video.verify import codec_string
from kbgen.video.work import _Parts


@pytest.mark.parametrize(
    ("codec", "extradata", "name"),
    [
        ("h264", bytes.fromhex("01640028ff"), "avc1.640028"),
        ("av1", bytes([0x81, 0x08, 0x0C]), "av01.0.08M.08"),
        ("av1", bytes([0x81, 0x2D, 0xC0]), "av01.1.13H.10"),
        ("av1", b"", "av01.0.08M.08"),
    ],
)
def test_codecs_are_named_as_browsers_want(codec: str, extradata: bytes, name: str) -> None:
    assert codec_string(codec, extradata) == name  # type: ignore[arg-type]


def test_presets_have_names_of_their_own_and_the_smaller_one_first() -> None:
    assert [p.codec for p in PRESETS] == ["av1", "h264"]
    assert len({p.name for p in PRESETS}) == len(PRESETS)


@pytest.mark.fault
def test_an_ffmpeg_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        find_tool(tmp_path, {"KBGEN_FFMPEG": str(tmp_path / "none")})
    assert [p.code for p in caught.value.problems] == ["video-ffmpeg-lacks"]
    assert "none" in say(caught.value.problems[0], "ru").what


@pytest.mark.media
def test_what_a_tool_can_do_is_asked_once(tmp_path: Path) -> None:
    first = find_tool(tmp_path)
    kept = list(tmp_path.glob("ffmpeg-*.json"))
    assert len(kept) == 1 and first.version and len(first.build) == 16
    assert find_tool(tmp_path) == first


def test_both_languages_have_the_same_words() -> None:
    russian, english = words("ru").texts, words("en").texts
    ours = ("video.", "problems.video-", "problems.captions-")
    assert {k for k in russian if k.startswith(ours)} == {k for k in english if k.startswith(ours)}


def test_progress_counts_the_search_where_there_is_one() -> None:
    told: list[float] = []
    known, sought = _Parts(told.append), _Parts(told.append)
    known.encoded(0.5)
    for part in (0.2, 1.0):
        sought.sought(part)
    for part in (0.0, 0.5, 1.0):
        sought.encoded(part)
    assert [round(part, 3) for part in told] == [0.5, 0.06, 0.3, 0.3, 0.65, 1.0]
    _Parts(None).encoded(1.0)
