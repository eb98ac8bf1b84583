"""Captions as people bring them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.importers.captions import decoded, parse, read_captions
from kbgen.model.videos import Cue
from kbgen.workspace import Workspace

SRT = """1
00:00:00,728 --> 00:00:08,320
Здравствуйте! В этом видео
мы войдём в систему.

2
00:00:08,821 --> 00:00:13,810
<i>Введите</i> имя &amp; пароль.
"""
CUES = (
    Cue(0.728, 8.32, "Здравствуйте! В этом видео\nмы войдём в систему."),
    Cue(8.821, 13.81, "Введите имя & пароль."),
)
VTT = """WEBVTT - Титры

STYLE
::cue { color: red }

NOTE здесь --> не титр

intro
00:00.728 --> 00:08.320 align:start position:10%
Здравствуйте! В этом видео
мы войдём в систему.

00:08.821 --> 00:13.810
<v Анна><c.red>Введите</c></v> имя &amp; пароль.
"""
ASS = r"""[Script Info]
Title: x

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,нет
Dialogue: 0,0:00:08.82,0:00:13.81,Default,,0,0,0,,{\i1}Введите{\i0} имя, затем пароль.
Dialogue: 0,0:00:00.73,0:00:08.32,Default,,0,0,0,,Здравствуйте!\NВойдём.
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("text", "ending"), [(SRT, ".srt"), (VTT, ".vtt")])
def test_subrip_and_webvtt(text: str, ending: str, ends: str) -> None:
    assert parse(text.replace("\n", ends), "a", ending) == (CUES, ())


def test_advanced_substation() -> None:
    cues, problems = parse(ASS, "a.ass", ".ass")
    assert problems == ()
    assert cues == (Cue(0.73, 8.32, "Здравствуйте!\nВойдём."), Cue(8.82, 13.81, "Введите имя, затем пароль."))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866", "koi8-r"])
def test_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "videos").mkdir()
    path = tmp_path / "videos" / "a.ru.srt"
    path.write_bytes(SRT.encode(encoding))
    assert read_captions(path, Workspace(tmp_path)) == (CUES, ())


def test_other_bytes_are_a_problem(tmp_path: Path) -> None:
    (tmp_path / "videos").mkdir()
    path = tmp_path / "videos" / "a.srt"
    path.write_bytes(bytes(range(256)) * 20)
    cues, problems = read_captions(path, Workspace(tmp_path))
    assert cues == () and [p.code for p in problems] == ["captions-encoding"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("1\n00:00:05,000 --> 00:00:04,000\nа\n", "captions-backwards", 2),
        ("1\n00:00:05 -> 00:00:06\nа\n\n2\n00:01:xx,1 --> 00:02:00,0\nб\n", "captions-time", 6),
        ("просто текст\n", "captions-none", 0),
        ("", "captions-none", 0),
    ],
)
def test_problems_have_their_line(text: str, code: str, line: int) -> None:
    cues, problems = parse(text, "a.srt")
    assert cues == () and [(p.code, p.place.line) for p in problems] == [(code, line)]


def test_a_forgotten_empty_line_and_cues_out_of_order() -> None:
    text = "2\n0:10,5 --> 0:12,0\nдва\n1\n0:01 --> 0:02\nраз\n"
    assert parse(text, "a.srt")[0] == (Cue(1.0, 2.0, "раз"), Cue(10.5, 12.0, "два"))


@given(st.text(max_size=400))
def test_nothing_written_breaks_the_reader(text: str) -> None:
    for ending in (".srt", ".vtt", ".ass"):
        cues, problems = parse(text, "a", ending)
        assert cues or problems
        assert all(c.end > c.start and c.text.strip() for c in cues)


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_nothing(content: bytes) -> None:
    assert isinstance(decoded(content), str | None)
