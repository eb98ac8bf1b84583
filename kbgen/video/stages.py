"""Stages: what is done for many recordings, one after another: taken from the store, studied, encoded, made smaller."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, Executor, Future, as_completed
from dataclasses import replace
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from kbgen.video.jobs import Failure, Job, here
from kbgen.video.lines import Line, Stop
from kbgen.video.making import Making
from kbgen.video.presets import Preset
from kbgen.video.scheduling import cores, lost
from kbgen.video.store import Item
from kbgen.video.storyboard import Pictures, pictures
from kbgen.video.work import study, transcode

P = ParamSpec("P")
T = TypeVar("T")
Progress = Callable[[str, float], None]
"""Called with a recording's path and the part of its work that is done, 0 to 1; from any thread."""

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def take(making: Making) -> None:
    """What the store has of it already. No thread and no process is needed for that."""
    if making.job is None:
        return
    over = Stop()
    over()  # asked to end before it begins, work takes what is there and goes no further
    found = study(making.job, over)
    if isinstance(found, Failure):
        _fail(making, found)
        return
    making.study = found
    stills = pictures(making.job, found, over)
    if isinstance(stills, Pictures):
        making.pictures = stills
    for _ in range(2):  # the second time for smaller pictures of what the first found
        for preset in making.lacking():
            made = transcode(making.job, found, preset, None, over)
            if isinstance(made, Item):
                making.renditions[preset.name] = made


def _fail(making: Making, failure: Failure) -> None:
    if failure.code != "video-stopped":
        making.fail(failure)


def study_all(makings: Sequence[Making], executor: Executor, line: Line) -> None:
    """Probe and listen to those nobody knows yet."""
    futures = {executor.submit(_there, study, m.job, line.stop): m for m in makings if m.job and m.study is None}
    for future in as_completed(futures):
        result = _came(future)
        if isinstance(result, Failure):
            futures[future].fail(result)
        else:
            futures[future].study = result


def share_cores(makings: Sequence[Making]) -> None:
    """Give each encode its share of the cores, one at least."""
    for making in makings:
        assert making.job is not None
        many = len(makings) * len(making.presets)
        making.job = replace(making.job, threads=max(1, cores() // many))


def make_all(makings: Iterable[Making], executor: Executor, progress: Progress, line: Line) -> None:
    """Posters and renditions of all, the longest first, so that no long one is left to run alone."""
    futures: dict[Future[Item | Pictures | Failure], tuple[Making, Preset | None]] = {}
    for making in sorted(makings, key=lambda m: -m.study.recording.duration if m.study else 0.0):
        if making.job is None or making.study is None or making.problems:
            continue
        if making.pictures is None:
            still: Future[Item | Pictures | Failure] = executor.submit(
                _there, pictures, making.job, making.study, line.stop
            )
            futures[still] = making, None
        for preset in making.presets:
            if preset.name in making.renditions:
                _tell(making, preset, progress, 1.0)
                continue
            told = line.telling(partial(_tell, making, preset, progress))
            moving: Future[Item | Pictures | Failure] = executor.submit(
                _there, transcode, making.job, making.study, preset, told, line.stop
            )
            futures[moving] = making, preset
    for done in as_completed(futures):
        _settle(*futures[done], _came(done), progress)


def _settle(making: Making, preset: Preset | None, result: Item | Pictures | Failure, progress: Progress) -> None:
    if isinstance(result, Failure):
        making.fail(result)
    elif isinstance(result, Pictures):
        making.pictures = result
    elif preset is not None:
        making.renditions[preset.name] = result
        _tell(making, preset, progress, 1.0)


def make_small(makings: Sequence[Making], executor: Executor, line: Line) -> None:
    """A smaller picture of every video whose full one is too heavy for the viewers' line."""
    futures = {}
    for making in makings:
        if making.job is None or making.study is None or making.problems:
            continue
        for preset in making.lacking():
            future = executor.submit(_there, transcode, making.job, making.study, preset, None, line.stop)
            futures[future] = making, preset
    for done in as_completed(futures):
        making, preset = futures[done]
        result = _came(done)
        if isinstance(result, Failure):
            making.fail(result)
        else:
            making.renditions[preset.name] = result


def _there(
    work: Callable[Concatenate[Job, P], T | Failure], job: Job, *given: P.args, **named: P.kwargs
) -> T | Failure:
    """Does *work* with the ffmpeg of the machine it is done on."""
    found = here(job)
    return found if isinstance(found, Failure) else work(found, *given, **named)


def _tell(making: Making, preset: Preset, progress: Progress, part: float) -> None:
    progress(making.video.file, making.told(preset, part))


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
