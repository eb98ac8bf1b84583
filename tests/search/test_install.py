"""Search in a built site: kept up to date, and said plainly where it cannot be."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kbgen.language import say
from kbgen.model.glossary import Glossary, Term
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Text
from kbgen.search import index, search
from kbgen.search.install import index_folder
from kbgen.workspace import Workspace

pytestmark = pytest.mark.slow  # built sites


@pytest.fixture
def fresh(built: Path, tmp_path: Path, root: Path) -> tuple[Path, Workspace]:
    """A copy of the built site without search, and a workspace of its own."""
    site = tmp_path / "site"
    shutil.copytree(built, site)
    shutil.copytree(root / "themes/base/assets", tmp_path / "themes/base/assets")
    return site, Workspace(tmp_path)


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_only_changed_pages_are_read_again(fresh: tuple[Path, Workspace], kb: KnowledgeBase) -> None:
    site, workspace = fresh
    assert index(site, kb, workspace).problems == ()
    folder = index_folder(kb, workspace)
    before = written(folder)
    index(site, kb, workspace)
    assert written(folder) == before

    rewrite(site / "guides/payment.html", "Возврат денег", "Рассрочка денег")
    report = index(site, kb, workspace)
    assert search(folder, "рассрочка")[0].address == "guides/payment.html#back"
    assert report.pages == 9

    (site / "roles/operator.html").unlink()
    assert index(site, kb, workspace).pages == 8
    assert all(hit.address != "roles/operator.html" for hit in search(folder, "оператор"))


def test_a_second_time_changes_no_byte(fresh: tuple[Path, Workspace], kb: KnowledgeBase) -> None:
    site, workspace = fresh
    index(site, kb, workspace)
    before = {p: p.read_bytes() for p in site.rglob("*") if p.is_file()}
    index(site, kb, workspace)
    assert {p: p.read_bytes() for p in site.rglob("*") if p.is_file()} == before


def written(folder: Path) -> dict[str, int]:
    """When each of the browser's files was written."""
    return {p.name: p.stat().st_mtime_ns for p in (folder / "shards").iterdir() if p.suffix == ".js"}


def test_the_same_pages_make_the_same_files_however_they_came(
    fresh: tuple[Path, Workspace], kb: KnowledgeBase, tmp_path: Path, built: Path
) -> None:
    site, workspace = fresh
    index(site, kb, workspace)
    first = shards(site)
    page = site / "guides/payment.html"
    text = page.read_text(encoding="utf-8")
    rewrite(page, "Возврат денег", "Рассрочка денег, зюзюблик и новые сделки")
    index(site, kb, workspace)
    changed = shards(site)
    assert changed != first
    shutil.rmtree(index_folder(kb, workspace))
    index(site, kb, workspace)
    assert shards(site) == changed
    page.unlink()
    index(site, kb, workspace)
    page.write_text(text, encoding="utf-8")
    index(site, kb, workspace)
    assert shards(site) == first


def shards(site: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (site / "assets/kbgen/search").iterdir()}


def test_new_words_of_the_glossary_are_known_at_once(fresh: tuple[Path, Workspace], kb: KnowledgeBase) -> None:
    site, workspace = fresh
    index(site, kb, workspace)
    assert search(index_folder(kb, workspace), "бабло") == ()
    term = Term("money", Text("Сумма платежа"), Text(""), synonyms=("бабло",))
    index(site, replace(kb, spec=replace(kb.spec, glossary=Glossary((term,)))), workspace)
    assert search(index_folder(kb, workspace), "бабло")[0].address == "guides/payment.html#part"


@pytest.mark.parametrize("damaged", ["index.db", "shards/*.js", "seen.json", "shards/shards.json"])
def test_a_damaged_index_is_made_anew(fresh: tuple[Path, Workspace], kb: KnowledgeBase, damaged: str) -> None:
    site, workspace = fresh
    index(site, kb, workspace)
    folder = index_folder(kb, workspace)
    sound = shards(site)
    for path in folder.glob(damaged):
        path.unlink()
        path.write_bytes(b"\x00" * 20)
    assert index(site, kb, workspace).pages == 9
    assert search(folder, "сделка")
    assert shards(site) == sound


def test_material_is_left_alone_but_for_the_worker(site: Path) -> None:
    page = (site / "guides/payment.html").read_text(encoding="utf-8")
    assert '"search": "../assets/kbgen/search-worker.js?' in page
    assert page.count("search-box.js") == 1
    assert json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"] == []


def test_no_file_is_too_large(site: Path) -> None:
    assert max(len(content) for content in shards(site).values()) < 300_000


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("workers/search.a7633da7.min.js", "workers/search.ffffffff.min.js", "search_material_changed"),
        ('data-md-component="search"', 'data-md-component="other"', "search_no_box"),
        ('id="__config"', 'id="config"', "search_no_pages"),
    ],
)
def test_an_unknown_material_is_a_problem_and_changes_nothing(
    fresh: tuple[Path, Workspace], kb: KnowledgeBase, old: str, new: str, code: str
) -> None:
    site, workspace = fresh
    for path in site.rglob("*.html"):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    before = {p: p.read_bytes() for p in site.rglob("*") if p.is_file()}
    report = index(site, kb, workspace)
    assert [p.code for p in report.problems] == [code]
    assert {p: p.read_bytes() for p in site.rglob("*") if p.is_file()} == before
    for language in ("ru", "en"):
        assert say(report.problems[0], language).hint


def test_a_theme_without_the_worker_is_a_problem(fresh: tuple[Path, Workspace], kb: KnowledgeBase) -> None:
    site, workspace = fresh
    (workspace.themes / "base/assets/kbgen/search-worker.js").unlink()
    assert [p.code for p in index(site, kb, workspace).problems] == ["search_no_worker"]
