"""Sweeping the cache: what nobody uses goes, everything else stays, and so does whatever is not ours."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kbgen.build.caches import KINDS, TAG, UnsafeError, mark, sweep
from kbgen.bundles import release
from kbgen.errors import BusyError
from kbgen.language import say
from kbgen.video.store import Store, key
from kbgen.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path, root: Path) -> Workspace:
    """The smallest client, with a cache full of what others left."""
    shutil.copytree(root / "tests" / "workspaces" / "tiny", tmp_path / "ws")
    workspace = Workspace(tmp_path / "ws")
    workspace.videos.mkdir()
    mark(workspace)
    store = Store(workspace.cache / "videos")
    with store.drafting(key("old"), ".mp4") as draft:
        draft.write_bytes(b"x" * 1000)
        store.put(key("old"), draft, {})
    _write(workspace.cache / "videos" / key("left")[:2] / f".{key('left')}.x@1-1.draft.mp4", 500, old=True)
    _write(workspace.cache / "videos" / "notes.txt", 10)
    for client in ("tiny", "gone"):
        _write(workspace.cache / "search" / client / "index.db", 300)
        _write(workspace.cache / "search" / f"{client}.for" / "office" / "index.db", 100)
        _write(workspace.cache / "builds" / f"{client}.json", 20)
        for number in ("1", "2"):
            _write(workspace.cache / "released" / client / number / "index.db", 50)
            _write(workspace.cache / "released" / client / "for" / "office" / number / "index.db", 5)
    _write(workspace.dist("tiny") / "2" / "manifest.json", 2)
    _write(workspace.dist("tiny", "office") / "2" / "manifest.json", 2)
    _write(workspace.cache / "slides" / "forgotten.webp", 30, old=True)
    _write(workspace.cache / "slides" / "fresh.webp", 30)
    _write(workspace.cache / "somebody-elses" / "thing", 10)
    return workspace


def _write(path: Path, size: int, *, old: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    if old:
        os.utime(path, (0, 0))


def files(workspace: Workspace) -> set[str]:
    found = (p for p in workspace.root.rglob("*") if p.is_file() and p.suffix != ".lock" and p.name != ".lock")
    return {p.relative_to(workspace.root).as_posix() for p in found}


GONE = {
    ".kbgen/slides/forgotten.webp",
    ".kbgen/search/gone/index.db",
    ".kbgen/search/gone.for/office/index.db",
    ".kbgen/builds/gone.json",
    ".kbgen/released/tiny/1/index.db",
    ".kbgen/released/tiny/for/office/1/index.db",
    *(f".kbgen/released/gone/{n}/index.db" for n in (1, 2)),
    *(f".kbgen/released/gone/for/office/{n}/index.db" for n in (1, 2)),
    f".kbgen/videos/{key('old')[:2]}/{key('old')}.mp4",
    f".kbgen/videos/{key('old')[:2]}/{key('old')}.json",
    f".kbgen/videos/{key('left')[:2]}/.{key('left')}.x@1-1.draft.mp4",
}
TOOL = ".kbgen/videos/ffmpeg-"


def test_what_nobody_uses_goes_and_nothing_else(workspace: Workspace) -> None:
    before = files(workspace)
    rehearsed = sweep(workspace, rehearse=True)
    assert {f for f in files(workspace) if not f.startswith(TOOL)} == before
    swept = sweep(workspace)
    assert swept.found == rehearsed.found and swept.problems == ()
    assert {f for f in files(workspace) if not f.startswith(TOOL)} == before - GONE
    assert {kind: swept.of(kind)[0] for kind in KINDS} == {
        "videos": 1, "damaged": 0, "drafts": 1, "indexes": 8, "builds": 1, "slides": 1
    }  # fmt: skip
    assert swept.of("drafts") == (1, 500) and swept.of("videos")[1] > 1000
    assert swept.bytes == sum(swept.of(kind)[1] for kind in KINDS)
    assert sweep(workspace).found == ()


def test_without_a_cache_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert sweep(Workspace(tmp_path)).found == ()


def test_a_folder_without_our_mark_is_left_alone(workspace: Workspace) -> None:
    for text in (None, "Signature: something else"):
        (workspace.cache / TAG).unlink()
        if text:
            (workspace.cache / TAG).write_text(text)
        before = files(workspace)
        with pytest.raises(UnsafeError) as failure:
            sweep(workspace)
        assert [p.code for p in failure.value.problems] == ["gc-unmarked"]
        assert files(workspace) == before
        (workspace.cache / TAG).touch()


def test_links_are_not_followed(workspace: Workspace, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    _write(elsewhere / "index.db", 10)
    (workspace.cache / "search" / "other").symlink_to(elsewhere, target_is_directory=True)
    inside = workspace.cache / "search" / "gone"
    (inside / "way-out").symlink_to(elsewhere, target_is_directory=True)
    sweep(workspace)
    assert not inside.exists() and (elsewhere / "index.db").is_file()
    assert (workspace.cache / "search" / "other").is_symlink()
    workspace.cache.rename(tmp_path / "cache")
    workspace.cache.symlink_to(tmp_path / "cache", target_is_directory=True)
    with pytest.raises(UnsafeError) as failure:
        sweep(workspace)
    assert [p.code for p in failure.value.problems] == ["gc-link"]


def test_nothing_is_swept_while_a_build_runs(workspace: Workspace) -> None:
    before = files(workspace)
    with release.lock(workspace.dist("tiny")), pytest.raises(BusyError):
        sweep(workspace)
    assert files(workspace) == before


@pytest.mark.parametrize("what", ["recordings are away", "a sidecar is broken", "a client is broken", "no ffmpeg"])
def test_finished_videos_stay_where_it_is_not_known_who_uses_them(
    workspace: Workspace, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if what == "recordings are away":
        workspace.videos.rmdir()
    elif what == "a sidecar is broken":
        _write(workspace.videos / "tiny" / "a.mp4", 5)
        (workspace.videos / "tiny" / "a.yml").write_text("title: [")
    elif what == "a client is broken":
        (workspace.client("tiny") / "client.yml").write_text("name: [")
    else:
        _write(workspace.videos / "tiny" / "a.mp4", 5)
        monkeypatch.setenv("KBGEN_FFMPEG", str(workspace.root / "none"))
    swept = sweep(workspace)
    codes = {"recordings are away": "gc-no-videos", "no ffmpeg": "video-ffmpeg-lacks"}
    assert [p.code for p in swept.problems] == [codes.get(what, "gc-unread")]
    assert all(say(swept.problems[0], language).hint for language in ("ru", "en"))
    assert swept.of("videos")[0] == 0 and swept.of("indexes")[0] == 8
    assert any(f.endswith(f"{key('old')}.mp4") for f in files(workspace))


def test_damage_is_swept_when_everything_is_read(workspace: Workspace) -> None:
    workspace.videos.rmdir()  # so that it is not swept as unused
    item = next(workspace.cache.rglob(f"{key('old')}.mp4"))
    stat = item.stat()
    item.write_bytes(b"y" * 1000)
    os.utime(item, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert sweep(workspace).of("damaged")[0] == 0
    assert sweep(workspace, thorough=True).of("damaged")[0] == 1
    assert not item.exists()


def test_the_mark_is_the_one_backup_programs_know(workspace: Workspace) -> None:
    assert (workspace.cache / TAG).read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")
