"""Engines the benchmark compares: ours, FTS5 with Snowball, stock Material and Pagefind where they are installed."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from benchmarks.search_corpus import Corpus
from kbgen.search.analysis import forms, tokens
from kbgen.search.records import read_page
from kbgen.search.searching import Searcher
from kbgen.search.synonyms import shared_groups
from kbgen.search.updating import bring_up, digest, html


@dataclass(slots=True)
class Started:
    """An engine with its index made."""

    answer: Callable[[str, int], Sequence[str]]
    """(query, limit) → pages of the corpus, best first."""
    seconds: float
    bytes: int
    times: list[float] = field(default_factory=list)

    def ask(self, query: str, limit: int) -> Sequence[str]:
        """The answer, timed."""
        began = time.perf_counter()
        found = self.answer(query, limit)
        self.times.append(time.perf_counter() - began)
        return found

    def milliseconds(self) -> dict[str, float]:
        """Median and 95th percentile of one query."""
        ordered = sorted(self.times) or [0.0]
        late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        return {"p50": round(statistics.median(ordered) * 1e3, 2), "p95": round(late * 1e3, 2)}


def _page(address: str, pages: Mapping[str, str]) -> str:
    """The page an address with an anchor leads to; file names may hold the sign that begins anchors."""
    while address not in pages:
        address, found, _ = address.rpartition("#")
        if not found:
            return ""
    return pages[address]


def kbgen(corpus: Corpus, folder: Path) -> Started | None:
    """Ours: the index and the browser's shards."""
    began = time.perf_counter()
    pages = {corpus.built(page).relative_to(corpus.site).as_posix(): page for page in corpus.pages}
    digests = {address: digest(html(corpus.site / address)) for address in sorted(pages)}
    _, files = bring_up(folder, corpus.site, digests, shared_groups(), {})
    seconds = time.perf_counter() - began
    searcher = Searcher(folder)

    def answer(query: str, limit: int) -> list[str]:
        return [_page(hit.address, pages) for hit in searcher.answer(query, limit).hits]

    return Started(answer, seconds, sum(file.stat().st_size for file in files))


def kbgen_whoosh(corpus: Corpus, folder: Path) -> Started | None:
    """Ours with Whoosh's posting lists in the place of our own."""
    from kbgen.search.store import Store
    from kbgen.search.whoosh_index import WhooshPostings, make

    made = kbgen(corpus, folder)
    assert made
    began = time.perf_counter()
    store = Store(folder)
    make(store, folder / "whoosh")
    store.close()
    seconds = made.seconds + time.perf_counter() - began
    searcher = Searcher(folder, WhooshPostings(folder / "whoosh"))
    pages = {corpus.built(page).relative_to(corpus.site).as_posix(): page for page in corpus.pages}

    def answer(query: str, limit: int) -> list[str]:
        return [_page(hit.address, pages) for hit in searcher.answer(query, limit).hits]

    size = sum(file.stat().st_size for file in (folder / "whoosh").iterdir())
    return Started(answer, seconds, size)


def _sections(corpus: Corpus) -> list[tuple[str, str, str, str]]:
    """(page, title, heading, text) of every section."""
    found = []
    for page in corpus.pages:
        read = read_page(html(corpus.built(page)), page)
        if read:
            found.extend((page, read.title if not n else "", r.heading, r.text) for n, r in enumerate(read.records))
    return found


def fts5_snowball(corpus: Corpus, folder: Path) -> Started | None:
    """SQLite FTS5 over Snowball stems, as most programs would do it."""
    try:
        from whoosh.lang import stemmer_for_language
    except ImportError:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    sections = _sections(corpus)
    began = time.perf_counter()
    stem = _remembered(stemmer_for_language(corpus.language))
    base = sqlite3.connect(folder / "fts.db")
    base.execute("create virtual table s using fts5(page unindexed, title, heading, text)")

    def stems(text: str) -> list[str]:
        return [stem(form) for match in tokens(text) for form in forms(match[0])]

    rows = ((page, *(" ".join(stems(part)) for part in parts)) for page, *parts in sections)
    base.executemany("insert into s values (?,?,?,?)", rows)
    base.commit()
    seconds = time.perf_counter() - began

    def answer(query: str, limit: int) -> list[str]:
        asked = " OR ".join('"' + s.replace('"', "") + '"' for s in stems(query) if s)
        if not asked:
            return []
        rows = base.execute(
            "select page from s where s match ? order by bm25(s, 0, 10, 5, 1) limit ?", (asked, limit * 10)
        )
        return list(dict.fromkeys(page for (page,) in rows))[:limit]

    return Started(answer, seconds, (folder / "fts.db").stat().st_size)


def _remembered(stem: Callable[[str], str]) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def remembered(word: str) -> str:
        if word not in known:
            known[word] = stem(word)
        return known[word]

    return remembered


_LUNR = """
const fs = require("fs");
const [worker, index] = process.argv.slice(2);
let take = null;
globalThis.self = globalThis;
globalThis.location = {href: "file:///worker.js"};
globalThis.addEventListener = (_, f) => { take = f; };
globalThis.importScripts = (...names) => {
  for (const name of names) (0, eval)(fs.readFileSync(require("path").resolve(worker, "..", name), "utf8"));
};
let last = null;
globalThis.postMessage = (m) => { last = m; };
(0, eval)(fs.readFileSync(worker, "utf8"));
(async () => {
  const began = Date.now();
  const {config, docs} = JSON.parse(fs.readFileSync(index, "utf8"));
  await take({data: {type: 0, data: {config, docs, options: {suggest: false}}}});
  console.log(JSON.stringify(Date.now() - began));
  for await (const line of require("readline").createInterface({input: process.stdin})) {
    last = null;
    await take({data: {type: 2, data: JSON.parse(line)}});
    const items = last?.data?.items ?? [];
    console.log(JSON.stringify(items.slice(0, 20).map((group) => group[0].location.split("#")[0])));
  }
})();
"""


def material(corpus: Corpus, folder: Path) -> Started | None:
    """Material's own worker with its Russian settings, run by Node."""
    import material as package

    node = shutil.which("node")
    workers = sorted((Path(package.__file__).parent / "templates/assets/javascripts/workers").glob("search.*.min.js"))
    if not node or not workers:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    docs = []
    for number, page in enumerate(corpus.pages):
        read = read_page(html(corpus.built(page)), page)
        for record in read.records if read else ():
            docs.append({"location": f"{number}{record.anchor}", "title": record.heading, "text": record.text})
    config = {
        "lang": [corpus.language], "separator": r"[\s\-]+", "pipeline": ["stopWordFilter"],
        "fields": {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1000000.0}},
    }  # fmt: skip
    index = folder / "search_index.json"
    index.write_text(json.dumps({"config": config, "docs": docs}), encoding="utf-8")
    (folder / "ask.js").write_text(_LUNR, encoding="utf-8")
    asked = subprocess.Popen(
        [node, "--max-old-space-size=4096", str(folder / "ask.js"), str(workers[0]), str(index)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    assert asked.stdin and asked.stdout
    if not asked.stdout.readline():
        return None
    seconds = time.perf_counter() - began

    def answer(query: str, limit: int) -> list[str]:
        asked.stdin.write(json.dumps(query) + "\n")
        asked.stdin.flush()
        found = dict.fromkeys(json.loads(asked.stdout.readline() or "[]"))
        return [corpus.pages[int(number)] for number in found if number.isdecimal()][:limit]

    return Started(answer, seconds, index.stat().st_size)


_PAGEFIND = """
import fs from "fs"; import path from "path"; import readline from "readline";
const [site] = process.argv.slice(2);
(async () => {
  const base = "http://pagefind.invalid/pagefind/";
  globalThis.location = new URL(base);
  globalThis.document = {querySelector: () => ({getAttribute: () => "ru"}), currentScript: null};
  globalThis.window = globalThis;
  globalThis.fetch = async (address) => {
    const file = path.join(site, decodeURIComponent(new URL(address, base).pathname));
    return fs.existsSync(file) ? new Response(fs.readFileSync(file)) : new Response("", {status: 404});
  };
  const pagefind = await import(path.join(site, "pagefind", "pagefind.mjs"));
  await pagefind.options({basePath: base, baseUrl: "/"});
  await pagefind.init();
  console.log("0");
  for await (const line of readline.createInterface({input: process.stdin})) {
    const found = await pagefind.search(JSON.parse(line));
    const top = await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
    console.log(JSON.stringify(top.map((data) => data.raw_url ?? data.url)));
  }
})();
"""


def pagefind(corpus: Corpus, folder: Path) -> Started | None:
    """Pagefind with its stemmer for the corpus's language, where its program is on the path; asked through Node."""
    node = shutil.which("node")
    if not node or not (importlib.util.find_spec("pagefind") or shutil.which("pagefind")):
        return None
    program = [there] if (there := shutil.which("pagefind")) else [sys.executable, "-m", "pagefind"]
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / "site"
    shutil.copytree(corpus.site, out)
    began = time.perf_counter()
    subprocess.run([*program, "--site", str(out), "--quiet"], check=True, timeout=1800, capture_output=True)
    seconds = time.perf_counter() - began
    made = out / "pagefind"
    shutil.copyfile(made / "pagefind.js", made / "pagefind.mjs")
    script = _PAGEFIND.replace('"ru"', json.dumps(corpus.language))
    (folder / "ask.mjs").write_text(script, encoding="utf-8")
    pages = {corpus.built(page).relative_to(corpus.site).as_posix(): page for page in corpus.pages}
    asked = subprocess.Popen(
        [node, str(folder / "ask.mjs"), str(out)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    assert asked.stdin and asked.stdout
    if not asked.stdout.readline():
        return None

    def answer(query: str, limit: int) -> list[str]:
        asked.stdin.write(json.dumps(query) + "\n")
        asked.stdin.flush()
        found = json.loads(asked.stdout.readline() or "[]")
        return [page for url in found if (page := _of_url(url, pages))][:limit]

    return Started(answer, seconds, sum(f.stat().st_size for f in made.rglob("*") if f.is_file()))


def _of_url(url: str, pages: Mapping[str, str]) -> str:
    """The page Pagefind means: it names folders in the place of their ``index.html``."""
    for address in (url, unquote(url)):
        there = address.lstrip("/")
        if page := pages.get(there) or pages.get(f"{there}index.html"):
            return page
    return ""


Engine = Callable[[Corpus, Path], Started | None]
ENGINES: Mapping[str, Engine] = {
    "kbgen": kbgen, "kbgen_whoosh": kbgen_whoosh, "fts5_snowball": fts5_snowball, "material": material,
    "pagefind": pagefind,
}  # fmt: skip
