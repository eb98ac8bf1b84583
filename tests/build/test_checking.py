"""Checking without building: what only shows when slides are made is told too."""

from __future__ import annotations

import shutil
from pathlib import Path

from kbgen.build.checking import check_client
from kbgen.workspace import Workspace


def test_a_slide_of_ones_own_that_has_no_place_is_told(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "ws"
    shutil.copytree(root / "tests/workspaces/tiny", place)
    shutil.copytree(root / "themes/base", place / "themes/base")
    before = check_client(Workspace(place), "tiny")
    slides = place / "content/clients/tiny/slides"
    slides.mkdir()
    (slides / "note.md").write_text("---\ntitle: Заметка\nafter: agena\n---\n\n- первое\n", "utf-8")
    (found,) = (p for p in check_client(Workspace(place), "tiny") if p not in before)
    assert (found.code, found.severity) == ("own_slide_anchor", "warning")
    assert str(found.place).startswith("content/clients/tiny/slides/note.md")
