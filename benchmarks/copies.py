"""Packing and verifying copies, side by side with the programs everybody has: zip, sha256sum.

``python -m benchmarks.copies [RELEASE] [--json OUT]``: without a release, a tree is made as releases are: 2,000 pages,
500 pictures, 20 films, 250 MB. Every pair is run in turn, three times; the middle counts. Seconds of the clock and of
the processor (children's too), since other work slows the clock and not the processor.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from kbgen.bundles import manifest
from kbgen.bundles import zip as bundle_zip
from kbgen.bundles.verifying import verify_copy

ROUNDS = 3
MOST_PACKING = 1.3
LEAST_VERIFYING = 0.8
LEAST_SPEED = 400  # MB/s

Row = dict[str, object]


def rows(folder: Path) -> list[Row]:
    """What packing and verifying the release in *folder* cost, each beside its rival, with its bar."""
    size = sum(entry.size for entry in manifest.read(folder).entries)
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as made:
        target = Path(made, "copy.zip")
        if shutil.which("zip"):
            found.append(_packing(folder, target, size))
        bundle_zip.pack(folder, target)
        found.append(_verifying("verify a folder", lambda: manifest.verify(folder), folder, size))
        found.append(_verifying("verify a ZIP", lambda: _verified(target), folder, size))
    return found


def _verified(path: Path) -> None:
    assert verify_copy(path).whole


def _packing(folder: Path, target: Path, size: int) -> Row:
    names = bundle_zip.names(folder)
    stored = [n for n in names if Path(n).suffix.lower() in bundle_zip.STORED]
    packed = [n for n in names if n not in set(stored)]

    def rival() -> None:
        target.unlink(missing_ok=True)
        for options, some in ((("-0",), stored), ((), packed)):
            if some:
                command = ["zip", "-q", *options, "-@", str(target)]
                subprocess.run(command, cwd=folder, input="\n".join(some), text=True, check=True, timeout=600)

    ours, theirs = _timed(lambda: bundle_zip.pack(folder, target), rival)
    return _row("pack a ZIP", "zip -0 + zip", size, ours, theirs) | {
        "bar": f"≤ {MOST_PACKING} × zip",
        "holds": ours[0] <= MOST_PACKING * theirs[0],
    }


def _verifying(what: str, work: Callable[[], object], folder: Path, size: int) -> Row:
    sums = "\n".join(f"{entry.sha256}  {entry.path}" for entry in manifest.read(folder).entries)

    def rival() -> None:
        command = ["sha256sum", "--quiet", "--check", "-"]
        subprocess.run(command, cwd=folder, input=sums, text=True, check=True, timeout=600)

    ours, theirs = _timed(work, rival)
    speed = size / 1e6 / ours[0]
    return _row(what, "sha256sum --check", size, ours, theirs) | {
        "bar": f"≥ {LEAST_SPEED} MB/s or ≥ {LEAST_VERIFYING} × sha256sum",
        "holds": speed >= LEAST_SPEED or theirs[0] / ours[0] >= LEAST_VERIFYING,
    }


def _row(what: str, rival: str, size: int, ours: tuple[float, float], theirs: tuple[float, float]) -> Row:
    return {
        "what": what,
        "megabytes": round(size / 1e6, 1),
        "seconds": round(ours[0], 3),
        "cpu": round(ours[1], 3),
        "megabytes_per_second": round(size / 1e6 / ours[0]),
        "rival": rival,
        "rival_seconds": round(theirs[0], 3),
        "rival_cpu": round(theirs[1], 3),
        "ratio": round(ours[0] / theirs[0], 2),
        "cpu_ratio": round(ours[1] / theirs[1], 2),
    }


def _timed(*works: Callable[[], object]) -> list[tuple[float, float]]:
    """Seconds of the clock and of the processor of each, the middle of rounds in turn; files are in memory."""
    found: list[list[tuple[float, float]]] = [[] for _ in works]
    for number in range(ROUNDS + 1):
        for work, times in zip(works, found, strict=True):
            before, since = sum(os.times()[:4]), time.perf_counter()
            work()
            if number:
                times.append((time.perf_counter() - since, sum(os.times()[:4]) - before))
    return [(median(clock for clock, _ in times), median(cpu for _, cpu in times)) for times in found]


def tree(folder: Path, seed: int = 8) -> Path:
    """A release as large ones are, in the new *folder*."""
    chance = random.Random(seed)
    words = ["сделка", "контрагент", "менеджер", "<p>", "</p>", "заявка", "создать", '<a href="x.html">', "</a>"]
    for number in range(2000):
        path = folder / f"site/pages/{number % 40}/page-{number}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(" ".join(chance.choices(words, k=2200)), "utf-8")
    (folder / "site/media").mkdir()
    for number in range(500):
        (folder / f"site/media/picture-{number}.png").write_bytes(chance.randbytes(40_000))
    for number in range(20):
        (folder / f"site/media/film-{number}.0f0f0f0f.mp4").write_bytes(chance.randbytes(9_000_000))
    (folder / "start.html").write_text("start")
    manifest.write(folder, client="acme", release="1")
    return folder


def table(found: list[Row]) -> str:
    """The rows as Markdown."""
    lines = ["| what | MB | kbgen s (cpu) | MB/s | rival | s (cpu) | ratio (cpu) | bar | holds |", "|" + "---|" * 9]
    for row in found:
        lines.append(
            f"| {row['what']} | {row['megabytes']} | {row['seconds']} ({row['cpu']}) | {row['megabytes_per_second']} | "
            f"{row['rival']} | {row['rival_seconds']} ({row['rival_cpu']}) | {row['ratio']} ({row['cpu_ratio']}) | "
            f"{row['bar']} | {'yes' if row['holds'] else 'NO'} |"
        )
    return "\n".join(lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("release", nargs="?", type=Path, help="folder of a release; default: one is made")
    asked.add_argument("--json", type=Path, help="file for the rows")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        found = rows(told.release or tree(Path(made, "1")))
    print(table(found))
    if told.json:
        told.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
