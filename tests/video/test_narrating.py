"""Narrated drafts: a real voice, a real encoder, captions where the words are."""

from __future__ import annotations

import math
import shutil
import struct
from pathlib import Path

import pytest
from PIL import Image

from kbgen.errors import KbgenError, UsageError
from kbgen.model.guides import Callout
from kbgen.video.frames import Card, Look, Stage, card
from kbgen.video.narrating import Order, Words, narrate
from kbgen.video.narration import Line, Scene, Script
from kbgen.video.probing import probe
from kbgen.video.running import run
from kbgen.video.speaking import Voice, find_voice, speak
from kbgen.video.tools import Tool

LOOK = Look("#1f4e79", "#ffffff", "#c2410c", "#ffffff", "Черновик")


@pytest.fixture
def voice() -> Voice:
    try:
        return find_voice("ru", "espeak-ng", environ={})
    except UsageError:
        pytest.skip("no espeak-ng: Debian's espeak-ng")


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    image = Image.new("RGB", (1600, 900), "#d0e0f0")
    image.paste("#208040", (300, 200, 420, 260))
    image.save(tmp_path / "shot.png")
    return tmp_path / "shot.png"


def close(a: tuple[int, ...], colour: str) -> bool:
    b = tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return max(abs(x - y) for x, y in zip(a, b, strict=True)) < 12


@pytest.mark.slow
def test_a_small_screenshot_is_not_enlarged_and_a_large_one_is_shown_whole(tmp_path: Path) -> None:
    for size, seen in (((800, 600), 800), ((3840, 2160), 1600)):
        Image.new("RGB", size, "#20c040").save(tmp_path / "shot.png")
        frame = Stage("Шаг 1 из 2", "Заголовок", tmp_path / "shot.png", LOOK).still(None)
        row = [close(frame.getpixel((x, 560)), "#20c040") for x in range(0, frame.width, 4)]  # type: ignore[arg-type]
        assert frame.size == (1920, 1080)
        assert sum(row) == seen / 4


@pytest.mark.slow
def test_the_ring_lies_on_the_spot_and_the_move_ends_there(shot: Path) -> None:
    stage = Stage("Шаг 1 из 2", "Заголовок", shot, LOOK)
    frame = stage.still((0.225, 0.256), 1)
    ringed = [(x, y) for x in range(0, 1920, 6) for y in range(124, 1060, 6)
              if close(frame.getpixel((x, y)), LOOK.accent)]  # type: ignore[arg-type]  # fmt: skip
    middle = [sum(axis) / len(axis) for axis in zip(*ringed, strict=True)]
    assert close(frame.getpixel((round(middle[0]) + 12, round(middle[1]) + 12)), "#208040")  # type: ignore[arg-type]
    moves = list(stage.moves(None, (0.225, 0.256)))
    assert len(moves) > 10
    assert not list(stage.moves((0.1, 0.1), (0.1, 0.1)))


@pytest.mark.slow
@pytest.mark.parametrize("text", ["слово " * 200, "Непроизносимодлинноеслово" * 30, "", "\u202eПеревёрнуто <b>&amp;"])
def test_any_text_fits_its_card(text: str) -> None:
    frame = card(Card(text or "—", text, text, "Клиент"), LOOK)
    edge = [frame.getpixel((1919, y)) for y in range(1080)]
    assert frame.size == (1920, 1080)
    assert all(close(pixel, LOOK.primary) for pixel in edge), "nothing runs out of the picture"  # type: ignore[arg-type]


@pytest.mark.media
@pytest.mark.parametrize(
    "text", ["--help", "-w pwned.wav", '") (system "touch pwned") ("', "$(touch pwned)", "<speak/>"]
)
def test_text_is_never_an_option_or_a_program(
    voice: Voice, tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    voices = [voice]
    try:
        voices.append(find_voice("ru", "festival", environ={}))
    except UsageError:
        print("no Russian voice of festival")
    for one in voices:
        speak(one, text, tmp_path / "said.wav")
        assert sorted(p.name for p in tmp_path.iterdir()) in ([], ["said.wav"])


@pytest.mark.media
def test_captions_are_where_the_words_are(voice: Voice, tool: Tool, shot: Path, tmp_path: Path) -> None:
    callout = Callout((0.225, 0.256), "Кнопка")
    scenes = (
        Scene("Как создать сделку", (Line("Как создать сделку."),), kind="title"),
        Scene("Шаг 1 из 1", (Line("Откройте сделки."), Line("Нажмите кнопку.", callout.at, 1)), shot.name, (callout,)),
        Scene("Готово", (Line("Готово."),), kind="end"),
    )
    order = Order(Script("Как создать сделку", scenes), voice, LOOK, Words("Фирма", "Черновик"), tmp_path, tool)
    target, told = tmp_path / "made" / "draft.mp4", list[float]()
    made = narrate(order, target, told.append)

    assert sorted(p.name for p in target.parent.iterdir()) == ["draft.mp4"]
    recording = probe(target)
    assert (recording.width, recording.height, recording.codec) == (1920, 1080, "h264")
    assert recording.duration == pytest.approx(made.seconds, abs=0.08)
    assert [c.text for c in made.cues] == ["Как создать сделку.", "Откройте сделки.", "Нажмите кнопку.", "Готово."]
    assert [c.title for c in made.chapters] == ["Как создать сделку", "Шаг 1 из 1. Откройте сделки", "Готово"]
    assert told[-1] >= 0.7
    assert told == sorted(told)
    assert (
        run(
            [
                tool.path,
                "-v",
                "error",
                "-y",
                "-ss",
                "0.5",
                "-i",
                str(target),
                "-frames:v",
                "1",
                str(tmp_path / "title.png"),
            ]
        ).code
        == 0
    )
    with Image.open(tmp_path / "title.png") as title:
        assert close(title.convert("RGB").getpixel((960, 1000)), LOOK.primary), "colours are those of the theme"  # type: ignore[arg-type]
    loud = _loudness(target, tool, tmp_path)
    for cue in made.cues:
        said = loud[int(cue.start * 20) : int(cue.end * 20)]
        assert max(said) > 300, cue
        quiet = loud[int((cue.end + 0.12) * 20) : int((cue.end + 0.3) * 20)]
        assert max(quiet, default=0) < 60, ("silence follows each sentence", cue)


def _loudness(video: Path, tool: Tool, folder: Path) -> list[float]:
    """Root mean square of the sound in steps of a twentieth of a second."""
    raw = folder / "sound.raw"
    assert (
        run([tool.path, "-v", "error", "-y", "-i", str(video), "-f", "s16le", "-ar", "8000", "-ac", "1", str(raw)]).code
        == 0
    )
    content = raw.read_bytes()
    samples = struct.unpack(f"<{len(content) // 2}h", content)
    return [math.sqrt(sum(s * s for s in samples[n : n + 400]) / 400) for n in range(0, len(samples) - 400, 400)]


@pytest.mark.media
def test_a_broken_screenshot_is_named_and_nothing_is_left(voice: Voice, tool: Tool, tmp_path: Path) -> None:
    (tmp_path / "shot.png").write_bytes(b"\x89PNG\r\n\x1a\nnot a picture")
    script = Script("Т", (Scene("Шаг 1 из 1", (Line("Откройте."),), "shot.png"),))
    with pytest.raises(KbgenError) as failed:
        narrate(Order(script, voice, LOOK, Words("", ""), tmp_path, tool), tmp_path / "out" / "draft.mp4")
    assert failed.value.problems[0].code == "draft_picture"
    assert not (tmp_path / "out").exists()


@pytest.mark.media
@pytest.mark.fault
def test_a_failing_encoder_leaves_no_file(voice: Voice, tool: Tool, tmp_path: Path) -> None:
    broken = tmp_path / "ffmpeg"
    broken.write_text("#!/bin/sh\necho 'No space left on device' >&2\nexit 0\n")
    broken.chmod(0o755)
    script = Script("Т", (Scene("Шаг 1 из 1", (Line("Откройте."),)),))
    order = Order(script, voice, LOOK, Words("", ""), tmp_path, Tool(str(broken), "0", "0", frozenset()))
    with pytest.raises(KbgenError) as failed:
        narrate(order, tmp_path / "out" / "draft.mp4")
    assert failed.value.problems[0].code == "draft_encode"
    assert not list((tmp_path / "out").iterdir())


def test_a_missing_engine_or_voice_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        find_voice("ru", "alexa", environ={})
    assert refused.value.problems[0].code == "speech_engine"
    with pytest.raises(UsageError) as refused:
        find_voice("ru", "", tmp_path / "gone.onnx", environ={})
    assert refused.value.problems[0].code == "speech_voice_file"


def test_no_engine_at_all_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_: None)
    with pytest.raises(UsageError) as refused:
        find_voice("ru", environ={})
    assert refused.value.problems[0].code == "speech_no_voice"
