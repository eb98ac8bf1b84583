"""The intranet's search under load: a real server, twenty readers at once.

``python -m benchmarks.search_api --corpus DIR --queries FILE --json OUT`` indexes the Markdown in DIR, serves it with
uvicorn in a process of its own, and asks all queries of FILE, shuffled for each reader. ``--index DIR`` takes an index
that is there already. Times are those of whole requests, as a reader's program sees them; ``cpu_ms`` is what the
server's process spent on one.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

CLIENTS = 20
ROUNDS = 1
LEAST = 11
"""Answers that the first reader wants where nobody else may have asked for as many."""
_SERVER = """
import socket, sys
from pathlib import Path
import uvicorn
from kbgen.serve import application
folder = Path(sys.argv[1])
listening = socket.create_server(("127.0.0.1", 0), backlog=128)
listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
print(listening.getsockname()[1], flush=True)
app = application(lambda: None, folder, log=Path(sys.argv[2]))
uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")).run(sockets=[listening])
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line and writes the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="folder of Markdown")
    parser.add_argument("--index", type=Path, help="index made before")
    parser.add_argument("--queries", type=Path, required=True, help="queries, JSON")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    asked = parser.parse_args(arguments)
    queries = [one["query"] for one in json.loads(asked.queries.read_text(encoding="utf-8"))]
    with tempfile.TemporaryDirectory(prefix="kbgen-search-") as folder:
        index = asked.index or _indexed(asked.corpus, Path(folder))
        found = measure(index, queries, Path(folder))
    print(found)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _indexed(corpus: Path, folder: Path) -> Path:
    from benchmarks.search_corpus import read_corpus
    from benchmarks.search_engines import kbgen

    kbgen(read_corpus(corpus, folder / "site"), folder / "index")
    return folder / "index"


def measure(index: Path, queries: Sequence[str], folder: Path) -> dict[str, Any]:
    """Milliseconds of a request: the first time a query is asked, one reader alone, and twenty at once.

    ``together_fresh``: the server has just been started, as readers find it on a Monday; ``together``: it remembers
    its answers; ``together_new``: it remembers none of them, since each reader wants another number.
    """
    with _served(index, folder) as (port, _):
        opening = _asked(port, queries[:1])
        fresh = _together(port, queries)
    with _served(index, folder) as (port, process):
        _asked(port, queries[:1])
        cold = _asked(port, queries)
        alone = _asked(port, queries)
        began, used = time.perf_counter(), _cpu(process)
        together = _together(port, queries)
        seconds = time.perf_counter() - began
        used_for_all = _cpu(process) - used
        new = _together(port, queries, remembered=False)
    return {
        "queries": len(queries),
        "opening_ms": round(opening[0]),
        "cold": _figures(cold),
        "alone": _figures(alone),
        "clients": CLIENTS,
        "together_fresh": _figures(fresh),
        "together": _figures(together),
        "requests_per_second": round(len(together) / seconds),
        "cpu_ms": round(used_for_all / len(together) * 1e3, 2),
        "together_new": _figures(new),
    }


@contextmanager
def _served(index: Path, folder: Path) -> Iterator[tuple[int, int]]:
    """The port and the process of a server that nobody has asked yet."""
    command = [sys.executable, "-c", _SERVER, str(index), str(folder / "search.jsonl")]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        yield int(server.stdout.readline()), server.pid
    finally:
        server.terminate()
        server.wait(timeout=10)


def _together(port: int, queries: Sequence[str], *, remembered: bool = True) -> list[float]:
    """Every reader asks all queries in an order of its own, thinking a little between them."""
    times: list[float] = []

    def read(number: int) -> None:
        chance = random.Random(number)
        own = chance.sample(list(queries), len(queries))
        times.extend(_asked(port, own * ROUNDS, chance, 0 if remembered else LEAST + number))

    readers = [threading.Thread(target=read, args=(number,)) for number in range(CLIENTS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return times


def _asked(port: int, queries: Sequence[str], chance: random.Random | None = None, limit: int = 0) -> list[float]:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times = []
    for query in queries:
        if chance:
            time.sleep(chance.uniform(0.2, 1.0))  # people read the answers
        began = time.perf_counter()
        asking.request("GET", f"/api/search?q={quote(query)}" + (f"&limit={limit}" if limit else ""))
        answer = asking.getresponse()
        answer.read()
        times.append((time.perf_counter() - began) * 1e3)
        assert answer.status == 200, answer.status
    asking.close()
    return times


def _figures(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {"p50": round(statistics.median(ordered), 1), "p95": round(late, 1), "max": round(ordered[-1], 1)}


def _cpu(process: int) -> float:
    """Processor seconds a process has used; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100
    except OSError:
        return 0.0


if __name__ == "__main__":
    main()
