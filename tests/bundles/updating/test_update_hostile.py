"""Hostile and damaged packs: each is refused, nothing lands outside, the copy is as it was."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import random
import resource
import shutil
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from update_world import NEW, OLD, World, tree

from kbgen.bundles.update import packs
from kbgen.bundles.update.applying import update
from kbgen.bundles.update.listing import MANIFEST, parse
from kbgen.bundles.update.refused import Refused

pytestmark = pytest.mark.fault

_BLOB = "blobs/" + hashlib.sha256(NEW["documents/act.docx"]).hexdigest()
_SYMLINK = 0o120777 << 16


def entries(pack: Path) -> list[tuple[zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(pack) as opened:
        return [(info, opened.read(info)) for info in opened.infolist()]


def written(pack: Path, inside: list[tuple[zipfile.ZipInfo, bytes]]) -> Path:
    with zipfile.ZipFile(pack, "w") as goal:
        for info, content in inside:
            goal.writestr(info, content)
    return pack


def added(name: str, content: bytes = b"x", **values: Any) -> Callable[[World], None]:
    def spoil(made: World) -> None:
        info = zipfile.ZipInfo(name)
        info.filename = name  # as it is, whatever this system's separators are
        for key, value in values.items():
            setattr(info, key, value)
        written(made.pack, [*entries(made.pack), (info, content)])

    return spoil


def changed(name: str, change: Callable[[bytes], bytes | None]) -> Callable[[World], None]:
    def spoil(made: World) -> None:
        inside = [(info, change(content) if info.filename == name else content) for info, content in entries(made.pack)]
        written(made.pack, [(info, content) for info, content in inside if content is not None])

    return spoil


def listed(change: Callable[[dict[str, Any]], Any]) -> Callable[[World], None]:
    """The manifest itself is bad; names of files in it are what a hostile firm would try."""

    def edit(content: bytes) -> bytes:
        told = json.loads(content)
        return json.dumps(change(told) or told).encode()

    return changed(MANIFEST, edit)


def with_path(path: object) -> Callable[[World], None]:
    return listed(lambda told: told["files"].append({"path": path, "size": 1, "sha256": "0" * 64}))


def with_value(key: str, value: object) -> Callable[[World], None]:
    return listed(lambda told: told["files"][0].update({key: value}))


def raw(change: Callable[[bytes], bytes]) -> Callable[[World], None]:
    return lambda made: void(made.pack.write_bytes(change(made.pack.read_bytes())))


def void(_: object) -> None:
    pass


def twice(made: World) -> None:
    inside = entries(made.pack)
    with zipfile.ZipFile(made.pack, "w") as goal, pytest.warns(UserWarning):
        for info, content in [*inside, inside[-1]]:
            goal.writestr(info, content)


def encrypted(content: bytes) -> bytes:
    at = content.index(b"PK\x01\x02")
    return content[: at + 8] + b"\x01" + content[at + 9 :]


def bomb(made: World) -> None:
    """A pack whose stream of texts unpacks to much more than anybody named."""
    packer = lzma.LZMACompressor()
    zeros = bytes(1 << 20)
    stream = b"".join(packer.compress(zeros) for _ in range(16)) + packer.flush()
    changed("texts.xz", lambda _: stream)(made)


def hungry(_: bytes) -> bytes:
    """A stream that asks for a dictionary of 4 GiB before it unpacks a byte."""
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 4096}]
    made = bytearray(lzma.compress(b"x" * 5000, lzma.FORMAT_XZ, check=lzma.CHECK_NONE, filters=filters))
    at = made.index(b"\x21\x01") + 2
    made[at] = 40  # 4 GiB - 1
    header = made[12 : 12 + (made[12] + 1) * 4 - 4]
    made[12 + len(header) : 16 + len(header)] = zlib.crc32(bytes(header)).to_bytes(4, "little")
    return bytes(made)


def strange_pack(change: Callable[[dict[str, Any]], Any]) -> Callable[[World], None]:
    def edit(content: bytes) -> bytes:
        told = json.loads(content)
        return json.dumps(change(told) or told).encode()

    return changed("update.json", edit)


def with_patch(
    base: object = hashlib.sha256(OLD["site/index.html"]).hexdigest(),
    pieces: object = ((0, 802), (100,)),
    fresh: bytes = bytes(100),
    sha256: str = _BLOB[6:],
) -> Callable[[World], None]:
    """The act comes as a patch instead of a blob."""

    def spoil(made: World) -> None:
        changed(_BLOB, lambda _: None)(made)
        strange_pack(lambda told: told.update(patches={sha256: {"base": base, "pieces": pieces}}))(made)
        added("patches/" + sha256, fresh)(made)

    return spoil


_PATHS = [
    "../evil", "../../etc/cron.d/evil", "/etc/passwd", "C:\\windows\\evil", "C:evil", "..\\evil", "a/../../evil",
    "a//b", "./a", "a/.", "CON", "site/aux.html", "nul.txt", "a.", "a ", ".htaccess", ".ssh/authorized_keys", "a\0b",
    "", "é.html", "a" * 121, "START.HTML", "start.html", "start.html/x", "Site", "manifest.json", "MANIFEST.JSON.SIG",
    "manifest.json/x", 7, None, ["a"], {"a": 1}, True, "a:b", "a|b", "com1.tar.gz", "~/x", "$(id)", "\u202egpj.exe",
    "a\nb",
]  # fmt: skip

_SPOILED: dict[str, tuple[Callable[[World], None], str]] = {
    **{f"listed path {path!r:.40}": (with_path(path), "update_manifest") for path in _PATHS},
    **{
        f"entry {name!r:.40}": (added(name), "update_pack_entry")
        for name in ("../evil", "/evil", "C:\\evil", "..\\evil", "blobs/../../evil", "blobs/x", "blobs/" + "0" * 64,
                     "site/index.html", "BLOBS/" + "0" * 64, "manifest.json.bak", "blobs/", "x/manifest.json", "a\0b")
    },
    "a link": (added(_BLOB + "0", external_attr=_SYMLINK), "update_pack_entry"),
    "a blob as a link": (
        lambda made: void(written(made.pack, [
            (_set(info, external_attr=_SYMLINK) if info.filename == _BLOB else info, content)
            for info, content in entries(made.pack)
        ])),
        "update_pack_entry",
    ),
    "a device": (added("blobs/" + "0" * 64, external_attr=0o020666 << 16), "update_pack_entry"),
    "an entry twice": (twice, "update_pack_entry"),
    "an encrypted entry": (raw(encrypted), "update_pack_entry"),
    "packed in a way of its own": (
        lambda made: void(written(made.pack, [
            (_set(info, compress_type=zipfile.ZIP_BZIP2), content) for info, content in entries(made.pack)
        ])),
        "update_pack_entry",
    ),
    "a blob missing": (changed(_BLOB, lambda _: None), "update_incomplete"),
    "a blob changed": (changed(_BLOB, lambda content: b"Q" + content[1:]), "update_damaged"),
    "a blob too long": (changed(_BLOB, lambda content: content + b"1"), "update_pack_entry"),
    "a blob too short": (changed(_BLOB, lambda content: content[1:]), "update_pack_entry"),
    "a byte flipped": (raw(lambda content: _flipped(content, NEW["documents/act.docx"][:500])), "update_pack"),
    "the end missing": (raw(lambda content: content[:-300]), "update_pack"),
    "the half missing": (raw(lambda content: content[: len(content) // 2]), "update_pack"),
    "the start missing": (raw(lambda content: content[300:]), "update_pack"),
    "empty": (raw(lambda _: b""), "update_pack"),
    "not a ZIP": (raw(lambda _: b"<html>Proxy login</html>" * 99), "update_pack"),
    "no manifest": (changed(MANIFEST, lambda _: None), "update_pack"),
    "no texts": (changed("texts.xz", lambda _: None), "update_pack"),
    "texts that are none": (changed("texts.xz", lambda _: b"\xfd7zXZ nonsense"), "update_pack"),
    "texts too short": (changed("texts.xz", lambda _: lzma.compress(b"1")), "update_damaged|update_pack"),
    "texts cut": (changed("texts.xz", lambda content: content[: len(content) // 2]), "update_damaged|update_pack"),
    "texts that want all memory": (changed("texts.xz", hungry), "update_pack"),
    "a stream that is a bomb": (bomb, "update_damaged"),
    "manifest is no JSON": (changed(MANIFEST, lambda _: b"\x80\x81"), "update_manifest"),
    "manifest is a list": (changed(MANIFEST, lambda _: b"[1, 2]"), "update_manifest"),
    "manifest is deep": (changed(MANIFEST, lambda _: b'{"a":' * 100_000), "update_manifest"),
    "manifest with a long number": (
        changed(MANIFEST, lambda text: text.replace(b'"size": ', b'"size": ' + b"9" * 3_000_000, 1)), "update_manifest",
    ),
    "manifest with NaN": (
        changed(MANIFEST, lambda text: text.replace(b'"size": ', b'"size": NaN, "x": ', 1)), "update_manifest",
    ),
    "manifest in UTF-16": (changed(MANIFEST, lambda text: text.decode().encode("utf-16")), "update_manifest"),
    "manifest of tomorrow": (listed(lambda told: told.update(format=99)), "update_newer"),
    "pack of tomorrow": (strange_pack(lambda told: told.update(format=99)), "update_newer"),
    "texts told twice": (strange_pack(lambda told: told["texts"].append(told["texts"][0])), "update_pack"),
    "texts nobody listed": (strange_pack(lambda told: told["texts"].append("0" * 64)), "update_pack_entry"),
    "texts of numbers": (strange_pack(lambda told: told.update(texts=[{}, 7])), "update_pack"),
    "texts no list": (strange_pack(lambda told: told.update(texts="all")), "update_pack"),
    **{
        f"a patch with {name}": (with_patch(**values), codes)
        for name, values, codes in (
            ("a base nobody has", {"base": "0" * 64}, "update_incomplete"),
            ("a base that is a path", {"base": "../../etc/passwd"}, "update_incomplete"),
            ("no base", {"base": None}, "update_pack"),
            ("pieces below nothing", {"pieces": [[-5, 10], [890]]}, "update_pack"),
            ("pieces beyond the end", {"pieces": [[1 << 31, 802], [100]]}, "update_damaged|update_pack_entry"),
            ("pieces that come to more", {"pieces": [[0, 1 << 31], [100]]}, "update_pack"),
            ("pieces that come to less", {"pieces": [[1]]}, "update_pack"),
            ("pieces of words", {"pieces": [["a", "b"]]}, "update_pack"),
            ("pieces that are true", {"pieces": [[True, 902]]}, "update_pack"),
            ("no pieces", {"pieces": None}, "update_pack"),
            ("fewer new bytes than told", {"pieces": [[902]], "fresh": b"1"}, "update_pack_entry"),
            ("wrong bytes", {"pieces": [[0, 2], [900]], "fresh": bytes(900)}, "update_damaged"),
            ("a name nobody listed", {"sha256": "f" * 64}, "update_pack_entry"),
        )
    },
    "patches that are a list": (strange_pack(lambda told: told.update(patches=[1])), "update_pack"),
    "a patch without bytes": (
        strange_pack(lambda told: told.update(patches={_BLOB[6:]: {"base": "0" * 64, "pieces": [[902]]}})),
        "update_pack_entry",
    ),
    "release no number": (listed(lambda told: told.update(release="../9")), "update_manifest"),
    "release a number of JSON": (listed(lambda told: told.update(release=2)), "update_manifest"),
    "release too long": (listed(lambda told: told.update(release="9" * 4000)), "update_manifest"),
    "client no word": (listed(lambda told: told.update(client={"a": 1})), "update_manifest"),
    "another client": (listed(lambda told: told.update(client="other")), "update_foreign"),
    "no files": (listed(lambda told: told.pop("files") and None), "update_manifest"),
    "a size below nothing": (with_value("size", -1), "update_manifest"),
    "a size that is true": (with_value("size", True), "update_manifest"),
    "a size in words": (with_value("size", "10"), "update_manifest"),
    "a fraction of a byte": (with_value("size", 1.5), "update_manifest"),
    "a file of 4 GiB": (with_value("size", 1 << 32), "update_manifest"),
    "another size": (with_value("size", 5), "update_pack_entry|update_incomplete|update_manifest|update_damaged"),
    "a digest too short": (with_value("sha256", "00"), "update_manifest"),
    "a digest in capitals": (with_value("sha256", "A" * 64), "update_manifest"),
    "a file that is a number": (listed(lambda told: told["files"].append(7)), "update_manifest"),
}  # fmt: skip


def _set(info: zipfile.ZipInfo, **values: Any) -> zipfile.ZipInfo:
    for key, value in values.items():
        setattr(info, key, value)
    return info


def _flipped(content: bytes, inside: bytes) -> bytes:
    at = content.index(inside) + 100
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One world for all: nobody may change it but the pack."""
    from update_world import world

    return world(tmp_path_factory.mktemp("world"))


@pytest.mark.parametrize("kind", _SPOILED)
def test_a_spoiled_pack_is_refused(once: World, kind: str) -> None:
    spoil, codes = _SPOILED[kind]
    shutil.rmtree(once.shelf / ".update", ignore_errors=True)  # what was verified is kept, and would not be asked for
    good, outside = once.pack.read_bytes(), sorted(p.name for p in once.shelf.parent.iterdir())
    try:
        spoil(once)
        with pytest.raises(Refused) as caught:
            update(once.shelf, str(once.pack))
    finally:
        once.pack.write_bytes(good)
    assert caught.value.code in codes.split("|"), caught.value.args
    assert once.whole(alone=False) == "1"
    assert {n: c for n, c in tree(once.shelf / "1").items() if n != "manifest.json"} == OLD
    assert sorted(p.name for p in once.shelf.parent.iterdir()) == outside


def test_after_all_that_the_good_pack_still_fits(made: World) -> None:
    for kind in ("a blob changed", "texts cut", "a byte flipped"):
        good = made.pack.read_bytes()
        _SPOILED[kind][0](made)
        with suppress(Refused):  # what was verified of an earlier one is kept: it may be complete by now
            update(made.shelf, str(made.pack))
        made.pack.write_bytes(good)
    update(made.shelf, str(made.pack))
    assert made.whole(alone=False) == "2"


def test_a_pack_that_unpacks_to_far_more_than_its_length_is_a_bomb(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "SLACK", 100)
    monkeypatch.setattr(packs, "MOST_RATIO", 1)
    with pytest.raises(Refused) as caught:
        update(made.shelf, str(made.pack))
    assert caught.value.code == "update_bomb"


def test_a_manifest_longer_than_any_is_not_read_to_its_end(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "LONGEST_MANIFEST", 500)
    with pytest.raises(Refused) as caught:
        update(made.shelf, str(made.pack))
    assert caught.value.code == "update_bomb"


@pytest.mark.slow
def test_whatever_bytes_change_it_is_refused_or_still_right(made: World) -> None:
    """Bytes of a pack changed at random, 400 times: never another error than a refusal, never a damaged copy."""
    good, dice = made.pack.read_bytes(), random.Random(7)
    for _ in range(400):
        bad = bytearray(good)
        for _ in range(dice.choice([1, 1, 3, 20])):
            bad[dice.randrange(len(bad))] = dice.randrange(256)
        if dice.random() < 0.2:
            del bad[dice.randrange(len(bad)) :]
        made.pack.write_bytes(bad)
        try:
            update(made.shelf, str(made.pack))
        except Refused:
            assert made.whole(alone=False) == "1"
        else:
            assert made.whole(alone=False) == "2"
            (made.shelf / "current").unlink()
            (made.shelf / "current").symlink_to("1")


@pytest.mark.slow
def test_a_hostile_manifest_of_any_shape_is_refused_in_little_time_and_memory() -> None:
    many = json.dumps({"path": "a", "size": 1, "sha256": "0" * 64}) + ","
    for text in ("[" * 5_000_000, '{"files": [' + many * 400_000, '{"a": "' + "\\u0041" * 5_000_000 + '"}'):
        with pytest.raises(Refused):
            parse(text.encode())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_500_000, "kilobytes"


def test_files_of_a_pack_stand_as_zip_programs_like_it(made: World) -> None:
    with zipfile.ZipFile(io.BytesIO(made.pack.read_bytes())) as opened:
        assert opened.testzip() is None
        assert [info.filename for info in opened.infolist()][:3] == ["update.json", MANIFEST, "texts.xz"]
