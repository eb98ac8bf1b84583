"""Speaking: the voices of this machine. Text in, a sound file out; nothing is fetched.

Asked for in this order: piper with a voice the user gives (best), festival with a voice of the language, espeak-ng.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from kbgen.errors import KbgenError, Place, Problem, UsageError
from kbgen.language.spoken import in_cyrillic, only_words
from kbgen.model.text import Language

Engine = Literal["piper", "festival", "espeak-ng"]
ENGINES: tuple[Engine, ...] = ("piper", "festival", "espeak-ng")
"""The most natural one first."""
VOICE = "KBGEN_VOICE"
"""Environment variable that names piper's voice: an ``.onnx`` file with its ``.onnx.json`` beside it."""

_SECONDS = 120
"""For one sentence; the slowest voice takes two."""
_PACE = "145"
"""Words a minute of espeak-ng: a tenth under its own, so that a beginner can follow with the mouse."""
_FESTIVAL: Mapping[Language, tuple[str, ...]] = {
    "ru": ("msu_ru_nsh_clunits",),
    "en": ("cmu_us_slt_arctic_hts", "cmu_us_slt_cg", "kal_diphone"),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks."""

    engine: Engine
    program: str
    name: str
    """The voice in the engine's words; for piper the path of its file."""
    language: Language


def find_voice(
    language: Language, engine: str = "", voice: Path | None = None, environ: Mapping[str, str] = os.environ
) -> Voice:
    """The best voice for *language* there is, or the one of *engine*. *voice*: piper's ``.onnx`` file.

    Raises:
        UsageError: the engine is unknown or not there, the voice's file is missing, or no engine speaks the language.
    """
    if engine and engine not in ENGINES:
        raise UsageError([Problem("speech_engine", Place(engine), {"engine": engine, "known": ", ".join(ENGINES)})])
    given = voice or (Path(environ[VOICE]) if environ.get(VOICE) else None)
    if given and not (given.is_file() and given.with_name(given.name + ".json").is_file()):
        raise UsageError([Problem("speech_voice_file", Place(str(given)), {"file": str(given)})])
    for name in (engine,) if engine else ENGINES:
        if found := _found(name, language, given):
            return found
    code = "speech_engine_absent" if engine else "speech_no_voice"
    raise UsageError([Problem(code, Place(engine or language), {"engine": engine, "language": language})])


def _found(engine: str, language: Language, given: Path | None) -> Voice | None:
    program = shutil.which("text2wave" if engine == "festival" else engine)
    if engine == "piper":
        return Voice("piper", program, str(given.absolute()), language) if program and given else None
    if engine == "festival":
        names = _festival_voices(shutil.which("festival") or "")
        best = next((name for name in _FESTIVAL[language] if name in names), "")
        return Voice("festival", program, best, language) if program and best else None
    return Voice("espeak-ng", program, "ru" if language == "ru" else "en-gb", language) if program else None


@lru_cache(maxsize=1)
def _festival_voices(program: str) -> frozenset[str]:
    """Voices festival has, by its own words."""
    if not program:
        return frozenset()
    try:
        done = subprocess.run(
            [program, "--batch", "(print (voice.list))"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(re.findall(r"\w+", done.stdout.decode("utf-8", "replace")))


def speak(voice: Voice, text: str, target: Path) -> float:
    """Say *text* into the WAV file *target*; return its length in seconds. A text without a word is 0 seconds long.

    The text goes in as data, never as an option or a program of the engine.

    Raises:
        KbgenError: the engine failed, hung or said nothing.
    """
    words = _sayable(voice, text)
    if not re.search(r"\w", words):
        return 0.0
    try:
        done = subprocess.run(
            _command(voice, target), input=words.encode(), capture_output=True, timeout=_SECONDS, check=False
        )
        length = seconds(target) if done.returncode == 0 else 0.0
        said = done.stderr.decode("utf-8", "replace").strip()[-300:]
    except (OSError, EOFError, wave.Error, subprocess.TimeoutExpired) as error:
        length, said = 0.0, str(error)[-300:]
    if length <= 0:
        values = {"engine": voice.engine, "text": text[:60], "reason": said or "—"}
        raise KbgenError([Problem("speech_failed", Place(voice.engine), values)])
    return length


def seconds(file: Path) -> float:
    """Length of a WAV file."""
    with wave.open(str(file), "rb") as sound:
        return sound.getnframes() / sound.getframerate()


def _sayable(voice: Voice, text: str) -> str:
    """*text* as the engine can read it: festival's Russian voice knows nothing but Russian letters."""
    words = only_words(text)
    if voice.engine == "festival" and voice.language == "ru":
        words = in_cyrillic(words)
    return words + "\n"


def _command(voice: Voice, target: Path) -> list[str]:
    if voice.engine == "piper":
        return [voice.program, "--model", voice.name, "--output_file", str(target)]
    if voice.engine == "festival":
        return [voice.program, "-o", str(target), "-eval", f"(voice_{voice.name})"]
    return [voice.program, "-v", voice.name, "-s", _PACE, "-w", str(target), "--stdin"]
