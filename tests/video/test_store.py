"""The store: what is in it is whole."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from kbgen.video import ledger, presets, sweeping, unfinished
from kbgen.video.ledger import Entry
from kbgen.video.presets import AV1, H264
from kbgen.video.store import Store, UnknownSourceError, asked, key, sha256
from kbgen.video.tools import Tool
from kbgen.video.work import Job, rendition_key


def put(store: Store, name: str, content: bytes = b"film") -> Path:
    with store.drafting(name, ".mp4") as draft:
        draft.write_bytes(content)
        return store.put(name, draft, {"width": 2}).path


def test_what_was_put_is_found(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    path = put(store, key("a"))
    item = store.find(key("a"))
    assert item is not None
    assert item.path == path and path.read_bytes() == b"film"
    assert item.facts == {"width": 2}
    assert item.sha256 == sha256(path) and item.mark == item.sha256[:8]
    assert store.find(key("b")) is None


def test_facts_alone_are_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.note(key("a"), {"code": "video-empty"})
    item = store.find(key("a"))
    assert item is not None and item.facts == {"code": "video-empty"} and item.sha256 == ""


def test_a_shortened_or_missing_file_is_not_there(tmp_path: Path) -> None:
    store = Store(tmp_path)
    path = put(store, key("a"))
    path.write_bytes(b"fil")
    assert store.find(key("a")) is None
    path.unlink()
    assert store.find(key("a")) is None


def test_a_changed_file_is_not_there_and_a_touched_one_is(tmp_path: Path) -> None:
    store = Store(tmp_path)
    path = put(store, key("a"), b"0123456789")
    os.utime(path, ns=(0, 0))  # copied from another disk
    assert store.find(key("a")) is not None
    stamp = path.with_suffix(".json").stat().st_mtime_ns
    assert store.find(key("a")) is not None  # read once, not every time
    assert path.with_suffix(".json").stat().st_mtime_ns == stamp
    path.write_bytes(b"0123x56789")
    assert store.find(key("a")) is None
    put(store, key("a"), b"0123456789")
    assert store.find(key("a")) is not None


def test_what_rotted_unseen_is_found_by_reading_everything(tmp_path: Path) -> None:
    store = Store(tmp_path)
    good, path = put(store, key("a")), put(store, key("b"), b"0123456789")
    store.note(key("c"), {})
    stat = path.stat()
    path.write_bytes(b"0123x56789")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert store.find(key("b")) is not None
    assert [kept.key for kept in sweeping.damaged(tmp_path)] == [key("b")]
    good.unlink()
    assert {kept.key for kept in sweeping.damaged(tmp_path)} == {key("a"), key("b")}


def test_only_what_the_store_named_is_its_own(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    put(store, key("a"))
    put(store, key("b"))
    shelf = tmp_path / "store" / key("a")[:2]
    (shelf / "notes.txt").touch()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / f"{key('c')}.mp4").touch()
    (tmp_path / "store" / "zz").mkdir()
    if not (tmp_path / "store" / "ff").exists():
        (tmp_path / "store" / "ff").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    kept = sweeping.unused(tmp_path / "store", frozenset({key("b")}))
    assert [one.key for one in kept] == [key("a")]
    assert [file.suffix for file in kept[0].files] == [".json", ".mp4"]  # the receipt goes first


def test_keys_that_were_asked_for_are_noted(tmp_path: Path) -> None:
    store = Store(tmp_path)
    put(store, key("a"))
    with asked() as keys:
        store.find(key("a"))
        store.find(key("b"))
    store.find(key("a"))
    assert keys == {key("a")}


def test_a_store_at_rest_learns_nothing(tmp_path: Path) -> None:
    source, folder = tmp_path / "a.mp4", tmp_path / "store"
    source.write_bytes(b"one")
    resting = Store(folder, at_rest=True)
    with pytest.raises(UnknownSourceError):
        resting.source_hash(source)
    known = Store(folder).source_hash(source)
    before = (folder / "sources.json").read_bytes()
    os.utime(source, ns=(0, 0))
    assert resting.source_hash(source) == known
    source.write_bytes(b"two!")
    with pytest.raises(UnknownSourceError):
        resting.source_hash(source)
    assert (folder / "sources.json").read_bytes() == before


def test_the_ledger_remembers_and_forgets(tmp_path: Path) -> None:
    assert ledger.entries(tmp_path) == {}
    entry = Entry("hash", 1, "build", 2.5, {"av1": 10})
    ledger.note(tmp_path, {"videos/a.mp4": entry, "videos/b.mp4": Entry("x", 1, "build", code="video-empty")})
    stamp = (tmp_path / "ledger.json").stat().st_mtime_ns
    ledger.note(tmp_path, {"videos/a.mp4": entry})
    assert (tmp_path / "ledger.json").stat().st_mtime_ns == stamp
    assert ledger.entries(tmp_path)["videos/a.mp4"] == entry
    ledger.forget(tmp_path, {"videos/b.mp4"})
    assert set(ledger.entries(tmp_path)) == {"videos/a.mp4"}
    (tmp_path / "ledger.json").write_text("{")
    assert ledger.entries(tmp_path) == {}


def test_a_broken_receipt_is_no_receipt(tmp_path: Path) -> None:
    store = Store(tmp_path)
    path = put(store, key("a"))
    path.with_suffix(".json").write_text('{"file": ')
    assert store.find(key("a")) is None


def test_drafts_do_not_stay(tmp_path: Path) -> None:
    store = Store(tmp_path)
    try:
        with store.drafting(key("a"), ".mp4") as draft:
            draft.write_bytes(b"half")
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_drafts_of_a_machine_that_went_down_are_swept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    folder = tmp_path / key("a")[:2]
    folder.mkdir()
    old, fresh = folder / f".{key('a')}.1-1.draft.mp4", folder / f".{key('a')}.2-2.draft.mp4"
    old.touch()
    fresh.touch()
    os.utime(old, (0, 0))
    put(store, key("a"))
    assert not old.exists() and fresh.exists()


def test_drafts_of_a_program_that_is_no_more_are_swept_at_once(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    name = unfinished.name(key("a"), ".mp4")
    folder = tmp_path / key("a")[:2]
    folder.mkdir()
    dead = folder / name.replace(f"@{os.getpid()}-", f"@{ended.pid}-")
    living = folder / name.replace(f"@{os.getpid()}-", f"@{os.getppid()}-")
    elsewhere = folder / re.sub(r"\.[^.]+@\d+", f".other-machine@{ended.pid}", name)
    for draft in (dead, living, elsewhere):
        draft.touch()
    assert sweeping.abandoned(tmp_path) == ((dead,) if os.name == "posix" else ())
    put(Store(tmp_path), key("a"))
    assert dead.exists() == (os.name != "posix")
    assert living.exists() and elsewhere.exists()


def test_two_workers_make_an_item_once(tmp_path: Path) -> None:
    made: list[int] = []

    def work(number: int) -> None:
        store = Store(tmp_path)
        with store.claim(key("a"), lambda: False):
            if store.find(key("a")) is None:
                time.sleep(0.3)
                put(store, key("a"))
                made.append(number)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    assert len(made) == 1


def test_a_source_is_hashed_again_only_when_it_changed(tmp_path: Path) -> None:
    store, source = Store(tmp_path / "store"), tmp_path / "a.mp4"
    source.write_bytes(b"one")
    first = store.source_hash(source)
    stat = source.stat()
    source.write_bytes(b"two")
    os.utime(source, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert store.source_hash(source) == first  # same size and time: taken as the same
    os.utime(source, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    assert store.source_hash(source) == sha256(source) != first


def test_keys_change_with_everything_that_changes_the_result(tmp_path: Path) -> None:
    tool = Tool("ffmpeg", "9", "build", frozenset())
    job = Job(tmp_path / "a.mp4", "digest", tmp_path, tool)
    keys = [
        rendition_key(job, AV1),
        rendition_key(job, H264),
        rendition_key(replace(job, digest="other"), AV1),
        rendition_key(replace(job, tool=replace(tool, build="newer")), AV1),
        rendition_key(job, replace(AV1, video=(*AV1.video, ("crf", "30")))),
    ]
    assert len(set(keys)) == len(keys)
    same = [replace(job, source=tmp_path / "b.mp4"), replace(job, tool=replace(tool, path="/other/ffmpeg"))]
    assert {rendition_key(j, AV1) for j in same} == {keys[0]}
    assert presets.VERSION >= 1
