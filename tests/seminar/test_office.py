"""LibreOffice opens every deck and makes a page of each slide."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kbgen.model.decks import Deck
from kbgen.model.kb import KnowledgeBase
from kbgen.seminar import deck, write_pptx
from kbgen.theme import Theme
from kbgen.workspace import Workspace


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_makes_a_page_of_each_slide(
    request: pytest.FixtureRequest, theme: Theme, workspace: Workspace
) -> None:
    """All decks in one run: starting the office takes longer than making their pages."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice here")
    made: dict[Path, Deck] = {}
    for which in ("kb", "english", "hostile"):
        client: KnowledgeBase = request.getfixturevalue(which)
        path = workspace.root / f"{which}.pptx"
        made[path] = deck(client, "manager", workspace)
        write_pptx(made[path], theme, path)
    _print(office, list(made), workspace.root)
    for path, shown in made.items():
        printed = path.with_suffix(".pdf")
        assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) == len(shown.slides), path.name
        assert _overflows(printed, shown) == [], path.name


def _print(office: str, paths: list[Path], folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=500)


_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<')
_SIDE, _FLOOR, _FOOTER = 960.0, 500.0, 498.0
"""Points: the width of a slide, where its content ends, and where its footer begins."""


def _overflows(pdf: Path, made: Deck) -> list[tuple[str, str]]:
    """Slide and word of every word that hangs over the edge of its slide or into its footer."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("no pdftotext here")
    told = subprocess.run([program, "-bbox", str(pdf), "-"], capture_output=True, check=True, timeout=60).stdout
    pages = told.decode("utf-8").split("<page ")[1:]
    found = []
    for slide, page in zip(made.slides, pages, strict=True):
        for left, top, right, bottom, word in _WORD.findall(page):
            beside = float(left) < -1 or float(right) > _SIDE + 1
            below = slide.kind != "title" and float(top) < _FOOTER and float(bottom) > _FLOOR + 6
            if beside or below:
                found.append((slide.id, word))
    return found
