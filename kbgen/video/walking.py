"""Walking: what the packets of a recording say, every one of them read and none decoded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_STEADY = 0.2
"""Part of a frame's time by which steps may differ in a constant rate (containers round to milliseconds)."""


@dataclass
class Walk:
    """What the packets of one stream say."""

    first: float = float("inf")
    last: float = float("-inf")
    end: float = float("-inf")
    count: int = 0
    shortest: float = float("inf")
    longest: float = 0.0
    size: int = 0
    """Bytes of all packets."""
    key: float = float("inf")
    """When the last key frame came."""
    seek_step: float = 0.0
    busy: dict[int, int] = field(default_factory=dict)
    """Second → bytes of frames other than key frames."""

    def step(self, at: float, lasts: float) -> None:
        self.first = min(self.first, at)
        self.end = max(self.end, at + lasts)
        self.count += 1

    def note_key(self, at: float, is_key: bool) -> None:
        if is_key:
            self.seek_step = max(self.seek_step, at - self.key)
            self.key = at


def walk_over(container: Any) -> dict[int, Walk]:
    """Reads every packet of picture and sound: the only way to notice a file that was cut off."""
    streams = [*container.streams.video, *container.streams.audio]
    walks: dict[int, Walk] = {}
    times: dict[int, list[float]] = {}
    for packet in container.demux(streams):
        if packet.pts is None or packet.time_base is None:
            continue
        at = float(packet.pts * packet.time_base)
        lasts = float((packet.duration or 0) * packet.time_base)
        index = packet.stream_index
        walks.setdefault(index, Walk()).step(at, lasts)
        walks[index].size += packet.size
        if packet.stream.type == "video":
            walks[index].note_key(at, packet.is_keyframe)
            if not packet.is_keyframe:
                walks[index].busy[int(at)] = walks[index].busy.get(int(at), 0) + packet.size
            _note_step(walks[index], times.setdefault(index, []), at)
    return walks


def _note_step(walk: Walk, window: list[float], at: float) -> None:
    """Steps between frames in order of showing; packets come in order of decoding, at most 16 apart."""
    window.append(at)
    if len(window) > 32:
        window.sort()
        earliest = window.pop(0)
        if walk.last != float("-inf") and earliest > walk.last:
            walk.shortest = min(walk.shortest, earliest - walk.last)
            walk.longest = max(walk.longest, earliest - walk.last)
        walk.last = earliest


def constant_rate(picture: Any, seen: Walk) -> str:
    """The constant rate, as the container names it; empty where frames come irregularly."""
    rate = picture.average_rate or picture.base_rate
    if not rate or not 1 <= rate <= 240:
        return ""
    step = 1 / float(rate)
    irregular = seen.longest > step * (1 + _STEADY) + 0.0015 or seen.shortest < step * (1 - _STEADY) - 0.0015
    return "" if seen.count > 32 and irregular else f"{rate.numerator}/{rate.denominator}"


def activity(seen: Walk, begin: float, duration: float) -> tuple[int, ...]:
    """Seconds are counted from the beginning, as those that are sought in a recording are."""
    first = int(begin)
    return tuple(seen.busy.get(first + second, 0) for second in range(int(duration)))
