"""Zensical reads what is staged for MkDocs: the same pages, mended and checked alike; what it cannot do is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kbgen.build.preview import Preview
from kbgen.errors import ContentError, UsageError
from kbgen.site import zensical
from kbgen.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("zensical") / "ws"
    shutil.copytree(ROOT / "tests/workspaces/tiny", root)
    shutil.copy(ROOT / "mkdocs.yml", root / "mkdocs.yml")
    shutil.copytree(ROOT / "themes/base", root / "themes/base")
    preview = Preview(Workspace(root), "tiny")
    assert preview.changed().good
    return preview.project


@pytest.mark.slow
def test_the_same_pages_and_nothing_from_outside(staged: Path, tmp_path: Path) -> None:
    if not zensical.available():
        pytest.skip("zensical is not installed: pip install 'kbgen[zensical]'")
    built = zensical.build(staged, tmp_path / "site")
    sources = {p.relative_to(staged / "docs").with_suffix(".html").as_posix() for p in (staged / "docs").rglob("*.md")}
    pages = {p.relative_to(built.folder).as_posix() for p in built.folder.rglob("*.html")}
    assert sources <= pages
    page = (built.folder / "guides/sign-in.html").read_text("utf-8")
    assert "Откройте адрес CRM" in page
    assert '<meta name="kb-kind" content="guide">' in page
    assert 'class="kb-feedback"' in page
    assert not (built.folder / "sitemap.xml").exists()
    assert built.problems == ()
    left = {p.name for p in staged.iterdir()}
    assert not left & {"site", ".cache", "zensical.yml"}


@pytest.mark.slow
def test_what_would_be_loaded_from_elsewhere_is_refused(staged: Path, tmp_path: Path) -> None:
    if not zensical.available():
        pytest.skip("zensical is not installed: pip install 'kbgen[zensical]'")
    project = tmp_path / "project"
    shutil.copytree(staged, project, ignore=shutil.ignore_patterns(".*"))
    page = project / "docs/guides/sign-in.md"
    page.write_text(page.read_text("utf-8") + "\n![x](https://example.org/x.png)\n", "utf-8")
    with pytest.raises(ContentError) as caught:
        zensical.build(project, tmp_path / "site")
    assert caught.value.problems[0].code == "site_external"


def test_without_it_the_way_to_get_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zensical, "available", lambda: False)
    with pytest.raises(UsageError) as caught:
        zensical.build(tmp_path, tmp_path / "site")
    assert caught.value.problems[0].code == "zensical_missing"
