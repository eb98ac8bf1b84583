"""One theme drives the papers too; a form of the client's own is printed as it was drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx
import pytest

from kbgen.documents.dress import dress
from kbgen.importers.themes import read_theme
from kbgen.theme import Theme, contrast
from kbgen.theme.looks import Fonts
from kbgen.workspace import Workspace


@pytest.fixture
def theme(root: Path) -> Theme:
    return read_theme(Workspace(root), "romashka")


def test_heads_of_tables_and_headings_take_the_themes_colour(root: Path, theme: Theme) -> None:
    word = docx.Document(str(root / "themes/base/documents/specification.ru.docx"))
    dress(word, theme)
    assert "EDF0F3" not in word.element.xml
    assert word.element.xml.count('w:fill="E6EDE8"') > 5
    ink = f"#{word.styles['Heading 1'].font.color.rgb}".lower()
    assert contrast(ink, "#ffffff") >= 7
    assert word.styles["Normal"].font.name == "Times New Roman", "a theme that names no office font leaves the form's"
    dress(word, replace(theme, fonts=Fonts(office="Verdana")))
    assert word.styles["Normal"].font.name == "Verdana"


def test_two_themes_make_two_papers(root: Path, theme: Theme, tmp_path: Path) -> None:
    from kbgen.documents import documents, write_docx
    from kbgen.importers.kb import read_kb

    paper = next(p for p in documents(read_kb(Workspace(root), "daisy")) if p.id == "training-schedule")
    write_docx(paper, theme, tmp_path / "a.docx")
    write_docx(paper, read_theme(Workspace(root), "base"), tmp_path / "b.docx")
    one, other = (docx.Document(str(tmp_path / name)).element.xml for name in ("a.docx", "b.docx"))
    assert 'w:fill="E6EDE8"' in one
    assert 'w:fill="E6EDE8"' not in other
