"""Nothing of one client gets to another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kbgen.documents import documents
from kbgen.importers.kb import client_ids, read_kb, try_kb
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.seminar import decks
from kbgen.wiki import pages
from kbgen.wiki.guides import staged_body
from kbgen.workspace import Workspace

CANARY = "канарейка7f3"
LONG = 18
"""Strings this long that only one client wrote do not come about twice by chance."""


def told(made: tuple[Page, ...]) -> str:
    """Everything *made* pages say, publish and name."""
    return "\n".join(f"{p.title} {p.description} {p.keywords} {p.body} {p.texts} {p.files}" for p in made)


def test_nothing_is_remembered_from_one_client_to_the_next(made: Callable[..., KnowledgeBase]) -> None:
    """The same ids and addresses, every string another: whatever is cached must not be of the first."""
    assert CANARY in told(pages(made(lambda text: f"{text} {CANARY}")))
    assert CANARY not in told(pages(made(lambda text: text)))


def test_a_guide_cannot_show_another_clients_picture(tiny: KnowledgeBase) -> None:
    guide = Guide("g", "Г", "![Окно](../../b/guides/x.png)", f"content/clients/{tiny.client.id}/guides/g.md")
    assert staged_body(guide, tiny) == ("Окно", {})
    shared = replace(guide, file="content/guides/crm/g.md", body="![Окно](../../clients/b/guides/x.png)")
    assert staged_body(shared, tiny) == ("Окно", {})


def test_videos_of_another_client_cannot_be_named(tmp_path: Path) -> None:
    for id, more in (("a", "videos: [b, shared]\n"), ("b", "")):
        folder = tmp_path / "content" / "clients" / id
        (folder / "spec").mkdir(parents=True)
        text = f"name: Имя\nproduct: {{id: crm, name: CRM}}\nimplementer: {{name: Ф}}\n{more}"
        (folder / "client.yml").write_text(text, encoding="utf-8")
        (folder / "spec" / "entities.yml").write_text("entities: []\n", encoding="utf-8")
        (folder / "spec" / "roles.yml").write_text("roles: []\n", encoding="utf-8")
    for folder, name in (("b", "secret"), ("shared", "for-all")):
        (tmp_path / "videos" / folder).mkdir(parents=True)
        (tmp_path / "videos" / folder / f"{name}.mp4").write_bytes(b"")
    attempt = try_kb(Workspace(tmp_path), "a")
    assert [p.code for p in attempt.problems if p.code == "foreign_videos"] == ["foreign_videos"]
    assert "secret" not in {video.id for video in attempt.kb.videos}


def own_words(workspace: Workspace, client: str) -> Iterator[str]:
    """Long strings of the client's own files."""
    for folder in (workspace.client(client), workspace.videos / client):
        for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if file.suffix in (".yml", ".md", ".srt", ".vtt"):
                text = file.read_text(encoding="utf-8")
                parts = (part.strip() for part in re.split(r"[\n\"'{}\[\]|:;]|\. ", text))
                yield from (part for part in parts if len(part) >= LONG and " " in part)


@pytest.mark.slow
def test_no_client_of_the_workspace_sees_another(root: Path) -> None:
    workspace = Workspace(root)
    clients = client_ids(workspace)
    assert len(clients) > 1
    words = {client: set(own_words(workspace, client)) for client in clients}
    shared = "\n".join(f.read_text(encoding="utf-8") for f in sorted(workspace.guides.rglob("*.md")))
    for client in clients:
        kb = read_kb(workspace, client)
        said = told(pages(kb)) + repr(decks(kb, workspace)) + repr(documents(kb))
        own = "\n".join(words[client]) + shared
        for other in clients:
            if other != client:
                leaked = [part for part in words[other] if part in said and part not in own]
                assert leaked == [], f"{other} → {client}"
                assert f"content/clients/{other}/" not in said
                assert f"videos/{other}/" not in said
