"""A workspace is found from any folder inside it."""

from __future__ import annotations

from pathlib import Path

from kbgen.workspace import Workspace, find


def test_found_upwards_from_any_folder(tmp_path: Path) -> None:
    (tmp_path / "content" / "guides" / "crm").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    found = find(tmp_path / "content" / "guides" / "crm")
    assert found == Workspace(tmp_path.resolve())
    assert found.shown(tmp_path / "content" / "guides") == "content/guides"


def test_not_found_where_there_is_none(tmp_path: Path) -> None:
    assert find(tmp_path) is None
