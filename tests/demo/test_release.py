"""What a build leaves: a whole release, decks and papers that other programs open, and nothing on failure."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pptx
import pytest

from kbgen.build.imports import import_spec
from kbgen.build.packing import pack_release
from kbgen.build.story import build_client
from kbgen.bundles import manifest
from kbgen.errors import ContentError
from kbgen.importers.kb import read_kb
from kbgen.model.addresses import entity_page, html

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.demo.conftest import Demo

pytestmark = pytest.mark.media
ROLES = ("operator", "manager", "accountant", "head")


def test_the_release_is_whole_and_current(demo: Demo) -> None:
    for client, built in demo.built.items():
        assert [p for p in built.problems if p.severity == "error"] == []
        assert manifest.verify(built.folder) == ()
        assert (demo.workspace.dist(client) / "current").resolve() == built.folder.resolve()
        assert {p.name for p in built.folder.iterdir()} >= {
            "start.html",
            "site",
            "seminar",
            "documents",
            "manifest.json",
            f"{client}-{built.release}.zip",
        }


def test_the_copy_for_kiwix_is_sound(demo: Demo) -> None:
    reader = pytest.importorskip("libzim.reader", reason='libzim is optional: pip install "kbgen[zim]"')
    built = demo.built["romashka"]
    archive = reader.Archive(built.folder / f"romashka-{built.release}.zim")
    assert archive.check()
    assert archive.has_fulltext_index
    assert archive.has_entry_by_path("site/entities/deal.html")


def test_the_archive_holds_the_release(demo: Demo) -> None:
    built = demo.built["romashka"]
    with zipfile.ZipFile(built.folder / f"romashka-{built.release}.zip") as packed:
        assert packed.testzip() is None
        names = {name.split("/", 1)[1] for name in packed.namelist()}
    assert names == {e.path for e in manifest.read(built.folder).entries} | {"manifest.json"}


def test_a_second_build_does_nothing(demo: Demo) -> None:
    again = build_client(demo.workspace, "romashka")
    assert not again.changed
    assert again.release == demo.built["romashka"].release


def test_problems_build_nothing_and_leave_the_good_release(demo: Demo) -> None:
    roles = demo.workspace.client("daisy") / "spec/roles.yml"
    good = roles.read_text(encoding="utf-8")
    try:
        roles.write_text(good + "\nrolls: [x]\n", encoding="utf-8")
        with pytest.raises(ContentError) as failure:
            build_client(demo.workspace, "daisy")
        assert any(p.place.file.endswith("roles.yml") and p.place.line for p in failure.value.problems)
    finally:
        roles.write_text(good, encoding="utf-8")
    built = demo.built["daisy"]
    assert manifest.verify(built.folder) == ()
    assert (demo.workspace.dist("daisy") / "current").resolve() == built.folder.resolve()


@pytest.mark.parametrize("role", ROLES)
def test_slides_can_be_edited(demo: Demo, role: str) -> None:
    deck = pptx.Presentation(str(demo.release / f"seminar/{role}.pptx"))
    slides = list(deck.slides)
    assert len(slides) > 10
    titles = [slide.shapes.title.text_frame.text for slide in slides if slide.shapes.title is not None]
    assert len(titles) == len(slides)
    assert len(set(titles)) == len(titles)
    assert all(slide.has_notes_slide and slide.notes_slide.notes_text_frame.text.strip() for slide in slides)
    assert any(shape.has_table for slide in slides for shape in slide.shapes)
    assert not [
        shape.name
        for slide in slides
        for shape in slide.placeholders
        if shape.has_text_frame
        and not shape.text_frame.text.strip()
        and shape.placeholder_format.type not in (13, 15, 16)
    ]


def test_html_and_pptx_show_the_same_slides(demo: Demo) -> None:
    for role in ROLES:
        page = (demo.release / f"seminar/{role}.html").read_text(encoding="utf-8")
        slides = len(pptx.Presentation(str(demo.release / f"seminar/{role}.pptx")).slides)
        assert len(re.findall(r"<section\b", page)) == slides


@pytest.mark.office
def test_libreoffice_renders_every_slide_and_the_act(demo: Demo, tmp_path: Path) -> None:
    office, pages = shutil.which("soffice"), shutil.which("pdfinfo")
    if not office or not pages:
        pytest.skip("no LibreOffice or pdfinfo here")
    files = [demo.release / "seminar/manager.pptx", *sorted((demo.release / "documents").glob("*.docx"))]
    environment = {**os.environ, "HOME": str(tmp_path)}
    command = [office, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, files)]
    subprocess.run(command, check=True, env=environment, capture_output=True, timeout=300)
    for file in files:
        told = subprocess.run([pages, str(tmp_path / f"{file.stem}.pdf")], capture_output=True, text=True, timeout=60)
        count = int(re.search(r"Pages:\s+(\d+)", told.stdout)[1])  # type: ignore[index]
        if file.suffix == ".pptx":
            assert count == len(pptx.Presentation(str(file)).slides)
        assert count >= 1


def test_the_act_lists_every_criterion_and_who_accepts(demo: Demo) -> None:
    kb = read_kb(demo.workspace, "romashka")
    act = docx.Document(str(demo.release / "documents/acceptance-act.docx"))
    words = "\n".join([p.text for p in act.paragraphs] + [c.text for t in act.tables for r in t.rows for c in r.cells])
    for stage in kb.spec.acceptance.stages:
        assert stage.responsible.name in words
        for criterion in stage.criteria:
            assert criterion.id in words
            assert criterion.text.said("ru") in words
    assert "{{" not in words


def test_mkdocs_alone_builds_the_staged_project_and_the_preview(demo: Demo, tmp_path: Path) -> None:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    for folder, pages in ((demo.workspace.build("romashka"), 60), (demo.workspace.root, 5)):
        out = tmp_path / folder.name
        command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(out)]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        assert len(list(out.rglob("*.html"))) >= pages
        assert not list(out.rglob("client.yml"))


def test_copies_are_packed_for_whoever_carries_them(demo: Demo, tmp_path: Path) -> None:
    copied = pack_release(demo.workspace, "daisy", "folder", tmp_path / "stick")
    assert manifest.verify(copied) == ()
    packed = pack_release(demo.workspace, "daisy", "zip", tmp_path)
    assert zipfile.is_zipfile(packed)


@pytest.mark.slow
def test_metadata_of_espocrm_builds_into_a_wiki_with_no_hand_edit(demo: Demo, shared: Callable[[str], Path]) -> None:
    done = import_spec(demo.workspace, "espocrm", shared("data/espocrm"), "espo", "ru")
    assert done.entities == 18
    assert done.fields == 404
    try:
        built = build_client(demo.workspace, "espo")
        kb = read_kb(demo.workspace, "espo")
        for entity in kb.spec.entities.entities:
            if entity.external:
                continue
            page = (built.folder / "site" / html(entity_page(entity.id))).read_text(encoding="utf-8")
            shown = re.sub(r"<[^>]+>", " ", page)
            for field in entity.fields:
                if not field.system:
                    assert field.label.said("ru").split()[0] in shown, f"{entity.id}.{field.id}"
    finally:
        shutil.rmtree(demo.workspace.client("espo"))
