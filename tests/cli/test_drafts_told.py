"""``kbgen video draft`` and ``kbgen captions`` as a trainer meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.errors import UsageError
from kbgen.video.speaking import find_voice
from tests.cli.conftest import Call


def test_wrong_calls_are_told_in_words(kbgen: Call, here: Path) -> None:
    told = kbgen("video", "draft", "new-dael", cwd=here)
    assert told.returncode == 2
    assert "инструкции «new-dael» нет" in told.stderr
    assert "Возможно, вы имели в виду «new-deal»." in told.stderr
    told = kbgen("captions", "tiny", "--video", "call", cwd=here)
    assert told.returncode == 2
    assert "видео «call» нет" in told.stderr


def test_without_a_model_nothing_is_fetched_and_the_way_is_named(kbgen: Call, here: Path) -> None:
    folder = here / "videos" / "tiny"
    folder.mkdir(parents=True)
    (folder / "call.mp4").write_bytes(b"")
    told = kbgen("captions", "tiny", cwd=here)
    assert told.returncode == 2
    assert "не указана папка с моделью" in told.stderr
    assert "KBGEN_SPEECH_MODEL" in told.stderr
    assert kbgen("captions", "tiny", cwd=here, language="en").stderr.count("model folder") == 1


def test_nothing_to_recognise_is_said(kbgen: Call, here: Path) -> None:
    told = kbgen("captions", "tiny", cwd=here)
    assert (told.returncode, told.stdout.strip()) == (0, "У всех видео есть субтитры.")


def test_a_read_draft_is_approved(kbgen: Call, here: Path) -> None:
    folder = here / "videos" / "tiny"
    folder.mkdir(parents=True)
    (folder / "call.mp4").write_bytes(b"")
    (folder / "call.ru.draft.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nАлло.\n", "utf-8")
    told = kbgen("captions", "tiny", "--approve", "call", cwd=here)
    assert told.returncode == 0, told.stderr
    assert "videos/tiny/call.ru.vtt" in told.stdout
    assert sorted(p.name for p in folder.iterdir()) == ["call.mp4", "call.ru.vtt"]


@pytest.mark.media
def test_a_draft_is_made_and_its_files_are_named(kbgen: Call, here: Path) -> None:
    try:
        find_voice("ru", "espeak-ng", environ={})
    except UsageError:
        pytest.skip("no espeak-ng: Debian's espeak-ng")
    guide = here / "content" / "guides" / "tinycrm" / "new-deal.md"
    guide.write_text("---\ntitle: Сделка\nentities: [Deal]\n---\n\n1. Нажмите «Создать».\n", "utf-8")
    told = kbgen("video", "draft", "new-deal", "--engine", "espeak-ng", cwd=here)
    assert told.returncode == 0, told.stderr
    for name in ("new-deal.mp4", "new-deal.yml", "new-deal.ru.vtt"):
        assert f"videos/tiny/{name}" in told.stdout
    assert "голос espeak-ng" in told.stdout
