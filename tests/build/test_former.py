"""A build that takes over what was made before gives the same bytes as one from scratch, after whatever edit."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kbgen import keeping
from kbgen.build.former import Former, made_with, pictures
from kbgen.build.scaffold import NewClient, scaffold
from kbgen.build.story import Options, build_client
from kbgen.model.decks import Deck, Picture, Slide
from kbgen.theme import Theme
from kbgen.workspace import Workspace


def test_what_is_kept_is_never_believed_unread(tmp_path: Path) -> None:
    place = tmp_path / "kept" / "a"
    keeping.keep(place, b"content")
    assert keeping.kept(place) == b"content"
    whole = place.read_bytes()
    for damaged in (b"", whole[:10], whole[:-1], whole[:-1] + b"?", bytes(len(whole))):
        place.write_bytes(damaged)
        assert keeping.kept(place) is None
    assert keeping.kept(tmp_path / "nothing") is None


def test_a_name_tells_everything() -> None:
    slide = Slide("a", "text", "Title", ("one", "two"))
    values: list[object] = [
        "1", b"1", 1, 1.0, True, None, ("1",), (("1",),), ("1", ""), ("", "1"), {"1": ""}, Path("/1"), slide,
        replace(slide, lines=("onetwo",)), replace(slide, lines=("one",), legend=("two",)), replace(slide, minutes=0.1),
    ]  # fmt: skip
    assert len({keeping.name_of(value) for value in values}) == len(values)
    with pytest.raises(TypeError):
        keeping.name_of(object())


def test_what_was_made_is_taken_over_until_something_it_is_made_of_changes(tmp_path: Path) -> None:
    former, path, written = Former(tmp_path / "kept", "kbgen 1"), tmp_path / "out" / "a.pptx", []

    def put(former: Former, *made_of: object) -> bytes:
        def write() -> None:
            written.append(made_of)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(repr((former.made_with, made_of)).encode())

        former.put(path, write, *made_of)
        return path.read_bytes()

    first = put(former, "a")
    path.write_bytes(b"changed by hand")  # a file of its own: nothing of that comes back
    assert put(former, "a") == first
    assert len(written) == 1
    assert put(former, "b") != put(replace(former, made_with="kbgen 2"), "b") != first
    assert len(written) == 3
    put(replace(former, force=True), "a")
    assert len(written) == 4
    for kept in (tmp_path / "kept").iterdir():
        kept.write_bytes(kept.read_bytes()[:-1])
    assert put(former, "a") == first
    assert len(written) == 5


def test_a_picture_counts_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    deck = Deck("a", "A", "", "en", (Slide("a", "screenshot", "A", picture=Picture(str(path))),))
    path.write_bytes(b"one")
    before = pictures(deck)
    path.write_bytes(b"two")
    assert pictures(deck) != before


def test_every_file_of_the_theme_and_every_colour_counts(tmp_path: Path) -> None:
    logo = tmp_path / "base" / "logo.png"
    logo.parent.mkdir()
    logo.write_bytes(b"one")
    theme = Theme("base", (logo.parent,), logo=logo)
    names = {made_with(theme), made_with(replace(theme, accent="#123456"))}
    logo.write_bytes(b"two")  # of the same size
    names.add(made_with(theme))
    (logo.parent / "template.pptx").write_bytes(b"")
    names.add(made_with(theme))
    assert len(names) == 4


@pytest.mark.slow()
def test_a_build_equals_one_from_scratch(tmp_path: Path) -> None:
    """Trees with their ZIP and ZIM, after a sentence was changed, with every third thing that was kept cut off."""
    workspace, fresh = Workspace(tmp_path / "one"), Workspace(tmp_path / "two")
    scaffold(workspace.root, NewClient("acme", language="en"))
    build_client(workspace, "acme")
    (workspace.client("acme") / "guides/new-deal.md").open("a").write("\n\nOne more sentence.\n")
    shutil.copytree(workspace.root, fresh.root, symlinks=True)
    shutil.rmtree(fresh.cache)
    shelf = sorted((workspace.cache / "slides").iterdir())
    for kept in shelf[::3]:
        kept.write_bytes(kept.read_bytes()[:-1])
    made, other = build_client(workspace, "acme"), build_client(fresh, "acme", Options(force=True))
    assert len(shelf) > 3
    assert made.changed
    assert _tree(made.folder) == _tree(other.folder)


def _tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
