"""Slides that people have changed are not written over."""

from __future__ import annotations

from pathlib import Path

import pytest
from pptx import Presentation

from kbgen.build.handmade import NOTE, Kept, kept_from
from kbgen.language import say
from kbgen.model.decks import Deck, Slide
from kbgen.seminar import is_untouched, write_pptx
from kbgen.theme import Theme
from kbgen.workspace import Workspace


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    """Two decks as kbgen made them."""
    theme = Theme("base", (root / "themes" / "base",))
    made = tmp_path / "release" / "seminar"
    for name in ("manager", "operator"):
        slides = (Slide("title", "title", name), Slide("text", "text", "Text", ("a", "b")))
        write_pptx(Deck(name, name, "", "en", slides), theme, made / f"{name}.pptx")
    return made


def changed(path: Path) -> bytes:
    """A trainer's afternoon."""
    office = Presentation(str(path))
    office.slides[1].shapes.title.text = "My own words"
    office.save(str(path))
    return path.read_bytes()


def test_what_nobody_has_changed_is_ours(folder: Path) -> None:
    assert not kept_from(folder).files
    assert is_untouched(folder / "manager.pptx")


def test_saving_without_a_change_is_no_change(folder: Path) -> None:
    path = folder / "manager.pptx"
    Presentation(str(path)).save(str(path))
    assert not kept_from(folder).files


def test_a_changed_deck_goes_into_the_next_release_and_the_one_after(folder: Path, tmp_path: Path) -> None:
    theirs = changed(folder / "manager.pptx")
    for number in (1, 2):
        kept = kept_from(folder)
        assert list(kept.files) == ["manager.pptx"]
        beside = tmp_path / str(number) / "seminar"
        beside.mkdir(parents=True)
        assert kept.put(beside / "manager.pptx")
        assert not kept.put(beside / "operator.pptx")
        kept.note(beside)
        assert (beside / "manager.pptx").read_bytes() == theirs
        assert (beside / NOTE).read_text("utf-8") == "manager.pptx\n"
        folder = beside


def test_it_is_told_where_and_what_to_do(folder: Path, tmp_path: Path) -> None:
    changed(folder / "manager.pptx")
    (problem,) = kept_from(folder).problems(folder, Workspace(tmp_path))
    assert problem.severity == "warning"
    assert problem.place.file == "release/seminar/manager.pptx"
    for language in ("ru", "en"):
        assert "--force" in say(problem, language).hint  # type: ignore[arg-type]


def test_files_that_are_no_slides_at_all_are_theirs(folder: Path) -> None:
    (folder / "manager.pptx").write_bytes(b"not a package")
    (folder / "~$operator.pptx").write_bytes(b"PowerPoint's own lock")
    assert list(kept_from(folder).files) == ["manager.pptx"]


def test_nothing_kept_leaves_no_note(folder: Path) -> None:
    (folder / NOTE).write_text("manager.pptx\n", "utf-8")
    Kept({}).note(folder)
    assert not (folder / NOTE).exists()
