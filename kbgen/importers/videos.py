"""Recordings: files of ``videos/<folder>/`` with their sidecars ``.yml`` and captions ``.srt`` or ``.vtt``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import Place, Problem
from kbgen.importers.caption_files import captions_beside, named, other_language
from kbgen.importers.captions import ENDINGS
from kbgen.importers.text_files import shown
from kbgen.importers.typed import Reading
from kbgen.importers.yaml_files import read_yaml
from kbgen.language.nearness import nearest
from kbgen.model.addresses import slug
from kbgen.model.seconds import second
from kbgen.model.text import NO_TEXT, Language, Text
from kbgen.model.videos import Captions, Chapter, Video
from kbgen.workspace import Workspace

RECORDINGS = (".mp4", ".m4v", ".mkv", ".webm", ".mov", ".avi", ".ts", ".mts", ".gif", ".wmv", ".flv")


@dataclass(frozen=True, slots=True)
class SidecarChapter:
    """A chapter as written: ``start`` in seconds (``83``, ``83.5``) or as a clock in quotes (``"1:23"``)."""

    start: str | float
    title: str


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What ``<recording>.yml`` may say; see :class:`Video` for the meaning. Nothing in it is required."""

    id: str = ""
    title: Text = NO_TEXT
    description: Text = NO_TEXT
    roles: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    guide: str = ""
    audience: tuple[str, ...] = ()
    language: Language | None = None
    draft: bool = False
    poster: str | float | None = None
    order: int | None = None
    """Place among the recordings of the folder; those without one come after, by name."""
    chapters: tuple[SidecarChapter, ...] = ()


def read_videos(
    workspace: Workspace, folders: Iterable[str], language: Language
) -> tuple[tuple[Video, ...], tuple[Problem, ...]]:
    """Every recording of these folders of ``videos/``, in order of folder, ``order`` and name, and all problems met.

    *folders*: names inside ``workspace.videos`` (the client's id first, then ``client.videos``); one that does
    not exist gives nothing. *language*: of recordings whose sidecar names none.
    """
    videos: list[Video] = []
    problems: list[Problem] = []
    for folder in dict.fromkeys(folders):
        files = _files(workspace.videos / folder)
        recordings = [f for f in files if f.suffix.lower() in RECORDINGS]
        problems += _without_recording(files, recordings, workspace)
        ordered: list[tuple[float, Video]] = []
        for recording in recordings:
            video, order, found = _read(recording, files, workspace, language)
            problems += found
            if video is not None:
                ordered.append((order, video))
        videos += [video for _, video in sorted(ordered, key=lambda pair: pair[0])]
    return tuple(videos), (*problems, *_twins(videos))


def sidecar_of(recording: Path, workspace: Workspace) -> Sidecar:
    """What the recording's ``.yml`` says; nothing said where it has none, or one that cannot be read."""
    for ending in (".yml", ".yaml"):
        if (file := recording.with_suffix(ending)).is_file():
            return read_yaml(file, Sidecar, workspace).value or Sidecar()
    return Sidecar()


def _files(folder: Path) -> list[Path]:
    """Files below *folder* in order; links to folders are not followed, hidden ones and drafts (``_``) left out."""
    if not folder.is_dir():
        return []
    found = (p for p in folder.rglob("*") if not p.is_dir() and not p.name.startswith((".", "_")))
    return sorted(found, key=lambda p: p.as_posix())


def _without_recording(files: list[Path], recordings: list[Path], workspace: Workspace) -> Iterator[Problem]:
    """Sidecars and captions that belong to nothing: a slip in a name would lose them silently."""
    stems = {(r.parent, r.stem) for r in recordings}
    for file in files:
        if file.suffix.lower() not in (".yml", ".yaml", *ENDINGS):
            continue
        stem = file.stem if file.suffix.lower() in (".yml", ".yaml") else named(file).stem
        if (file.parent, stem) in stems:
            continue
        if code := other_language(file, [r.stem for r in recordings if r.parent == file.parent]):
            values = {"file": file.name, "language": code}
            yield Problem("captions-language", Place(shown(file, workspace)), values, "warning")
        else:
            near = nearest(stem, [r.stem for r in recordings])
            code = "video-sidecar-alone-near" if near else "video-sidecar-alone"
            yield Problem(code, Place(shown(file, workspace)), {"file": file.name, "stem": stem, "near": near})


def _read(
    recording: Path, files: list[Path], workspace: Workspace, language: Language
) -> tuple[Video | None, float, list[Problem]]:
    """The video (None where it has problems), its order, and its problems."""
    name = shown(recording, workspace)
    problems: list[Problem] = []
    if not _inside(recording, workspace):
        problems.append(Problem("video-outside", Place(name), {"file": name}))
    elif not recording.is_file():  # a broken link, a device that would never end
        problems.append(Problem("video-missing", Place(name), {"file": name}))
    sidecar, place = Sidecar(), Place(name)
    beside = [f for f in files if f.parent == recording.parent]
    for file in (f for f in beside if f.stem == recording.stem and f.suffix.lower() in (".yml", ".yaml")):
        reading = read_yaml(file, Sidecar, workspace)
        problems += reading.problems
        sidecar, place = reading.value or sidecar, Place(shown(file, workspace), 1)
        problems += _bad_seconds(reading)
    own: Language = sidecar.language or language
    captions, found = captions_beside(recording, beside, own, workspace)
    problems += found
    order = float("inf") if sidecar.order is None else sidecar.order
    broken = any(p.severity == "error" for p in problems)
    return (None if broken else _video(recording.stem, name, sidecar, own, captions, place)), order, problems


def _inside(recording: Path, workspace: Workspace) -> bool:
    """Whether it really lies among the recordings; a loop of links lies nowhere."""
    try:
        return recording.resolve().is_relative_to(workspace.videos.resolve())
    except (OSError, RuntimeError):  # RuntimeError: a loop, before Python 3.13
        return False


def _video(
    stem: str, name: str, sidecar: Sidecar, language: Language, captions: tuple[Captions, ...], place: Place
) -> Video:
    chapters = (Chapter(second(c.start) or 0.0, c.title) for c in sidecar.chapters)
    return Video(
        id=sidecar.id or slug(stem),
        title=sidecar.title or Text(_title(stem)),
        file=name,
        description=sidecar.description,
        roles=sidecar.roles,
        entities=sidecar.entities,
        processes=sidecar.processes,
        guide=sidecar.guide,
        audience=sidecar.audience,
        language=language,
        draft=sidecar.draft,
        poster=second(sidecar.poster) if sidecar.poster is not None else None,
        chapters=tuple(sorted(chapters, key=lambda c: c.start)),
        captions=captions,
        place=place,
    )


def _title(stem: str) -> str:
    """A title made of a file name: ``03-новый_запрос`` → ``Новый запрос``."""
    words = re.sub(r"^\d+[\s._-]+", "", stem)
    words = " ".join(re.sub(r"[._-]+", " ", words).split()) or stem
    return words[:1].upper() + words[1:]


def _bad_seconds(reading: Reading[Sidecar]) -> Iterator[Problem]:
    if reading.value is None:
        return
    written: dict[tuple[str | int, ...], str | float] = {
        ("chapters", i, "start"): c.start for i, c in enumerate(reading.value.chapters)
    }
    if reading.value.poster is not None:
        written[("poster",)] = reading.value.poster
    for path, value in written.items():
        if second(value) is None:
            place = reading.places.get(path) or reading.places.get(()) or Place("")
            yield Problem("video-bad-second", place, {"found": str(value)[:40]})


def _twins(videos: list[Video]) -> Iterator[Problem]:
    """Videos whose pages would have the same address."""
    first: dict[str, Video] = {}
    for video in videos:
        other = first.setdefault(slug(video.id), video)
        if other is not video:
            values = {"id": video.id, "file": video.file, "other": other.file}
            yield Problem("video-same-id", Place(video.file), values)
