"""Copies are verified as they are: a folder, a ZIP, what lies beside; whatever was done to them is found."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.bundles import manifest, shared, zip
from kbgen.bundles.verifying import verify_copy, zim_is_whole
from kbgen.errors import KbgenError
from kbgen.language import say

FILES = {
    "start.html": b"start" * 40,
    "site/index.html": b"<h1>index</h1>" * 300,
    "site/roles/seller.html": b"<h1>seller</h1>" * 300,
    "site/media/a.0f0f0f0f.mp4": bytes(range(256)) * 60,
    "site/media/b.1e1e1e1e.mp4": bytes(range(255, -1, -1)) * 60,
    "site/empty.txt": b"",
    "deploy/web.config": b"<configuration/>",
}


@pytest.fixture()
def copy(tmp_path: Path) -> Path:
    """A release with its ZIP."""
    folder = tmp_path / "3"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    manifest.write(folder, client="acme", release="3", spec="1.0+2")
    zip.pack(folder, folder / "acme-3.zip")
    return folder


def codes(path: Path) -> set[tuple[str, str]]:
    """Kind of problem and file, of all problems of a copy."""
    found = verify_copy(path)
    assert all(say(p, language).what and say(p, language).hint for p in found.problems for language in ("ru", "en"))
    assert found.whole == (not [p for p in found.problems if p.severity == "error"])
    return {(p.code, p.place.file) for p in found.problems}


def test_a_whole_copy_says_what_it_is(copy: Path) -> None:
    for path in (copy, copy / "acme-3.zip"):
        found = verify_copy(path)
        assert found.whole and not found.problems and not found.signed
        assert (found.manifest.client, found.manifest.release, found.manifest.spec) == ("acme", "3", "1.0+2")
        assert found.bytes == sum(map(len, FILES.values()))


def test_a_flipped_byte_is_found_in_every_file(copy: Path) -> None:
    chance = random.Random(8)
    for name, content in FILES.items():
        if content:
            damaged = bytearray(content)
            damaged[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            (copy / name).write_bytes(damaged)
            assert codes(copy) == {("bundle_changed", name)}
            (copy / name).write_bytes(content)
    assert codes(copy) == set()


def test_truncated_swapped_missing_and_extra_files_are_found(copy: Path) -> None:
    a, b = (copy / "site/media" / name for name in ("a.0f0f0f0f.mp4", "b.1e1e1e1e.mp4"))
    a.write_bytes(FILES["site/media/b.1e1e1e1e.mp4"])
    b.write_bytes(FILES["site/media/a.0f0f0f0f.mp4"])
    (copy / "start.html").write_bytes(b"star")
    (copy / "site/empty.txt").unlink()
    (copy / "site/more.html").write_bytes(b"more")
    (copy / "site/Thumbs.db").write_bytes(b"left by Windows")
    os.mkfifo(copy / "site/pipe") if hasattr(os, "mkfifo") else (copy / "site/pipe").write_bytes(b"")
    (copy / "site/roles/seller.html").unlink()
    (copy / "site/roles/seller.html").symlink_to(copy / "site/index.html")
    assert codes(copy) == {
        ("bundle_changed", "site/media/a.0f0f0f0f.mp4"),
        ("bundle_changed", "site/media/b.1e1e1e1e.mp4"),
        ("bundle_changed", "start.html"),
        ("bundle_missing", "site/empty.txt"),
        ("bundle_extra", "site/more.html"),
        ("bundle_litter", "site/Thumbs.db"),
        ("bundle_link" if hasattr(os, "mkfifo") else "bundle_extra", "site/pipe"),
        ("bundle_link", "site/roles/seller.html"),
    }


def test_what_systems_leave_in_folders_harms_nothing(copy: Path) -> None:
    for name in ("Thumbs.db", "site/.DS_Store", "site/._index.html", "System Volume Information/IndexerVolumeGuid"):
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_bytes(b"x")
    found = verify_copy(copy)
    assert found.whole
    assert {p.code for p in found.problems} == {"bundle_litter"}


def test_what_the_update_keeps_for_itself_in_a_lone_copy_is_not_taken_for_a_file_too_many(copy: Path) -> None:
    (copy / ".update").mkdir()
    (copy / ".update/journal.json").write_bytes(b"{}")
    (copy / "site/.update").mkdir()
    (copy / "site/.update/page.html").write_bytes(b"x")
    assert codes(copy) == {("bundle_extra", "site/.update/page.html")}


def test_a_damaged_zip_beside_is_found(copy: Path) -> None:
    packed = copy / "acme-3.zip"
    content = bytearray(packed.read_bytes())
    content[content.index(bytes(range(256))) + 300] ^= 4
    packed.write_bytes(content)
    assert codes(copy) == {("bundle_changed", "acme-3.zip")}
    assert ("bundle_changed", "site/media/a.0f0f0f0f.mp4") in codes(packed)
    packed.write_bytes(content[:-200])
    assert codes(copy) == {("bundle_changed", "acme-3.zip")}
    with pytest.raises(KbgenError) as caught:
        verify_copy(packed)
    assert caught.value.problems[0].code == "bundle_zip"


def test_any_byte_of_a_zips_content_counts(copy: Path) -> None:
    packed, chance = copy / "acme-3.zip", random.Random(3)
    good = packed.read_bytes()
    with zipfile.ZipFile(packed) as opened:
        places = [(i.header_offset + 30 + len(i.filename.encode()), i.compress_size) for i in opened.infolist()]
    unheard = 0
    for start, size in [place for place in places if place[1]] * 3:
        content = bytearray(good)
        content[start + chance.randrange(size)] ^= 1 << chance.randrange(8)
        packed.write_bytes(content)
        try:
            if verify_copy(packed).whole:  # a bit that fills up the last byte of a packed file means nothing
                with zipfile.ZipFile(packed) as opened:
                    assert all(opened.read(f"acme-3/{name}") == content for name, content in FILES.items())
                unheard += 1
        except KbgenError as error:
            assert error.problems[0].code == "bundle_zip"
    assert unheard < 3


@pytest.mark.parametrize("trick", ["extra", "twice", "link", "outside", "bomb", "locked", "closed", "none", "text"])
def test_hostile_zips_are_refused(copy: Path, tmp_path: Path, trick: str) -> None:
    made = tmp_path / "hostile.zip"
    with zipfile.ZipFile(copy / "acme-3.zip") as good, zipfile.ZipFile(made, "w") as bad:
        for info in good.infolist():
            content = good.read(info)
            if info.filename.endswith("start.html") and trick == "bomb":
                content = b"\0" * (8 << 20)
                info.compress_type = zipfile.ZIP_DEFLATED
            if not (trick == "none" and info.filename.endswith("manifest.json")):
                bad.writestr(info.filename, content, info.compress_type)
        if trick == "extra":
            bad.writestr("acme-3/site/evil.html", "x")
        if trick == "outside":
            bad.writestr("../../evil.html", "x")
        if trick == "twice":
            with pytest.warns(UserWarning):
                bad.writestr("acme-3/start.html", b"another")
        if trick == "link":
            link = zipfile.ZipInfo("acme-3/site/link")
            link.external_attr = 0o120777 << 16
            bad.writestr(link, "/etc/passwd")
    if trick == "text":
        made.write_text("not a zip")
    if trick in ("locked", "closed"):  # with a password: the manifest, or a page
        content = bytearray(made.read_bytes())
        content[(content.rindex if trick == "locked" else content.index)(b"PK\x01\x02") + 8] |= 1
        made.write_bytes(content)
    since = time.process_time()
    try:
        assert not verify_copy(made).whole
    except KbgenError as error:
        assert error.problems[0].code == "bundle_zip"
        assert trick in ("none", "text", "locked")
    assert time.process_time() - since < 10


def test_a_zim_is_checked_without_its_library(tmp_path: Path) -> None:
    import hashlib
    import struct

    body = bytearray(b"ZIM\x04" + bytes(200) + b"content")
    struct.pack_into("<Q", body, 72, len(body))
    good = bytes(body) + hashlib.md5(body).digest()
    path = tmp_path / "a.zim"
    for content, whole in ((good, True), (good[:-1], False), (good + b"x", False), (b"", False), (b"PK" + good, False)):
        path.write_bytes(content)
        assert zim_is_whole(path) == whole
    for at in (5, 100, len(good) - 1):
        damaged = bytearray(good)
        damaged[at] ^= 1
        path.write_bytes(damaged)
        assert not zim_is_whole(path)


def test_an_entry_beyond_four_gigabytes_is_packed_so_that_others_can_read_it(tmp_path: Path) -> None:
    """A sparse file: the archive begins after 4.2 GB of nothing, as if so much had been packed before."""
    path, source = tmp_path / "far.zip", tmp_path / "page.html"
    source.write_bytes(b"<h1>far</h1>" * 100)
    with path.open("wb") as file:
        file.seek(4_200_000_000 + (1 << 28))
        with zipfile.ZipFile(file, "w", allowZip64=True) as packed:
            zip.add(packed, source, "acme-3/page.html")
            assert packed.infolist()[0].header_offset > 1 << 32
    with zipfile.ZipFile(path) as packed:
        assert packed.read("acme-3/page.html") == source.read_bytes()
    if unzip := shutil.which("zipinfo"):
        told = subprocess.run([unzip, "-v", str(path)], capture_output=True, text=True, timeout=60, check=False)
        assert "acme-3/page.html" in told.stdout


def test_names_in_a_zip_are_told_as_utf8_where_they_need_it(copy: Path) -> None:
    with zipfile.ZipFile(copy / "acme-3.zip") as packed:
        infos = packed.infolist()
    assert infos[0].filename == "acme-3/start.html"
    assert all(info.filename.isascii() for info in infos), "ours are ASCII, which every program reads"
    assert all(info.create_system == 3 and info.external_attr == 0o644 << 16 for info in infos)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told | {"format": 3},
        lambda told: told | {"release": "x"},
        lambda told: told | {"client": "../up"},
        lambda told: told | {"files": [{"path": "../up", "size": 1, "sha256": "0" * 64}]},
        lambda told: told | {"files": [{"path": "/etc/passwd", "size": 1, "sha256": "0" * 64}]},
        lambda told: told | {"files": [{"path": "C:/x", "size": 1, "sha256": "0" * 64}]},
        lambda told: told | {"files": [{"path": "manifest.json", "size": 1, "sha256": "0" * 64}]},
        lambda told: told | {"files": [*told["files"], told["files"][0]]},
        lambda told: told | {"files": [{"path": "a", "size": -1, "sha256": "0" * 64}]},
        lambda told: told | {"files": [{"path": "a", "size": 1e999, "sha256": "0" * 64}]},
        lambda told: told | {"files": [{"path": "a", "size": 1, "sha256": "x"}]},
        lambda told: told | {"files": 5},
        lambda told: [told],
    ],
)
def test_a_manifest_that_says_the_impossible_is_refused(copy: Path, change: Callable[[dict], object]) -> None:
    import json

    path = copy / "manifest.json"
    path.write_text(json.dumps(change(json.loads(path.read_text("utf-8")))))
    with pytest.raises(KbgenError) as caught:
        verify_copy(copy)
    assert caught.value.problems[0].code in ("bundle_manifest", "bundle_newer")


def test_format_1_is_still_read(copy: Path) -> None:
    import json

    path = copy / "manifest.json"
    told = json.loads(path.read_text("utf-8"))
    del told["audience"], told["spec"]
    path.write_text(json.dumps(told | {"format": 1}))
    assert manifest.read(copy).name == "acme-3"
    assert manifest.verify(copy) == ()


def test_a_file_damaged_through_a_link_makes_no_new_release(copy: Path) -> None:
    """Releases share files with the cache: whoever writes into one changes all, and all would look whole."""
    fresh = copy.parent / ".new-4"
    shutil.copytree(copy, fresh, copy_function=os.link, ignore=shutil.ignore_patterns("acme-3.zip", "manifest.json"))
    shared.refuse_damaged(fresh, manifest.write(fresh, client="acme", release="4"), [copy])
    with (fresh / "site/index.html").open("ab") as file:
        file.write(b"banner")
    (fresh / "start.html").unlink()
    (fresh / "start.html").write_bytes(b"another, and a file of its own")
    with pytest.raises(KbgenError) as caught:
        shared.refuse_damaged(fresh, manifest.write(fresh, client="acme", release="4"), [copy])
    assert [p.place.file for p in caught.value.problems] == ["site/index.html"]
    assert say(caught.value.problems[0], "ru").hint


def test_a_file_that_no_stick_can_hold_is_refused_before_it_is_read(copy: Path) -> None:
    with (copy / "site/media/long.0f0f0f0f.mp4").open("wb") as file:
        file.truncate(4 << 30)
    since = time.process_time()
    with pytest.raises(KbgenError) as caught:
        manifest.write(copy, client="acme", release="3")
    assert [(p.code, p.place.file) for p in caught.value.problems] == [("bundle_large", "site/media/long.0f0f0f0f.mp4")]
    assert time.process_time() - since < 10
    with (copy / "site/media/long.0f0f0f0f.mp4").open("wb") as file:
        file.truncate(0)
    manifest.write(copy, client="acme", release="3")
