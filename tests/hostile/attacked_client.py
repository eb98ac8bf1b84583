"""A client with one of everything, every free text of which is an attack, written down as its files."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kbgen.build.approving import Signing, approve
from kbgen.importers import read_kb
from kbgen.importers.guides import FrontMatter
from kbgen.model.acceptance import CheckResult
from kbgen.model.approval import Approvals
from kbgen.model.entities import Option
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.plain import plain
from kbgen.model.processes import End
from kbgen.model.text import Text
from kbgen.model.warranty import Defect, Example
from kbgen.workspace import Workspace
from tests.hostile.attacks import ATTACKS, Attack
from tests.hostile.spoilt import CLIENT, one_of_everything

MARKDOWN = "\n".join(f"- `` {attack} ``" for attack in ATTACKS if "`" not in attack)
HIDDEN = "&lt;img src=x onerror=window.__pwned=1&gt;"
"""It becomes an element only where somebody undoes what Markdown wrote."""
FRONT = [one.name for one in fields(FrontMatter) if one.name != "callouts"]


@dataclass(frozen=True)
class Attacked:
    """What was laid down."""

    workspace: Workspace
    attack: Attack


def lay(place: Path) -> Attacked:
    """The workspace in the new folder *place*."""
    workspace = one_of_everything(place)
    kb = with_everything(read_kb(workspace, CLIENT))
    attack = Attack()
    spec = attack(replace(kb.spec, approval=Approvals()))
    folder = workspace.client(CLIENT)
    for noun in fields(Spec):
        if noun.name != "approval":
            write(folder / "spec" / f"{noun.name}.yml", plain(getattr(spec, noun.name)))
    told = plain(attack(replace(kb.client, language="ru", theme="base", rules=(), site="", never_link=())))
    write(folder / "client.yml", {key: value for key, value in told.items() if key != "id"})
    for guide in kb.guides:
        _guide(workspace, guide, attack)
    (folder / "spec" / "approval.yml").unlink()
    for snapshot in (folder / "approved").iterdir():
        snapshot.unlink()
    workspace.rules.unlink()
    (folder / "redirects.yml").unlink()  # such pages lead on at once, and could not be looked at
    _recording(workspace, kb.videos[0], attack)
    _slides(folder / "slides", attack)
    words = [attack.text(f"Approval.{name}") for name in ("by", "for_client", "note")]
    approve(workspace, CLIENT, Signing("1.0", words[0], words[1], date(2026, 9, 20), note=words[2]))
    return Attacked(workspace, attack)


def with_everything(kb: KnowledgeBase) -> KnowledgeBase:
    """*kb* with the nouns it lacks: one each."""
    spec = kb.spec
    order = spec.entities.entities[0]
    chosen = tuple(
        replace(f, options=(Option("a", Text("а")), Option("b", Text("б")))) if f.options else f for f in order.fields
    )
    entities = replace(spec.entities, entities=(replace(order, fields=chosen), *spec.entities.entities[1:]))
    sale = spec.processes.processes[0]
    branch = replace(
        sale.steps[1],
        next=("pick", "praise"),
        next_if={"pick": Text("да"), "praise": Text("нет")},
        ends=(End(Text("отказ")),),
        split="one",
    )
    steps = (sale.steps[0], branch, *sale.steps[2:])
    states = tuple(replace(state, value=None) for state in sale.states)
    processes = replace(
        spec.processes, processes=(replace(sale, steps=steps, field="", states=states), *spec.processes.processes[1:])
    )
    assert spec.warranty
    warranty = replace(
        spec.warranty,
        examples=(Example(Text("а"), "defect", Text("б")),),
        defects=(
            *spec.warranty.defects,
            Defect("D3", Text("а"), state="fixed"),
            Defect("D4", Text("б"), kind="change"),
        ),
    )
    results = (CheckResult("A1", "failed", date(2026, 9, 26), "а", Text("б"), "minor"),)
    return replace(
        kb,
        spec=replace(
            spec,
            entities=entities,
            processes=processes,
            warranty=warranty,
            acceptance=replace(spec.acceptance, results=results),
        ),
    )


def _guide(workspace: Workspace, guide: Any, attack: Attack) -> None:
    made = attack(guide)
    front = {key: plain(getattr(made, key)) for key in FRONT if getattr(made, key) not in (None, "", ())}
    if marked := {p.path: plain(p.callouts) for p in made.pictures if p.callouts}:
        front["callouts"] = marked
    path = workspace.root / guide.file
    write(path, front)
    path.write_text(f"---\n{path.read_text('utf-8')}---\n\n{guide.body}\n\n## Как написано\n\n{MARKDOWN}\n", "utf-8")


def _slides(folder: Path, attack: Attack) -> None:
    """Slides that people wrote by hand: a list, paragraphs, and a table of attacks."""
    allowed = [HIDDEN, *(a for a in ATTACKS if "![" not in a)]  # such a picture is a problem, not a slide
    bodies = {
        "list": "\n".join(f"- {a}" for a in allowed[::3]),
        "prose": "\n\n".join(allowed[1::3]),
        "table": "\n".join(["| а | б |", "|---|---|", *(f"| {a} | {a} |" for a in allowed[2::3] if "|" not in a)]),
    }
    folder.mkdir()
    for name, body in bodies.items():
        path = folder / f"{name}.md"
        write(path, {key: attack.text(f"OwnSlide.{key}") for key in ("title", "do", "say")})
        path.write_text(f"---\n{path.read_text('utf-8')}---\n\n{body}\n", "utf-8")


def _recording(workspace: Workspace, video: Any, attack: Attack) -> None:
    from tests.audiences.conftest import recording

    folder = workspace.videos / CLIENT
    for path in folder.iterdir():
        path.unlink()
    made = attack(replace(video, captions=()))
    told = {
        key: plain(getattr(made, key)) for key in ("title", "description", "roles", "entities", "processes", "guide")
    }
    told["chapters"] = [{"start": c.start, "title": c.title} for c in made.chapters]
    recording(folder / "first-order.mp4", "", " ".join(ATTACKS[:40]))
    write(folder / "first-order.yml", told)


def write(path: Path, value: Any) -> None:
    """*value* as YAML, days as days."""
    path.write_text(yaml.safe_dump(_dated(value), allow_unicode=True, sort_keys=False, width=100_000), "utf-8")


def _dated(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _dated(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_dated(item) for item in value]
    day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    return date.fromisoformat(value) if day else value
