"""Files of captions beside a recording: which of them are taken, and what is told of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.errors import Problem
from kbgen.importers.caption_files import Named, named
from kbgen.importers.videos import read_videos
from kbgen.language import say
from kbgen.model.videos import Video
from kbgen.workspace import Workspace

CUE = "1\n00:00:01,000 --> 00:00:02,000\n{}\n"


def read(tmp_path: Path, *names: str) -> tuple[Video | None, tuple[Problem, ...]]:
    """The recording ``sale.mp4`` with these files of captions, each saying its own name."""
    folder = tmp_path / "videos" / "firm"
    folder.mkdir(parents=True)
    (folder / "sale.mp4").touch()
    for name in names:
        (folder / name).write_text(CUE.format(name), encoding="utf-8")
    videos, problems = read_videos(Workspace(tmp_path), ["firm"], "ru")
    return (videos[0] if videos else None), problems


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sale.srt", Named("sale", None, False)),
        ("sale.ru.vtt", Named("sale", "ru", False)),
        ("sale.RUS.srt", Named("sale", "ru", False)),
        ("sale.en-US.ass", Named("sale", "en", False)),
        ("sale.ru.draft.vtt", Named("sale", "ru", True)),
        ("sale.draft.vtt", Named("sale", None, True)),
        ("01.sale.2.en.srt", Named("01.sale.2", "en", False)),
        ("ru.srt", Named("ru", None, False)),
    ],
)
def test_names(name: str, expected: Named) -> None:
    assert named(Path(name)) == expected


def test_what_a_person_wrote_wins_over_a_draft(tmp_path: Path) -> None:
    video, problems = read(tmp_path, "sale.ru.draft.vtt", "sale.ru.vtt", "sale.en.draft.vtt")
    assert problems == () and video is not None
    own, foreign = video.captions
    assert (own.language, own.draft, own.cues[0].text) == ("ru", False, "sale.ru.vtt")
    assert (foreign.language, foreign.draft) == ("en", True)
    assert not video.captions_draft and own.file == "videos/firm/sale.ru.vtt"


def test_a_draft_is_taken_where_nobody_wrote(tmp_path: Path) -> None:
    video, problems = read(tmp_path, "sale.ru.draft.vtt")
    assert problems == () and video is not None and video.captions_draft


def test_two_of_one_language_are_told(tmp_path: Path) -> None:
    video, problems = read(tmp_path, "sale.ru.srt", "sale.srt")
    assert [(p.code, p.severity) for p in problems] == [("captions-twice", "warning")]
    assert video is not None and video.captions[0].cues[0].text == "sale.ru.srt"
    assert "sale.srt" in say(problems[0], "ru").what and "sale.ru.srt" in say(problems[0], "en").what


def test_a_language_that_is_not_spoken_is_told(tmp_path: Path) -> None:
    video, problems = read(tmp_path, "sale.de.srt")
    assert [(p.code, p.severity) for p in problems] == [("captions-language", "warning")]
    assert video is not None and video.captions == ()
    assert "«de»" in say(problems[0], "ru").what


def test_broken_letters_are_told_with_their_line(tmp_path: Path) -> None:
    folder = tmp_path / "videos" / "firm"
    folder.mkdir(parents=True)
    (folder / "sale.mp4").touch()
    text = CUE.format("Откройте карточку клиента и проверьте его телефон").encode()
    (folder / "sale.srt").write_bytes(text.replace("телефон".encode(), "телефо".encode() + b"\xd0"))
    videos, problems = read_videos(Workspace(tmp_path), ["firm"], "ru")
    assert [(p.code, p.place.line, p.severity) for p in problems] == [("captions-broken-letters", 2, "warning")]
    assert videos[0].captions[0].cues[0].text.endswith("телефо\ufffd")


def test_a_broken_time_stops_the_video_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "videos" / "firm"
    folder.mkdir(parents=True)
    (folder / "sale.mp4").touch()
    (folder / "sale.srt").write_text("1\n00:00:05,000 --> 00:00:04,000\nНажмите кнопку\n", encoding="cp1251")
    videos, problems = read_videos(Workspace(tmp_path), ["firm"], "ru")
    assert videos == ()
    assert [(p.code, str(p.place)) for p in problems] == [("captions-backwards", "videos/firm/sale.srt:2")]
