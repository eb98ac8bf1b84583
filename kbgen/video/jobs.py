"""Jobs: what a step of work on a recording is given, and how it says that it failed. Plain values, for any executor."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from kbgen.video.loudness import Loudness
from kbgen.video.presets import Kind
from kbgen.video.probing import Recording
from kbgen.video.running import Outcome
from kbgen.video.tools import OtherToolError, Tool, own


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
    qualities: Path | None = None
    """File beside the recordings where found qualities are kept; None: they are kept in the store alone."""


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
    kind: Kind = "screen"

    @property
    def sound(self) -> bool:
        """Whether there is something to hear."""
        return self.loudness is not None and not self.loudness.silent


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


def here(job: Job) -> Job | Failure:
    """*job* as it can be done on this machine; it may have been given by another one."""
    try:
        return replace(job, tool=own(job.tool, job.store))
    except OtherToolError as other:
        return Failure("video-other-ffmpeg", {"wanted": job.tool.version, "found": str(other) or "—"})
