"""Encoding: from recordings to what is published of them, as many at a time as the machine bears."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from kbgen.errors import ContentError, Place, Problem
from kbgen.model.addresses import slug
from kbgen.model.videos import QUALITIES, Media, Rendition, Video
from kbgen.video.estimate import Estimate
from kbgen.video.jobs import Failure, Job, Study
from kbgen.video.ledger import Entry, note
from kbgen.video.lines import Line, Look, line_to
from kbgen.video.presets import PRESETS, QUICK, SMALL, VERSION, Preset, small
from kbgen.video.scheduling import cores, lost
from kbgen.video.store import Item, Store, UnknownSourceError
from kbgen.video.storyboard import Pictures, pictures, published
from kbgen.video.tools import Tool, find_tool
from kbgen.video.work import study, transcode
from kbgen.workspace import Workspace

T = TypeVar("T")
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_SHARE = 0.5
"""Part of the line that a video may take on average: the CRM itself wants the rest."""
Progress = Callable[[str, float], None]
"""Called with a recording's path and the part of its work that is done, 0 to 1; from any thread."""


@dataclass
class _Making:
    """A video on its way."""

    video: Video
    presets: tuple[Preset, ...]
    job: Job | None = None
    study: Study | None = None
    pictures: Pictures | None = None
    renditions: dict[str, Item] = field(default_factory=dict)
    parts: dict[str, float] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def fail(self, failure: Failure) -> None:
        """One problem a recording: the first says enough."""
        if not self.problems:
            place = Place(self.video.file)
            self.problems.append(Problem(failure.code, place, {"file": self.video.file, **failure.values}))


def encode(
    videos: Sequence[Video],
    workspace: Workspace,
    *,
    progress: Progress,
    jobs: int | Executor | None = None,
    line: float = 0.0,
    quick: bool = False,
) -> tuple[Mapping[str, Media], tuple[Problem, ...]]:
    """What is published of every video: id → :class:`Media`, and what went wrong, one problem a recording.

    Args:
        progress: told of every recording as its work goes on; once with 1.0 for one that was ready.
        jobs: recordings worked on at a time, or the executor to use; None: as the machine has cores.
        line: megabits a second a viewer's line carries (``client.line``); videos too heavy for it get a second,
            smaller picture. 0: any video goes through.
        quick: made sooner and larger (``client.quick_videos``).

    Work done before is taken from the store in ``workspace.cache``; a run with nothing new starts no process.
    A video that failed has a Media without renditions, and the others go on. Warnings come with the problems.
    Where no ffmpeg can do the work, all fail with one problem. Whatever interrupts the run ends its processes.
    """
    if not videos:
        return {}, ()
    folder = workspace.cache / "videos"
    try:
        tool = find_tool(folder)
    except ContentError as error:
        return {video.id: Media(video.id) for video in videos}, error.problems
    store = Store(folder, at_rest=isinstance(jobs, Look))
    presets = QUICK if quick else PRESETS
    makings = [_begin(_Making(video, presets), workspace, store, tool) for video in videos]
    with _executor(jobs) as executor, line_to(executor, folder) as work:
        _study_all([m for m in makings if m.job], executor, work)
        if not isinstance(jobs, Executor):
            _share_cores([m for m in makings if m.study])
        _make_all([m for m in makings if m.study], executor, progress, work)
        _make_small([m for m in makings if _whole(m)], executor, line, work)
    media = {m.video.id: _media(m) for m in makings}
    if not store.at_rest:
        note(folder, {m.video.file: _entry(m, media[m.video.id]) for m in makings if m.job})
    return media, tuple(p for m in makings for p in (*m.problems, *_warnings(m)))


def _begin(making: _Making, workspace: Workspace, store: Store, tool: Tool) -> _Making:
    video = making.video
    try:
        source = inside(workspace.videos, workspace.root / video.file)
        qualities = _qualities(workspace, source)
        making.job = Job(source, store.source_hash(source), store.folder, tool, video.poster, qualities=qualities)
    except UnknownSourceError:
        making.fail(Failure("video-stopped"))
    except FileNotFoundError:
        making.fail(Failure("video-missing"))
    except PermissionError as error:
        making.fail(Failure("video-unreadable", {"reason": error.strerror or ""}))
    except ValueError:
        making.fail(Failure("video-outside"))
    return making


def _entry(making: _Making, media: Media) -> Entry:
    """What the ledger keeps of it."""
    assert making.job is not None
    why = making.problems[0] if making.problems else None
    return Entry(
        making.job.digest,
        VERSION,
        making.job.tool.build,
        media.duration,
        media.by_codec,
        why.code if why else "",
        {name: value for name, value in why.values.items() if name != "file"} if why else {},
    )


def _qualities(workspace: Workspace, source: Path) -> Path:
    """Where qualities found for *source* are kept: in the folder of ``videos/`` it belongs to."""
    top = workspace.videos.resolve()
    folders = source.relative_to(top).parts[:-1]
    return top.joinpath(*folders[:1], QUALITIES)


def inside(folder: Path, file: Path) -> Path:
    """*file* with links resolved.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it lies outside *folder*.
    """
    real = file.resolve(strict=True)
    if not real.is_relative_to(folder.resolve()) or not real.is_file():
        raise ValueError(f"{file} leads out of {folder}")
    return real


@contextmanager
def _executor(jobs: int | Executor | None) -> Iterator[Executor]:
    """The given executor, or our own, which begins nothing new after an interruption."""
    if isinstance(jobs, Executor):
        yield jobs
        return
    own = ThreadPoolExecutor(jobs or cores())
    try:
        yield own
    finally:
        own.shutdown(cancel_futures=True)


def _came(future: Future[T]) -> T | Failure:
    """What came of it. A worker that was lost, and a disk that fills up, is a failure of this work alone."""
    try:
        return future.result()
    except OSError as error:
        if error.errno in _FULL:
            return Failure("video-no-space", {"folder": ""})
        raise
    except (Exception, CancelledError) as error:
        if lost(error):
            return Failure("video-worker-lost")
        raise


def _study_all(makings: Sequence[_Making], executor: Executor, line: Line) -> None:
    futures = {executor.submit(study, m.job, line.stop): m for m in makings if m.job}
    for future in as_completed(futures):
        result = _came(future)
        if isinstance(result, Failure):
            futures[future].fail(result)
        else:
            futures[future].study = result


def _share_cores(makings: Sequence[_Making]) -> None:
    """Give each encode its share of the cores, one at least."""
    for making in makings:
        assert making.job is not None
        making.job = replace(making.job, threads=max(1, cores() // (len(makings) * len(PRESETS))))


def _make_all(makings: Sequence[_Making], executor: Executor, progress: Progress, line: Line) -> None:
    """Posters and renditions of all, the longest first, so that no long one is left to run alone."""
    if isinstance(progress, Estimate):
        progress.expect({m.video.file: m.study.recording.duration for m in makings if m.study})
    futures: dict[Future[Item | Pictures | Failure], tuple[_Making, str]] = {}
    for making in sorted(makings, key=lambda m: -m.study.recording.duration if m.study else 0.0):
        assert making.job is not None
        assert making.study is not None
        still: Future[Item | Pictures | Failure] = executor.submit(pictures, making.job, making.study, line.stop)
        futures[still] = making, "pictures"
        for preset in making.presets:
            told = line.telling(partial(_tell, making, preset, progress))
            moving: Future[Item | Pictures | Failure] = executor.submit(
                transcode, making.job, making.study, preset, told, line.stop
            )
            futures[moving] = making, preset.name
    for done in as_completed(futures):
        making, name = futures[done]
        result = _came(done)
        if isinstance(result, Failure):
            making.fail(result)
        elif isinstance(result, Pictures):
            making.pictures = result
        else:
            making.renditions[name] = result
            _tell(making, next(p for p in making.presets if p.name == name), progress, 1.0)


def _whole(making: _Making) -> bool:
    return not making.problems and all(preset.name in making.renditions for preset in making.presets)


def _make_small(makings: Sequence[_Making], executor: Executor, line: float, work: Line) -> None:
    """A smaller picture of every video whose full one is too heavy for the viewers' line."""
    futures = {}
    for making in makings:
        assert making.job is not None
        assert making.study is not None
        for preset in making.presets:
            if line > 0 and _too_heavy(making.renditions[preset.name], line):
                future = executor.submit(transcode, making.job, making.study, small(preset), None, work.stop)
                futures[future] = making, small(preset).name
    for done in as_completed(futures):
        making, name = futures[done]
        result = _came(done)
        if isinstance(result, Failure):
            making.fail(result)
        else:
            making.renditions[name] = result


def _too_heavy(item: Item, line: float) -> bool:
    """Whether this rendition takes more of a *line* (megabits a second) than it may, and can be made smaller."""
    rate = item.path.stat().st_size * 8 / 1e6 / max(item.facts["duration"], 1.0)
    sides: list[int] = sorted((item.facts["width"], item.facts["height"]))
    return rate > line * _SHARE and (sides[1] > SMALL.long or sides[0] > SMALL.short)


def _tell(making: _Making, preset: Preset, progress: Progress, part: float) -> None:
    making.parts[preset.name] = max(part, making.parts.get(preset.name, 0.0))  # news from afar may come late
    progress(making.video.file, sum(making.parts.values()) / len(making.presets))


def _media(making: _Making) -> Media:
    """What is published: all renditions or, where one failed, nothing."""
    if making.problems or making.study is None:
        return Media(making.video.id)
    name = slug(making.video.id)
    made = [(preset, making.renditions.get(preset.name)) for full in making.presets for preset in (small(full), full)]
    renditions = tuple(_rendition(name, preset, item) for preset, item in made if item)
    first = making.renditions[making.presets[0].name].facts
    image = making.pictures.poster if making.pictures else None
    return Media(
        video=making.video.id,
        duration=first["duration"],
        width=first["width"],
        height=first["height"],
        renditions=renditions,
        poster=str(image.path.absolute()) if image else "",
        poster_name=f"{name}.{image.mark}.jpg" if image else "",
        storyboard=published(making.pictures.storyboard, name) if making.pictures else None,
    )


def _rendition(name: str, preset: Preset, item: Item) -> Rendition:
    return Rendition(
        codec=preset.codec,
        path=str(item.path.absolute()),
        name=f"{name}.{item.mark}.{preset.name}.mp4",
        mime=item.facts["mime"],
        width=item.facts["width"],
        height=item.facts["height"],
        bytes=item.path.stat().st_size,
    )


def _warnings(making: _Making) -> Iterator[Problem]:
    """Seconds named in the sidecar or in captions that the recording does not have."""
    if making.study is None:
        return
    end, video = making.study.recording.duration, making.video
    late = [("video-poster-late", video.poster, "")] if video.poster is not None else []
    late += [("video-chapter-late", chapter.start, chapter.title) for chapter in video.chapters]
    for code, second, title in late:
        if second is not None and second >= end:
            values = {"second": round(second, 1), "duration": round(end, 1), "title": title}
            yield Problem(code, video.place, values, "warning")
    for captions in video.captions:
        last = max((cue.start for cue in captions.cues), default=0.0)
        if last >= end:
            values = {"second": round(last, 1), "duration": round(end, 1)}
            yield Problem("captions-late", Place(captions.file or video.file), values, "warning")
