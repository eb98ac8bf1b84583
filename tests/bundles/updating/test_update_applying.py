"""Copies are brought to the next release: from packs, whole ZIPs and folders, in folders of releases and alone."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from update_world import NEW, OLD, World, release, tree

from kbgen.bundles import manifest, zip
from kbgen.bundles.names import name_problems
from kbgen.bundles.update import applying, packing, switching
from kbgen.bundles.update.applying import Wishes, back, check, update
from kbgen.bundles.update.copies import find, locked
from kbgen.bundles.update.differing import difference
from kbgen.bundles.update.listing import is_safe, parse
from kbgen.bundles.update.refused import Busy, Refused


def refusal(folder: Path, named: Path | str, **wishes: object) -> str:
    before = {name: text for name, text in tree(folder).items() if name != ".lock"}
    with pytest.raises(Refused) as caught:
        update(folder, str(named), Wishes(**wishes))  # type: ignore[arg-type]
    after = {name: text for name, text in tree(folder).items() if ".update" not in name and name != ".lock"}
    assert after == before, "the copy is as it was"
    return caught.value.code


@pytest.mark.parametrize("alone", [False, True])
def test_a_pack_makes_exactly_the_new_release(made: World, alone: bool) -> None:
    copy = made.alone if alone else made.shelf
    outcome = update(copy, str(made.pack))
    assert (outcome.before, outcome.after, outcome.changed) == (1, 2, True)
    assert outcome.files == 6, "index, start, script, film, act, and an empty file"
    assert made.whole(alone) == "2"
    folder = made.alone if alone else made.current
    assert tree(folder) == {**NEW, "manifest.json": (made.new / "manifest.json").read_bytes()}
    assert not update(copy, str(made.pack)).changed


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("kind", ["folder", "zip", "shelf"])
def test_a_whole_release_does_as_well(made: World, tmp_path: Path, kind: str, alone: bool) -> None:
    source = made.new
    if kind == "zip":
        source = zip.pack(made.new, tmp_path / "acme-2.zip")
    elif kind == "shelf":
        source = made.new.parent
        (source / "current").symlink_to("2")
    update(made.alone if alone else made.shelf, str(source))
    assert made.whole(alone) == "2"


def test_the_copy_is_found_from_inside_too(made: World) -> None:
    assert find(made.shelf) == find(made.shelf / "1") == find(made.shelf / "current")
    assert find(made.alone).alone
    with pytest.raises(Refused):
        find(made.shelf.parent)


def test_a_pointer_file_and_a_copied_folder_of_releases_are_known(made: World, tmp_path: Path) -> None:
    (made.shelf / "current").unlink()
    (made.shelf / "current").write_text("1\n")
    assert find(made.shelf).folder == made.shelf / "1"
    followed = tmp_path / "followed"
    shutil.copytree(made.alone, followed / "current")
    update(followed, str(made.pack))
    assert manifest.read(followed / "current").release == "2"


def test_nothing_is_written_twice_where_links_work_and_all_is_copied_where_they_do_not(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    update(made.shelf, str(made.pack))
    same = "site/same.html"
    assert (made.shelf / "1" / same).samefile(made.shelf / "2" / same)

    def refuse(*_: object) -> None:
        raise OSError(1, "no links on FAT")

    monkeypatch.setattr(os, "link", refuse)
    update(made.alone, str(made.pack))
    assert made.whole(alone=True) == "2"
    kept = next(made.alone.parent.glob(".unpacked.update/old-1"))
    assert not (kept / same).samefile(made.alone / same)


def test_a_server_may_read_what_comes(made: World) -> None:
    made.alone.chmod(0o755)
    (made.alone / "manifest.json").chmod(0o644)
    before = os.umask(0o077)
    try:
        update(made.alone, str(made.pack))
    finally:
        os.umask(before)
    modes = {p.stat().st_mode & 0o777 for p in made.alone.rglob("*")} | {made.alone.stat().st_mode & 0o777}
    assert modes == {0o755, 0o644}


def test_what_people_put_into_a_copy_stays_where_it_does_not_clash(made: World) -> None:
    for name in ("web.config", "site/robots.txt", "site/twin.html/mine.txt", "Thumbs.db"):
        (made.alone / name).parent.mkdir(exist_ok=True)
        (made.alone / name).write_text("ours")
    update(made.alone, str(made.pack))
    extra = {problem.place.file for problem in manifest.verify(made.alone)}
    assert {"web.config", "site/robots.txt"} <= extra <= {"web.config", "site/robots.txt", "Thumbs.db"}
    assert (made.alone / "site/twin.html").is_file()


@pytest.mark.parametrize("alone", [False, True])
def test_going_back_and_forth(made: World, alone: bool) -> None:
    copy = made.alone if alone else made.shelf
    update(copy, str(made.pack))
    assert back(copy).after == 1
    assert made.whole(alone) == "1"
    update(copy, str(made.pack))
    assert made.whole(alone) == "2"
    with pytest.raises(Refused) as caught:
        back(copy), back(copy)
    assert caught.value.code == "update_no_older"


@pytest.mark.parametrize("alone", [False, True])
def test_only_so_many_old_releases_are_kept(made: World, tmp_path: Path, alone: bool) -> None:
    copy = made.alone if alone else made.shelf
    for number in range(2, 7):
        update(copy, str(release(tmp_path / f"r{number}", {**NEW, "n.txt": b"%d" % number}, number)), Wishes(keep=2))
    found = find(copy)
    assert [number for number, _ in switching.olds(found)] == [4, 5]
    update(copy, str(release(tmp_path / "r7", NEW, 7)), Wishes(keep=0))
    assert switching.olds(find(copy)) == []
    left = {p.name for p in found.work.iterdir()} if found.work.exists() else set()
    assert left <= {"lock"}


def test_a_lone_copy_that_was_never_updated_has_no_old_releases(made: World) -> None:
    copy = find(made.alone)
    assert switching.olds(copy) == []
    switching.tidy(copy, keep=2)
    assert tree(made.alone) == OLD | {"manifest.json": tree(made.alone)["manifest.json"]}


@pytest.mark.parametrize(
    ("path", "size", "good"),
    [
        ("a" * 120, (4 << 30) - 1, True),  # what FAT32 holds
        ("a" * 120, 4 << 30, False),
        ("a" * 121, 1, False),
        ("a", -1, False),
        ("a", 0, True),
        ("a", True, False),
    ],
)
def test_files_no_stick_can_hold_are_refused_before_anything_is_fetched(path: str, size: int, good: bool) -> None:
    files = [{"path": path, "size": size, "sha256": "0" * 64}]
    raw = json.dumps({"format": 2, "client": "acme", "release": "1", "files": files}).encode()
    if good:
        assert parse(raw).entries[0].size == size
    else:
        with pytest.raises(Refused) as caught:
            parse(raw)
        assert caught.value.code == "update_manifest"


def test_films_are_stored_in_a_pack_as_they_are(made: World) -> None:
    """To deflate them once more would take minutes and win nothing."""
    names = {hashlib.sha256(content).hexdigest(): name for name, content in NEW.items()}
    with zipfile.ZipFile(made.pack) as pack:
        kinds = {names.get(i.filename.rsplit("/", 1)[-1]): i.compress_type for i in pack.infolist()}
    assert kinds["site/media/other.99887766.mp4"] == kinds["documents/act.docx"] == zipfile.ZIP_STORED


def test_an_older_a_foreign_and_a_twin_release_are_refused(made: World, tmp_path: Path) -> None:
    update(made.shelf, str(made.pack))
    older = release(tmp_path / "older", OLD, 1)
    assert refusal(made.shelf, older) == "update_older"
    assert refusal(made.shelf, release(tmp_path / "f", NEW, 3, client="other")) == "update_foreign"
    assert refusal(made.shelf, release(tmp_path / "a", NEW, 3, audience="boss")) == "update_foreign"
    assert refusal(made.shelf, release(tmp_path / "t", OLD, 2)) == "update_twin"
    assert refusal(made.shelf, release(tmp_path / "t", OLD, 2), allow_older=True) == "update_twin"
    assert update(made.shelf, str(older), Wishes(allow_older=True)).after == 1
    assert made.whole(alone=False) == "1"


@pytest.mark.parametrize("alone", [False, True])
def test_a_pack_for_another_base_is_refused(made: World, tmp_path: Path, alone: bool) -> None:
    old = release(tmp_path / "other", {**OLD, "site/same.html": b"another"}, 1)
    shutil.rmtree(made.alone), shutil.rmtree(made.shelf / "1")
    shutil.copytree(old, made.alone), shutil.copytree(old, made.shelf / "1")
    assert refusal(made.alone if alone else made.shelf, made.pack) == "update_incomplete"


def test_a_damaged_copy_is_not_carried_on(made: World, tmp_path: Path) -> None:
    path = made.alone / "site/same.html"
    text = path.read_bytes()
    path.write_bytes(b"X" + text[1:])
    assert refusal(made.alone, made.pack) == "update_damaged_copy"
    assert update(made.alone, str(made.new)).changed, "a whole release mends it"
    assert made.whole(alone=True) == "2"


def test_what_an_interrupted_run_verified_is_not_fetched_again(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(applying, "publish", stop)
    with pytest.raises(KeyboardInterrupt):
        update(made.shelf, str(made.pack))
    monkeypatch.undo()
    fetched: list[object] = []
    monkeypatch.setattr("kbgen.bundles.update.staging.Stage.put", lambda *a: fetched.append(a))
    update(made.shelf, str(made.pack))
    assert fetched == []
    assert made.whole(alone=False) == "2"


def test_what_an_interrupted_run_left_of_another_release_is_not_kept(
    made: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "publish", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        update(made.shelf, str(made.pack))
    monkeypatch.undo()
    other = release(tmp_path / "3", {"start.html": b"3"}, 3)
    update(made.shelf, str(other))
    assert tree(made.current).keys() == {"start.html", "manifest.json"}


def test_a_second_update_is_told_at_once(made: World) -> None:
    with locked(find(made.shelf)), pytest.raises(Busy):
        update(made.shelf, str(made.pack))
    from kbgen.bundles import release as ours
    from kbgen.errors import BusyError

    with locked(find(made.shelf)), pytest.raises(BusyError), ours.lock(made.shelf):
        pass
    assert update(made.shelf, str(made.pack)).changed


def test_a_full_disk_is_told_before_anything_is_done(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(made.shelf)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    assert refusal(made.shelf, made.pack) == "update_space"


def test_looking_changes_nothing(made: World) -> None:
    assert update(made.shelf, str(made.pack), Wishes(dry=True)).after == 2
    assert made.whole(alone=False) == "1"


def test_a_check_names_every_difference(made: World) -> None:
    assert check(made.alone)[3] == []
    (made.alone / "site/same.html").write_bytes(b"x")
    (made.alone / "site/gone.html").unlink()
    (made.alone / "site/more.html").write_bytes(b"x")
    assert check(made.alone)[3] == [
        ("update_file_missing", "site/gone.html"),
        ("update_file_changed", "site/same.html"),
        ("update_file_extra", "site/more.html"),
    ]


@pytest.mark.parametrize("inside", [False, True])
def test_without_an_exchange_in_one_step_names_are_moved_one_by_one(
    made: World, monkeypatch: pytest.MonkeyPatch, inside: bool
) -> None:
    monkeypatch.setattr(switching, "_swapped", lambda *_: False)
    if inside:
        monkeypatch.setattr("os.access", lambda *_: False)
    (made.alone / "mine.txt").write_text("mine")
    update(made.alone, str(made.pack))
    assert find(made.alone).work.parent == (made.alone if inside else made.alone.parent)
    assert check(made.alone)[3] == [("update_file_extra", "mine.txt")]
    assert back(made.alone).after == 1
    assert (made.alone / "site/gone.html").is_file()
    assert check(made.alone)[3] == [("update_file_extra", "mine.txt")]


def _wiki(sentence: str, film: bytes) -> dict[str, bytes]:
    """Sixty pages that are mostly alike, a few of which show the sentence, and two films."""
    dice = random.Random(1)
    words = ["сделка", "платёж", "счёт", "клиент", "карточка", "раздел", "кнопка", "менеджер", "склад", "отчёт"]
    menu = "".join(f"<li><a href='p{n}.html'>{dice.choice(words)} {n}</a></li>" for n in range(60))
    pages = {}
    for number in range(60):
        text = " ".join(dice.choices(words, k=400)) + (sentence if number % 12 == 0 else "")
        pages[f"site/p{number}.html"] = f"<nav>{menu}</nav><p>{text}</p>".encode()
    name = hashlib.sha256(film).hexdigest()[:8]
    return {
        **pages,
        f"site/media/film.{name}.mp4": film,
        "site/media/other.00000000.mp4": bytes(random.Random(2).randbytes(99_000)),
    }


@pytest.mark.parametrize("film_too", [False, True])
def test_a_pack_is_hardly_longer_than_what_is_new(tmp_path: Path, film_too: bool) -> None:
    """One sentence, and one film replaced: not more than 1.05 of the new files, each deflated as a ZIP would."""
    film = random.Random(3).randbytes(400_000)
    old = release(tmp_path / "1", _wiki("Деньги на счёте.", film), 1)
    new_film = random.Random(4).randbytes(420_000) if film_too else film
    content = _wiki("Деньги на расчётном счёте.", new_film)
    new = release(tmp_path / "2", content, 2)
    pack = packing.pack(new, packing.read(old), tmp_path / "p.zip")
    entries = packing.new_entries(packing.read(old), packing.read(new))
    assert len(entries) == 5 + film_too
    fair = sum(min(len(zlib.compress(content[e.path], 6)), e.size) for e in entries)
    assert pack.stat().st_size <= 1.05 * fair + len(zlib.compress((new / "manifest.json").read_bytes()))
    if film_too:
        assert pack.stat().st_size <= 1.05 * fair
    shutil.copytree(old, tmp_path / "copy")
    update(tmp_path / "copy", str(pack))
    assert tree(tmp_path / "copy") == tree(new)


def test_a_large_file_is_told_by_its_old_self(tmp_path: Path) -> None:
    """Slides are one file with all their pictures: one sentence less must not move megabytes."""
    dice = random.Random(8)
    start, end = dice.randbytes(900_000), base64.b64encode(dice.randbytes(600_000))
    deck = start + b"One sentence." * 9 + end
    old = release(tmp_path / "1", {"seminar/boss.pptx": deck, "a.html": b"1"}, 1)
    new = release(
        tmp_path / "2", {"seminar/boss.pptx": deck.replace(b"One sentence.", b"Another!", 1), "a.html": b"2"}, 2
    )
    pack = packing.pack(new, packing.read(old), tmp_path / "p.zip", old)
    assert pack.stat().st_size < 9_000
    shutil.copytree(old, tmp_path / "copy")
    update(tmp_path / "copy", str(pack))
    assert tree(tmp_path / "copy") == tree(new)
    (tmp_path / "copy2" / "seminar").mkdir(parents=True)
    shutil.copytree(old, tmp_path / "copy2", dirs_exist_ok=True)
    (tmp_path / "copy2/seminar/boss.pptx").write_bytes(deck[:-1] + b"?")
    assert refusal(tmp_path / "copy2", pack) == "update_damaged_copy"
    other = release(tmp_path / "other", {"a.html": b"1"}, 1)
    assert refusal(other, pack) == "update_incomplete"


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=300), max_size=8), st.lists(st.integers(0, 7), max_size=12), st.binary(max_size=99))
def test_pieces_of_the_old_and_new_bytes_make_the_new(parts: list[bytes], order: list[int], more: bytes) -> None:
    old = b"".join(parts)
    new = more.join(parts[n] for n in order if n < len(parts))
    pieces, fresh = difference(old, new)
    made = b""
    for piece in pieces:
        made += old[piece[0] : sum(piece)] if len(piece) == 2 else fresh[: piece[0]]
        fresh = fresh[piece[0] :] if len(piece) == 1 else fresh
    assert (made, fresh) == (new, b"")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="aAбcon12.-_ /\\:\0", max_size=14))
def test_a_name_is_safe_here_when_it_is_safe_for_releases(path: str) -> None:
    assert is_safe(path) == (name_problems([path]) == ())


_NAMES = st.sampled_from(
    ["a.html", "b.js", "site/a.html", "site/b/c.css", "site/b/d.mp4", "x/y/z.png", "m.mp4", "e.txt"]
)
_TREES = st.dictionaries(_NAMES, st.sampled_from([b"", b"1", b"22" * 50, b"<p>" * 99, bytes(300)]), min_size=1)


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(_TREES, _TREES, st.sampled_from(["alone", "shelf", "moves"]))
def test_any_two_releases(old: dict[str, bytes], new: dict[str, bytes], kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        base = Path(folder)
        first = release(base / "kb" / "1" if kind == "shelf" else base / "kb", old, 1)
        if kind == "shelf":
            (base / "kb" / "current").symlink_to("1")
        if kind == "moves":
            patch.setattr(switching, "_swapped", lambda *_: False)
        second = release(base / "new", new, 2)
        pack = packing.pack(second, packing.read(first), base / "p.zip")
        inside = zipfile.ZipFile(pack).namelist()
        assert len([name for name in inside if name.startswith("blobs/")]) <= len(set(new.values()) - set(old.values()))
        update(base / "kb", str(pack))
        now = base / "kb" / ("2" if kind == "shelf" else "")
        assert tree(now) == tree(second)
        back(base / "kb")
        now = base / "kb" / ("1" if kind == "shelf" else "")
        assert {n: c for n, c in tree(now).items() if n != "manifest.json"} == old
