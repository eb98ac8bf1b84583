"""First answer, longest task and memory of search in a real Chromium, on file:// and http."""

from __future__ import annotations

import functools
import os
import resource
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.search_corpus import cut, renderer
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.roles import Roles
from kbgen.model.text import Text
from kbgen.search import index
from kbgen.search.records import read_page
from kbgen.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ("права доступа", "сделками", "cltkrf", "перезагрзить страницу", "создать задачу")
ROUNDS = 3
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_SETTINGS = """
site_name: Benchmark
use_directory_urls: false
theme: {name: material, language: ru, font: false}
plugins: [search]
"""
_WATCH = """
window.kbTasks = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.kbTasks.push(entry.duration);
}).observe({type: "longtask", buffered: true});
"""


def measure(corpus: Path, pages: int, folder: Path) -> Mapping[str, Any]:
    """The figures for *pages* pages, printed as they come."""
    built = _site(corpus, pages, folder)
    site = folder / "fresh"
    workspace = Workspace(_workspace(folder))
    first = _indexed(built, site, workspace)
    report = first.pop("report")
    found: dict[str, Any] = {
        "pages": report.pages,
        "records": report.records,
        "index_seconds": first["seconds"],
        "index_cpu_seconds": first["cpu_seconds"],
        "index_bytes": report.bytes,
        "text_bytes": _plain(built),
        "largest_file": max(f.stat().st_size for f in (site / "assets/kbgen/search").iterdir()),
    }
    found["again"] = [_changed(built, site, workspace, number) for number in range(ROUNDS)]
    print(found)
    found["file"] = _opened(site.as_uri())
    print("file:// ", found["file"])
    with _served(site) as address:
        found["http"] = _opened(address)
        print("http    ", found["http"])
    return found


def _indexed(built: Path, site: Path, workspace: Workspace) -> dict[str, Any]:
    """The index brought up to a fresh copy of the built pages, as a build makes one: hard links."""
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(built, site, copy_function=os.link)
    began, worked = time.perf_counter(), _processor()
    report = index(site, _nobody(), workspace)
    seconds = {"seconds": round(time.perf_counter() - began, 2), "cpu_seconds": round(_processor() - worked, 2)}
    assert not report.problems, report.problems
    return {"report": report, **seconds}


def _processor() -> float:
    """Processor seconds of this process and of those it started."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _changed(built: Path, site: Path, workspace: Workspace, number: int) -> dict[str, Any]:
    """The same after one page got a sentence and a heading more."""
    page = sorted(built.glob("p*/*.html"))[number * 97]
    text = page.read_text(encoding="utf-8")
    page.unlink()
    more = f'<h2 id="more">Новый раздел {number}</h2><p>Ещё одно предложение о сделках и договорах.</p></article>'
    page.write_text(text.replace("</article>", more), encoding="utf-8")
    before = {f.name for f in (site / "assets/kbgen/search").iterdir()}
    done = _indexed(built, site, workspace)
    del done["report"]
    return {**done, "new_files": len({f.name for f in (site / "assets/kbgen/search").iterdir()} - before)}


def _plain(site: Path) -> int:
    """Bytes of the pages' plain text."""
    read = (read_page(path.read_text(encoding="utf-8"), path.name) for path in site.glob("p*/*.html"))
    return sum(len(f"{r.heading}\n{r.text}\n".encode()) for page in read if page for r in page.records)


def _workspace(folder: Path) -> Path:
    """A workspace with the project's theme and a cache of its own."""
    target = folder / "workspace"
    shutil.copytree(ROOT / "themes/base/assets", target / "themes/base/assets")
    return target


def _nobody() -> KnowledgeBase:
    client = Client("benchmark", Text("Benchmark"), Product("crm", "CRM"), Firm(""))
    return KnowledgeBase(client, Spec(Entities(()), Roles(())))


def _site(corpus: Path, pages: int, folder: Path) -> Path:
    """A real Material site of one page, its article replaced to make the others."""
    (folder / "docs/p000").mkdir(parents=True)
    (folder / "docs/index.md").write_text("# Benchmark\n", encoding="utf-8")
    (folder / "docs/p000/x.md").write_text("# TITLE-HERE\n\nBODY-HERE\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(_SETTINGS, encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(folder / "mkdocs.yml")]
    subprocess.run(command, check=True, timeout=300, capture_output=True)
    site = folder / "site"
    pattern = site / "p000/x.html"
    page = pattern.read_text(encoding="utf-8")
    pattern.unlink()
    start = page.index(">", page.index('<article class="md-content__inner')) + 1
    end = page.index("</article>", start)
    render = renderer()
    for name, text in cut(corpus, pages):
        target = site / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(page[:start] + render(text)[1] + page[end:], encoding="utf-8")
    return site


def _opened(base: str) -> dict[str, Any]:
    """Opens a page anew for every round and asks for the first time, then for more."""
    from playwright.sync_api import sync_playwright

    path = next((found for name in _CHROMIUM if (found := shutil.which(name))), None)
    first: list[float] = []
    later: list[float] = []
    tasks: list[float] = []
    memory: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_SWITCHES)
        for _ in range(ROUNDS):
            context = browser.new_context()
            page = context.new_page()
            page.add_init_script(_WATCH)
            page.goto(f"{base}/index.html")
            page.wait_for_timeout(500)
            page.evaluate("window.kbTasks = []")
            page.keyboard.press("f")
            times = [_asked(page, query) for query in QUERIES]
            first.append(times[0])
            later.extend(times[1:])
            tasks.extend([0.0, *page.evaluate("window.kbTasks")])
            memory.append(_memory(browser))
            context.close()
        browser.close()
    return {
        "first_ms": round(statistics.median(first)),
        "later_ms": round(statistics.median(later)),
        "longest_task_ms": round(max(tasks)),
        "memory_mb": round(max(memory)),
    }


def _asked(page: Any, query: str) -> float:
    """Milliseconds from the key until the answer stands in the list."""
    return float(
        page.evaluate(
            """(query) => new Promise((resolve) => {
  const input = document.querySelector("input[data-md-component=search-query]");
  const began = performance.now();
  const list = document.querySelector(".md-search-result__list");
  const done = new MutationObserver(() => {
    if (!list.children.length) return;
    done.disconnect();
    resolve(performance.now() - began);
  });
  done.observe(list, {childList: true});
  input.value = query;
  input.dispatchEvent(new KeyboardEvent("keyup", {bubbles: true}));
  setTimeout(() => { done.disconnect(); resolve(60000); }, 60000);
})""",
            query,
        )
    )


def _memory(browser: Any) -> float:
    """Proportional memory of the largest renderer, in megabytes; 0 where the system does not tell."""
    session = browser.new_browser_cdp_session()
    found = [0.0]
    for process in session.send("SystemInfo.getProcessInfo")["processInfo"]:
        rollup = Path(f"/proc/{process['id']}/smaps_rollup")
        if process["type"] == "renderer" and rollup.exists():
            line = next(x for x in rollup.read_text().splitlines() if x.startswith("Pss:"))
            found.append(int(line.split()[1]) / 1024)
    session.detach()
    return max(found)


@contextmanager
def _served(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections are kept open, as any real server does
        disable_nagle_algorithm = True

        def log_message(self, *_: object) -> None:
            """Nothing: the table is what is printed."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Nothing: a page that is left drops its connections."""

    server = Server(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
