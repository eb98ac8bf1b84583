"""WebVTT: captions and chapters as browsers read them (https://www.w3.org/TR/webvtt1/)."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence

from kbgen.model.videos import Chapter, Cue


def webvtt(cues: Iterable[Cue]) -> str:
    """*cues* as a WebVTT file."""
    blocks = ["WEBVTT"]
    blocks += [f"{_clock(c.start)} --> {_clock(max(c.end, c.start + 0.001))}\n{_words(c.text)}" for c in cues]
    return "\n\n".join(blocks) + "\n"


def chapter_cues(chapters: Sequence[Chapter], duration: float) -> tuple[Cue, ...]:
    """Chapters as cues: each lasts to the next, the last one to *duration* seconds."""
    ends = [c.start for c in chapters[1:]] + [max(duration, chapters[-1].start + 1)] if chapters else []
    return tuple(Cue(c.start, end, c.title) for c, end in zip(chapters, ends, strict=True) if end > c.start)


def inline(vtt: str) -> str:
    """*vtt* as a ``data:`` address: the one kind of ``<track src>`` that works on ``file://``, without scripts, too.

    Base64 because Cyrillic takes less than half of what percent signs would.
    """
    return "data:text/vtt;base64," + base64.b64encode(vtt.encode()).decode("ascii")


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def _words(text: str) -> str:
    """Text that can be no tag, no entity and no line of times; empty lines would end the cue."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "\n".join(line for line in safe.splitlines() if line.strip())
