"""How soon a saved sentence is seen, and how long ``kbgen build`` of many clients takes with one of them changed.

``python -m benchmarks.preview [--guides 900] [--rounds 5] [--browser] [--clients 100] [--json OUT]``: a generated
client of about a thousand pages, ``kbgen serve`` as a process of its own; from the moment the file is written until
the new words came over HTTP, and (``--browser``) until an open page of Chromium shows them. ``--clients``: that many
clients of 60 pages, all built, one sentence of one changed: seconds of the whole command.
The goals: 1 s at 1,000 pages; 3 s for 100 clients.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.spec import field, process
from kbgen.importers.yaml_writer import to_yaml
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity
from kbgen.model.plain import plain
from kbgen.model.processes import Processes
from kbgen.model.roles import Permission, Role, Roles
from kbgen.model.text import Text
from kbgen.model.training import Session, Topic, Training
from kbgen.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
_WORDS = [
    "сделка",
    "запрос",
    "платёж",
    "клиент",
    "менеджер",
    "этап",
    "карточка",
    "отчёт",
    "скидка",
    "договор",
    "поле",
    "список",
    "кнопка",
    "окно",
]
_PATIENCE = 120.0
_PAGE = "site/guides/guide-0000.html"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, write the figures."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.preview", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--guides", type=int, default=900)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--browser", action="store_true", help="measure what Chromium shows, too")
    parser.add_argument("--clients", type=int, default=0, help="measure this many clients with one changed, too")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        figures = saved(Path(folder) / "one", chosen.guides, chosen.rounds, chosen.browser) if chosen.guides else {}
        if chosen.clients:
            figures |= many(Path(folder) / "many", chosen.clients, chosen.rounds)
    for name, value in figures.items():
        print(f"{name:>24}  {value}")
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2), "utf-8")


def workspace_in(root: Path, client: str, guides: int, entities: int, roles: int = 5) -> Workspace:
    """A workspace with a generated client: guides of about 500 words with links, and pages made of its spec."""
    workspace = Workspace(root)
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "mkdocs.yml", root / "mkdocs.yml")
    if not workspace.themes.exists():
        shutil.copytree(ROOT / "themes/base", workspace.themes / "base")
    ids = [f"Entity{n}" for n in range(entities)]
    nouns = {
        "client": Client(client, Text(f"ООО «{client}»"), Product("crm", "CRM"), Firm("Внедренец"), language="ru"),
        "spec/entities": Entities(
            tuple(
                Entity(id, Text(f"Раздел {n}"), fields=tuple(field(n, f, entities) for f in range(12)))
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
        "spec/processes": Processes((process(0, ids, roles),)),
    }
    for name, noun in nouns.items():
        path = workspace.client(client) / f"{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(to_yaml(plain(noun)), "utf-8")
    source = random.Random(7)
    for number in range(guides):
        path = workspace.client(client) / "guides" / f"guide-{number:04}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_guide(number, guides, ids, source, roles), "utf-8")
    return workspace


def _guide(number: int, guides: int, ids: Sequence[str], source: random.Random, roles: int) -> str:
    def sentence() -> str:
        return " ".join(source.choice(_WORDS) for _ in range(12)).capitalize() + "."

    lines = ["---", f"title: Инструкция {number}", f"summary: {sentence()}", f"roles: [role{number % roles}]"]
    lines += [f"entities: [{ids[number % len(ids)]}]", "---", ""]
    for part in range(8):
        lines += [f"## {source.choice(_WORDS).capitalize()} {part}", "", " ".join(sentence() for _ in range(4)), ""]
        lines += [f"1. {sentence()}", f"2. {sentence()}", ""]
        lines += [f"См. [другую](guide-{source.randrange(guides):04}.md).", ""]
    return "\n".join(lines)


def saved(root: Path, guides: int, rounds: int, browser: bool) -> dict[str, Any]:
    """Seconds from saving a sentence of a guide until it is seen."""
    workspace = workspace_in(root, "large", guides, 12)
    began = time.perf_counter()
    with _Serving(workspace.root) as serving:
        opened = time.perf_counter() - began
        path = workspace.client("large") / "guides/guide-0000.md"
        fetched = [serving.seen(path, n, lambda words: words in serving.page()) for n in range(rounds)]
        pages = len(list((root / "build/large.preview/docs").rglob("*.md")))
        figures: dict[str, Any] = {"pages": pages, "opened_seconds": round(opened, 2)}
        figures["save_to_http"] = round(statistics.median(fetched), 3)
        figures["save_to_http_longest"] = round(max(fetched), 3)
        figures["processor_a_save"] = round(serving.processor(path, rounds), 3)
        if browser:
            shown = _in_chromium(serving, path, rounds)
            figures["save_to_chromium"] = round(statistics.median(shown), 3)
            figures["save_to_chromium_longest"] = round(max(shown), 3)
    return figures


class _Serving:
    """``kbgen serve`` of the client ``large``."""

    def __init__(self, root: Path) -> None:
        self.root, self.address = root, ""
        self.told = root / "told.txt"

    def __enter__(self) -> _Serving:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "KBGEN_LANG": "ru", "PYTHONUTF8": "1"}
        command = [sys.executable, "-u", "-m", "kbgen", "serve", "large", "--port", "0"]
        told = self.told.open("w")
        self.process = subprocess.Popen(command, cwd=self.root, env=environment, stdout=told, stderr=told)
        while not (found := re.search(r"http://\S+", self.told.read_text("utf-8"))):
            if self.process.poll() is not None:
                raise SystemExit(self.told.read_text("utf-8"))
            time.sleep(0.02)
        self.address = found[0]
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)

    def page(self) -> str:
        with urllib.request.urlopen(self.address + _PAGE, timeout=_PATIENCE) as answer:
            return str(answer.read().decode())

    def seen(self, path: Path, number: int, true: Callable[[str], bool]) -> float:
        """Save a sentence, and wait until it is true that its words are there; the seconds between."""
        time.sleep(0.5)
        words = f"Предложение номер {number} от {time.time_ns()}."
        path.write_text(path.read_text("utf-8") + f"\n\n{words}\n", "utf-8")
        began = time.perf_counter()
        while not true(words):
            if time.perf_counter() - began > _PATIENCE:
                raise SystemExit(self.told.read_text("utf-8"))
            time.sleep(0.01)
        return time.perf_counter() - began

    def processor(self, path: Path, rounds: int) -> float:
        """Processor seconds of the server for one save, without the search that is made by another process."""
        before = _processor(self.process.pid)
        for number in range(rounds):
            self.seen(path, 100 + number, lambda words: words in self.page())
        return (_processor(self.process.pid) - before) / rounds


def _processor(pid: int) -> float:
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _in_chromium(serving: _Serving, path: Path, rounds: int) -> list[float]:
    """The same until an open page of a browser shows it."""
    from playwright.sync_api import sync_playwright

    found = next((there for name in ("chromium", "google-chrome") if (there := shutil.which(name))), None)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(serving.address + _PAGE)

        def shown(words: str) -> bool:
            page.get_by_text(words).wait_for(timeout=_PATIENCE * 1000)
            return True

        seconds = [serving.seen(path, 200 + number, shown) for number in range(rounds)]
        browser.close()
    return seconds


def many(root: Path, count: int, rounds: int) -> dict[str, Any]:
    """Seconds of ``kbgen build --all`` with one of *count* clients changed, and with none.

    One client is built; the others are its copies, noted as built, since only looking at them is measured.
    """
    from kbgen.build.inputs import fingerprint, shared_fingerprint
    from kbgen.build.remembered import remember

    workspace = workspace_in(root, "c000", 24, 3, 3)
    _taught(workspace, "c000", [f"role{n}" for n in range(3)])
    _kbgen(root, "build", "c000")
    shared = shared_fingerprint(workspace)
    for number in range(1, count):
        client = f"c{number:03}"
        shutil.copytree(workspace.client("c000"), workspace.client(client))
        shutil.copytree(workspace.dist("c000"), workspace.dist(client), symlinks=True, copy_function=os.link)
        remember(workspace, client, "1", fingerprint(workspace, client, shared), ())
    figures: dict[str, list[float]] = {"many_nothing": [], "many_one_changed": []}
    path = workspace.client("c000") / "guides/guide-0000.md"
    for number in range(rounds):
        figures["many_nothing"].append(_kbgen(root, "build", "--all"))
        path.write_text(path.read_text("utf-8") + f"\n\nПредложение {number}.\n", "utf-8")
        figures["many_one_changed"].append(_kbgen(root, "build", "--all"))
    pages = len(list((workspace.dist("c000") / "current/site").rglob("*.html")))
    told = {name: round(statistics.median(seconds), 2) for name, seconds in figures.items()}
    return {"clients": count, "pages_of_each": pages, **told, "many_processor": round(_children(), 1)}


def _taught(workspace: Workspace, client: str, roles: Sequence[str]) -> None:
    """Plan a session for everybody and one for the first role: decks with papers, exams, lists of attendance."""
    everybody, first = (Topic(Text(f"Тема {n}"), 45, guides=(f"guide-{n:04}",)) for n in range(2))
    sessions = (
        Session("start", Text("Первые шаги"), tuple(roles), 45, topics=(everybody,)),
        Session("more", Text("Подробности"), tuple(roles[:1]), 45, topics=(first,)),
    )
    (workspace.client(client) / "spec/training.yml").write_text(to_yaml(plain(Training(sessions))), "utf-8")


def _children() -> float:
    """Processor seconds of all programs that were started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _kbgen(root: Path, *words: str) -> float:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONPYCACHEPREFIX": f"{root}.pyc"}
    environment["PYTHONDONTWRITEBYTECODE"] = ""  # as it is for people: modules and templates are compiled once
    began = time.perf_counter()
    ran = subprocess.run([sys.executable, "-m", "kbgen", *words], cwd=root, env=environment, capture_output=True)
    if ran.returncode:
        raise SystemExit(ran.stdout.decode() + ran.stderr.decode())
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
