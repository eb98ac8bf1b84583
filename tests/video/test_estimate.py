"""Time left: of one recording, of all, and never made of what lay in the store."""

from __future__ import annotations

from kbgen.cli.bars import clock
from kbgen.video.estimate import Estimate, Standing


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def watched(**lengths: float) -> tuple[Estimate, Clock, list[Standing]]:
    seen: list[Standing] = []
    time = Clock()
    estimate = Estimate(seen.append, time)
    estimate.expect(lengths)
    return estimate, time, seen


def test_half_of_the_work_takes_half_of_the_time() -> None:
    tell, time, seen = watched(a=60, b=60)
    assert (seen[-1].part, seen[-1].left, seen[-1].files) == (0, None, 2)
    time.now += 10
    tell("a", 0.5)
    assert seen[-1].part == 0.25 and seen[-1].left == 30
    (running,) = seen[-1].running
    assert (running.file, running.part, running.left) == ("a", 0.5, 10)
    time.now += 10
    tell("a", 1.0)
    assert seen[-1].part == 0.5 and seen[-1].left == 20
    assert seen[-1].finished == 1 and seen[-1].running == ()


def test_long_recordings_weigh_more() -> None:
    tell, time, seen = watched(short=10, long=90)
    time.now += 5
    tell("short", 1.0)
    assert round(seen[-1].part, 6) == 0.1 and seen[-1].left is not None and round(seen[-1].left, 6) == 45


def test_what_lay_in_the_store_says_nothing_of_our_speed() -> None:
    tell, time, seen = watched(**{f"ready{n}": 60 for n in range(4)}, new=60)
    time.now += 0.05
    for n in range(4):
        tell(f"ready{n}", 0.5)
        tell(f"ready{n}", 1.0)
    assert seen[-1].part == 0.8 and seen[-1].left is None and seen[-1].running == ()
    time.now += 20
    tell("new", 0.25)
    assert seen[-1].left is not None and 59 < seen[-1].left < 61


def test_nothing_is_said_too_early_and_nothing_goes_back() -> None:
    tell, time, seen = watched(a=60)
    time.now += 1
    tell("a", 0.1)
    assert seen[-1].left is None and seen[-1].running[0].left is None
    time.now += 5
    tell("a", 0.4)
    tell("a", 0.3)
    assert seen[-1].part == 0.4


def test_one_that_was_not_expected_counts_too() -> None:
    tell, time, seen = watched()
    time.now += 3
    tell("late", 0.5)
    assert seen[-1].files == 1 and seen[-1].part == 0.5


def test_clocks() -> None:
    assert [clock(s) for s in (0, 7.4, 59.6, 760, 3900, -3)] == ["0:00", "0:07", "1:00", "12:40", "1:05:00", "0:00"]
