"""The intranet's search: the same answers as the pages' own box, over HTTP."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest

from kbgen import search
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

    def __init__(self, app: Any) -> None:
        self.app = app

    def ask(self, method: str, path: str, **values: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://kb") as asking:
                return await asking.request(method, path, **values)

        return asyncio.run(once())

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
    return Asking(application(lambda: release, workspace.cache / "search" / "acme"))


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
