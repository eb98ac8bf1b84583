"""No broken link or anchor in any client of the workspace, nor in what an import drafts."""

from __future__ import annotations

import html
import posixpath
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kbgen.importers.espocrm import read
from kbgen.importers.kb import client_ids, read_kb
from kbgen.model.entities import Entities, Entity, Field
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.pages import Page
from kbgen.model.roles import Permission, Role, Roles
from kbgen.model.text import Text
from kbgen.wiki import pages
from kbgen.workspace import Workspace

LINK = re.compile(r"\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|\shref=\"([^\"#:]*(?:#[^\"]*)?)\"")
ANCHOR = re.compile(r"\{ #([^\s}]+) \}|\sid=\"([^\"]+)\"")
DRAWING = re.compile(r"<svg .*?</svg>", re.DOTALL)


def broken(made: tuple[Page, ...]) -> list[tuple[str, str]]:
    """Links of *made* pages to nothing; anchors that the site makes of headings are not looked at here."""
    bodies = {page.path: DRAWING.sub("", page.body) for page in made}
    files = {name for page in made for name in (*page.files, *page.texts)}
    anchors = {path: {a or b for a, b in ANCHOR.findall(body)} for path, body in bodies.items()}
    kinds = {page.path: page.kind for page in made}
    found = []
    for page in made:
        for one, other in LINK.findall(bodies[page.path]):
            target = html.unescape(one or other)
            if re.match(r"[a-z]+:|//", target):
                continue
            path, _, anchor = target.partition("#")
            address = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path)) if path else page.path
            address = re.sub(r"\.html$", ".md", address) if address not in files else address
            if address in files:
                continue
            told_by_site = kinds.get(address) == "guide" or anchor.startswith("t=")
            if address not in bodies or (anchor and not told_by_site and anchor not in anchors[address]):
                found.append((page.path, target))
    return found


@pytest.mark.slow
def test_no_link_of_any_client_is_broken(root: Path) -> None:
    workspace = Workspace(root)
    for client in client_ids(workspace):
        made = pages(read_kb(workspace, client))
        assert len(made) > 30
        assert broken(made) == [], client


@pytest.mark.slow
def test_no_link_of_an_imported_draft_is_broken(shared: Callable[[str], Path], tmp_path: Path) -> None:
    drafted = read(shared("data/espocrm"), "ru")
    client = tmp_path / "content" / "clients" / "espo"
    for name, text in drafted.files.items():
        path = client / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (client / "client.yml").write_text(
        "name: Эспо\nproduct: {id: espocrm, name: EspoCRM}\nimplementer: {name: Ф}\n", encoding="utf-8"
    )
    if not (client / "spec" / "roles.yml").exists():
        text = "roles:\n  - {id: manager, label: Менеджер}\n"
        (client / "spec" / "roles.yml").write_text(text, encoding="utf-8")
    kb = with_rights(read_kb(Workspace(tmp_path), "espo"))
    made = pages(kb)
    assert sum(page.kind == "task" for page in made) > 50
    assert broken(made) == []
    titles = [page.title for page in made if page.kind == "task"]
    assert {"Как создать контрагента", "Как изменить сделку", "Как создать запись «Импортировать»"} <= set(titles)


def with_rights(kb: KnowledgeBase) -> KnowledgeBase:
    """*kb* in which the first role may do everything: a CRM's metadata has no roles of a business."""
    role = kb.spec.roles.roles[0].id
    ops = {"create": "own", "read": "all", "edit": "own", "delete": "own"}
    rights = tuple(Permission(role, entity.id, ops) for entity in kb.spec.entities.entities)  # type: ignore[arg-type]
    return replace(kb, spec=replace(kb.spec, roles=replace(kb.spec.roles, permissions=rights)))


@pytest.mark.slow
def test_two_hundred_entities_take_seconds(tiny: KnowledgeBase) -> None:
    """With tasks, links of terms, topics and backlinks: about five seconds of one quiet core."""
    start = time.process_time()
    made = pages(large(tiny, 200))
    assert len(made) > 1000
    assert time.process_time() - start < 60  # not minutes


def large(kb: KnowledgeBase, entities: int) -> KnowledgeBase:
    """*kb* with as many *entities*, five roles that may do something with each, and fifty long guides."""
    nouns = [
        "сделка",
        "заявка",
        "договор",
        "счёт",
        "платёж",
        "отгрузка",
        "клиент",
        "товар",
        "склад",
        "задача",
        "звонок",
        "встреча",
        "письмо",
        "отчёт",
    ]
    made = tuple(
        Entity(
            f"E{n}",
            Text(f"{nouns[n % len(nouns)].capitalize()} {n}"),
            Text(f"Список {n}"),
            fields=(
                *(
                    Field(f"f{k}", Text(f"Поле {k}"), "string", required=k < 4, hint=Text("Что писать"))
                    for k in range(10)
                ),
                Field("link", Text("Связь"), "link", target=(f"E{(n * 7) % entities}",)),
            ),
        )
        for n in range(entities)
    )
    roles = tuple(Role(f"r{k}", Text(f"Роль {k}")) for k in range(5))
    ops = {"create": "own", "read": "all", "edit": "own", "delete": "all"}
    rights = tuple(Permission(role.id, entity.id, ops) for entity in made for role in roles)  # type: ignore[arg-type]
    text = "Откройте заявку и договор, проверьте платёж и отгрузку. " * 40
    guides = tuple(
        Guide(f"g{n}", f"Как {n}", text, f"content/guides/crm/g{n}.md", entities=(f"E{n}",)) for n in range(50)
    )
    spec = Spec(Entities(made), Roles(roles, rights), glossary=kb.spec.glossary)
    return replace(kb, spec=spec, guides=guides, videos=())
