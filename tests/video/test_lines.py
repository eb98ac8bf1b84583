"""Lines to work elsewhere: it hears that we stop or are no more, and we hear how far it is."""

from __future__ import annotations

import pickle
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from kbgen.video import lines
from kbgen.video.lines import FarLine, Line, Pulse, Stop, line_to

T = TypeVar("T")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BEAT", 0.02)
    monkeypatch.setattr(lines, "GONE", 0.5)


def elsewhere(thing: T) -> T:
    """*thing* as another process gets it."""
    copy: T = pickle.loads(pickle.dumps(thing))
    return copy


def comes(what: object, seconds: float = 5) -> bool:
    """Whether *what*, called, is true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():  # type: ignore[operator]
            return True
        time.sleep(0.01)
    return False


def test_threads_need_no_files(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as threads, line_to(threads, tmp_path) as line:
        assert not line.stop.asked()
        assert line.telling(print) is print
        assert type(line) is Line
    assert list(tmp_path.iterdir()) == []


def test_other_processes_get_files(tmp_path: Path) -> None:
    with ProcessPoolExecutor(1) as pool:
        assert isinstance(line_to(pool, tmp_path), FarLine)


def test_an_end_is_heard_elsewhere(tmp_path: Path) -> None:
    with FarLine(tmp_path) as line:
        far = elsewhere(line.stop)
        time.sleep(0.1)
        assert not far.asked() and not line.stop.asked()
    assert comes(far.asked)
    assert list((tmp_path / "runs").iterdir()) == []


def test_an_interruption_is_heard_everywhere(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), FarLine(tmp_path) as line:
        far = elsewhere(line.stop)
        raise KeyboardInterrupt
    assert line.stop.asked() and comes(far.asked)


def test_a_run_that_was_killed_is_missed_after_a_while(tmp_path: Path) -> None:
    pulse = Pulse(tmp_path / "alive")
    pulse.beat(1)
    far = elsewhere(Stop(pulse))
    time.sleep(0.2)
    assert not far.asked()
    pulse.beat(2)
    assert comes(far.asked)  # no third sign of life


def test_progress_comes_home(tmp_path: Path) -> None:
    heard: list[float] = []
    with FarLine(tmp_path) as line:
        tell = line.telling(heard.append)
        tell(0.1)  # from this process
        elsewhere(tell)(0.25)
        assert comes(lambda: heard == [0.1, 0.25])
