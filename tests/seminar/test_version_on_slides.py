"""The version of the agreement on slides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pptx import Presentation

from kbgen.importers.kb import read_kb
from kbgen.importers.themes import read_theme
from kbgen.model.approval import Approval, Approvals
from kbgen.seminar import deck, write_html, write_pptx
from kbgen.workspace import Workspace

TINY = Path(__file__).parent.parent / "workspaces" / "tiny"
DRAFT = "Черновик: спецификация ещё не утверждена"


@pytest.mark.parametrize("signed", [False, True])
def test_title_and_footer_say_the_status_in_html_and_pptx(signed: bool, root: Path, tmp_path: Path) -> None:
    workspace = Workspace(TINY)
    kb = read_kb(workspace, "tiny")
    if signed:
        approvals = Approvals((Approval("1.0", date(2026, 11, 12), "Иванов"),))
        kb = replace(kb, spec=replace(kb.spec, approval=approvals))
    made, theme = deck(kb, "seller", workspace), read_theme(Workspace(root), "base")
    write_html(made, theme, tmp_path / "deck.html")
    write_pptx(made, theme, tmp_path / "deck.pptx")
    title = "Утверждено: версия 1.0 от 12 ноября 2026 г." if signed else DRAFT
    footer = "версия 1.0 от 12.11.2026" if signed else "ЧЕРНОВИК, не утверждено"
    html = (tmp_path / "deck.html").read_text("utf-8")
    assert html.count(title) == 1
    assert html.count(footer) == len(made.slides) - 1
    slides = Presentation(str(tmp_path / "deck.pptx")).slides
    texts = ["\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame) for slide in slides]
    assert title in texts[0]
    assert all(footer in text for text in texts[1:])
