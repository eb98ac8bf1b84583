"""Trials: samples of a recording encoded and compared, until its quality is found; once, then it is known."""

from __future__ import annotations

from pathlib import Path

from kbgen.video.jobs import Failure, Job, Study, failure
from kbgen.video.presets import Preset
from kbgen.video.qualities import flags, keep, kept
from kbgen.video.quality import SHORTEST, Quality, facts, fifth, search, usual
from kbgen.video.running import Outcome, Stop, run
from kbgen.video.sampling import comparing, has_vmaf, sampling, trying
from kbgen.video.store import Store, key

_EVERY = 4
"""Every how many frames of a sample are compared: 48 of 6.4 s, two of which are the worst twentieth."""


class _TrialError(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.complaints)
        self.outcome = outcome


def quality(job: Job, studied: Study, preset: Preset, stop: Stop | None = None) -> Quality | Failure:
    """The quality for this recording: kept beside it, kept in the store, or found now and kept in both.

    Short recordings get the usual one, and so do those whose samples cannot be compared: encoding them will tell why.
    """
    if studied.recording.duration < SHORTEST:
        return usual(preset, studied.kind)
    if found := kept(job.qualities, job.digest, preset):
        return found
    store = Store(job.store)
    name = key("quality", flags(preset), studied.kind, job.digest, job.tool.build)
    if known := store.find(name):
        found = Quality(**known.facts)
    elif stop is not None and stop.asked():
        return Failure("video-stopped")
    else:
        try:
            found = _found(job, studied, preset, stop)
        except _TrialError as error:
            if error.outcome.ending == "stopped":
                return failure(error.outcome, "")
            return usual(preset, studied.kind)
        store.note(name, facts(found))
    if stop is None or not stop.asked():  # whoever only looks leaves no traces
        keep(job.qualities, job.source, job.digest, preset, found)
    return found


def _found(job: Job, studied: Study, preset: Preset, stop: Stop | None) -> Quality:
    recording = studied.recording
    measure = "vmaf" if has_vmaf(job.tool) else "ssim"
    store, name = Store(job.store), key("trial", preset.name, job.digest)
    with (
        store.drafting(name, ".sample.mkv") as sample,
        store.drafting(name, ".mkv") as made,
        store.drafting(name, ".log") as log,
    ):
        _run(sampling(job.tool, job.source, recording, preset, sample), stop)

        def score(crf: int) -> float:
            _run(trying(job.tool, sample, recording, preset.tuned(studied.kind, crf), made), stop)
            return _compared(job, made, sample, log, measure, stop)

        return search(preset.range_for(studied.kind), measure, score)


def _compared(job: Job, made: Path, sample: Path, log: Path, measure: str, stop: Stop | None) -> float:
    outcome = _run(comparing(job.tool, made, sample, log, _EVERY), stop)
    try:
        return fifth(log, measure)
    except (OSError, ValueError, KeyError) as error:
        raise _TrialError(outcome) from error


def _run(argv: list[str], stop: Stop | None) -> Outcome:
    outcome = run(argv, stop=stop)
    if outcome.code or outcome.ending != "ended":
        raise _TrialError(outcome)
    return outcome
