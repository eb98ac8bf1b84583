"""Captions: SubRip, WebVTT and Advanced SubStation files, in any usual encoding, as cues."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from kbgen.errors import Place, Problem
from kbgen.importers.encodings import decoded
from kbgen.importers.text_files import shown
from kbgen.model.videos import Cue
from kbgen.workspace import Workspace

ENDINGS = (".srt", ".vtt", ".ass")
_LARGEST = 8 << 20
_CLOCK = r"(?:(\d+):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?")
_TAGS = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_NOT_CUES = ("WEBVTT", "NOTE", "STYLE", "REGION")


def read_captions(path: Path, workspace: Workspace) -> tuple[tuple[Cue, ...], tuple[Problem, ...]]:
    """The cues of *path* in order of time, as plain text (no tags; line breaks are kept), and all problems."""
    name = shown(path, workspace)
    try:
        if not path.resolve().is_relative_to(workspace.videos.resolve()):
            return (), (Problem("outside_folder", Place(name)),)
        if path.stat().st_size > _LARGEST:
            return (), (Problem("file_too_large", Place(name), {"megabytes": _LARGEST >> 20}),)
        content = path.read_bytes()
    except OSError as error:
        return (), (Problem("unreadable_file", Place(name), {"reason": error.strerror or str(error)}),)
    text = decoded(content)
    if text is None:
        return (), (Problem("captions-encoding", Place(name)),)
    return parse(text, name, path.suffix.lower())


def parse(text: str, name: str, ending: str = ".srt") -> tuple[tuple[Cue, ...], tuple[Problem, ...]]:
    """The cues in *text* of the file *name*; *ending* tells the format (``.srt`` and ``.vtt`` are read alike)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    found = _dialogues(text) if ending == ".ass" else _blocks(text)
    cues: list[Cue] = []
    problems: list[Problem] = []
    for line, times, words in found:
        if times is None:
            problems.append(Problem("captions-time", Place(name, line), {"found": words[:60]}))
        elif times[1] <= times[0]:
            problems.append(Problem("captions-backwards", Place(name, line), {"found": words[:60]}))
        elif plain := _plain(words):
            cues.append(Cue(*times, plain))
            if "\ufffd" in plain:
                problems.append(Problem("captions-broken-letters", Place(name, line), {"found": plain[:60]}, "warning"))
    if not cues and not problems:
        problems.append(Problem("captions-none", Place(name)))
    return tuple(sorted(cues, key=lambda c: (c.start, c.end))), tuple(problems)


_Found = tuple[int, tuple[float, float] | None, str]
"""Line, start and end (None: unreadable), and the words as written."""


def _blocks(text: str) -> Iterator[_Found]:
    """Cues of SubRip and WebVTT: a line of times, then lines of words up to an empty line or the next cue."""
    lines = text.split("\n")
    at, skipping = 0, False
    while at < len(lines):
        line = lines[at].strip()
        skipping = bool(line) and (skipping or line.startswith(_NOT_CUES))
        if "-->" not in line or skipping:
            at += 1
            continue
        match = _TIMES.fullmatch(line)
        words, after = _words(lines, at + 1)
        yield (
            at + 1,
            (_seconds(match.groups()[:4]), _seconds(match.groups()[4:])) if match else None,
            (words if match else line),
        )
        at = after


def _words(lines: list[str], at: int) -> tuple[str, int]:
    """The words of a cue that start at line index *at*, and the index after them."""
    words: list[str] = []
    while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
        words.append(lines[at].strip())
        at += 1
    if at < len(lines) and "-->" in lines[at] and words and words[-1].isdigit():
        words.pop()  # the number of the next cue, where the empty line before it was forgotten
    return "\n".join(words), at


def _dialogues(text: str) -> Iterator[_Found]:
    """Cues of Advanced SubStation: ``Dialogue:`` lines, columns in the order that ``Format:`` names."""
    columns: list[str] = []
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        head, _, rest = line.partition(":")
        if line.startswith("["):
            section = line.strip().lower()
        elif section == "[events]" and head == "Format":
            columns = [c.strip().lower() for c in rest.split(",")]
        elif section == "[events]" and head == "Dialogue" and columns:
            values = dict(zip(columns, (v.strip() for v in rest.split(",", len(columns) - 1)), strict=False))
            match = _TIMES.fullmatch(f"{values.get('start')} --> {values.get('end')}")
            words = values.get("text", "").replace(r"\N", "\n").replace(r"\n", "\n").replace(r"\h", " ")
            yield number, (_seconds(match.groups()[:4]), _seconds(match.groups()[4:])) if match else None, words


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")


def _plain(words: str) -> str:
    """*words* without tags, entities and signs that are no text."""
    text = html.unescape(_TAGS.sub("", words))
    text = re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]", " ", text)
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
