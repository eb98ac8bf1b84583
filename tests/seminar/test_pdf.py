"""Handout and trainer's guide: PDF with fonts of our own, the same bytes from the same deck."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from kbgen import keeping
from kbgen.errors import ContentError
from kbgen.model.kb import KnowledgeBase
from kbgen.seminar import Shelf, session_deck, write_guide, write_handout
from kbgen.theme import Theme
from kbgen.workspace import Workspace


def short(kb: KnowledgeBase, workspace: Workspace) -> object:
    made = session_deck(kb, "first", workspace)
    return replace(made, slides=made.slides[:4])


def test_the_same_deck_gives_the_same_bytes_with_fonts_inside(
    kb: KnowledgeBase, theme: Theme, workspace: Workspace
) -> None:
    made = session_deck(kb, "first", workspace)
    one, two = workspace.root / "one.pdf", workspace.root / "two.pdf"
    write_handout(made, theme, one)
    write_handout(made, theme, two)
    assert one.read_bytes() == two.read_bytes()
    assert b"LiberationSans" in one.read_bytes()
    assert b"/Lang" in one.read_bytes()


def test_what_was_made_before_is_taken_from_the_shelf(kb: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    made, shelf = replace(session_deck(kb, "first", workspace)), Shelf(workspace.root / "shelf")
    made = replace(made, slides=made.slides[:2])
    path = workspace.root / "guide.pdf"
    write_guide(made, theme, path, shelf)
    (kept,) = (workspace.root / "shelf").glob("*.pdf")
    assert keeping.kept(kept) == path.read_bytes()
    keeping.keep(kept, b"from the shelf")
    write_guide(made, theme, path, shelf)
    assert path.read_bytes() == b"from the shelf"
    write_guide(replace(made, title="Another"), theme, path, shelf)
    assert path.read_bytes() != b"from the shelf"


def test_a_theme_without_fonts_is_a_problem(kb: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    bare = replace(theme, folders=(workspace.root,), logo=None)
    with pytest.raises(ContentError) as caught:
        write_handout(session_deck(kb, "first", workspace), bare, workspace.root / "x.pdf")
    assert caught.value.problems[0].code == "deck_fonts_missing"


@pytest.mark.office
@pytest.mark.parametrize("which", ["kb", "english", "hostile"])
def test_every_word_can_be_read_and_copied(
    request: pytest.FixtureRequest, theme: Theme, workspace: Workspace, which: str
) -> None:
    if (program := shutil.which("pdftotext")) is None:
        pytest.skip("no pdftotext here")
    kb: KnowledgeBase = request.getfixturevalue(which)
    from kbgen.seminar import deck

    made = deck(kb, "manager", workspace)
    path = workspace.root / "guide.pdf"
    write_guide(made, theme, path, site="http://wiki.example/site")
    told = subprocess.run([program, str(path), "-"], capture_output=True, check=True, timeout=60).stdout.decode()
    assert ("СДЕЛАТЬ" if kb.language == "ru" else "DO") in told
    assert made.slides[1].title.split()[0] in told
    assert "\ufffd" not in told


def test_a_trainers_guide_has_every_slide_and_a_handout_no_more(
    kb: KnowledgeBase, theme: Theme, workspace: Workspace
) -> None:
    made = session_deck(kb, "first", workspace)
    path = Path(workspace.root / "guide.pdf")
    write_guide(replace(made, slides=made.slides[:1]), theme, path)
    assert path.read_bytes().startswith(b"%PDF-")
