"""Processes: they end, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kbgen.video.running import Outcome, Stop, run


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_progress_and_complaints() -> None:
    seen: list[float] = []
    code = "import sys,time\nprint('out_time_us=1500000', flush=True); print('oops', file=sys.stderr); time.sleep(.6)"
    outcome = run(python(code), progress=seen.append)
    assert outcome == Outcome("ended", 0, "oops")
    assert seen == [0.0, 1.5] or seen == [1.5]


def test_a_flood_of_complaints_is_cut_to_its_end() -> None:
    outcome = run(python("import sys\nfor i in range(50000): print('line', i, file=sys.stderr)"))
    assert outcome.complaints.endswith("line 49999") and len(outcome.complaints) < 10_000


@pytest.mark.fault
def test_a_hung_process_is_ended() -> None:
    began = time.monotonic()
    outcome = run(python("import time; time.sleep(600)"), silence=0.5)
    assert outcome.ending == "hung" and time.monotonic() - began < 20


@pytest.mark.fault
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_one_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbgen.video.running._GRACE", 0.5)
    code = "import signal,time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    code += "print('frame=1', flush=True)\ntime.sleep(600)"
    outcome = run(python(code), silence=2)
    assert outcome.ending == "hung" and outcome.code == -signal.SIGKILL


@pytest.mark.fault
def test_it_stops_when_asked() -> None:
    stop = Stop()
    threading.Timer(0.3, stop).start()
    outcome = run(python("import time; time.sleep(600)"), stop=stop)
    assert outcome.ending == "stopped"


@pytest.mark.fault
@pytest.mark.skipif(sys.platform != "linux", reason="prctl")
def test_nothing_outlives_us(tmp_path: Path) -> None:
    child = f"import os,time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    code = f"import sys\nfrom kbgen.video.running import run\nrun([sys.executable, '-c', {child!r}])"
    parent = subprocess.Popen(python(code))
    pid = tmp_path / "pid"
    deadline = time.monotonic() + 60
    while not (pid.exists() and pid.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    while Path(f"/proc/{pid.read_text()}").exists() and time.monotonic() < deadline:
        if "State:\tZ" in Path(f"/proc/{pid.read_text()}/status").read_text():
            break
        time.sleep(0.05)
    assert time.monotonic() < deadline
