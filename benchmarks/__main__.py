"""All benchmarks that need nothing but the project: ``python -m benchmarks`` (``make bench``).

``--full`` adds the large sites (4,000 and 10,000 pages) and every suite that wants other programs; ``--only site``
runs some of them. What was measured goes between two markers of ``RESULTS.md``, with machine and versions, and the
growth of the site as a picture into ``growth.svg``; remarks written by hand stay. Search and video want a corpus and
recordings: see the help of ``benchmarks.search`` and ``benchmarks.video``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.growth import drawn, exponent, start
from benchmarks.machine import described
from benchmarks.report import put

HERE = Path(__file__).resolve().parent
QUICK = {"spec": (), "seminar": ()}
FULL = {**QUICK, "demo": (), "copies": (), "serving": ()}
PAGES = ((100, 3), (1000, 3))
"""Pages of a generated site, and pairs of builds that are timed."""
LARGE = ((4000, 1), (10_000, 1))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; 1 if a benchmark failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="large sites and all suites, too: more than an hour")
    parser.add_argument("--only", action="append", metavar="SUITE", help="site, or one of the suites; may be repeated")
    parser.add_argument("--corpus", type=Path, help="real pages to build a site of as well")
    chosen = parser.parse_args(arguments)
    suites = FULL if chosen.full else QUICK
    failed = 0
    for suite in suites:
        if not chosen.only or suite in chosen.only:
            failed |= _told(suite, [sys.executable, "-m", f"benchmarks.{suite}"])
    if not chosen.only or "site" in chosen.only:
        failed |= _sites((*PAGES, *LARGE) if chosen.full else PAGES, chosen.corpus)
    return failed


def _told(name: str, command: list[str]) -> int:
    print(f"\n=== {name} ===", flush=True)
    return int(subprocess.run(command, cwd=HERE.parent).returncode != 0)


def _sites(sizes: Sequence[tuple[int, int]], corpus: Path | None) -> int:
    """Measure sites, smallest first; each size is written down when it is done."""
    failed = 0
    generated: list[dict[str, float]] = []
    real: list[dict[str, float]] = []
    wanted = [(pages, rounds, None) for pages, rounds in sizes] + ([(1000, 1, corpus)] if corpus else [])
    for pages, rounds, folder in wanted:
        figures = _site(pages, rounds, folder)
        if figures is None:
            failed = 1
            continue
        (real if folder else generated).append(figures)
        put(HERE / "RESULTS.md", _block(generated, real))
        if len(generated) > 1:
            (HERE / "growth.svg").write_text(drawn(generated), "utf-8")
    return failed


def _site(pages: int, rounds: int, corpus: Path | None) -> dict[str, float] | None:
    """Figures of one size; None where the benchmark failed."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "site.json"
        command = [sys.executable, "-m", "benchmarks.site", "--pages", str(pages), "--rounds", str(rounds)]
        command += ["--json", str(out), *(["--corpus", str(corpus)] if corpus else [])]
        if _told(f"site, {pages} pages", command):
            return None
        figures: dict[str, float] = json.loads(out.read_text("utf-8"))
        return figures


_ROWS = (
    ("cold", "cold"),
    ("nothing", "nothing changed"),
    ("one_page", "one page edited"),
    ("field", "a field renamed on every fifth page"),
)


def _block(generated: list[dict[str, float]], real: list[dict[str, float]]) -> str:
    """The measured block of RESULTS.md."""
    lines = [f"Measured on {time.strftime('%Y-%m-%d')}: {described()}.", ""]
    lines += [
        "| pages | what | ours ÷ MkDocs | seconds | MkDocs | processor s | MkDocs |",
        "|---|---|---|---|---|---|---|",
    ]
    for figures, kind in [(f, "") for f in generated] + [(f, " real") for f in real]:
        for key, name in _ROWS:
            values = [figures[key], figures[f"{key}_seconds"], figures[f"{key}_mkdocs_seconds"]]
            values += [figures[f"{key}_cpu"], figures[f"{key}_mkdocs_cpu"]]
            lines.append(f"| {figures['pages']:.0f}{kind} | {name} | " + " | ".join(f"{v:g}" for v in values) + " |")
        memory = (figures["memory"], figures["memory_mb"], figures["memory_mkdocs_mb"])
        lines.append(
            f"| {figures['pages']:.0f}{kind} | memory, MB | " + " | ".join(f"{v:g}" for v in memory) + " | | |"
        )
    if len(generated) > 1:
        grown = [
            f"{name} {exponent(generated, key):.2f}"
            for key, name in (("cold_seconds", "ours"), ("cold_mkdocs_seconds", "MkDocs"))
        ]
        first, last = start(generated)["pages"], generated[-1]["pages"]
        lines += [
            "",
            f"Growth exponent of a cold build from {first:.0f} to {last:.0f} pages: {', '.join(grown)}.",
            "",
            "![Seconds by pages](growth.svg)",
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
