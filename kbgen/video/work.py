"""The work on one recording, in steps that each leave a finished item in the store: a stopped run goes on where it was.

Steps take and give plain values, so that any ``concurrent.futures.Executor`` can carry them out, in other
processes or on other machines with the same folders, too.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from kbgen.video import graph
from kbgen.video.jobs import Failure, Job, Study, failure
from kbgen.video.kinds import kind_of
from kbgen.video.levelling import level
from kbgen.video.loudness import Loudness, heard_in, is_squeezed, squeezed_in
from kbgen.video.presets import VERSION, Kind, Preset, full
from kbgen.video.probing import Recording, UnusableError, probe
from kbgen.video.qualities import kept
from kbgen.video.running import Stop, run
from kbgen.video.sampling import looking
from kbgen.video.store import Item, Store, key
from kbgen.video.trials import cheaper, quality
from kbgen.video.verify import BrokenError, facts, verify

__all__ = ["Failure", "Job", "Study", "failure", "poster", "rendition_key", "study", "transcode"]

_SPARE = 64 << 20
"""Bytes of disk that must stay free besides what an encode may need."""

_SEARCH = 0.3
"""Part of the work that finding the quality is, where it is not known yet."""


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
    if known := store.find(name):
        return _studied(known.facts)
    if stop is not None and stop.asked():
        return Failure("video-stopped")
    try:
        recording = probe(job.source)
        loudness = _listen(job, recording, stop)
        kind = _look(job, recording, store, stop)
    except UnusableError as unusable:
        store.note(name, {"code": unusable.code, "values": unusable.values})
        return Failure(unusable.code, unusable.values)
    except _FailedError as failed:
        return failed.failure
    except OSError as error:
        return Failure("video-unreadable", {"reason": error.strerror or str(error)})
    heard = asdict(loudness) if loudness else None
    store.note(name, {"recording": asdict(recording), "loudness": heard, "kind": kind})
    return Study(recording, loudness, kind)


def _studied(said: Any) -> Study | Failure:
    if "code" in said:
        return Failure(said["code"], said["values"])
    heard = said["loudness"]
    loudness = None
    if heard:
        squeezed = tuple((over, loud) for over, loud in heard["squeezed"])
        loudness = Loudness(heard["integrated"], heard["peak"], squeezed)
    recording = Recording(**{**said["recording"], "activity": tuple(said["recording"].get("activity", ()))})
    return Study(recording, loudness, said["kind"])


def _listen(job: Job, recording: Recording, stop: Stop | None) -> Loudness | None:
    if recording.sound is None:
        return None
    outcome = run(graph.listening(job.tool, job.source, recording), stop=stop)
    loudness = heard_in(outcome.complaints)
    if loudness is None:
        raise _FailedError(failure(outcome, ""))
    if not is_squeezed(loudness):
        return loudness
    outcome = run(graph.squeezing(job.tool, job.source, recording, loudness), stop=stop)
    if outcome.ending == "stopped":
        raise _FailedError(failure(outcome, ""))
    return replace(loudness, squeezed=squeezed_in(outcome.complaints))


def _look(job: Job, recording: Recording, store: Store, stop: Stop | None) -> Kind:
    """What the recording shows. Where it cannot be looked at, encoding it will say why."""
    with store.drafting(key("look", job.digest), ".pgm") as draft:
        outcome = run(looking(job.tool, job.source, recording, draft), stop=stop)
        if outcome.ending == "stopped":
            raise _FailedError(failure(outcome, ""))
        return kind_of(draft.read_bytes() if draft.exists() else b"")


def poster(job: Job, studied: Study, stop: Stop | None = None) -> Item | Failure:
    """The poster, a JPEG of at most 1280 × 720."""
    at = job.poster
    if at is not None:
        at = max(0.0, min(at, studied.recording.duration - 0.5))
    store = Store(job.store)
    name = key("poster", VERSION, job.digest, at, job.tool.build)
    if known := store.find(name):
        return known
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
    return key("rendition", VERSION, preset.makes, job.digest, job.tool.build)


def transcode(
    job: Job,
    studied: Study,
    preset: Preset,
    progress: Callable[[float], None] | None = None,
    stop: Stop | None = None,
) -> Item | Failure:
    """The recording encoded by *preset* and verified, or taken from the store. *progress* is told 0 to 1.

    Where it came out with more bits than it came with, it is encoded once more with fewer; not where the quality was
    written down beside the recording, by a person or by a former run.
    """
    parts = _Parts(progress)
    if graph.kept(studied, preset):
        return _item(job, studied, preset, parts, stop)
    written = kept(job.qualities, job.digest, full(preset)) is not None
    found = quality(job, studied, full(preset), stop, parts.sought)
    if isinstance(found, Failure):
        return found
    made = _item(job, studied, preset.tuned(studied.kind, found.crf), parts, stop)
    if isinstance(made, Failure) or written or preset != full(preset) or (stop is not None and stop.asked()):
        return made
    instead = cheaper(job, studied, preset, found, made.path.stat().st_size)
    return made if instead is None else _item(job, studied, preset.tuned(studied.kind, instead.crf), parts, stop)


def _item(job: Job, studied: Study, preset: Preset, parts: _Parts, stop: Stop | None) -> Item | Failure:
    """The recording by a preset whose quality is chosen: from the store, or made now."""
    store, name = Store(job.store), rendition_key(job, preset)
    if known := store.find(name):
        return known
    if stop is not None and stop.asked():
        return Failure("video-stopped")
    with store.claim(name, lambda: stop is not None and stop.asked()):
        return store.find(name) or _transcoded(_Order(job, studied, preset, name), store, parts.encoded, stop)


class _Parts:
    """Progress of finding the quality, where it has to be found, and encoding, as one."""

    def __init__(self, tell: Callable[[float], None] | None) -> None:
        self._tell = tell
        self._done = 0.0

    def sought(self, part: float) -> None:
        """Told what is done of the search."""
        self._done = _SEARCH * part
        self.encoded(0.0)

    def encoded(self, part: float) -> None:
        """Told what is done of the encode."""
        if self._tell is not None:
            self._tell(self._done + (1 - self._done) * part)


@dataclass(frozen=True, slots=True)
class _Order:
    job: Job
    studied: Study
    preset: Preset
    name: str


def _transcoded(order: _Order, store: Store, progress: Callable[[float], None], stop: Stop | None) -> Item | Failure:
    job, studied, preset = order.job, order.studied, order.preset
    if shutil.disk_usage(store.folder).free < job.source.stat().st_size // 2 + _SPARE:
        return Failure("video-no-space", {"folder": str(store.folder)})
    duration = studied.recording.duration
    with store.drafting(order.name, ".mp4") as draft:
        argv = graph.encoding(job.tool, job.source, studied, preset, draft)
        argv = graph.threaded(argv, job.threads)
        outcome = run(argv, progress=lambda seconds: progress(min(seconds / duration, 1.0)), stop=stop)
        if outcome.code or outcome.ending != "ended":
            return failure(outcome, preset.name)
        if studied.sound and not (graph.kept(studied, preset) and graph.sound_kept(studied, preset)):
            level(job, studied, preset, draft, stop)
        try:
            made = verify(job.tool, draft, preset.codec, duration, studied.sound, stop)
        except BrokenError as broken:
            return failure(outcome, str(broken))
        return store.put(
            order.name,
            draft,
            {**facts(made), "preset": preset.name, "crf": dict(preset.video).get("crf", ""), "tool": job.tool.version},
        )
