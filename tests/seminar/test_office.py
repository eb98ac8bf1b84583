"""LibreOffice opens every deck and makes a page of each slide."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kbgen.model.kb import KnowledgeBase
from kbgen.seminar import deck, write_pptx
from kbgen.theme import Theme
from kbgen.workspace import Workspace


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("which", ["kb", "english", "hostile"])
def test_libreoffice_makes_a_page_of_each_slide(
    request: pytest.FixtureRequest, theme: Theme, workspace: Workspace, which: str
) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice here")
    client: KnowledgeBase = request.getfixturevalue(which)
    made = deck(client, "manager", workspace)
    path = workspace.root / "deck.pptx"
    write_pptx(made, theme, path)
    assert _pages(office, path, workspace.root) == len(made.slides)


def _pages(office: str, path: Path, folder: Path) -> int:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=500)
    return len(re.findall(rb"/Type\s*/Page\b", path.with_suffix(".pdf").read_bytes()))
