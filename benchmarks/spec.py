"""How long a large spec takes to read, check and measure, and how much memory.

``python -m benchmarks.spec [200 40 15]``: the numbers are entities, fields of each, and roles.
The goal for 200, 40 and 15: read and checked in under 3 s and under 300 MB.
"""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from pathlib import Path

from kbgen.importers import read_kb
from kbgen.importers.drafts import plain
from kbgen.importers.yaml_writer import to_yaml
from kbgen.model import addresses
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Field, FieldType, Option
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.model.processes import Process, Processes, State, Step, Transition
from kbgen.model.roles import Permission, Role, Roles
from kbgen.model.text import Text
from kbgen.rules import check, settle
from kbgen.trace.coverage import coverage
from kbgen.workspace import Workspace

TYPES: tuple[FieldType, ...] = ("string", "money", "enum", "link", "date", "text", "bool", "phone")


def field(entity: int, number: int, entities: int) -> Field:
    """A field as people describe them: label in two languages, hint, options or a target where they apply."""
    kind = TYPES[number % len(TYPES)]
    return Field(
        id=f"field{number}",
        label=Text(ru=f"Поле {number} раздела", en=f"Field {number}"),
        type=kind,
        required=number % 5 == 0,
        options=tuple(Option(f"value{n}", Text(f"Значение {n}")) for n in range(5)) if kind == "enum" else (),
        target=(f"Entity{(entity + number) % entities}",) if kind == "link" else (),
        hint=Text(f"Что писать в поле {number} и зачем это нужно отделу"),
        section=Text("Основное" if number < 20 else "Дополнительно"),
    )


def write_workspace(root: Path, entities: int, fields: int, roles: int) -> Workspace:
    """A workspace with one client, ``large``."""
    workspace = Workspace(root)
    ids = [f"Entity{n}" for n in range(entities)]
    nouns = {
        "client": Client("large", Text("ООО «Большая»"), Product("crm", "CRM"), Firm("Внедренец")),
        "spec/entities": Entities(
            tuple(
                Entity(id, Text(f"Раздел {n}"), fields=tuple(field(n, f, entities) for f in range(fields)))
                for n, id in enumerate(ids)
            )
        ),
        "spec/roles": Roles(
            tuple(Role(f"role{n}", Text(f"Роль {n}")) for n in range(roles)),
            tuple(
                Permission(f"role{n}", id, {"create": "all", "read": "team", "edit": "own", "delete": "no"})
                for n in range(roles)
                for id in ids
            ),
        ),
        "spec/processes": Processes(tuple(process(n, ids, roles) for n in range(entities // 4))),
    }
    for name, noun in nouns.items():
        path = workspace.client("large") / f"{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(to_yaml(plain(noun)), encoding="utf-8")
    return workspace


def process(number: int, ids: list[str], roles: int) -> Process:
    """A process of ten steps and six states."""
    states = tuple(State(f"value{n}", Text(f"Состояние {n}"), final=n == 5) for n in range(6))
    steps = tuple(Step(f"s{n}", f"role{n % roles}", Text(f"сделать {n}"), ids[n % len(ids)]) for n in range(10))
    ways = tuple(Transition(f"value{n}", f"value{n + 1}") for n in range(5))
    return Process(f"process{number}", Text(f"Процесс {number}"), steps=steps, states=states, transitions=ways)


def peak_megabytes() -> float | None:
    """Most memory this process ever held; None where the system does not tell (Windows)."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if platform.system() == "Darwin" else 1024)


def measured(workspace: Workspace) -> dict[str, float | int | None]:
    """Seconds and megabytes of reading, checking and measuring the client ``large``."""
    started, busy = time.perf_counter(), time.process_time()
    kb = read_kb(workspace, "large")
    read = time.process_time()
    problems = settle(check(kb, workspace), kb).problems
    checked, both = time.process_time(), time.perf_counter()
    found = coverage(kb, pages(kb))
    covered = time.process_time()
    size = sum(f.stat().st_size for f in workspace.client("large").rglob("*.yml"))
    return {
        "KB of YAML": size // 1024,
        "read, s of processor": round(read - busy, 2),
        "check, s of processor": round(checked - read, 2),
        "both, s by the clock": round(both - started, 2),
        "coverage, s of processor": round(covered - checked, 2),
        "items of coverage": len(found.items),
        "peak, MB": peak_megabytes(),
        "problems": len(problems),
    }


def pages(kb: KnowledgeBase) -> list[Page]:
    """The pages a wiki would have, without their text: making that is another matter."""
    paths = [addresses.entity_page(e.id) for e in kb.spec.entities.entities]
    paths += [addresses.process_page(p.id) for p in kb.spec.processes.processes]
    paths += [addresses.role_page(r.id) for r in kb.spec.roles.roles]
    return [Page(path, "", "", "index") for path in (*paths, addresses.RIGHTS)]


if __name__ == "__main__":
    sizes = [int(a) for a in sys.argv[1:]] or [200, 40, 15]
    with tempfile.TemporaryDirectory() as folder:
        for name, value in measured(write_workspace(Path(folder), *sizes)).items():
            print(f"{name}: {value}")
