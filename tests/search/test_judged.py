"""Every judged query, the given ones and our own, asked of Python and of a real browser, over pages of the shared
corpus: the same answers in the same order."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from benchmarks.search_corpus import renderer, text_of
from kbgen.model.kb import KnowledgeBase
from kbgen.search import answer, index
from kbgen.search.install import index_folder
from kbgen.workspace import Workspace
from tests.search.test_browser import ASK, best_section, told

pytestmark = pytest.mark.browser

OWN = Path(__file__).parents[2] / "benchmarks/judged"
OTHERS = 20
"""One in so many of the pages no query is about."""


@pytest.fixture(scope="module")
def queries(shared: Callable[[str], Path]) -> list[dict[str, Any]]:
    files = [shared("data/search_queries_b24.json"), *sorted(OWN.glob("b24_*.json"))]
    return [one for file in files for one in json.loads(file.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def cut(
    queries: list[dict[str, Any]], built: Path, shared: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Pages the queries are about and some others, each in the place of a page of a real Material site."""
    corpus, site = shared("data/guides_b24"), tmp_path_factory.mktemp("judged") / "site"
    others = [path.relative_to(corpus).as_posix() for path in sorted(corpus.rglob("*.md"))][::OTHERS]
    pattern = (built / "guides/payment.html").read_text(encoding="utf-8")
    start = pattern.index(">", pattern.index('<article class="md-content__inner')) + 1
    end = pattern.index("</article>", start)
    render = renderer()
    for page in sorted({page for one in queries for page in one["expected"][:3]} | set(others)):
        target = (site / page).with_suffix(".html")
        target.parent.mkdir(parents=True, exist_ok=True)
        body = render(text_of(corpus / page))[1]
        depth = "../" * page.count("/")
        target.write_text(
            pattern[:start].replace("../", depth) + body + pattern[end:].replace("../", depth), encoding="utf-8"
        )
    return site


@pytest.fixture(scope="module")
def indexed(cut: Path, workspace: Workspace, kb: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the pages."""
    own = Workspace(tmp_path_factory.mktemp("own"))
    (own.root / "themes").symlink_to(workspace.themes, target_is_directory=True)
    assert index(cut, kb, own).problems == ()
    return index_folder(kb, own)


@pytest.fixture(params=["file", "http"])
def address(request: pytest.FixtureRequest, cut: Path) -> Iterator[str]:
    if request.param == "file":
        yield cut.as_uri()
        return

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(cut)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_every_judged_query_is_answered_alike(
    chromium: Any, indexed: Path, cut: Path, address: str, queries: list[dict[str, Any]]
) -> None:
    page = chromium.new_context().new_page()
    first = next(cut.rglob("*.html")).relative_to(cut).as_posix()
    page.goto(f"{address}/{first}")
    worker = page.evaluate("JSON.parse(document.getElementById('__config').textContent).search")
    different = []
    for one in queries:
        theirs = page.evaluate(ASK, {"worker": worker, "query": one["query"], "sought": {}})
        mine = answer(indexed, one["query"], 20)
        ours = [hit.address for hit in mine.hits], (mine.changed, mine.total, mine.everywhere, mine.loose)
        if ours != ([best_section(group) for group in theirs["items"]], told(theirs["kb"])):
            different.append(one["query"])
    page.context.close()
    assert different == []
    assert len(queries) > 200
