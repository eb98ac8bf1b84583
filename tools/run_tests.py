"""Run every test: the quick unit suite on all Pythons found, then the suites that need real programs.

Exit code 0 only when every run passed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUICK = "not browser and not media and not office and not fault and not slow"
OTHER_PYTHONS = ("3.12", "3.13")
FILMS_AND_COPIES = ("audiences", "build", "bundles", "faults", "hostile", "serve", "video")
"""Folders of tests whose real programs run beside those of all others: about half of the time each."""


def run(name: str, command: list[str]) -> bool:
    """Whether *command* passed; its output goes straight to the terminal."""
    print(f"\n=== {name} ===", flush=True)
    return subprocess.run(command, cwd=ROOT, timeout=3000).returncode == 0


def candidates(version: str) -> list[str]:
    """Where a Python of *version* may be: on the path, or kept by pyenv."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(f"python{version}"), *map(str, sorted(kept.glob(f"{version}*/bin/python{version}")))]
    return [path for path in found if path]


def works(program: str) -> bool:
    """Whether *program* starts: a pyenv shim may stand for a Python that is not chosen here."""
    return subprocess.run([program, "--version"], capture_output=True).returncode == 0


def other_python(version: str) -> Path | None:
    """A virtual environment with the locked packages on another Python, or None where that Python is not found."""
    program = next((p for p in candidates(version) if works(p)), None)
    if program is None:
        print(f"no working python{version}: the unit suite runs on this Python only")
        return None
    folder = ROOT / f".venv-{version}"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        subprocess.run([program, "-m", "venv", str(folder)], check=True, timeout=300)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    locks = ["-r", str(ROOT / "requirements.lock"), "-r", str(ROOT / "requirements-test.lock")]
    subprocess.run([*pip, *locks], check=True, timeout=1800)
    subprocess.run([*pip, "--no-deps", "-e", str(ROOT)], check=True, timeout=300)
    return python


def real_programs() -> bool:
    """Whether the tests with real programs passed: two runs side by side, since most of the time each waits for one."""
    pytest = [sys.executable, "-m", "pytest", "-q", "-m", f"not ({QUICK})", "--durations", "15"]
    others = [f"--ignore=tests/{room}" for room in FILMS_AND_COPIES]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as kept:
        command = [*pytest, *(f"tests/{room}" for room in FILMS_AND_COPIES)]
        beside = subprocess.Popen(command, cwd=ROOT, stdout=kept, stderr=subprocess.STDOUT)
        try:
            passed = run("real programs", [*pytest, *others, "tests"])
            with suppress(subprocess.TimeoutExpired):  # it is told with what was printed until then
                beside.wait(1500)
        finally:
            beside.kill()
            beside.wait()
            kept.seek(0)
            print(f"\n=== real programs: {', '.join(FILMS_AND_COPIES)} ===\n{kept.read()}", flush=True)
    return passed and beside.returncode == 0


def main() -> int:
    pytest = ["-m", "pytest", "-q", "-n", "auto"]
    passed = [run("unit suite", [sys.executable, *pytest, "-m", QUICK])]
    for version in OTHER_PYTHONS:
        if f"{sys.version_info.major}.{sys.version_info.minor}" == version:
            continue
        if python := other_python(version):
            passed.append(run(f"unit suite on Python {version}", [str(python), *pytest, "-m", QUICK]))
    passed.append(real_programs())
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
