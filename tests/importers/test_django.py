"""The metadata of a running Django project becomes a draft that builds without a hand edit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.errors import ContentError
from kbgen.importers import read_kb
from kbgen.importers.django import read
from kbgen.model.kb import KnowledgeBase
from kbgen.rules import check
from kbgen.workspace import Workspace


def knowledge(source: Path, root: Path) -> tuple[KnowledgeBase, list[str]]:
    workspace = Workspace(root)
    for name, text in read(source, "ru").files.items():
        path = workspace.client("django") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    kb = read_kb(workspace, "django")
    return kb, [p.code for p in check(kb, workspace) if p.severity == "error"]


def test_django_crm(shared: Callable[[str], Path], tmp_path: Path) -> None:
    kb, errors = knowledge(shared("data/django_crm"), tmp_path)
    assert errors == []
    own = [e for e in kb.spec.entities.entities if not e.external]
    fields = [f for e in own for f in e.fields]
    assert (len(own), len(fields), sum(bool(f.hint) for f in fields), len(kb.spec.roles.roles)) == (44, 575, 122, 10)
    assert sum(bool(f.options) for f in fields) == 14 and not [f for f in fields if f.type == "other"]
    assert kb.level("accountants", "crm.Payment", "edit") == "all"
    assert (kb.client.product.name, kb.client.product.version) == ("Django-CRM", "3.1.0")


def test_an_odd_file(tmp_path: Path) -> None:
    source = tmp_path / "odd.json"
    source.write_text(json.dumps({"entities": [5, {"id": "a.B", "fields": [{"name": "x", "type": "Odd"}, 7]}]}))
    kb, errors = knowledge(source, tmp_path / "workspace")
    assert errors == [] and [r.id for r in kb.spec.roles.roles] == ["administrator"]
    told = [(kind, name) for kind, name, _ in read(source, "en").report]
    assert [k for k, _ in told] == ["rights", "process", "entity", "field", "type"]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"entities": 5}', "[" * 100_000])
def test_other_files_are_refused(tmp_path: Path, content: str) -> None:
    source = tmp_path / "x.json"
    source.write_text(content)
    with pytest.raises(ContentError):
        read(source, "ru")
