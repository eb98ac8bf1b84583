"""Transcribing: drafts of captions, recognised by a Whisper model that lies in a folder of this machine.

Nothing is downloaded: without the folder there is a problem, not a request. What comes out is a draft until a
person has read it.
"""

from __future__ import annotations

import importlib.util
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbgen.errors import Place, Problem, UsageError
from kbgen.language.cases import readings
from kbgen.model.text import Language
from kbgen.model.videos import Cue
from kbgen.video import graph
from kbgen.video.probing import Recording, UnusableError, probe
from kbgen.video.running import Stop, run
from kbgen.video.tools import Tool

MODEL = "KBGEN_SPEECH_MODEL"
"""Environment variable that names the model's folder."""
DOUBTFUL = 0.55
"""Probability of a word under which a person should listen to its cue again."""

_FILES = ("model.bin", "config.json", "tokenizer.json")
_VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
_RATE = 16_000
_LONGEST = 84
"""Characters of a cue: two lines of 42, the usual limit for captions."""
_SLOWEST = 6.0
"""Seconds a cue lasts at most."""
_RUSSIAN = re.compile(r"[а-яё]+(?:-[а-яё]+)*")
_PAUSE = 1.5
"""Seconds of silence that end a cue."""
_PROMPT = 600
"""Characters of the prompt: Whisper takes 224 tokens, and Russian has some three characters in one."""


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word with its time in seconds and its probability."""

    start: float
    end: float
    text: str
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording's words as cues, and those of them a person should listen to again."""

    cues: tuple[Cue, ...]
    doubtful: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """An opened model."""

    folder: Path
    whisper: Any


def open_model(folder: Path | None, environ: Mapping[str, str] = os.environ) -> Model:
    """The model in *folder* or the one that ``$KBGEN_SPEECH_MODEL`` names, on the processor, in 8-bit numbers.

    Raises:
        UsageError: none is named, files are missing or broken, or the extra ``kbgen[speech]`` is not installed.
    """
    folder = folder or (Path(environ[MODEL]) if environ.get(MODEL) else None)
    if folder is None:
        raise UsageError([Problem("captions_no_model", Place("--model"))])
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in _VOCABULARIES):
        missing.append(_VOCABULARIES[0])
    if missing:
        values = {"folder": str(folder), "missing": ", ".join(missing)}
        raise UsageError([Problem("captions_bad_model", Place(str(folder)), values)])
    if importlib.util.find_spec("faster_whisper") is None:
        raise UsageError([Problem("captions_no_extra", Place("kbgen[speech]"))])
    os.environ["HF_HUB_OFFLINE"] = "1"  # read when the library is imported: it shall not even look outside
    from faster_whisper import WhisperModel

    try:
        whisper = WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)
    except (RuntimeError, ValueError, OSError) as error:
        values = {"folder": str(folder), "reason": str(error).strip().splitlines()[0][:200]}
        raise UsageError([Problem("captions_broken_model", Place(str(folder)), values)]) from error
    return Model(folder, whisper)


@dataclass(frozen=True, slots=True)
class Speech:
    """A recording to listen to."""

    source: Path
    language: Language
    prompt: str = ""
    """Words that are likely to be said, see :func:`prompt`."""


def transcribe(
    model: Model,
    speech: Speech,
    tool: Tool,
    progress: Callable[[float], None] | None = None,
    stop: Stop | None = None,
) -> Heard | Problem:
    """What is said in the recording; *progress* is told 0 to 1. A recording nobody can hear is a problem."""
    place = Place(speech.source.name)
    values: dict[str, object] = {"file": speech.source.name, "stem": speech.source.stem, "language": speech.language}
    try:
        recording = probe(speech.source)
    except UnusableError as unusable:
        return Problem(unusable.code, place, {**values, **unusable.values})
    if recording.sound is None:
        return Problem("captions_silent", place, values)
    with tempfile.TemporaryDirectory(prefix="kbgen-speech-") as name:
        sound = Path(name) / "sound.wav"
        outcome = run(graph.speech(tool, speech.source, recording, sound), stop=stop)
        if outcome.code or outcome.ending != "ended" or not sound.is_file():
            reason = (outcome.complaints.splitlines() or [outcome.ending])[-1]
            return Problem("captions_sound", place, {**values, "reason": reason})
        words = tuple(_words(model, speech, sound, recording, progress))
    if not words:
        return Problem("captions_heard_nothing", place, values, "warning")
    return heard(words)


def _words(
    model: Model, speech: Speech, sound: Path, recording: Recording, progress: Callable[[float], None] | None
) -> Iterator[Word]:
    """The words in order, while they are being recognised."""
    from faster_whisper.audio import decode_audio

    samples = decode_audio(str(sound), sampling_rate=_RATE)
    segments, _ = model.whisper.transcribe(
        samples,
        language=speech.language,
        initial_prompt=speech.prompt or None,
        word_timestamps=True,
        vad_filter=True,  # music and silence make Whisper invent sentences
        condition_on_previous_text=False,  # one slip must not be repeated to the end
        beam_size=5,
    )
    for segment in segments:
        for word in segment.words or ():
            yield Word(float(word.start), float(word.end), word.word, float(word.probability))
        if progress and recording.duration:
            progress(min(1.0, segment.end / recording.duration))


def heard(words: Sequence[Word]) -> Heard:
    """*words* as cues of at most two lines, a sentence each or a part of one."""
    groups = [part for sentence in _sentences(words) for part in _parts(sentence)]
    cues = [_cue(group) for group in groups]
    doubtful = tuple(cue for cue, group in zip(cues, groups, strict=True) if _is_doubtful(group))
    return Heard(tuple(cues), doubtful)


def _cue(group: Sequence[Word]) -> Cue:
    text = " ".join("".join(word.text for word in group).split())
    start = round(group[0].start, 3)
    return Cue(start, round(max(group[-1].end, start + 0.3), 3), _two_lines(text))


def _is_doubtful(group: Sequence[Word]) -> bool:
    """One word that is unsure or in no dictionary is enough: the slips that make people laugh are single words."""
    return any(word.probability < DOUBTFUL or not _is_known(word.text) for word in group)


def _is_known(word: str) -> bool:
    """Whether a Russian word is one; names and words in other letters are taken for known."""
    bare = word.strip(' .,!?…:;«»"()—–-')
    if not _RUSSIAN.fullmatch(bare):
        return True
    return any(reading.is_known for reading in readings(bare))


def _sentences(words: Sequence[Word]) -> Iterator[list[Word]]:
    """*words* by the ends of sentences, and by pauses."""
    group: list[Word] = []
    for word in words:
        if group and word.start - group[-1].end > _PAUSE:
            yield group
            group = []
        group.append(word)
        if word.text.rstrip().endswith((".", "!", "?", "…")):
            yield group
            group = []
    if group:
        yield group


def _parts(group: list[Word]) -> Iterator[list[Word]]:
    """*group* whole, or cut in two again and again where it is too long: near its middle, best at a comma."""
    length = sum(len(word.text) for word in group)
    if len(group) < 2 or (length <= _LONGEST and group[-1].end - group[0].start <= _SLOWEST):
        yield group
        return
    said, best, least = 0, 1, float("inf")
    for number, word in enumerate(group[:-1], 1):
        said += len(word.text)
        far = abs(said - length / 2) - (length / 5 if word.text.rstrip().endswith((",", ";", ":", "—")) else 0)
        if far < least:
            best, least = number, far
    yield from _parts(group[:best])
    yield from _parts(group[best:])


def _two_lines(text: str) -> str:
    """*text* broken near its middle where one line would be too long."""
    if len(text) <= _LONGEST // 2 or " " not in text:
        return text
    at = min((i for i, sign in enumerate(text) if sign == " "), key=lambda i: abs(i - len(text) / 2))
    return f"{text[:at]}\n{text[at + 1 :]}"


def prompt(title: str, terms: Iterable[str], sentence: Callable[[str], str]) -> str:
    """What the recording is about, for the model: its title, then as many of *terms* as there is room for.

    *sentence* makes one sentence of the list of terms.
    """
    told = f"{title.rstrip('.')}. "
    chosen: list[str] = []
    for term in dict.fromkeys(t.strip() for t in terms if t.strip()):
        if len(told + sentence(", ".join([*chosen, term]))) > _PROMPT:
            break
        chosen.append(term)
    return told + (sentence(", ".join(chosen)) if chosen else "")
