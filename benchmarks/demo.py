"""The demo client as a person sees it: the first build, one with nothing changed, one with a sentence changed.

``python -m benchmarks.demo [--json OUT]``. Works in a copy with an empty cache, so that the first build encodes every
recording. Seconds by the clock; run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLIENT = "romashka"


def build(workspace: Path) -> float:
    """Seconds of ``kbgen build`` as a whole process."""
    environment = {**os.environ, "KBGEN_LANG": "en"}
    command = [sys.executable, "-m", "kbgen", "build", CLIENT, "--workspace", str(workspace)]
    begun = time.monotonic()
    subprocess.run(command, check=True, env=environment, cwd=workspace, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


def measure() -> dict[str, float]:
    """Name of the build → seconds; of quick ones the median of three."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        for name in ("content", "themes", "videos"):
            shutil.copytree(ROOT / name, workspace / name)
        shutil.copyfile(ROOT / "mkdocs.yml", workspace / "mkdocs.yml")
        seconds = {"first": build(workspace)}
        seconds["nothing_changed"] = sorted(build(workspace) for _ in range(3))[1]
        guide = workspace / "content/guides/django-crm/new-request.md"
        edits = []
        for number in range(3):
            guide.write_text(
                guide.read_text(encoding="utf-8") + f"\nЕщё одно предложение {number}.\n", encoding="utf-8"
            )
            edits.append(build(workspace))
        seconds["one_sentence_changed"] = sorted(edits)[1]
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the seconds to this file")
    out = parser.parse_args().json
    seconds = measure()
    for name, value in seconds.items():
        print(f"{name:<24}{value:8.2f} s")
    if out:
        out.write_text(json.dumps(seconds, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
