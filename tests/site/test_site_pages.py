"""Pages rendered once: after any edits the site has the bytes that MkDocs alone would write."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from kbgen import forks
from kbgen.errors import Place, Problem
from kbgen.site import engine
from kbgen.site.links import check_changed, check_links

pytestmark = pytest.mark.slow  # real runs of MkDocs

CONFIG = """INHERIT: base.yml
site_name: "Проба"
docs_dir: docs
theme:
  custom_dir: theme
"""
META = ("title: Свой", "status: new", "reviewed: 2026-01-05", "kind: guide", "hide: [toc]", "tags: [a]")
BLOCKS = ('!!! note "Важно"\n    Да', "| a | b |\n|---|---|\n| 1 | 2 |", "Сноска[^1]\n\n[^1]: Вот.", "`код`")
WORDS = ["сделка", "запрос", "платёж", "клиент", "менеджер", "этап", "карточка", "отчёт", "скидка", "договор"]


def plain(project: Path, into: Path) -> list[str]:
    """What ``mkdocs build`` does, in this process; its remarks."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    with engine._Remarks("x") as remarks:
        config = load_config(config_file=str(project / "mkdocs.yml"), site_dir=str(into))
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        config.plugins.on_shutdown()
    return [str(p) for p in remarks.problems]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.suffix != ".gz"
    }


class Author:
    """Somebody who writes, renames, moves and deletes pages at random."""

    def __init__(self, project: Path, seed: int) -> None:
        self.project, self.docs = project, project / "docs"
        self.random = random.Random(seed)
        self.made = 0

    def pages(self) -> list[Path]:
        return sorted(self.docs.rglob("*.md"))

    def some(self) -> Path:
        return self.random.choice([p for p in self.pages() if p != self.docs / "index.md"])

    def text(self) -> str:
        say = self.random.choice
        lines = [f"# {say(WORDS).capitalize()} {self.made}", ""]
        if say((0, 1)):
            meta = [
                "title: Свой заголовок",
                "status: new",
                "reviewed: 2026-01-05",
                "kind: guide",
                "hide: [toc]",
                "tags: [a]",
            ]
            lines = ["---", say(meta), "---", *lines]
        for _ in range(3):
            target = say(self.pages() or [self.docs / "index.md"]).relative_to(self.docs).as_posix()
            anchor = say(("", "", "#сделка-1", "#нет"))
            up = "../" * self.random.randrange(2)
            lines += [f"## {say(WORDS)} {say(WORDS)}", "", f"Текст [{say(WORDS)}]({up}{target}{anchor}) и ![x](a.png)."]
            lines += [
                "",
                say(
                    ('!!! note "Важно"\n    Да', "| a | b |\n|---|---|\n| 1 | 2 |", "Сноска[^1]\n\n[^1]: Вот.", "`код`")
                ),
                "",
            ]
        return "\n".join(lines)

    def write(self) -> None:
        self.made += 1
        folder = self.docs / self.random.choice(("", "one", "two", "one/deep"))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"p{self.made}.md").write_text(self.text(), "utf-8")

    def rewrite(self) -> None:
        self.some().write_text(self.text(), "utf-8")

    def add_a_line(self) -> None:
        page = self.some()
        page.write_text(page.read_text("utf-8") + f"\nЕщё {self.random.random()}.\n", "utf-8")

    def delete(self) -> None:
        if len(self.pages()) > 3:
            self.some().unlink()

    def move(self) -> None:
        page = self.some()
        goal = self.docs / self.random.choice(("three", "one")) / page.name
        goal.parent.mkdir(exist_ok=True)
        page.replace(goal)

    def picture(self) -> None:
        (self.docs / "a.png").write_bytes(self.random.randbytes(20))

    def theme(self) -> None:
        text = f'{{% extends "base.html" %}}{{% block announce %}}{self.random.random()}{{% endblock %}}'
        (self.project / "theme/main.html").write_text(text)

    def menu(self) -> None:
        some = self.random.sample(self.pages(), 2)
        names = [p.relative_to(self.docs).as_posix() for p in some]
        nav = f'nav:\n  - "{self.random.random()}": "{names[0]}"\n  - Часть:\n      - "{names[1]}"\n'
        (self.project / "mkdocs.yml").write_text(CONFIG + self.random.choice((nav, "")), "utf-8")

    def settings(self) -> None:
        config = (self.project / "mkdocs.yml").read_text("utf-8")
        config = "\n".join(line for line in config.splitlines() if not line.startswith("copyright"))
        (self.project / "mkdocs.yml").write_text(f"{config}\ncopyright: '{self.random.random()}'\n", "utf-8")

    def anything(self) -> str:
        often = [self.rewrite, self.add_a_line] * 2
        act = self.random.choice(
            [*often, self.write, self.delete, self.move, self.picture, self.theme, self.menu, self.settings]
        )
        act()
        return act.__name__


@pytest.fixture()
def author(root: Path, tmp_path: Path) -> Callable[[int], Author]:
    def make(seed: int) -> Author:
        project = tmp_path / "project"
        shutil.copytree(root / "themes/base/assets/vendor/iframe-worker", project / "theme/assets/vendor/iframe-worker")
        (project / "docs").mkdir()
        shutil.copy(root / "mkdocs.yml", project / "base.yml")
        (project / "mkdocs.yml").write_text(CONFIG, "utf-8")
        (project / "docs/index.md").write_text("# Начало\n\n[Сделка](p1.md)\n", "utf-8")
        writer = Author(project, seed)
        writer.theme()
        for _ in range(6):
            writer.write()
        return writer

    return make


def same_after(author: Author, edits: list[str], tmp_path: Path, number: int, last: Path | None) -> Path:
    fresh, alone = tmp_path / f"run{number}", tmp_path / "alone"
    (fresh / "site").mkdir(parents=True)
    ran = engine.run(author.project, fresh / "site", "x", last)
    remarks = plain(author.project, alone)
    ours, theirs = tree(fresh / "site"), tree(alone)
    assert sorted(ours) == sorted(theirs), edits
    assert [name for name in ours if ours[name] != theirs[name]] == [], edits
    assert [str(p) for p in ran.remarks] == remarks, edits
    links = check_links(fresh / "site", "x")
    if last:
        told = json.loads((last / "links.json").read_text())
        known = [Problem(p["code"], Place(**p["place"]), p["values"], p["severity"]) for p in told]
        assert check_changed(fresh / "site", "x", (last / "site", known), ran.reused, ran.ends) == links, edits
    assert check_links(fresh / "site", "x", ran.ends) == links or last, edits
    if last:
        shutil.rmtree(last)
    (fresh / "links.json").write_text(json.dumps([asdict(p) for p in links]))
    return fresh


def test_a_page_edited_is_one_page_rendered(author: Callable[[int], Author], tmp_path: Path) -> None:
    writer = author(1)
    first = same_after(writer, [], tmp_path, 1, None)
    writer.docs.joinpath("index.md").write_text("# Начало\n\n[Иначе](p1.md)\n", "utf-8")
    (tmp_path / "again/site").mkdir(parents=True)
    ran = engine.run(writer.project, tmp_path / "again/site", "x", first)
    pages = {p.relative_to(writer.docs).with_suffix(".html").as_posix() for p in writer.pages()}
    assert ran.reused == pages - {"index.html"} | {"404.html"}
    same_after(writer, ["index"], tmp_path, 2, first)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_edits_the_bytes_are_those_of_mkdocs_alone(
    seed: int, author: Callable[[int], Author], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # small projects too are rendered by several processes
    monkeypatch.setattr(forks.shared_out, "__defaults__", (None, forks.Pieces(worth=2)))
    writer = author(seed)
    last, edits = same_after(writer, [], tmp_path, 0, None), []
    for number in range(1, 13):
        edits += [writer.anything() for _ in range(writer.random.choice((1, 1, 3)))]
        last = same_after(writer, edits, tmp_path, number, last)


def test_what_is_not_understood_is_left_to_mkdocs(author: Callable[[int], Author], tmp_path: Path) -> None:
    writer = author(2)
    config = writer.project / "mkdocs.yml"
    config.write_text(CONFIG + "hooks: [hook.py]\n", "utf-8")
    (writer.project / "hook.py").write_text("def on_page_content(html, **_): return html + '<i>hook</i>'\n")
    first = same_after(writer, ["hook"], tmp_path, 1, None)
    assert not (first / "pages.sqlite").exists()


def test_a_damaged_memory_costs_time_only(author: Callable[[int], Author], tmp_path: Path) -> None:
    writer = author(3)
    first = same_after(writer, [], tmp_path, 1, None)
    (first / "pages.sqlite").write_bytes(b"SQLite format 3\0" + bytes(500))
    same_after(writer, ["damage"], tmp_path, 2, first)


def test_shares_come_in_order_and_failures_are_told() -> None:
    assert list(forks.shared_out(lambda n: n * n, 100, 3)) == [n * n for n in range(100)]

    def fails(number: int) -> int:
        if number == 50:
            raise ValueError("пятьдесят")
        return number

    with pytest.raises(ValueError, match="пятьдесят"):
        list(forks.shared_out(fails, 100, 3))


def test_what_a_page_includes_is_never_stale(author: Callable[[int], Author], tmp_path: Path) -> None:
    writer = author(4)
    config = writer.project / "mkdocs.yml"
    base = f"{CONFIG}markdown_extensions:\n  pymdownx.snippets:\n    base_path: {writer.project.as_posix()}\n"
    config.write_text(base, "utf-8")
    (writer.project / "part.txt").write_text("Было\n", "utf-8")
    (writer.docs / "index.md").write_text('# Начало\n\n--8<-- "part.txt"\n', "utf-8")
    first = same_after(writer, ["include"], tmp_path, 1, None)
    (writer.project / "part.txt").write_text("Стало\n", "utf-8")
    second = same_after(writer, ["included"], tmp_path, 2, first)
    assert "Стало" in (second / "site/index.html").read_text("utf-8")


def test_another_version_of_anything_renders_all_again(
    author: Callable[[int], Author], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kbgen.site.pages import understood

    writer, known = author(5), understood.version
    first = same_after(writer, [], tmp_path, 1, None)
    monkeypatch.setattr(understood, "version", lambda name: "0.0" if name == "markdown" else known(name))
    (tmp_path / "again/site").mkdir(parents=True)
    assert engine.run(writer.project, tmp_path / "again/site", "x", first).reused == frozenset()


def test_odd_pages_come_out_the_same(author: Callable[[int], Author], tmp_path: Path) -> None:
    writer = author(6)
    odd = {
        "empty.md": "",
        "blank.md": "\n \n",
        "with space.md": "# С пробелом\n\n[сюда](with%20space.md) [туда](two/Имя%20файла.md#нет)",
        "two/Имя файла.md": "[назад](<../with space.md>) [нет](no such.md)",
        "a/b/c/d/e/deep.md": "---\ntitle: 5\ntags: [x, 1]\nicon: material/home\nstatus: new\n---\n# Глубоко",
        "front.md": "---\nhide:\n  - navigation\n  - toc\nsearch:\n  exclude: true\n---\nБез заголовка",
        "broken.md": "---\n: : [\n---\n# Не разобрать\n\n<div><p>[x](",
        "html.md": "<table><tr><td>a</table>\n\n<a name='x' href='#y'>q</a> <!-- <a href=z> -->",
        "api.v2/page.md": "# В папке с точкой\n\n[рядом](other.v3.md) [вверх](../index.md)",
        "api.v2/other.v3.md": "# Точка и в имени\n\n[сюда](page.md)",
        "raw.html": "<a href='no.html'>x</a>",
        "many.md": "[" * 300 + "\n\n" + "> " * 40 + "x\n\n" + "".join(f"{'  ' * n}- {n}\n" for n in range(30)),
    }
    for name, text in odd.items():
        (writer.docs / name).parent.mkdir(parents=True, exist_ok=True)
        (writer.docs / name).write_text(text, "utf-8")
    last = same_after(writer, ["odd"], tmp_path, 1, None)
    (writer.docs / "two/Имя файла.md").unlink()
    (writer.docs / "empty.md").write_text("# Уже нет", "utf-8")
    same_after(writer, ["odd again"], tmp_path, 2, last)
