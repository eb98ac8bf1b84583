"""Copies that can be checked, unpacked anywhere, and are the same from the same files."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.bundles import manifest, start, zip
from kbgen.bundles.names import name_problems
from kbgen.errors import KbgenError
from kbgen.language import say
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Language
from kbgen.theme import Theme


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    """A release as the build leaves it before the manifest."""
    folder = tmp_path / "release"
    files = {
        "site/index.html": b"<h1>x</h1>" * 500,
        "site/media/film.mp4": os.urandom(5000),
        "site/media/still.png": b"\x89PNG" * 500,
        "seminar/manager.html": b"slides",
        "seminar/manager.pptx": b"pptx",
        "documents/acceptance-act.docx": b"docx",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_the_manifest_lists_every_file_with_its_hash(folder: Path) -> None:
    made = manifest.write(folder, client="acme", release="3")
    assert [e.path for e in made.entries] == sorted(
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json"
    )
    entry = next(e for e in made.entries if e.path == "site/index.html")
    content = (folder / "site/index.html").read_bytes()
    assert (entry.size, entry.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert manifest.read(folder) == made
    assert manifest.verify(folder) == ()


def test_verifying_finds_what_is_missing_changed_and_added(folder: Path) -> None:
    manifest.write(folder, client="acme", release="3")
    zip.pack(folder, folder / "acme-3.zip")
    assert manifest.verify(folder) == (), "the release's own ZIP is not an extra file"
    (folder / "seminar/manager.html").unlink()
    (folder / "added.exe").write_bytes(b"x")
    film = folder / "site/media/film.mp4"
    content = bytearray(film.read_bytes())
    content[2500] ^= 1
    film.write_bytes(content)
    told = {(p.code, p.place.file) for p in manifest.verify(folder)}
    assert told == {
        ("bundle_missing", "seminar/manager.html"),
        ("bundle_extra", "added.exe"),
        ("bundle_changed", "site/media/film.mp4"),
    }
    assert all(say(p, language).what for p in manifest.verify(folder) for language in ("ru", "en"))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": [{}]}', '{"client": "a", "release": "1", "kbgen": "1"}'])
def test_a_damaged_manifest_is_a_problem(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    with pytest.raises(KbgenError):
        manifest.read(folder)


def test_a_link_cannot_be_handed_over(folder: Path, tmp_path: Path) -> None:
    (folder / "site/more").symlink_to(tmp_path)
    with pytest.raises(KbgenError) as caught:
        manifest.write(folder, client="acme", release="3")
    assert caught.value.problems[0].code == "bundle_link"


@pytest.mark.parametrize(
    "path",
    [
        "CON", "con.txt", "site/aux.html", "a/lpt9.tar.gz", "dot./x", "dot.", "space .txt", "a:b", "a?b",
        "q\\x", ".hidden", "имя.html", "a//b", "", "../up", "x" * 121, "a/" + "b" * 119,
        "nul", "e\u0301.html", "\U0001f600.md", "a\n",
    ],
)  # fmt: skip
def test_names_some_system_cannot_hold_are_found(path: str) -> None:
    assert len(name_problems([path])) == 1


def test_good_names_are_good_and_twins_are_not() -> None:
    assert name_problems(["site/a-b_c.1.min.js", "console/auxiliary.html", "x" * 120, "com0.txt"]) == ()
    (problem,) = name_problems(["site/Deal.html", "site/deal.html"])
    assert say(problem, "en").what.count("Deal") == 1


def test_a_zip_is_the_same_from_the_same_files(folder: Path, tmp_path: Path) -> None:
    manifest.write(folder, client="acme", release="3")
    one = zip.pack(folder, tmp_path / "acme-3.zip").read_bytes()
    for path in folder.rglob("*"):
        os.utime(path, (1e9, 1e9))
        path.chmod(0o700)
    (tmp_path / "acme-3.zip").unlink()
    assert zip.pack(folder, tmp_path / "acme-3.zip").read_bytes() == one


def test_a_zip_holds_the_release_below_one_folder(folder: Path, tmp_path: Path) -> None:
    manifest.write(folder, client="acme", release="3")
    zip.pack(folder, folder / "acme-3.zip")
    with zipfile.ZipFile(folder / "acme-3.zip") as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        kinds = {i.filename.rsplit(".", 1)[1]: i.compress_type for i in packed.infolist()}
        packed.extractall(tmp_path / "unpacked")
    assert {n.split("/")[0] for n in names} == {"acme-3"}
    assert kinds["mp4"] == kinds["png"] == kinds["pptx"] == zipfile.ZIP_STORED
    assert kinds["html"] == kinds["json"] == zipfile.ZIP_DEFLATED
    assert manifest.verify(tmp_path / "unpacked/acme-3") == ()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_start_page_leads_to_what_is_there(
    folder: Path, language: Language, knowledge: Callable[..., KnowledgeBase]
) -> None:
    path = start.write(knowledge(language), Theme("t", ()), folder, "3", {"acceptance-act": "Акт приёмки"})
    text = path.read_text("utf-8")
    for link in ("site/index.html", "seminar/manager.html", "seminar/manager.pptx", "documents/acceptance-act.docx"):
        assert f'href="{link}"' in text
        assert (folder / link).is_file()
    assert "seminar/boss" not in text
    assert "Акт приёмки" in text
    assert "Менеджер_по *продажам*" in text, "shown as written, without signs of Markdown"
    assert "<script>" not in text
    assert "ООО &lt;Ромашка&gt; &amp; сыновья" in text
    assert "http" not in text.replace("http-equiv", "")
