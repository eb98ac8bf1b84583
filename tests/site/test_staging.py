"""The staged project: ordinary files, only what changed is written, nothing of others is touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from kbgen.errors import KbgenError
from kbgen.importers.themes import read_theme
from kbgen.language import say
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.site import stage
from kbgen.site.written import LEDGER, write_folder
from kbgen.site.yaml_text import yaml_text
from kbgen.workspace import Workspace

Staged = Callable[..., Path]


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        p.relative_to(folder).as_posix(): (p.read_bytes(), p.stat().st_mtime_ns)
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_a_page_keeps_its_title_kind_roles_and_keywords(staged: Staged) -> None:
    text = (staged() / "docs/entities/deal.md").read_text("utf-8")
    matter = yaml.safe_load(text.split("---\n")[1])
    assert matter == {
        "title": "Сделка &lt;b&gt;&amp;&quot;",
        "description": "Про &quot;сделку&quot;",
        "kind": "entity",
        "keywords": ["договор", "deal"],
    }
    assert "\n# Сделка &lt;b&gt;" in text


def test_settings_are_plain_yaml_with_the_menu_in_order(staged: Staged) -> None:
    settings = yaml.safe_load((staged() / "mkdocs.yml").read_text("utf-8"))
    assert settings["site_name"] == "ООО «Ромашка»: база знаний"
    assert [next(iter(entry.values())) for entry in settings["nav"]] == [
        "index.md",
        ["roles/index.md", {"Менеджер": "roles/manager.md"}],
        [{"Сделка &lt;b&gt;&amp;&quot;": "entities/deal.md"}],
    ]
    assert "<Иванов>" not in settings["copyright"]


def test_staging_twice_writes_nothing(staged: Staged) -> None:
    before = snapshot(staged())
    assert snapshot(staged()) == before


def test_one_changed_page_changes_one_file(staged: Staged, pages: tuple[Page, ...]) -> None:
    before = snapshot(staged())
    after = snapshot(staged(*pages[:1], replace(pages[1], body="Иначе"), *pages[2:]))
    assert [name for name in after if after[name] != before.get(name)] == ["docs/roles/index.md"]


def test_a_new_release_changes_no_page(staged: Staged) -> None:
    before = snapshot(staged(release="1"))
    after = snapshot(staged(release="2"))
    assert [name for name in after if after[name] != before[name]] == ["theme/assets/kbgen/release.js"]


def test_the_release_is_said_with_its_date(workspace: Workspace, pages: tuple[Page, ...], kb: KnowledgeBase) -> None:
    theme = read_theme(workspace, "romashka")
    project = stage(kb, pages, theme, workspace, "7", released_on=date(2026, 11, 23))
    script = (project / "theme/assets/kbgen/release.js").read_text()
    assert "7" in script
    assert "2026" in script


def test_pages_that_are_gone_are_deleted_and_files_of_others_stay(staged: Staged, pages: tuple[Page, ...]) -> None:
    project = staged()
    (project / "docs/notes.txt").write_text("mine")
    staged(pages[0])
    assert not (project / "docs/roles").exists()
    assert (project / "docs/notes.txt").read_text() == "mine"


def test_a_folder_of_somebody_else_is_refused(workspace: Workspace, staged: Staged) -> None:
    folder = workspace.build("acme")
    folder.mkdir(parents=True)
    (folder / "thesis.doc").write_text("precious")
    with pytest.raises(KbgenError) as caught:
        staged()
    assert "build/acme" in say(caught.value.problems[0], "ru").what
    assert [p.name for p in folder.iterdir()] == ["thesis.doc"]


@pytest.mark.parametrize("path", ["../out.md", "/etc/out.md", "a/../../out.md", "c:\\out.md", "a\0.md", ""])
def test_a_path_that_leads_out_is_refused(staged: Staged, workspace: Workspace, path: str) -> None:
    with pytest.raises(KbgenError):
        staged(Page("index.md", "t", "b", "start", texts={path: "x"}))
    assert not list(workspace.root.glob("**/out.md"))


def test_a_link_planted_in_the_project_is_not_followed(staged: Staged, tmp_path: Path, pages: tuple[Page, ...]) -> None:
    project = staged()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "deal.md").write_text("precious")
    page = project / "docs/index.md"
    page.unlink()
    page.symlink_to(outside / "deal.md")
    staged()
    assert not page.is_symlink()
    assert (outside / "deal.md").read_text() == "precious"
    for file in (project / "docs/entities").iterdir():
        file.unlink()
    (project / "docs/entities").rmdir()
    (project / "docs/entities").symlink_to(outside)
    with pytest.raises(KbgenError):
        staged()
    staged_without = [p for p in pages if p.kind != "entity"]
    staged(*staged_without)
    assert (outside / "deal.md").read_text() == "precious"


def test_two_files_for_one_address_are_a_problem(staged: Staged, pages: tuple[Page, ...]) -> None:
    with pytest.raises(KbgenError) as caught:
        staged(*pages, Page("Entities/deal.md", "Другая", "x", "entity", "entities"))
    assert caught.value.problems[0].code == "site_same_address"


def test_a_broken_ledger_deletes_nothing(staged: Staged, pages: tuple[Page, ...]) -> None:
    project = staged()
    (project / LEDGER).write_text("{")
    staged(pages[0])
    assert (project / "docs/roles/manager.md").exists()


def test_a_ledger_that_names_files_outside_deletes_none_of_them(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    write_folder(tmp_path / "ours", {"a": b"1"}, "ours")
    (tmp_path / "ours" / LEDGER).write_text('{"files": ["../precious", "a"]}')
    write_folder(tmp_path / "ours", {"b": b"1"}, "ours")
    assert (tmp_path / "precious").exists()
    assert not (tmp_path / "ours/a").exists()


def test_large_files_are_linked_and_writing_never_goes_through_a_link(tmp_path: Path) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(b"0" * (1 << 20))
    write_folder(tmp_path / "ours", {"film.mp4": source}, "ours")
    assert source.samefile(tmp_path / "ours/film.mp4")
    write_folder(tmp_path / "ours", {"film.mp4": b"short"}, "ours")
    assert source.stat().st_size == 1 << 20


def test_yaml_says_what_it_was_given() -> None:
    hostile = {
        "yes": "no",
        "number": "010",
        "list": ["- a", {"b": "c: d", "e": []}, ["x"], {}],
        "empty": {},
        "odd": "\x85\u2028\ud83d\ude00 \x7f'\"\\ !!python/object:os.system # {{ x }}",
        "true": True,
        "none": None,
        "ключ: раз": 5,
    }
    hostile["odd"] = hostile["odd"].encode("utf-16", "surrogatepass").decode("utf-16")
    assert yaml.safe_load(yaml_text(hostile)) == hostile


def test_pages_load_the_themes_files_but_not_those_of_search_and_slides(staged: Staged, workspace: Workspace) -> None:
    own = workspace.themes / "romashka/assets/kbgen"
    own.mkdir(parents=True)
    for name in ("b.css", "a.js", "search-more.js"):
        (own / name).write_text("")
    settings = yaml.safe_load((staged() / "mkdocs.yml").read_text("utf-8"))
    styles, scripts = settings["extra_css"], settings["extra_javascript"]
    assert styles[:2] == ["assets/kbgen/theme.css", "assets/kbgen/site.css"]
    assert "assets/kbgen/b.css" in styles
    assert scripts[:2] == ["assets/kbgen/release.js", "assets/kbgen/a.js"]
    assert not [name for name in (*styles, *scripts) if "search-" in name]
    assert not (workspace.build("acme") / "theme/assets/vendor/reveal").exists()
    for name in (*styles, *scripts):
        assert (workspace.build("acme") / "theme" / name).is_file()


def test_a_page_called_like_a_group_opens_it_and_is_not_named_twice() -> None:
    from kbgen.language import words
    from kbgen.site.menu import menu

    pages = (
        Page("topics.md", "Темы", "", "index", "reference"),
        Page("topics/deal.md", "Тема: Сделки", "", "category", "reference", group="Темы"),
        Page("glossary.md", "Словарь", "", "glossary", "reference"),
    )
    (section,) = menu(pages, words("ru"))
    assert section == {
        "Справочник": [
            {"Темы": [{"Темы": "topics.md"}, {"Тема: Сделки": "topics/deal.md"}]},
            {"Словарь": "glossary.md"},
        ]
    }
