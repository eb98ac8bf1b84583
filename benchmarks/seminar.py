"""Time, memory and size of a deck of 120 slides in each format.

``python -m benchmarks.seminar [--json OUT]``. Every measurement runs in a process of its own, whose peak of memory is
told; the quickest of three runs counts. Forty slides have a screenshot, those of the demo client in turn.
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
BARS = {"html": (1.5, 250, 2_000_000), "pptx": (3.0, 250, None)}
"""Seconds, MB of memory, bytes."""
_WORDS = ("сделка", "клиент", "записать", "платёж", "проверить", "договор", "отправить", "предложение", "менеджер")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", choices=BARS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure(asked.one, asked.folder)))
        return
    with tempfile.TemporaryDirectory() as folder:
        figures = {name: best(name, Path(folder)) for name in BARS}
    for name, found in figures.items():
        print(f"{name}: {found['seconds']:.2f} s, {found['megabytes']:.0f} MB, {found['bytes'] / 1e6:.2f} MB on disk")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2), "utf-8")


def best(name: str, folder: Path) -> dict[str, float]:
    """The quickest of three runs."""
    command = [sys.executable, "-m", "benchmarks.seminar", "--one", name, "--folder", str(folder)]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout) for _ in range(3)]
    return min(runs, key=lambda run: run["seconds"])


def measure(name: str, folder: Path) -> dict[str, float]:
    """Seconds of the wall and of the processor, peak memory and size of one deck."""
    from kbgen.seminar import write_html, write_pptx

    made, theme = deck(), Theme("base", (ROOT / "themes/base",), logo=ROOT / "themes/base/assets/kbgen/logo.svg")
    target = folder / f"deck.{name}"
    start, busy = time.perf_counter(), time.process_time()
    (write_html if name == "html" else write_pptx)(made, theme, target)
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
