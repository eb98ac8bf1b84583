"""A small but complete client with readers of several kinds, really built once."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from kbgen.build.approving import Signing, approve
from kbgen.build.checking import load
from kbgen.build.story import Built, build_client
from kbgen.model.kb import KnowledgeBase
from kbgen.workspace import Workspace

HERE = Path(__file__).parent
AUDIENCES = ("staff", "it")


@dataclass(frozen=True)
class House:
    """The workspace with its releases, and what they were made of."""

    workspace: Workspace
    built: Built
    kb: KnowledgeBase

    def copy(self, audience: str = "") -> Path:
        """The folder of an audience's current release."""
        return self.workspace.dist("sklad", audience) / self.built.release


def recording(path: Path, title: str, captions: str) -> None:
    """A second of colour and silence with captions."""
    from kbgen.video.tools import find_tool

    path.parent.mkdir(parents=True, exist_ok=True)
    source = ("-f", "lavfi", "-i", "color=0x2266AA:size=320x180:rate=5", "-f", "lavfi", "-i", "anullsrc")
    command = [find_tool(path.parent).path, "-v", "error", *source, "-t", "2", "-pix_fmt", "yuv420p", str(path)]
    subprocess.run(command, check=True, timeout=120)
    path.with_suffix(".yml").write_text(title, encoding="utf-8")
    path.with_suffix(".ru.srt").write_text(f"1\n00:00:00,100 --> 00:00:01,900\n{captions}\n", encoding="utf-8")


def _write(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="session")
def house(root: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Built twice: staff saw more in the first release, and the pages of changes have something to tell."""
    place = tmp_path_factory.mktemp("readers") / "ws"
    shutil.copytree(HERE / "workspace", place)
    shutil.copytree(root / "themes", place / "themes")
    own = place / "videos" / "sklad"
    recording(
        own / "first-order.mp4", "title: Первый заказ\nroles: [operator]\nguide: new-order\n", "Нажимаем «Создать»"
    )
    told = (
        "title: Поощрения за месяц\nroles: [boss]\nguide: count-bonus\nchapters: [{start: 0, title: Тайный остаток}]\n"
    )
    recording(own / "count-bonus.mp4", told, "Начисляем молчаливым сотрудникам")
    workspace = Workspace(place)
    approve(workspace, "sklad", Signing("1.0", "Зимин А. А.", "Вершинина О. Л.", date(2026, 9, 20)))
    folder = workspace.client("sklad")
    _write(folder / "client.yml", "roles: [operator, manager]", "roles: [operator, manager, boss]")
    build_client(workspace, "sklad")
    _write(folder / "client.yml", "roles: [operator, manager, boss]", "roles: [operator, manager]")
    _write(folder / "spec" / "entities.yml", "Ниже неё директор", "Ниже этой границы директор")
    _write(folder / "spec" / "entities.yml", "Сумма заказа", "Итог заказа")
    built = build_client(workspace, "sklad")
    kb, _, _ = load(workspace, "sklad")
    return House(workspace, built, replace(kb, today=date(2026, 11, 23)))
