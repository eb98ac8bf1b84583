"""A client that has one of every file people write: spec, guides, sidecars, captions, theme, rules, redirects…"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from kbgen.build.approving import Signing, approve
from kbgen.workspace import Workspace

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CLIENT = "sklad"


def one_of_everything(place: Path) -> Workspace:
    """The workspace, laid down in the new folder *place*; faultless, approved, with a recording that is none."""
    shutil.copytree(ROOT / "tests/audiences/workspace", place)
    shutil.copytree(ROOT / "themes/base", place / "themes/base")
    shutil.copytree(HERE / "workspace", place, dirs_exist_ok=True)
    client = place / "content/clients" / CLIENT / "client.yml"
    text = client.read_text("utf-8")
    client.write_text(
        f"{text}theme: odd\nnever_link: [Склад]\nmodules: [stock]\nline: 2.5\n"
        "rules: [{rule: guide_for_another_role, severity: warning, where: [processes/sale], reason: Так решили.}]\n",
        "utf-8",
    )
    (place / "videos" / CLIENT / "first-order.mp4").write_bytes(b"\0\0\0\x20ftypisom")
    workspace = Workspace(place)
    approve(workspace, CLIENT, Signing("1.0", "Зимин А. А.", "Вершинина О. Л.", date(2026, 9, 20)))
    return workspace


def written(workspace: Workspace) -> list[str]:
    """Every file that people write, relative to the workspace, in order."""
    kinds = (".yml", ".yaml", ".md", ".srt", ".vtt", ".json")
    found = [*workspace.clients.parent.rglob("*"), *workspace.videos.rglob("*"), *(workspace.themes / "odd").rglob("*")]
    return sorted(p.relative_to(workspace.root).as_posix() for p in found if p.suffix in kinds)
