"""Names that analysts write: each is told as a problem, or becomes a file that Windows, FAT32 and macOS can hold."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pytest

from kbgen import wiki
from kbgen.build.seminars import file_name
from kbgen.bundles.names import LONGEST, name_problems
from kbgen.documents import documents
from kbgen.importers.ids import GOOD_ID
from kbgen.importers.kb import client_ids, try_kb
from kbgen.model.kb import KnowledgeBase
from kbgen.rules import check
from kbgen.seminar import decks
from kbgen.workspace import Workspace

TINY = Path(__file__).resolve().parents[1] / "workspaces" / "tiny"

REFUSED = {
    "300 characters": "x" * 300,
    "emoji": "deal🚀",
    "cyrillic": "сделка",
    "decomposed": unicodedata.normalize("NFD", "сделкай"),
    "a letter with a mark of its own": "e\u0301tat",
    "path": "../../up",
    "backslash": "a\\b",
    "drive": "C:deal",
    "blank at the end": "deal ",
    "stars": "a*b?",
    "digit first": "1deal",
    "right to left": "deal\u202egpj",
    "zero width": "deal\u200b",
    "leading dot": ".deal",
}
"""No id may be written so."""

TAKEN = {
    "device": "CON",
    "device with an ending": "nul.backup",
    "serial port": "Com1",
    "dots at the end": "deal...",
    "hyphens at the end": "aux--",
    "a page of ours": "index",
    "100 characters": "X" + "y" * 99,
    "capitals": "DEAL",
    "underscores": "de__al_",
}
"""Ids may be written so; files are called otherwise."""


def lay(place: Path, name: str) -> Workspace:
    """A client in which everything that can be named is called *name*."""
    shutil.copytree(TINY, place)
    spec = place / "content" / "clients" / "tiny" / "spec"
    shutil.rmtree(place / "content" / "guides")
    for path in spec.glob("*.yml"):
        path.unlink()
    id = '"' + name.replace("\\", "\\\\") + '"'
    (spec / "entities.yml").write_text(
        f"entities:\n- id: {id}\n  label: Раз\n  fields: [{{id: {id}, label: Поле, type: string}}]\n", encoding="utf-8"
    )
    (spec / "roles.yml").write_text(
        f"roles: [{{id: {id}, label: Роль}}]\npermissions: [{{role: {id}, entity: {id}, ops: {{create: all}}}}]\n",
        "utf-8",
    )
    steps = f"[{{id: {id}, role: {id}, action: сделать}}]"
    (spec / "processes.yml").write_text(
        f"processes: [{{id: {id}, label: Процесс, entity: {id}, steps: {steps}}}]\n", encoding="utf-8"
    )
    (spec / "equipment.yml").write_text(f"devices: [{{id: {id}, label: Прибор, roles: [{id}]}}]\n", encoding="utf-8")
    (spec / "training.yml").write_text(
        f"sessions: [{{id: {id}, label: Занятие, roles: [{id}], minutes: 5}}]\n", encoding="utf-8"
    )
    (spec / "glossary.yml").write_text(f"terms: [{{id: {id}, term: Слово, meaning: Раз}}]\n", encoding="utf-8")
    return Workspace(place)


def files_of(kb: KnowledgeBase, workspace: Workspace) -> Iterable[str]:
    """Every file that is made of names in *kb*."""
    for page in wiki.pages(kb):
        yield from (f"site/{name}" for name in (page.path, *page.files, *page.texts))
    for deck in decks(kb, workspace):
        yield from (f"seminar/{file_name(deck.id)}.{ending}" for ending in ("html", "pptx"))
    yield from (f"documents/{paper.id}.docx" for paper in documents(kb))


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED)
def test_bad_ids_are_problems_everywhere(name: str, tmp_path: Path) -> None:
    attempt = try_kb(lay(tmp_path / "ws", name), "tiny")
    files = {p.place.file.rsplit("/", 1)[-1] for p in attempt.problems if p.severity == "error"}
    assert {"entities.yml", "roles.yml", "processes.yml", "equipment.yml", "training.yml", "glossary.yml"} <= files
    assert not GOOD_ID.fullmatch(name)


@pytest.mark.parametrize("name", TAKEN.values(), ids=TAKEN)
def test_odd_ids_become_good_names(name: str, tmp_path: Path) -> None:
    workspace = lay(tmp_path / "ws", name)
    attempt = try_kb(workspace, "tiny")
    assert [p for p in (*attempt.problems, *check(attempt.kb, workspace)) if p.severity == "error"] == []
    paths = list(files_of(attempt.kb, workspace))
    assert len(paths) > 10 and name_problems(dict.fromkeys(paths)) == ()
    assert max(map(len, paths)) <= LONGEST - len("tiny-10000/")


def test_case_twins_are_problems(tmp_path: Path) -> None:
    workspace = lay(tmp_path / "ws", "deal")
    spec = workspace.client("tiny") / "spec"
    for noun, line in (("entities", "- {id: DEAL, label: Два}\n"), ("roles", ""), ("equipment", "")):
        text = (spec / f"{noun}.yml").read_text(encoding="utf-8")
        text = text.replace("label: Роль}", "label: Роль}, {id: De-al, label: Ещё}, {id: DEAL, label: Иная}")
        text = text.replace("label: Прибор,", "label: Прибор}, {id: DEAL, label: Второй,")
        (spec / f"{noun}.yml").write_text(text + line, encoding="utf-8")
    found = {p.place.file.rsplit("/", 1)[-1] for p in try_kb(workspace, "tiny").problems if p.code == "same_address"}
    assert found == {"entities.yml", "roles.yml", "equipment.yml"}


FILES = {
    "device": "con", "emoji": "раз🚀", "decomposed": unicodedata.normalize("NFD", "ёж й"), "dots": "a.",
    "blanks": "раз  два", "long": "д" * 100, "quotes": "a'b&c", "brackets": "a(1)",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES.values(), ids=FILES)
def test_files_that_analysts_lay_down(name: str, tmp_path: Path) -> None:
    """Guides are refused where their name makes no address; pictures and recordings are published under good names."""
    workspace = lay(tmp_path / "ws", "deal")
    guides = workspace.client("tiny") / "guides"
    guides.mkdir(exist_ok=True)
    (guides / f"{name}.md").write_text("---\ntitle: Раз\n---\n\nТекст.\n", encoding="utf-8")
    (guides / f"{name}.PNG").write_bytes(b"\x89PNG\r\n\x1a\n")
    body = f"---\ntitle: Два\n---\n\n![Снимок](<{name}.PNG>)\n"
    (guides / "shows.md").write_text(body, encoding="utf-8")
    films = workspace.videos / "tiny"
    films.mkdir(parents=True)
    (films / f"{name}.mp4").touch()
    attempt = try_kb(workspace, "tiny")
    refused = [p for p in attempt.problems if p.code == "bad_file_name"]
    assert bool(refused) != any(guide.id == name for guide in attempt.kb.guides)
    paths = list(files_of(attempt.kb, workspace))
    assert name_problems(dict.fromkeys(paths)) == ()
    assert [video.file for video in attempt.kb.videos], "the recording is lost"


@pytest.mark.parametrize("name", ["Ромашка", "con", "a b", "x" * 120, "Emoji🚀", "ends.", "daisy.for", "-x"])
def test_folders_of_clients(name: str, tmp_path: Path) -> None:
    """The client's id names folders, archives and books: a bad one is told before anything is built."""
    workspace = lay(tmp_path / "ws", "deal")
    workspace.client("tiny").rename(workspace.client(name))
    assert name in client_ids(workspace)
    attempt = try_kb(workspace, name)
    found = {
        p.code for p in (*attempt.problems, *check(attempt.kb, workspace, attempt.unread)) if p.severity == "error"
    }
    assert found & {"bad_id", "client_folder"}
