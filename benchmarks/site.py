"""Speed of the site: ours beside plain ``mkdocs build`` of the same staged project, in pairs, in one run.

``python -m benchmarks.site --corpus DIR --pages N --json OUT``. Without ``--corpus`` pages are generated.
Every figure is the median of ``--rounds`` pairs; ratios are ours ÷ MkDocs by the clock (``…_cpu``: processor seconds,
for machines that others use, too), memory by the largest proportional set size of the process and its children
together. Where ``zensical`` is installed, it builds the same project once a round, cold.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_OURS = (
    "import sys; from pathlib import Path; from kbgen.site import build; build(Path(sys.argv[1]), Path(sys.argv[2]))"
)
_LOADS = re.compile(r"!\[[^\]]*\]\((?:https?:)?//[^)]*\)|<(?:img|iframe|script|video|link|object|embed)\b[^>]*>", re.I)
_CODE_LINK = re.compile(r"\]\(\s*(?:javascript|vbscript|data):[^)]*\)", re.I)
_FIELD = 5
"""Every fifth page names the field that is renamed."""
EDITS = ("nothing", "one_page", "field")
"""What is changed between two builds."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table, write the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path, help="folder of Markdown; generated pages without it")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cold", action="store_true", help="builds from nothing alone: enough to see how they grow")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        edits = () if chosen.cold else EDITS
        figures = measure(chosen.corpus, chosen.pages, chosen.rounds, Path(folder), edits)
    for name, value in figures.items():
        print(f"{name:>24}  {value}")
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2), "utf-8")


def measure(corpus: Path | None, pages: int, rounds: int, folder: Path, names: Sequence[str] = EDITS) -> dict[str, Any]:
    """Ratios ``cold``, ``nothing``, ``one_page``, ``field``, ``memory``, and the seconds and megabytes behind them."""
    project = staged(corpus, pages, folder / "bench" / "project")
    pairs: dict[str, list[tuple[Timed, Timed]]] = {name: [] for name in ("cold", *names)}
    peers: list[Timed] = []
    for number in range(rounds):
        shutil.rmtree(project / ".built", ignore_errors=True)
        theirs = mkdocs(project, folder)
        pairs["cold"].append((ours(project, folder), theirs))
        if shutil.which("zensical", path=Path(sys.executable).parent.as_posix()):
            peers.append(zensical(project))
        edits: dict[str, Callable[[], None]] = {
            "nothing": lambda: None,
            "one_page": lambda n=number: edit_one(project, n),  # type: ignore[misc]
            "field": lambda n=number: rename_field(project, n),  # type: ignore[misc]
        }
        for name in names:
            edits[name]()
            pairs[name].append((ours(project, folder), mkdocs(project, folder)))
    figures = {"pages": float(len(list((project / "docs").rglob("*.md")))), **_figures(pairs)}
    if peers:
        figures["cold_zensical_seconds"] = round(statistics.median(peer.seconds for peer in peers), 3)
        figures["cold_zensical_cpu"] = round(statistics.median(peer.cpu for peer in peers), 3)
    return figures


@dataclass(frozen=True, slots=True)
class Timed:
    """What a command took."""

    seconds: float
    cpu: float
    megabytes: float


def _figures(pairs: dict[str, list[tuple[Timed, Timed]]]) -> dict[str, float]:
    """Medians of ratios, then of what they were made of."""
    middle, figures = statistics.median, {}
    for name, found in pairs.items():
        figures[name] = round(middle(a.seconds / b.seconds for a, b in found), 4)
    cold = pairs["cold"]
    figures["memory"] = round(middle(a.megabytes / b.megabytes for a, b in cold), 3)
    for name, found in pairs.items():
        figures[f"{name}_seconds"] = round(middle(a.seconds for a, _ in found), 3)
        figures[f"{name}_mkdocs_seconds"] = round(middle(b.seconds for _, b in found), 3)
        figures[f"{name}_cpu"] = round(middle(a.cpu for a, _ in found), 3)
        figures[f"{name}_mkdocs_cpu"] = round(middle(b.cpu for _, b in found), 3)
        figures[f"{name}_cpu_ratio"] = round(middle(a.cpu / b.cpu for a, b in found), 4)
    figures["memory_mb"] = round(middle(a.megabytes for a, _ in cold))
    figures["memory_mkdocs_mb"] = round(middle(b.megabytes for _, b in cold))
    return figures


def staged(corpus: Path | None, pages: int, project: Path) -> Path:
    """A project as kbgen stages them: pages of the corpus, our settings and theme."""
    shutil.copytree(ROOT / "themes/base", project / "theme", ignore=shutil.ignore_patterns("deck", "documents"))
    shutil.copy(ROOT / "mkdocs.yml", project / "base.yml")
    config = "INHERIT: base.yml\nsite_name: bench\ndocs_dir: docs\nsite_dir: site\nexclude_docs: ''\n"
    config += "theme:\n  custom_dir: theme\n"
    (project / "mkdocs.yml").write_text(config, "utf-8")
    for name, text in read(corpus, pages) if corpus else generated(pages):
        path = project / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    if not (project / "docs/index.md").exists():
        (project / "docs/index.md").write_text("# Начало\n", "utf-8")
    if corpus:
        _make_acceptable(project)
    return project


def _make_acceptable(project: Path) -> None:
    """Take the sting out of pages that ours would refuse: raw HTML of theirs becomes text, pictures become links."""
    from kbgen.errors import ContentError
    from kbgen.site import build

    for number in range(3):
        try:
            build(project, project.parent / f"tried{number}")
        except ContentError as refused:
            for name in {problem.place.file.partition("/docs/")[2] for problem in refused.problems}:
                page = project / "docs" / name
                if page.is_file():
                    text = page.read_text("utf-8").replace("<", "&lt;").replace("![", "[")
                    page.write_text(re.sub(r"(?i)(?:java|vb)script:", "", text), "utf-8")
        else:
            break
        finally:
            shutil.rmtree(project.parent / f"tried{number}", ignore_errors=True)
    shutil.rmtree(project / ".built", ignore_errors=True)


def read(corpus: Path, pages: int) -> Iterator[tuple[str, str]]:
    """The first *pages* pages of a folder; what would be loaded from elsewhere is taken out, since ours refuses it."""
    found = sorted(
        p for p in corpus.rglob("*.md") if not any(part.startswith(".") for part in p.relative_to(corpus).parts)
    )
    for path in found[:pages]:
        text = _LOADS.sub("", path.read_text("utf-8", errors="replace"))
        yield path.relative_to(corpus).as_posix(), _CODE_LINK.sub("](#)", text)


def generated(pages: int) -> Iterator[tuple[str, str]]:
    """Pages of about 670 words in eight sections, three levels of folders, links among them."""
    source = random.Random(7)
    words = [
        "сделка",
        "запрос",
        "платёж",
        "клиент",
        "менеджер",
        "этап",
        "карточка",
        "отчёт",
        "скидка",
        "договор",
        "поле",
        "список",
        "кнопка",
        "окно",
        "звонок",
    ]

    def sentence() -> str:
        return " ".join(source.choice(words) for _ in range(12)).capitalize() + "."

    for number in range(pages):
        lines = [f"# Страница {number}", ""]
        for section in range(8):
            other = source.randrange(pages)
            lines += [
                f"## {source.choice(words).capitalize()} {section}",
                "",
                " ".join(sentence() for _ in range(5)),
                "",
            ]
            lines += [f"1. {sentence()}", f"2. {sentence()}", "", f"См. [страницу](../../{_name(other)}).", ""]
        yield _name(number), "\n".join(lines)


def _name(number: int) -> str:
    return f"s{number % 10}/t{number % 7}/p{number:05}.md"


def _pages(project: Path) -> list[Path]:
    return sorted((project / "docs").rglob("*.md"))


def edit_one(project: Path, number: int) -> None:
    """A sentence more on one page."""
    page = _pages(project)[number * 37 % len(_pages(project))]
    page.write_text(page.read_text("utf-8") + f"\n\nПредложение номер {number}.\n", "utf-8")


def rename_field(project: Path, number: int) -> None:
    """Another word on every fifth page."""
    for page in _pages(project)[::_FIELD]:
        text = re.sub(r"\n\nПоле «[^»]*»\.\n$", "", page.read_text("utf-8"))
        page.write_text(f"{text}\n\nПоле «Название {number}».\n", "utf-8")


def ours(project: Path, folder: Path) -> Timed:
    """Our build: site, links checked, copied out."""
    shutil.rmtree(folder / "ours", ignore_errors=True)
    return timed([sys.executable, "-c", _OURS, str(project), str(folder / "ours")])


def mkdocs(project: Path, folder: Path) -> Timed:
    """The same of ``mkdocs build``."""
    shutil.rmtree(folder / "theirs", ignore_errors=True)
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "-q",
        "-f",
        str(project / "mkdocs.yml"),
        "-d",
        str(folder / "theirs"),
    ]
    return timed(command)


def zensical(project: Path) -> Timed:
    """The same of Zensical, which always builds into the project's own folder."""
    for name in ("site", ".cache"):
        shutil.rmtree(project / name, ignore_errors=True)
    program = Path(sys.executable).parent / "zensical"
    took = timed([str(program), "build", "-f", str(project / "mkdocs.yml")])
    for name in ("site", ".cache"):
        shutil.rmtree(project / name, ignore_errors=True)
    return took


def timed(command: list[str]) -> Timed:
    """What *command* takes, its children with it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watcher.start()
    code = process.wait(3600)
    seconds = time.perf_counter() - start
    watcher.join()
    if code:
        raise SystemExit(f"failed with {code}: {command}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Timed(seconds, cpu, peak[0])


def _watch(pid: int, peak: list[float]) -> None:
    while (now := sum(_size(p) for p in _family(pid))) > 0:
        peak[0] = max(peak[0], now)
        time.sleep(0.1)


def _family(pid: int) -> list[int]:
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [pid, *(int(child) for child in told.split())]


def _size(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+)", told, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main()
