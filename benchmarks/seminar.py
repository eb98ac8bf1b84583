"""Time, memory and size of a deck of 120 slides in each format.

``python -m benchmarks.seminar [--json OUT]``. Every measurement runs in a process of its own, whose peak of memory is
told; the quickest of three runs counts. Forty slides have a screenshot, those of the demo client in turn. "cold" runs
make every picture small; "warm" ones find pictures on the shelf, as every build but the first does. Papers are typeset
in every run: what is kept of them is thrown away before it.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kbgen.model.decks import Deck, Flow, FlowStep, Picture, Slide, Table
from kbgen.theme import Theme

ROOT = Path(__file__).resolve().parent.parent
SLIDES = 120
SCREENSHOTS = sorted((ROOT / "content" / "guides").rglob("*.png"))
BARS = {"html": (1.5, 250, 2_000_000), "pptx": (3.0, 250, None), "handout": (3.0, 250, None), "guide": (3.0, 250, None)}
"""Seconds, MB of memory, bytes; handout and trainer's guide are PDF."""
RUNS = 3
_WORDS = ("сделка", "клиент", "записать", "платёж", "проверить", "договор", "отправить", "предложение", "менеджер")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", choices=BARS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--shelf", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure(asked.one, asked.folder, asked.shelf)))
        return
    figures = {f"{name} {state}": best(name, warm=state == "warm") for name in BARS for state in ("cold", "warm")}
    for name, found in figures.items():
        seconds, megabytes, most = BARS[name.split()[0]]
        missed = [] if found["processor"] <= seconds else ["seconds"]
        missed += [] if found["megabytes"] <= megabytes else ["memory"]
        missed += [] if not most or found["bytes"] <= most else ["bytes"]
        told = f"{found['seconds']:.2f} s ({found['processor']:.2f} s of the processor), {found['megabytes']:.0f} MB"
        judged = f"misses {', '.join(missed)}" if missed else "met"
        print(f"{name}: {told}, {found['bytes'] / 1e6:.2f} MB on disk: {judged}")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2), "utf-8")


def best(name: str, *, warm: bool) -> dict[str, float]:
    """The quickest of three runs; *warm* ones have a shelf that a run before has filled."""
    with tempfile.TemporaryDirectory() as place:
        runs = []
        for number in range(RUNS + warm):
            shelf = Path(place) / ("shelf" if warm else f"shelf-{number}")
            for paper in shelf.glob("*.pdf"):
                paper.unlink()
            command = [
                sys.executable,
                "-m",
                "benchmarks.seminar",
                "--one",
                name,
                "--folder",
                place,
                "--shelf",
                str(shelf),
            ]
            runs.append(json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout))
    return min(runs[int(warm) :], key=lambda run: run["processor"])


def measure(name: str, folder: Path, shelf: Path) -> dict[str, float]:
    """Seconds of the wall and of the processor, peak memory and size of one deck."""
    from kbgen.seminar import Shelf, write_guide, write_handout, write_html, write_pptx

    made, theme = deck(), Theme("base", (ROOT / "themes/base",), logo=ROOT / "themes/base/assets/kbgen/logo.svg")
    writers = {
        "html": lambda to: write_html(made, theme, to, Shelf(shelf)),
        "pptx": lambda to: write_pptx(made, theme, to),
        "handout": lambda to: write_handout(made, theme, to, Shelf(shelf), "http://wiki.example/site/"),
        "guide": lambda to: write_guide(made, theme, to, Shelf(shelf), "http://wiki.example/site/"),
    }
    target = folder / f"deck.{name}"
    start, busy = time.perf_counter(), time.process_time()
    writers[name](target)
    return {
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() - busy,
        "megabytes": peak(),
        "bytes": target.stat().st_size,
    }


def peak() -> float:
    """Most memory the process has used, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def deck() -> Deck:
    """Every kind of slide, in the proportions of a real seminar."""
    return Deck("role", "Семинар", "ООО «Ромашка»", "ru", tuple(slide(n) for n in range(SLIDES)), "Семинар")


def slide(number: int) -> Slide:
    dice = random.Random(number)

    def phrase(count: int) -> str:
        return " ".join(dice.choices(_WORDS, k=count)).capitalize()

    common = {"say": phrase(40), "do": phrase(15), "minutes": 1.5, "page": "guides/x.html"}
    id, title = f"s{number}", f"{phrase(4)} {number}"
    lines = tuple(phrase(9) for _ in range(5))
    if number % 3 == 0:
        return Slide(
            id,
            "screenshot",
            title,
            lines[:2],
            picture=Picture(str(SCREENSHOTS[number // 3 % len(SCREENSHOTS)])),
            **common,
        )
    if number % 3 == 1 and number % 2:
        rows = tuple(tuple(phrase(3) for _ in range(5)) for _ in range(7))
        return Slide(id, "table", title, table=Table(tuple(phrase(1) for _ in range(5)), rows), **common)
    if number % 12 == 2:
        steps = tuple(FlowStep(n, n % 3, phrase(4), n % 3 == 1) for n in range(1, 6))
        return Slide(id, "process", title, flow=Flow(("Оператор", "Менеджер", "Бухгалтер"), steps), **common)
    if number % 5 == 0:
        return Slide(id, "quiz", title + "?", lines[:4], answer=1, **common)
    return Slide(id, "text", title, lines, **common)


if __name__ == "__main__":
    main()
