"""Drafts beside what people made, never over it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kbgen.build.captions import approve_captions
from kbgen.build.drafts import DraftOptions, draft_video
from kbgen.errors import KbgenError, UsageError
from kbgen.importers.kb import read_kb
from kbgen.video.speaking import find_voice
from kbgen.workspace import Workspace

TINY = Path(__file__).parent.parent / "workspaces" / "tiny"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    shutil.copytree(TINY, tmp_path / "ws")
    (tmp_path / "ws" / "videos" / "tiny").mkdir(parents=True)
    return Workspace(tmp_path / "ws")


def code(failure: pytest.ExceptionInfo[KbgenError]) -> str:
    return failure.value.problems[0].code


def test_an_unknown_guide_gets_a_near_one_named(workspace: Workspace) -> None:
    with pytest.raises(UsageError) as refused:
        draft_video(workspace, "new-dael")
    assert code(refused) == "draft_no_guide_near"
    assert refused.value.problems[0].values["near"] == "new-deal"


def test_a_guide_of_several_clients_needs_the_client(workspace: Workspace) -> None:
    shutil.copytree(workspace.clients / "tiny", workspace.clients / "other")
    with pytest.raises(UsageError) as refused:
        draft_video(workspace, "new-deal")
    assert code(refused) == "draft_several_clients"


def test_a_guide_without_steps_gives_no_film(workspace: Workspace) -> None:
    guide = workspace.root / "content" / "guides" / "common" / "sign-in.md"
    guide.write_text("---\ntitle: Как войти\n---\n\nОткройте страницу входа.\n", "utf-8")
    with pytest.raises(KbgenError) as refused:
        draft_video(workspace, "sign-in")
    assert code(refused) == "draft_stepless"


@pytest.mark.parametrize("ending", [".mp4", ".mkv", ".MOV"])
def test_what_a_person_recorded_is_never_replaced(workspace: Workspace, ending: str) -> None:
    recording = workspace.videos / "tiny" / f"new-deal{ending}"
    recording.write_bytes(b"a person's work")
    with pytest.raises(KbgenError) as refused:
        draft_video(workspace, "new-deal")
    assert code(refused) == "draft_taken"
    assert recording.read_bytes() == b"a person's work"


@pytest.mark.parametrize("name", ["../out", "Имя", "a/b", "-x", ".hidden"])
def test_a_name_stays_in_its_folder(workspace: Workspace, name: str) -> None:
    with pytest.raises(UsageError) as refused:
        draft_video(workspace, "new-deal", DraftOptions(name=name))
    assert code(refused) == "draft_name"


@pytest.mark.media
def test_a_draft_is_a_video_of_its_guide_until_a_person_records_one(workspace: Workspace) -> None:
    try:
        find_voice("ru", "espeak-ng", environ={})
    except UsageError:
        pytest.skip("no espeak-ng: Debian's espeak-ng")
    made = draft_video(workspace, "new-deal", DraftOptions(engine="espeak-ng"))
    names = ["new-deal.mp4", "new-deal.ru.vtt", "new-deal.yml"]
    assert sorted(p.name for p in (workspace.videos / "tiny").iterdir()) == names
    kb = read_kb(workspace, "tiny")
    video = kb.video("new-deal")
    assert video is not None
    assert video.draft
    assert (video.guide, video.title.ru or video.title.plain) == ("new-deal", "Как создать сделку")
    assert not video.captions[0].draft, "they are exact: only the voice is a draft"
    assert video.captions[0].cues[0].text == "Как создать сделку."
    assert len(video.chapters) == 3
    assert video.chapters[-1].start < made.seconds
    guide = kb.guide("new-deal")
    assert guide is not None
    assert guide.videos == ("new-deal",), "the guide shows it without being edited"
    assert made.files[0] == workspace.videos / "tiny" / "new-deal.mp4"


@pytest.fixture
def recorded(workspace: Workspace) -> Workspace:
    """A recording with a draft of captions."""
    folder = workspace.videos / "tiny"
    (folder / "call.mp4").write_bytes(b"")
    (folder / "call.ru.draft.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nАлло.\n", "utf-8")
    return workspace


def test_a_draft_that_was_read_becomes_the_captions(recorded: Workspace) -> None:
    assert read_kb(recorded, "tiny").videos[0].captions[0].draft
    assert [p.name for p in approve_captions(recorded, "tiny", ["call"])] == ["call.ru.vtt"]
    captions = read_kb(recorded, "tiny").videos[0].captions
    assert [(c.draft, c.cues[0].text) for c in captions] == [(False, "Алло.")]
    with pytest.raises(KbgenError) as refused:
        approve_captions(recorded, "tiny", ["call"])
    assert code(refused) == "captions_no_draft"


def test_captions_of_a_person_win_and_are_never_written_over(recorded: Workspace) -> None:
    own = recorded.videos / "tiny" / "call.srt"
    own.write_text("1\n00:00:00,000 --> 00:00:02,000\nАлло, слушаю.\n", "utf-8")
    assert read_kb(recorded, "tiny").videos[0].captions[0].cues[0].text == "Алло, слушаю."
    with pytest.raises(KbgenError) as refused:
        approve_captions(recorded, "tiny", ["call"])
    assert code(refused) == "captions_both"
    assert own.is_file()


def test_an_unknown_video_is_a_problem_and_nothing_is_approved(recorded: Workspace) -> None:
    with pytest.raises(UsageError) as refused:
        approve_captions(recorded, "tiny", ["call", "gone"])
    assert code(refused) == "captions_no_video"
    assert (recorded.videos / "tiny" / "call.ru.draft.vtt").is_file()
