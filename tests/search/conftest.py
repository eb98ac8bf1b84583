"""A little site of Material's, built once, and a knowledge base to go with it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Field
from kbgen.model.glossary import Glossary, Term
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.roles import Role, Roles
from kbgen.model.text import Text
from kbgen.search import index
from kbgen.search.install import index_folder
from kbgen.workspace import Workspace

PAGES = Path(__file__).parent / "pages"

SETTINGS = """
site_name: Ромашка
use_directory_urls: false
theme: {name: material, language: ru, font: false, custom_dir: theme, features: [search.suggest, search.highlight]}
plugins: [search]
markdown_extensions: [attr_list, md_in_html, {toc: {permalink: true}}]
"""


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """A client whose words the search has to know."""
    fields = (Field("next_step", Text("Следующий шаг"), "string"), Field("amount", Text("Сумма сделки"), "money"))
    entities = Entities((Entity("Deal", Text("Сделка"), fields=fields), Entity("Request", Text("Запрос"))))
    roles = Roles((Role("operator", Text("Оператор")), Role("accountant", Text("Бухгалтер"))))
    glossary = Glossary((Term("pipeline", Text("Воронка продаж"), Text("Этапы"), synonyms=("трубопровод",)),))
    client = Client("romashka", Text("Ромашка"), Product("crm", "CRM"), Firm("Фирма"))
    return KnowledgeBase(client, Spec(entities, roles, glossary=glossary))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The site as MkDocs leaves it."""
    folder = tmp_path_factory.mktemp("search")
    shutil.copytree(PAGES, folder / "docs")
    shutil.copytree(root / "themes/base/partials", folder / "theme/partials")
    shutil.copyfile(root / "themes/base/main.html", folder / "theme/main.html")
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(folder / "mkdocs.yml")]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    return folder / "site"


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Workspace:
    """A workspace with the base theme's scripts and an empty cache."""
    folder = tmp_path_factory.mktemp("workspace")
    shutil.copytree(root / "themes/base/assets", folder / "themes/base/assets")
    return Workspace(folder)


@pytest.fixture(scope="session")
def site(built: Path, workspace: Workspace, kb: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with search put in."""
    target = tmp_path_factory.mktemp("site") / "site"
    shutil.copytree(built, target)
    report = index(target, kb, workspace)
    assert report.problems == ()
    return target


@pytest.fixture(scope="session")
def folder(site: Path, workspace: Workspace, kb: KnowledgeBase) -> Path:
    """The index of the site."""
    return index_folder(kb, workspace)
