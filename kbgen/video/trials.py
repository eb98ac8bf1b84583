"""Trials: samples of a recording encoded and compared, until its quality is found; once, then it is known."""

from __future__ import annotations

from itertools import count
from math import ceil, inf, log

from kbgen.video.jobs import Failure, Job, Study, failure
from kbgen.video.lines import Tell
from kbgen.video.presets import Codec, Preset
from kbgen.video.probing import Recording
from kbgen.video.qualities import flags, keep, kept
from kbgen.video.quality import SHORTEST, SHRINKS, Aim, Quality, Trial, facts, search, usual
from kbgen.video.running import Outcome, Stop, run
from kbgen.video.sampling import comparing, cut_of, has_vmaf, sampling, trying
from kbgen.video.scores import fifth, rate
from kbgen.video.store import Store, key

_EVERY = 2
"""Every how many frames of a sample are compared: 56 of 6.4 s, without those at the seams."""
_NEAR = 1.05
"""Times its own bits a picture may take: less is not worth another encode."""
_STEPS = 5
"""Of a search: cutting the samples, and two tries of encoding and comparing."""
_DEARER = {"av1": 2.0, "hevc": 2.0, "vp9": 2.0}
"""Bits H.264 takes for what these codecs took one for, roughly: ITU-T's and AOM's comparisons say 1.5 to 2."""


class _TrialError(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.complaints)
        self.outcome = outcome


def quality(
    job: Job, studied: Study, preset: Preset, stop: Stop | None = None, tell: Tell | None = None
) -> Quality | Failure:
    """The quality for this recording: kept beside it, kept in the store, or found now and kept in both.

    *tell* is told 0 to 1, and only of a search.
    Short recordings get the usual one, and so do those whose samples cannot be compared: encoding them will tell why.
    """
    if studied.recording.duration < SHORTEST:
        return usual(preset, studied.kind)
    if found := kept(job.qualities, job.digest, preset):
        return found
    store = Store(job.store)
    name = _name(job, studied, preset)
    if known := store.find(name):
        found = Quality(**known.facts)
    elif stop is not None and stop.asked():
        return Failure("video-stopped")
    else:
        try:
            found = _found(job, studied, preset, stop, tell)
        except _TrialError as error:
            if error.outcome.ending == "stopped":
                return failure(error.outcome, "")
            return usual(preset, studied.kind)
        store.note(name, facts(found))
    if stop is None or not stop.asked():  # whoever only looks leaves no traces
        keep(job.qualities, job.source, job.digest, preset, found)
    return found


def cheaper(job: Job, studied: Study, preset: Preset, found: Quality, size: int) -> Quality | None:
    """The quality to take instead of *found*, which made *size* bytes: None where that is no more than may be.

    It is kept as a found one is, so that the dearer one is made once at most.
    """
    recording = studied.recording
    if recording.duration < SHORTEST:
        return None
    sound = preset.sound_rate * recording.duration / 8 if studied.sound else 0.0
    picture, limit = size - sound, most(recording, preset.codec) * recording.duration / 8
    if picture <= limit * _NEAR:
        return None
    steps = ceil(log(limit / picture) / log(SHRINKS[preset.codec]))
    crf = min(preset.range_for(studied.kind).worst, found.crf + steps)
    if crf <= found.crf:
        return None
    instead = Quality(crf)
    Store(job.store).note(_name(job, studied, preset), facts(instead))
    keep(job.qualities, job.source, job.digest, preset, instead)
    return instead


def _name(job: Job, studied: Study, preset: Preset) -> str:
    """The store's name for what was found."""
    return key("quality", flags(preset), studied.kind, job.digest, job.tool.build)


def most(recording: Recording, codec: Codec) -> float:
    """Bits a second that the pieces of *recording* may take: never more than they came with.

    Noise takes more bits than all the rest, and there is no gain in keeping what nobody wants to see. H.264 may take
    what it needs for a picture that came in a codec better than it.
    """
    cuts = cut_of(recording)
    busy = sum(c.weight * recording.activity[int(c.start)] * 8 for c in cuts) if recording.activity else 0.0
    return max(busy, recording.picture_rate) * (_DEARER.get(recording.codec, 1.0) if codec == "h264" else 1.0) or inf


def _found(job: Job, studied: Study, preset: Preset, stop: Stop | None, tell: Tell | None = None) -> Quality:
    recording = studied.recording
    measure = "vmaf" if has_vmaf(job.tool) else "ssim"
    store, name = Store(job.store), key("trial", preset.name, job.digest)
    with (
        store.drafting(name, ".sample.mkv") as sample,
        store.drafting(name, ".mkv") as made,
        store.drafting(name, ".log") as log,
    ):
        _run(sampling(job.tool, job.source, recording, preset, sample), stop)

        steps = count(1)

        def told() -> None:
            if tell is not None:
                tell(min(next(steps) / _STEPS, 1.0))

        def attempt(crf: int) -> Trial:
            told()
            _run(trying(job.tool, sample, preset.tuned(studied.kind, crf), made), stop)
            told()
            compared = _run(comparing(job.tool, made, sample, log, _EVERY), stop)
            try:
                return Trial(fifth(log, measure, cut_of(recording)), rate(made, cut_of(recording)))
            except (OSError, ValueError, KeyError) as error:
                raise _TrialError(compared) from error

        factors, limit = preset.range_for(studied.kind), most(recording, preset.codec)
        return search(Aim(factors, measure, studied.kind, preset.codec, limit), attempt)


def _run(argv: list[str], stop: Stop | None) -> Outcome:
    outcome = run(argv, stop=stop)
    if outcome.code or outcome.ending != "ended":
        raise _TrialError(outcome)
    return outcome
