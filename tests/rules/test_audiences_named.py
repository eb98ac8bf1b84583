"""Audiences that guides name, own and shared ones; videos that stand alone on their lines; manifests of tomorrow."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kbgen.bundles.manifest import FORMAT
from kbgen.bundles.update.listing import MANIFEST_FORMAT, parse
from kbgen.bundles.update.refused import Refused
from kbgen.model.audiences import Audience
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.roles import Roles
from kbgen.model.text import Text
from kbgen.model.videos import Video
from kbgen.rules.audiences import audiences
from kbgen.rules.embeds import embeds
from kbgen.workspace import Workspace

STAFF = Audience("staff", Text("Сотрудники"))
KB = KnowledgeBase(
    Client("a", Text("А"), Product("p", "П"), Firm("Ф"), audience=(STAFF,)), Spec(Entities(()), Roles(()))
)
OWN, SHARED = "content/clients/a/guides/g.md", "content/guides/p/g.md"


@pytest.mark.parametrize(
    ("file", "name", "told"),
    [
        (OWN, "staff", False),
        (OWN, "stuff", True),
        (OWN, "warehouse", True),
        (SHARED, "staff", False),
        (SHARED, "stuff", True),
        (SHARED, "warehouse", False),
    ],
)
def test_an_audience_that_is_not_there(tmp_path: Path, file: str, name: str, told: bool) -> None:
    """Of a guide that clients share, only what looks like a slip is told: another client may have such readers."""
    kb = replace(KB, guides=(Guide("g", "Г", "", file, audience=(name,)),))
    found = [p for p in audiences(kb, Workspace(tmp_path)) if p.code.startswith("dead_audience")]
    assert bool(found) is told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('Раз.\n{{ video("v") }}\nДва.', False),
        ('Раз.\n  {{ video("v") }}  \nДва.', False),
        ('Раз: {{ video("v") }}', True),
        ('{{ video("v") }}.', True),
        ('{{ video("v") }}', False),
    ],
)
def test_a_video_stands_on_a_line_of_its_own(body: str, told: bool) -> None:
    film = Video("v", Text("В"), "videos/a/v.mp4")
    kb = replace(KB, guides=(Guide("g", "Г", body, OWN, body_line=5),), videos=(film,))
    found = [p.code for p in embeds(kb, Workspace(Path()))]
    assert ("embed_in_sentence" in found) is told


def test_a_manifest_of_tomorrow_is_refused_by_the_updater() -> None:
    """What the program at the client knows is what this kbgen writes, and no more."""
    assert MANIFEST_FORMAT == FORMAT
    told = {"format": FORMAT + 1, "client": "a", "audience": "", "release": "1", "spec": "", "kbgen": "1", "files": []}
    with pytest.raises(Refused) as refused:
        parse(json.dumps(told).encode())
    assert "newer" in str(vars(refused.value)) + str(refused.value.args)
