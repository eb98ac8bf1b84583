"""The built site: whole, self-contained, checked; nothing is built twice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kbgen.errors import ContentError, KbgenError
from kbgen.language import say
from kbgen.model.pages import Page
from kbgen.site import build
from kbgen.site.links import check_links
from kbgen.workspace import Workspace

pytestmark = pytest.mark.slow  # real runs of MkDocs

Staged = Callable[..., Path]


def test_a_site_is_built_without_a_remark(staged: Staged, tmp_path: Path) -> None:
    built = build(staged(), tmp_path / "out")
    assert built.problems == ()
    page = (tmp_path / "out/entities/deal.html").read_text("utf-8")
    assert '<html lang="ru"' in page
    assert '<meta name="kb-kind" content="entity">' in page
    assert '<meta name="kb-keywords" content="договор, deal">' in page
    assert "<title>Сделка &lt;b&gt;&amp;&quot; - ООО «Ромашка»: база знаний</title>" in page
    assert 'id="поля"' in page
    assert "<b>&" not in page
    assert 'content="manager"' in (tmp_path / "out/roles/manager.html").read_text("utf-8")
    assert "Такой страницы нет" in (tmp_path / "out/404.html").read_text("utf-8")
    assert (tmp_path / "out/entities/deal.png").is_file()


def test_no_page_names_another_host_but_in_links(staged: Staged, tmp_path: Path) -> None:
    build(staged(), tmp_path / "out")
    for page in (tmp_path / "out").rglob("*.html"):
        for host in ("googleapis", "gstatic", "unpkg", "cdn", "jsdelivr"):
            assert host not in page.read_text("utf-8")
    assert not list((tmp_path / "out").rglob("*.map"))
    assert not list((tmp_path / "out").glob("sitemap*"))


def test_nothing_changed_is_nothing_built(staged: Staged, tmp_path: Path, pages: tuple[Page, ...]) -> None:
    first = build(staged(), tmp_path / "one")
    second = build(staged(release="2"), tmp_path / "two")
    assert (first.reused, second.reused) == (False, True)
    assert (second.pages, second.problems) == (first.pages, first.problems)
    assert "2" in (tmp_path / "two/assets/kbgen/release.js").read_text()
    third = build(staged(*pages[:1], replace(pages[1], body="Иначе"), *pages[2:]), tmp_path / "three")
    assert not third.reused
    assert "Иначе" in (tmp_path / "three/roles/index.html").read_text("utf-8")


def test_nothing_changed_does_not_even_load_the_engine(staged: Staged, tmp_path: Path) -> None:
    project = staged()
    build(project, tmp_path / "one")
    code = (
        "import sys; from pathlib import Path; from kbgen.site import build\n"
        f"assert build(Path({str(project)!r}), Path({str(tmp_path / 'two')!r})).reused\n"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('mkdocs', 'material', 'markdown')]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_changing_the_result_spoils_no_later_build(staged: Staged, tmp_path: Path) -> None:
    build(staged(), tmp_path / "one")
    for page in (tmp_path / "one").rglob("*.html"):
        page.write_text("patched")
    build(staged(), tmp_path / "two")
    assert "patched" not in (tmp_path / "two/index.html").read_text("utf-8")


def test_mkdocs_alone_gives_the_same_pages(staged: Staged, tmp_path: Path) -> None:
    project = staged()
    build(project, tmp_path / "ours")
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    run = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    for page in sorted((project / "site").rglob("*.html")):
        name = page.relative_to(project / "site")
        assert page.read_bytes() == (tmp_path / "ours" / name).read_bytes(), name
    assert build(project, tmp_path / "again").reused, "mkdocs' own output is no input"


def test_broken_links_and_anchors_are_told_once_each(staged: Staged, tmp_path: Path, pages: tuple[Page, ...]) -> None:
    body = "[нет](nowhere.md) [нет](nowhere.md) [место](entities/deal.md#нет) [вниз](#там) ![x](no.png)"
    built = build(staged(replace(pages[0], body=body), *pages[1:]), tmp_path / "out")
    told = [(p.code, p.place.file, p.severity) for p in built.problems]
    index = "build/acme/docs/index.md"
    assert sorted(told) == sorted(
        [
            ("site_broken_link", index, "warning"),
            ("site_broken_link", index, "warning"),
            ("site_broken_anchor", index, "warning"),
            ("site_broken_anchor", index, "warning"),
        ]
    )
    assert all(say(p, "ru").what and say(p, "en").hint for p in built.problems)


@pytest.mark.parametrize(
    "html",
    [
        '<img alt="x" src="https://example.com/x.png">',
        '<script src="//example.com/x.js"></script>',
        '<video poster="http://example.com/a.jpg"></video>',
        "<iframe src='https://example.com/'></iframe>",
        '<img srcset="https://example.com/a.png 2x">',
        "<link rel=stylesheet href=HTTPS://example.com/a.css>",
        "<form action=https://example.com/><input></form>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="&#106;avaScript:alert(1)">x</a>',
        "<a href=vbscript:x>x</a>",
    ],
)
def test_what_comes_from_outside_is_an_error(tmp_path: Path, html: str) -> None:
    (tmp_path / "index.html").write_text(f"<p>{html}</p>", "utf-8")
    assert [p.severity for p in check_links(tmp_path, "x")] == ["error"]


def test_what_comes_from_outside_stops_the_build(staged: Staged, tmp_path: Path, pages: tuple[Page, ...]) -> None:
    build(staged(), tmp_path / "good")
    with pytest.raises(ContentError) as caught:
        build(staged(replace(pages[0], body="![x](https://example.com/x.png)"), *pages[1:]), tmp_path / "bad")
    assert caught.value.problems[0].place.file == "build/acme/docs/index.md"
    assert build(staged(), tmp_path / "again").reused, "the last good site is kept"


def test_links_for_the_reader_are_free(staged: Staged, tmp_path: Path, pages: tuple[Page, ...]) -> None:
    body = "[CRM](http://crm.example) [почта](mailto:a@b.example) [тел](tel:+74950000000) [с 5-й секунды](index.md#t=5)"
    assert build(staged(replace(pages[0], body=body), *pages[1:]), tmp_path / "out").problems == ()


def test_text_that_looks_like_tags_is_not_a_link(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        "<p>a &lt;img src=x.png&gt;</p><!-- <img src='y.png'> --><script>'<img src=z.png>'</script>"
        "<code>href=\"q\"</code><a href='?x=1#p'>self</a><a href='.'>up</a><p id=p></p>",
        "utf-8",
    )
    assert check_links(tmp_path, "x") == ()


def test_a_stylesheet_that_fetches_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text('@import "https://fonts.example/x"; b { background: url(//cdn.example/i.png) }')
    assert [p.code for p in check_links(tmp_path, "x")] == ["site_external"] * 2


@pytest.mark.fault()
def test_a_template_that_fails_is_named_and_the_good_site_kept(staged: Staged, tmp_path: Path) -> None:
    project = staged()
    build(project, tmp_path / "one")
    (project / "theme/main.html").write_text("{% extends 'base.html' %}{% block content %}{{ 1 / 0 }}{% endblock %}")
    with pytest.raises(KbgenError) as caught:
        build(project, tmp_path / "two")
    assert "division by zero" in say(caught.value.problems[0], "ru").what
    assert build(staged(), tmp_path / "three").reused


@pytest.mark.fault()
def test_a_page_in_another_encoding_is_named(staged: Staged, tmp_path: Path) -> None:
    project = staged()
    (project / "docs/index.md").write_bytes("# Привет".encode("cp1251"))
    with pytest.raises(KbgenError) as caught:
        build(project, tmp_path / "out")
    assert "index.md" in say(caught.value.problems[0], "ru").what


def test_many_pages_share_the_menu_without_growing(staged: Staged, tmp_path: Path, pages: tuple[Page, ...]) -> None:
    guides = [Page(f"guides/g{n}.md", f"Инструкция {n}", "Текст", "guide", "guides") for n in range(60)]
    build(staged(*pages, *guides), tmp_path / "out")
    assert (tmp_path / "out/roles/manager.html").stat().st_size < 40_000, "other sections' pages are not in the menu"


def test_the_projects_root_previews_its_guides(root: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(tmp_path / "preview")]
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "preview/index.html").is_file()
    assert not (tmp_path / "preview/clients").exists()
    assert [p.code for p in check_links(tmp_path / "preview", "x") if p.severity == "error"] == []


@pytest.fixture()
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KB; only an administrator may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.fault()
def test_a_full_disk_is_a_problem_and_the_good_site_stays(staged: Staged, small_disk: Path, tmp_path: Path) -> None:
    with pytest.raises(KbgenError) as caught:
        build(staged(), small_disk / "out")
    (problem,) = caught.value.problems
    assert problem.code == "site_disk"
    assert len(say(problem, "ru").what) < 200
    assert build(staged(), tmp_path / "again").reused


@pytest.mark.fault()
def test_a_project_that_cannot_be_written_is_a_problem(staged: Staged, workspace: Workspace) -> None:
    (workspace.root / "build").write_text("a file where a folder should be")
    with pytest.raises(KbgenError) as caught:
        staged()
    assert caught.value.problems[0].code == "site_disk"


def test_built_again_every_byte_is_the_same(staged: Staged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(staged(), tmp_path / "one")
    shutil.rmtree(staged() / ".built")
    monkeypatch.setenv("TZ", "Asia/Vladivostok")
    assert not build(staged(), tmp_path / "two").reused
    one, two = (
        {p.relative_to(tmp_path / name).as_posix(): p.read_bytes() for p in (tmp_path / name).rglob("*") if p.is_file()}
        for name in ("one", "two")
    )
    assert one == two
