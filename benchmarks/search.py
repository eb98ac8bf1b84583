"""Search measured: quality over judged queries, and speed in a real browser.

``python -m benchmarks.search --corpus DIR --queries FILE --json OUT`` asks every query of FILE (a list of
``{"kind", "query", "expected": [pages]}``) of each engine over the Markdown in DIR, and writes for each engine
``hit@5``, ``mrr``, ``by_kind``, ``index_seconds``, ``index_bytes``; and ``index_cpu_seconds``, which other programs on
the machine disturb less.

``python -m benchmarks.search --corpus DIR --browser --pages N --json OUT`` cuts N pages from the corpus and measures
in Chromium, on file:// and http, the first answer after opening a page, the longest task and the tab's memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import search_browser, search_engines
from benchmarks.search_corpus import Corpus, read_corpus


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line and writes the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of Markdown")
    parser.add_argument("--queries", type=Path, help="judged queries, JSON")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--engines", default=",".join(search_engines.ENGINES), help="which engines, by comma")
    parser.add_argument("--browser", action="store_true", help="measure in Chromium instead")
    parser.add_argument("--pages", type=int, default=8000, help="pages to cut for --browser")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="kbgen-search-") as folder:
        if asked.browser:
            found: Mapping[str, Any] = search_browser.measure(asked.corpus, asked.pages, Path(folder))
        elif asked.queries is None:
            parser.error("--queries is needed unless --browser is given")
        else:
            queries = read_queries(asked.queries)
            corpus = read_corpus(asked.corpus, Path(folder) / "site")
            absent = {page for one in queries for page in one["expected"]} - set(corpus.pages)
            if absent:
                print(f"{len(absent)} of the expected pages are not in the corpus, such as {min(absent)}")
            found = quality(corpus, queries, asked.engines.split(","), Path(folder))
    if asked.json:
        asked.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_queries(path: Path) -> list[dict[str, Any]]:
    """Judged queries of a file, in one form whatever is left out.

    Raises:
        SystemExit: the file is no list of them.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
        queries = told["queries"] if isinstance(told, dict) else told
        return [
            {"kind": str(one.get("kind") or "all"), "query": str(one["query"]), "expected": _pages(one["expected"])}
            for one in queries
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SystemExit(f"{path}: no list of {{kind, query, expected}}: {error!r}") from None


def _pages(expected: str | Sequence[str]) -> list[str]:
    """Paths of pages as the corpus names them."""
    return [
        page.replace("\\", "/").removeprefix("./") for page in ([expected] if isinstance(expected, str) else expected)
    ]


def quality(corpus: Corpus, queries: Sequence[Mapping[str, Any]], engines: Sequence[str], folder: Path) -> Any:
    """Engine → its figures, printed as a table as they come."""
    found: dict[str, Any] = {}
    kinds = list(dict.fromkeys(q["kind"] for q in queries))
    print("engine".ljust(16), "hit@5", "  mrr", *(k[:6].rjust(6) for k in kinds), "index s", "     bytes", sep="  ")
    for name in engines:
        used = _processor()
        try:
            started = search_engines.ENGINES[name](corpus, folder / name)
            used = _processor() - used
            if started is None:
                print(name.ljust(16), "not here: what it needs is not installed")
                continue
            started.ask("a", 1)  # opened, as for every query but the first
            started.times.clear()
            ranks = [(q["kind"], _rank(started.ask(q["query"], 10), q["expected"])) for q in queries]
        except (
            OSError,
            ValueError,
            subprocess.SubprocessError,
        ) as error:
            print(name.ljust(16), f"failed: {error!r}")  # the others' figures are still worth having
            continue
        found[name] = {
            **_scores([r for _, r in ranks]),
            "by_kind": {kind: _scores([r for k, r in ranks if k == kind]) for kind in kinds},
            "index_seconds": round(started.seconds, 2),
            "index_cpu_seconds": round(used, 2),
            "index_bytes": started.bytes,
            "query_ms": started.milliseconds(),
        }
        _show(name, found[name], kinds)
    return found


def _processor() -> float:
    """Processor seconds of this process and of those it started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _rank(answers: Sequence[str], expected: Sequence[str]) -> int:
    """Place of the first accepted page, from 1; 0 where there is none in the first ten."""
    return next((place for place, page in enumerate(answers, 1) if page in expected), 0)


def _scores(ranks: Sequence[int]) -> dict[str, float]:
    count = max(1, len(ranks))
    return {
        "hit@5": round(sum(0 < r <= 5 for r in ranks) / count, 4),
        "mrr": round(sum(1 / r for r in ranks if r) / count, 4),
    }


def _show(name: str, figures: Mapping[str, Any], kinds: Sequence[str]) -> None:
    by_kind = (f"{figures['by_kind'][kind]['hit@5']:6.2f}" for kind in kinds)
    print(
        name.ljust(16), f"{figures['hit@5']:.3f}", f"{figures['mrr']:.3f}", *by_kind,
        f"{figures['index_seconds']:7.1f}", f"{figures['index_bytes']:10d}", sep="  ",
    )  # fmt: skip


if __name__ == "__main__":
    main()
