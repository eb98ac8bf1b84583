"""Files of captions beside a recording: whose they are, in which language, and whether a person wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import Place, Problem
from kbgen.importers.captions import ENDINGS, read_captions
from kbgen.importers.text_files import shown
from kbgen.model.text import Language
from kbgen.model.videos import Captions
from kbgen.workspace import Workspace

_LANGUAGES: dict[str, Language] = {
    "ru": "ru", "rus": "ru", "ru-ru": "ru", "russian": "ru",
    "en": "en", "eng": "en", "en-us": "en", "en-gb": "en", "english": "en",
}  # fmt: skip
"""Languages as players and editors put them into names."""
_OTHER = re.compile(r"(?P<stem>.+)\.(?P<code>[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)")


@dataclass(frozen=True, slots=True)
class Named:
    """What a caption file's name says: ``new-deal.ru.draft.vtt``."""

    stem: str
    """Of the recording."""
    language: Language | None
    """None: the recording's own."""
    draft: bool
    """Written by a program, and read by nobody yet."""


def named(file: Path) -> Named:
    """What the name of *file* says."""
    stem, draft = file.stem, file.stem.lower().endswith(".draft")
    stem = stem[: -len(".draft")] if draft else stem
    before, _, code = stem.rpartition(".")
    if before and code.lower() in _LANGUAGES:
        return Named(before, _LANGUAGES[code.lower()], draft)
    return Named(stem, None, draft)


def other_language(file: Path, stems: Iterable[str]) -> str:
    """The code of a language we do not speak, where *file* has captions in it of a recording of *stems*; else empty."""
    match = _OTHER.fullmatch(named(file).stem)
    return match["code"] if match and match["stem"] in set(stems) else ""


def captions_beside(
    recording: Path, beside: Iterable[Path], language: Language, workspace: Workspace
) -> tuple[tuple[Captions, ...], list[Problem]]:
    """Captions named like the recording: ``x.srt`` (in its own *language*), ``x.ru.vtt``, ``x.ru.draft.srt``.

    The recording's own language comes first. What a person wrote always wins over a draft; of two files by people
    in one language the first by name counts, and the other one is told.
    """
    found: dict[Language, Captions] = {}
    problems: list[Problem] = []
    files = [f for f in beside if f.suffix.lower() in ENDINGS and named(f).stem == recording.stem]
    for file in sorted(files, key=lambda f: (named(f).draft, f.name)):
        name = named(file)
        said = name.language or language
        if (first := found.get(said)) is not None:
            if first.draft == name.draft:
                values = {"file": file.name, "other": Path(first.file).name}
                problems.append(Problem("captions-twice", Place(shown(file, workspace)), values, "warning"))
            continue
        cues, bad = read_captions(file, workspace)
        problems += bad
        found[said] = Captions(said, cues, name.draft, shown(file, workspace))
    return tuple(sorted(found.values(), key=lambda c: (c.language != language, c.language))), problems
