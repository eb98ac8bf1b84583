"""A picture that cannot be drawn is told, with the place of what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.diagrams import drawing
from kbgen.errors import Place
from kbgen.importers.kb import read_kb
from kbgen.language import say
from kbgen.rules.drawings import drawings
from kbgen.workspace import Workspace


def test_pictures_of_the_demo_can_all_be_drawn(root: Path) -> None:
    workspace = Workspace(root)
    assert list(drawings(read_kb(workspace, "daisy"), workspace)) == []


def test_what_cannot_be_drawn_is_a_warning_at_its_place(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(root)
    kb = read_kb(workspace, "daisy")
    monkeypatch.setattr(
        drawing, "_drawn", lambda source: ("", "parse error\nline 3") if "swimlane" in source else ("<svg/>", "")
    )
    found = list(drawings(kb, workspace))
    assert {p.code for p in found} == {"diagram_not_drawn"}
    assert len(found) == len([p for p in kb.spec.processes.processes if p.steps])
    assert all(p.severity == "warning" and p.place.line for p in found)
    assert found[0].place == Place(found[0].place.file, found[0].place.line, found[0].place.column)
    assert kb.spec.processes.processes[0].label.said("en") in say(found[0], "en").what
