"""The writer's preview: whatever is changed is shown, what is wrong is said, and pages are those a build would make."""

from __future__ import annotations

import os
import random
import re
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kbgen import wiki
from kbgen.build.preview import Preview
from kbgen.build.whole import make
from kbgen.importers.kb import read_kb
from kbgen.model.kb import KnowledgeBase
from kbgen.wiki.kept import Kept
from kbgen.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
DEAL = "content/guides/tinycrm/new-deal.md"
SIGN_IN = "content/guides/common/sign-in.md"
ENTITIES = "content/clients/tiny/spec/entities.yml"


def workspace_in(folder: Path) -> Workspace:
    shutil.copytree(ROOT / "tests/workspaces/tiny", folder)
    shutil.copy(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    shutil.copytree(ROOT / "themes/base", folder / "themes/base")
    return Workspace(folder)


def test_pages_that_are_kept_are_those_that_are_written(root: Path) -> None:
    """Random sentences, titles, roles, new and lost guides, and changes of the spec."""
    kb = read_kb(Workspace(root / "tests/workspaces/tiny"), "tiny")
    source, kept = random.Random(9), Kept()
    for _ in range(12):
        kb = _edited(kb, source)
        assert wiki.pages(kb, kept) == wiki.pages(kb)


def _edited(kb: KnowledgeBase, source: random.Random) -> KnowledgeBase:
    number = source.randrange(len(kb.guides))
    guide = kb.guides[number]
    words = source.choice(["Сделка важна.", "[вход](sign-in.md)", "[[Нет такого]]", "[[Компания]]", "[[device:phone]]"])
    changes: list[Callable[[], object]] = [
        lambda: replace(guide, body=f"{guide.body}\n\n{words}\n"),
        lambda: replace(guide, body=words),
        lambda: replace(guide, title=f"{guide.title} {source.randrange(99)}", categories=("Важное",)),
        lambda: replace(guide, id=f"new-{source.randrange(999)}", file=f"content/guides/common/x{source.random()}.md"),
    ]
    changed = source.choice(changes)()
    guides = list(kb.guides)
    if getattr(changed, "id", "") == guide.id:
        guides[number] = changed  # type: ignore[call-overload]
    else:
        guides.append(changed)  # type: ignore[arg-type]
    return replace(kb, guides=tuple(guides))


@pytest.fixture(scope="module")
def previewed(tmp_path_factory: pytest.TempPathFactory) -> Preview:
    preview = Preview(workspace_in(tmp_path_factory.mktemp("preview") / "ws"), "tiny")
    state = preview.changed()
    assert state.good, state.problems
    return preview


def edit(preview: Preview, name: str, change: Callable[[str], str]) -> Path:
    path = preview.workspace.root / name
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    return path


def text(preview: Preview, address: str) -> str:
    page = preview.page(address)
    assert page is not None, address
    return page.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new", "address", "shown"),
    [
        (SIGN_IN, "Откройте адрес CRM.", "Откройте **новый** адрес.", "guides/sign-in.html", "<strong>новый</strong>"),
        (DEAL, "title: Как создать сделку", "title: Как завести сделку", "index.html", "Как завести сделку"),
        (ENTITIES, "label: Сумма", "label: Стоимость", "entities/deal.html", "Стоимость"),
        ("content/clients/tiny/client.yml", "ООО «Крошка»", "ООО «Малютка»", "index.html", "ООО «Малютка»"),
        ("mkdocs.yml", "generator: false", "generator: false\n  x: y", "index.html", "ООО «Малютка»"),
    ],
)
def test_a_change_is_shown(previewed: Preview, name: str, old: str, new: str, address: str, shown: str) -> None:
    path = edit(previewed, name, lambda was: was.replace(old, new, 1))
    state = previewed.changed([path])
    assert state.good, state.problems
    assert shown in text(previewed, address)


@pytest.mark.slow
def test_files_come_go_and_are_renamed(previewed: Preview) -> None:
    folder = previewed.workspace.root / "content/guides/common"
    new, other = folder / "new-report.md", folder / "old-report.md"
    new.write_text("---\ntitle: Как сделать отчёт\n---\n\nНажмите **Отчёт**.\n", "utf-8")
    assert previewed.changed([new]).good
    assert "Нажмите" in text(previewed, "guides/new-report.html")
    assert "делать отчёт" in text(previewed, "a-z.html")
    new.rename(other)
    assert previewed.changed([new, other]).good
    assert previewed.page("guides/new-report.html") is None
    assert "Нажмите" in text(previewed, "guides/old-report.html")
    other.unlink()
    assert previewed.changed([other]).good
    assert previewed.page("guides/old-report.html") is None
    assert "делать отчёт" not in text(previewed, "a-z.html")


@pytest.mark.slow
def test_another_style_is_another_look(previewed: Preview) -> None:
    before = previewed.assets
    path = edit(previewed, "themes/base/assets/kbgen/site.css", lambda was: was + "\n.kb-own { color: red }\n")
    assert previewed.changed([path]).good
    assert previewed.assets > before
    assert previewed.folder
    assert ".kb-own" in (previewed.folder / "site/assets/kbgen/site.css").read_text("utf-8")


@pytest.mark.slow
def test_a_mistake_leaves_the_last_good_page(previewed: Preview) -> None:
    good = previewed.page("guides/sign-in.html")
    path = edit(previewed, SIGN_IN, lambda was: was + "\n[туда](nowhere-at-all.md)\n")
    state = previewed.changed([path])
    assert not state.good
    assert [p.code.removesuffix("_near") for p in state.problems if p.severity == "error"] == ["dead_link"]
    assert previewed.page("guides/sign-in.html") == good
    edit(previewed, SIGN_IN, lambda was: was.replace("\n[туда](nowhere-at-all.md)\n", "\nИсправлено.\n"))
    assert previewed.changed([path]).good
    assert "Исправлено" in text(previewed, "guides/sign-in.html")


@pytest.mark.slow
def test_a_template_that_fails_is_said(previewed: Preview) -> None:
    path = previewed.workspace.root / "themes/base/main.html"
    was = path.read_text("utf-8")
    path.write_text(was.replace("{% block", "{% blockade", 1), "utf-8")
    state = previewed.changed([path])
    from kbgen.errors import KbgenError

    if state.good:
        with pytest.raises(KbgenError) as caught:
            previewed.page("index.html")
        assert caught.value.problems[0].code == "site_failed"
    path.write_text(was, "utf-8")
    assert previewed.changed([path]).good
    assert "<html" in text(previewed, "index.html")


@pytest.mark.slow
def test_a_file_written_in_two_parts_is_no_mistake(previewed: Preview) -> None:
    path = previewed.workspace.root / SIGN_IN
    whole = path.read_text("utf-8") + "\nДописано.\n"
    path.write_text(whole[:10], "utf-8")
    writer = threading.Timer(0.1, lambda: path.write_text(whole, "utf-8"))
    writer.start()
    state = previewed.changed([path])
    writer.join()
    assert state.good, state.problems
    assert "Дописано" in text(previewed, "guides/sign-in.html")


@pytest.mark.slow
def test_a_file_saved_under_another_name_first_is_seen(previewed: Preview) -> None:
    path = previewed.workspace.root / SIGN_IN
    beside = path.with_name(".sign-in.md.tmp")
    beside.write_text(path.read_text("utf-8") + "\nПереименовано.\n", "utf-8")
    os.utime(beside, ns=(path.stat().st_mtime_ns, path.stat().st_mtime_ns))  # as some editors keep it
    beside.replace(path)
    assert previewed.changed([path]).good
    assert "Переименовано" in text(previewed, "guides/sign-in.html")


@pytest.mark.slow
def test_pages_are_those_of_the_whole_site(previewed: Preview) -> None:
    """Every page built when it was asked for, after all those changes, is the one a complete build makes."""
    folder = previewed.project / ".shown" / "whole"
    shutil.rmtree(folder, ignore_errors=True)
    problems = make(previewed, folder)
    assert not [p for p in problems if p.severity == "error"]
    names = [p.relative_to(folder / "site").as_posix() for p in (folder / "site").rglob("*.html")]
    pages = [name for name in names if previewed.page(name) is not None]
    assert len(pages) > 30
    for name in pages:
        assert previewed.page(name) == (folder / "site" / name).read_bytes(), name
    left = {name for name in names if name not in pages}
    assert all(name == "404.html" or 'http-equiv="refresh"' in (folder / "site" / name).read_text() for name in left)
    assert not (previewed.workspace.root / "dist").exists()
    previewed.settled(folder, problems)
    assert re.search(r"search-worker\.js\?\w+", text(previewed, "index.html"))


@pytest.mark.slow
def test_a_video_that_is_not_made_yet_is_being_prepared(tmp_path: Path) -> None:
    workspace = workspace_in(tmp_path / "ws")
    (workspace.videos / "tiny").mkdir(parents=True)
    (workspace.videos / "tiny/tour.mp4").write_bytes(b"not encoded by anybody yet")
    preview = Preview(workspace, "tiny")
    began = time.monotonic()
    assert preview.changed().good
    assert "Видео готовится" in text(preview, "videos/tour.html")
    assert time.monotonic() - began < 60
