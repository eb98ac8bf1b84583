"""The intranet's search: the same answers as the pages' own box, over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from kbgen import search
from kbgen.build.indexes import Kept
from kbgen.importers.themes import read_theme
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.pages import Page
from kbgen.model.roles import Roles
from kbgen.model.text import Text
from kbgen.serve import application
from kbgen.site import build, stage
from kbgen.workspace import Workspace

PAGES = (
    Page("index.md", "Начало", "Добро пожаловать.", "start"),
    Page("entities/deal.md", "Сделки", "Список сделок виден всему отделу.", "entity", "entities"),
    Page("entities/payment.md", "Платежи", "Платёж <b>подтверждает</b> бухгалтер.", "entity", "entities"),
)


class Asking:
    """Asks the application without a network in between."""

    def __init__(self, app: Any, log: Path) -> None:
        self.app = app
        self.log = log

    def ask(self, method: str, path: str, **values: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://kb") as asking:
                return await asking.request(method, path, **values)

        with ThreadPoolExecutor(1) as apart:  # a browser's tests may have a loop running in this thread
            return apart.submit(asyncio.run, once()).result()

    def get(self, path: str, **values: Any) -> httpx.Response:
        return self.ask("GET", path, **values)


@pytest.fixture(scope="module")
def client(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Asking:
    """A small site with its index, served."""
    folder = tmp_path_factory.mktemp("search")
    shutil.copy(root / "mkdocs.yml", folder)
    shutil.copytree(root / "themes", folder / "themes")
    workspace = Workspace(folder)
    firm = Client("acme", Text("Ромашка"), Product("crm", "CRM"), Firm("Внедрение"))
    kb = KnowledgeBase(firm, Spec(Entities(()), Roles(())))
    project = stage(kb, PAGES, read_theme(workspace, "base"), workspace, "1")
    release = folder / "release"
    build(project, release / "site")
    assert search.index(release / "site", kb, workspace).problems == ()
    log = folder / "log/search.jsonl"
    return Asking(application(lambda: release, workspace.cache / "search" / "acme", log=log), log)


@pytest.mark.parametrize("asked", ["сделка", "сделками", "cltkrf", "сделко"])
def test_any_form_of_a_word_finds_the_page(client: Asking, asked: str) -> None:
    told = client.get("/api/search", params={"q": asked}).json()
    assert told["hits"][0]["address"].startswith("/site/entities/deal.html")
    assert client.get(told["hits"][0]["address"]).status_code == 200


def test_the_number_of_answers_is_limited(client: Asking) -> None:
    assert len(client.get("/api/search", params={"q": "отдел бухгалтер", "limit": "1"}).json()["hits"]) <= 1
    for limit in ("0", "-5", "99999999999", "x", ""):
        assert client.get("/api/search", params={"q": "сделка", "limit": limit}).status_code == 200


@pytest.mark.parametrize("asked", ["x" * 100_000, "<script>", "\x00", "* AND (", "'\"\\", "🙂", " сделка ", "%"])
def test_any_question_gets_an_answer(client: Asking, asked: str) -> None:
    answer = client.get("/api/search", params={"q": asked[:8000]})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"


def test_no_words_no_answer(client: Asking) -> None:
    assert client.get("/api/search", params={"q": "   "}).status_code == 400
    assert client.ask("POST", "/api/search").status_code == 405


def test_kinds_and_roles_narrow_the_answers(client: Asking) -> None:
    told = client.get("/api/search", params={"q": "сделка", "kind": "guide"}).json()
    assert (told["hits"], told["total"], told["everywhere"]) == ([], 0, 1)
    assert told["offers"][0]["address"] == "/site/index.html"
    assert client.get("/api/search", params={"q": "сделка", "kind": ["guide", "entity"]}).json()["total"] == 1


def test_words_in_quotes_must_follow_each_other(client: Asking) -> None:
    assert client.get("/api/search", params={"q": '"список сделок виден"'}).json()["loose"] is False
    told = client.get("/api/search", params={"q": "«сделок список»"}).json()
    assert told["loose"] is True and told["hits"]


def test_searches_are_logged_without_the_reader(client: Asking) -> None:
    client.log.unlink(missing_ok=True)
    client.get("/api/search", params={"q": "cltkrf"})
    one = {"query": "отчёт petrov@mail.ru", "hits": 0, "changed": "", "clicked": "", "ip": "10.0.0.7"}
    assert client.ask("POST", "/api/search-log", json=one).status_code == 204
    first, second = [json.loads(line) for line in client.log.read_text(encoding="utf-8").splitlines()]
    assert (first["query"], first["changed"], first["hits"]) == ("cltkrf", "сделка", 1)
    assert second["query"] == "отчёт …"
    assert first.keys() == second.keys() == {"day", "query", "hits", "changed", "clicked"}


def test_other_sites_and_nonsense_get_nothing_into_the_log(client: Asking) -> None:
    client.log.unlink(missing_ok=True)
    one = {"query": "сделка", "hits": 1}
    assert client.ask("POST", "/api/search-log", json=one, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.ask("POST", "/api/search-log", content=b"x" * 5000).status_code == 413
    for nonsense in (b"", b"{", b"[" * 3000, b"7", b'{"query": 1}', b"\xff"):
        assert client.ask("POST", "/api/search-log", content=nonsense).status_code == 400
    assert not client.log.exists()


@pytest.fixture()
def kept(client: Asking, tmp_path: Path) -> tuple[Asking, Path, Path]:
    """The same release with the index that is made of its pages; that index's file, and the release."""
    release = client.log.parent.parent / "release"
    own = tmp_path / "release"
    shutil.copytree(release / "site", own / "site", copy_function=os.link)
    (own / "manifest.json").write_text("{}", encoding="utf-8")
    app = application(lambda: own, Kept(lambda: own, lambda _: tmp_path / "released/1"))
    return Asking(app, client.log), tmp_path / "released/1/index.db", own


@pytest.mark.parametrize("how", ["truncated", "garbage", "old"])
def test_a_damaged_index_is_made_anew(kept: tuple[Asking, Path, Path], how: str) -> None:
    asking, index, _ = kept
    sound = asking.get("/api/search", params={"q": "сделками"}).json()
    assert sound["total"] == 1
    if how == "old":  # as another kbgen leaves it
        with closing(sqlite3.connect(index)) as base:
            base.execute("update told set value = '1' where key = 'version'")
            base.commit()
    else:
        index.write_bytes(index.read_bytes()[:3000] if how == "truncated" else b"x" * 9000)
    answer = asking.get("/api/search", params={"q": "сделками"})
    assert (answer.status_code, answer.json()) == (200, sound)


def test_an_index_that_cannot_be_made_is_said_and_not_tried_at_every_search(kept: tuple[Asking, Path, Path]) -> None:
    asking, index, release = kept
    asking.get("/api/search", params={"q": "сделка"})
    index.write_bytes(b"x" * 9000)
    shutil.rmtree(release / "site")
    for _ in range(2):
        answer = asking.get("/api/search", params={"q": "сделками"})
        assert (answer.status_code, answer.json()) == (503, {"error": "index"})
    assert not index.exists() or index.read_bytes()[:1] == b"x"
