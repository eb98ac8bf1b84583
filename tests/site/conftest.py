"""A small client and its pages, made by hand: the site knows nothing of where they come from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.importers.themes import read_theme
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.pages import Page
from kbgen.model.roles import Roles
from kbgen.model.text import Text
from kbgen.workspace import Workspace

KB = KnowledgeBase(
    Client(
        "acme",
        Text("ООО «Ромашка»"),
        Product("crm", "Django-CRM", "3.1"),
        Firm("ИП <Иванов> & Ко"),
        theme="romashka",
        about=Text('Отдел "продаж" & склад'),
    ),
    Spec(Entities(()), Roles(())),
)

PAGES = (
    Page("index.md", "С чего начать", "Добро пожаловать. [Сделка](entities/deal.md)", "start"),
    Page("roles/index.md", "Роли", "[Менеджер](manager.md)", "index", "roles"),
    Page(
        "roles/manager.md",
        "Менеджер",
        "## Что делает\n\n[Сделка](../entities/deal.md#поля)",
        "role",
        "roles",
        roles=("manager",),
    ),
    Page(
        "entities/deal.md",
        'Сделка <b>&"',
        "## Поля\n\n| Поле | Тип |\n|---|:-:|\n| Сумма | число |\n\n![Снимок](deal.png)",
        "entity",
        "entities",
        description='Про "сделку"',
        keywords=("договор", "deal"),
        texts={"entities/deal.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"},
    ),
)


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """The client."""
    return KB


@pytest.fixture(scope="session")
def pages() -> tuple[Page, ...]:
    """Its four pages: start, section, role, entity."""
    return PAGES


@pytest.fixture()
def workspace(tmp_path: Path, root: Path) -> Workspace:
    """An empty workspace with the project's own themes and base settings."""
    shutil.copy(root / "mkdocs.yml", tmp_path)
    shutil.copytree(root / "themes", tmp_path / "themes")
    (tmp_path / "content").mkdir()
    return Workspace(tmp_path)


@pytest.fixture()
def picture(tmp_path: Path) -> Path:
    """The smallest PNG there is."""
    path = tmp_path / "shot.png"
    path.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63f8ffff"
            "ff7f0009fb03fd05434550000000000049454e44ae426082"
        )
    )
    return path


@pytest.fixture()
def staged(workspace: Workspace, picture: Path) -> Callable[..., Path]:
    """Stage these pages (the four above by default) and give the project's folder."""
    from dataclasses import replace

    from kbgen.site import stage

    theme = read_theme(workspace, "romashka")

    def run(*pages: Page, release: str = "1") -> Path:
        own = [
            replace(p, files={"entities/deal.png": str(picture)}) if p.kind == "entity" else p for p in pages or PAGES
        ]
        return stage(KB, own, theme, workspace, release)

    return run
