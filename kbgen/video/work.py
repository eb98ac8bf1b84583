"""The work on one recording, in steps that each leave a finished item in the store: a stopped run goes on where it was.

Steps take and give plain values, so that any ``concurrent.futures.Executor`` can carry them out, in other
processes or on other machines with the same folders, too.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kbgen.video import graph
from kbgen.video.loudness import Loudness, measured
from kbgen.video.presets import VERSION, Preset
from kbgen.video.probing import Recording, UnusableError, probe
from kbgen.video.running import Outcome, Stop, run
from kbgen.video.store import Item, Store, key
from kbgen.video.tools import Tool
from kbgen.video.verify import BrokenError, facts, verify

_SPARE = 64 << 20
"""Bytes of disk that must stay free besides what an encode may need."""


@dataclass(frozen=True, slots=True)
class Job:
    """A recording to work on."""

    source: Path
    digest: str
    """SHA-256 of the recording."""
    store: Path
    tool: Tool
    poster: float | None = None
    """Second of the poster; None: choose one."""
    threads: int = 0
    """Threads for one AV1 encode; 0: as the encoder likes. What comes out is the same."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a recording cannot be published: code and values of the problem to report."""

    code: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Study:
    """What is known of a recording before it is encoded."""

    recording: Recording
    loudness: Loudness | None
    """None without sound."""

    @property
    def sound(self) -> bool:
        """Whether there is something to hear."""
        return self.loudness is not None and not self.loudness.silent


class _FailedError(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


def study(job: Job, stop: Stop | None = None) -> Study | Failure:
    """Probe the recording and listen to it once, or take both from the store.

    A verdict that lies in the file itself is kept, too: a broken file costs its reading once.
    """
    store = Store(job.store)
    name = key("study", VERSION, job.digest, job.tool.build)
    if kept := store.find(name):
        return _studied(kept.facts)
    if stop is not None and stop.asked():
        return Failure("video-stopped")
    try:
        recording = probe(job.source)
        loudness = _listen(job, recording, stop)
    except UnusableError as unusable:
        store.note(name, {"code": unusable.code, "values": unusable.values})
        return Failure(unusable.code, unusable.values)
    except _FailedError as failed:
        return failed.failure
    except OSError as error:
        return Failure("video-unreadable", {"reason": error.strerror or str(error)})
    store.note(name, {"recording": asdict(recording), "loudness": asdict(loudness) if loudness else None})
    return Study(recording, loudness)


def _studied(said: Any) -> Study | Failure:
    if "code" in said:
        return Failure(said["code"], said["values"])
    return Study(Recording(**said["recording"]), Loudness(**said["loudness"]) if said["loudness"] else None)


def _listen(job: Job, recording: Recording, stop: Stop | None) -> Loudness | None:
    if recording.sound is None:
        return None
    outcome = run(graph.listening(job.tool, job.source, recording), stop=stop)
    loudness = measured(outcome.complaints)
    if loudness is None:
        raise _FailedError(failure(outcome, ""))
    return loudness


def poster(job: Job, studied: Study, stop: Stop | None = None) -> Item | Failure:
    """The poster, a JPEG of at most 1280 × 720."""
    at = job.poster
    if at is not None:
        at = max(0.0, min(at, studied.recording.duration - 0.5))
    store = Store(job.store)
    name = key("poster", VERSION, job.digest, at, job.tool.build)
    if kept := store.find(name):
        return kept
    with store.drafting(name, ".jpg") as draft:
        outcome = run(graph.picturing(job.tool, job.source, studied.recording, at, draft), stop=stop)
        if outcome.code or not _is_jpeg(draft):
            return failure(outcome, "poster")
        return store.put(name, draft, {"at": at})


def _is_jpeg(file: Path) -> bool:
    if not file.is_file():
        return False
    content = file.read_bytes()
    return content.startswith(b"\xff\xd8") and content.rstrip(b"\0").endswith(b"\xff\xd9")


def rendition_key(job: Job, preset: Preset) -> str:
    """The store's name for the encode of this recording by this preset, made by this build of ffmpeg."""
    return key("rendition", VERSION, preset, job.digest, job.tool.build)


def transcode(
    job: Job,
    studied: Study,
    preset: Preset,
    progress: Callable[[float], None] | None = None,
    stop: Stop | None = None,
) -> Item | Failure:
    """The recording encoded by *preset* and verified, or taken from the store. *progress* is told 0 to 1."""
    store = Store(job.store)
    name = rendition_key(job, preset)
    if kept := store.find(name):
        return kept
    if stop is not None and stop.asked():
        return Failure("video-stopped")
    with store.claim(name, lambda: stop is not None and stop.asked()):
        return store.find(name) or _transcoded(_Order(job, studied, preset, name), store, progress, stop)


@dataclass(frozen=True, slots=True)
class _Order:
    job: Job
    studied: Study
    preset: Preset
    name: str


def _transcoded(
    order: _Order, store: Store, progress: Callable[[float], None] | None, stop: Stop | None
) -> Item | Failure:
    job, studied, preset = order.job, order.studied, order.preset
    if shutil.disk_usage(store.folder).free < job.source.stat().st_size // 2 + _SPARE:
        return Failure("video-no-space", {"folder": str(store.folder)})
    duration = studied.recording.duration
    with store.drafting(order.name, ".mp4") as draft:
        argv = graph.encoding(job.tool, job.source, studied.recording, preset, draft, studied.loudness)
        argv = graph.threaded(argv, job.threads)
        told = progress and (lambda seconds: progress(min(seconds / duration, 1.0)))
        outcome = run(argv, progress=told, stop=stop)
        if outcome.code or outcome.ending != "ended":
            return failure(outcome, preset.name)
        try:
            made = verify(job.tool, draft, preset.codec, duration, studied.sound, stop)
        except BrokenError as broken:
            return failure(outcome, str(broken))
        return store.put(order.name, draft, {**facts(made), "preset": preset.name, "tool": job.tool.version})


def failure(outcome: Outcome, reason: str) -> Failure:
    """What went wrong in a run, with *reason* said before ffmpeg's own words."""
    if outcome.ending == "stopped":
        return Failure("video-stopped")
    if outcome.ending == "hung":
        return Failure("video-hung")
    if "No space left" in outcome.complaints:
        return Failure("video-no-space", {"folder": ""})
    said = outcome.complaints.splitlines()
    words = [w for w in (reason, said[-1] if said else "", f"ffmpeg: {outcome.code}" if outcome.code else "") if w]
    return Failure("video-encode-failed", {"reason": "; ".join(words)})
