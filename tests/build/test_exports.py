"""Export writes what was asked for, where it was asked for, and never over somebody's work."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kbgen.build.exports import export
from kbgen.errors import UsageError
from kbgen.importers import client_ids
from kbgen.workspace import Workspace

TINY = Path(__file__).parent.parent / "workspaces" / "tiny"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    shutil.copytree(TINY, tmp_path / "tiny", ignore=shutil.ignore_patterns(".kbgen", "build", "dist"))
    return Workspace(tmp_path / "tiny")


def refused(code: str, *words: object, **options: object) -> None:
    with pytest.raises(UsageError) as caught:
        export(*words, **options)  # type: ignore[arg-type]
    assert {p.code for p in caught.value.problems} == {code}


def test_a_file_a_process_in_a_folder(workspace: Workspace, tmp_path: Path) -> None:
    client = client_ids(workspace)[0]
    made = export(workspace, "bpmn", client, tmp_path / "out")
    assert made and all(path.read_bytes().startswith(b"<?xml") and path.suffix == ".bpmn" for path in made)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(p.name for p in made)


def test_a_single_file_may_be_named(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "продажа.bpmn"
    assert export(workspace, "bpmn", client_ids(workspace)[0], target, processes=("sale",)) == (target,)


def test_work_in_a_file_is_not_overwritten(workspace: Workspace, tmp_path: Path) -> None:
    client, target = client_ids(workspace)[0], tmp_path / "sale.bpmn"
    target.write_text("правки", "utf-8")
    refused("export_exists", workspace, "bpmn", client, tmp_path, processes=("sale",))
    assert target.read_text("utf-8") == "правки"
    export(workspace, "bpmn", client, tmp_path, processes=("sale",), force=True)
    assert b"bpmn:definitions" in target.read_bytes()


def test_the_impossible_is_told(workspace: Workspace, tmp_path: Path) -> None:
    client = client_ids(workspace)[0]
    refused("unknown_export", workspace, "visio", client, tmp_path)
    refused("unknown_process", workspace, "bpmn", client, tmp_path, processes=("sail",))
    (workspace.client(client) / "spec" / "processes.yml").write_text("processes: []\n", "utf-8")
    refused("no_processes", workspace, "bpmn", client, tmp_path)
