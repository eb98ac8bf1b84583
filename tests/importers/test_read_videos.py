"""Recordings with their sidecars and captions."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.importers.videos import read_videos
from kbgen.language import say
from kbgen.model.text import Text
from kbgen.model.videos import Chapter, Cue
from kbgen.workspace import Workspace

SRT = "1\n00:00:01,000 --> 00:00:02,000\nРаз.\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "videos" / "firm").mkdir(parents=True)
    return Workspace(tmp_path)


def put(workspace: Workspace, **files: str) -> None:
    """Files of ``videos/firm``: dots of a name are written ``__``."""
    for name, text in files.items():
        (workspace.videos / "firm" / name.replace("__", ".")).write_text(text, encoding="utf-8")


def test_everything_a_sidecar_says(workspace: Workspace) -> None:
    put(
        workspace,
        deal__mkv="",
        deal__yml='title: {ru: Сделка, en: Deal}\nroles: [manager]\nentities: [Deal]\nguide: new-deal\nposter: "0:12"\n'
        'chapters:\n  - {start: "1:05.5", title: Конец}\n  - {start: 0, title: Начало}\n',
        deal__ru__srt=SRT,
        deal__en__vtt="WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n",
        notes__txt="не видео",
    )
    (video,), problems = read_videos(workspace, ["firm"], "ru")
    assert problems == ()
    assert (video.id, video.title, video.file) == ("deal", Text(ru="Сделка", en="Deal"), "videos/firm/deal.mkv")
    assert (video.roles, video.entities, video.guide, video.poster) == (("manager",), ("Deal",), "new-deal", 12.0)
    assert video.chapters == (Chapter(0, "Начало"), Chapter(65.5, "Конец"))
    assert [(c.language, c.cues, c.draft) for c in video.captions] == [
        ("ru", (Cue(1, 2, "Раз."),), False),
        ("en", (Cue(1, 2, "One."),), False),
    ]
    assert str(video.place) == "videos/firm/deal.yml:1"


def test_a_bare_recording_gets_its_name_for_a_title(workspace: Workspace) -> None:
    (workspace.videos / "firm" / "03-новый_запрос.MP4").write_bytes(b"")
    (video,), problems = read_videos(workspace, ["firm", "none"], "ru")
    assert problems == ()
    assert (video.id, video.title.said("ru"), video.language) == ("03-novyy-zapros", "Новый запрос", "ru")


def test_drafts_of_captions_give_way(workspace: Workspace) -> None:
    put(workspace, a__mp4="", a__draft__srt=SRT, b__mp4="", b__ru__draft__srt=SRT, b__ru__srt=SRT.replace("Раз", "Два"))
    (a, b), problems = read_videos(workspace, ["firm"], "ru")
    assert problems == ()
    assert a.captions[0].draft and not b.captions[0].draft and b.captions[0].cues[0].text == "Два."


def test_order_is_the_writers(workspace: Workspace) -> None:
    put(workspace, a__mp4="", b__mp4="", b__yml="order: 2\n", c__mp4="", c__yml="order: 1\n")
    videos, _ = read_videos(workspace, ["firm"], "ru")
    assert [v.id for v in videos] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("files", "code", "place"),
    [
        ({"deal__yml": "title: x\n"}, "video-sidecar-alone", "videos/firm/deal.yml"),
        ({"deal__mp4": "", "daal__ru__srt": SRT}, "video-sidecar-alone-near", "videos/firm/daal.ru.srt"),
        ({"a__mp4": "", "a__yml": "titel: x\n"}, "unknown_key_near", "videos/firm/a.yml:1:1"),
        ({"a__mp4": "", "a__yml": "poster: soon\n"}, "video-bad-second", "videos/firm/a.yml:1:9"),
        (
            {"a__mp4": "", "a__yml": "chapters:\n- {start: 1:30, title: x}\n"},
            "ambiguous_time",
            "videos/firm/a.yml:2:11",
        ),
        ({"a__mp4": "", "a__yml": "language: fr\n"}, "unknown_word", "videos/firm/a.yml:1:11"),
        ({"a__mp4": "", "a__srt": "1\n00:00:02,0 --> 00:00:01,0\nх\n"}, "captions-backwards", "videos/firm/a.srt:2"),
        ({"a__mp4": "", "b__mp4": "", "b__yml": "id: A\n"}, "video-same-id", "videos/firm/b.mp4"),
    ],
)
def test_problems(workspace: Workspace, files: dict[str, str], code: str, place: str) -> None:
    put(workspace, **files)
    _, problems = read_videos(workspace, ["firm"], "ru")
    assert [(p.code, str(p.place)) for p in problems] == [(code, place)]
    for language in ("ru", "en"):
        assert say(problems[0], language).what and say(problems[0], language).hint  # type: ignore[arg-type]


def test_a_link_out_of_the_folder_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(b"x")
    (workspace.videos / "firm" / "a.mp4").symlink_to(secret)
    (workspace.videos / "firm" / "b.mp4").symlink_to(tmp_path / "nothing.mp4")
    videos, problems = read_videos(workspace, ["firm"], "ru")
    assert videos == () and [p.code for p in problems] == ["video-outside", "video-outside"]


def test_the_demo_recordings(root: Path) -> None:
    videos, problems = read_videos(Workspace(root), ["romashka"], "ru")
    assert problems == ()
    assert [v.id for v in videos] == ["overview", "new-request", "deal-stages", "task", "payment"]
    assert all(v.captions and v.chapters and v.poster is not None for v in videos)
    assert {Path(v.file).suffix for v in videos} == {".mp4", ".mkv", ".webm", ".mov"}
    assert sum(p.stat().st_size for p in (root / "videos").rglob("*") if p.is_file()) <= 14_000_000
