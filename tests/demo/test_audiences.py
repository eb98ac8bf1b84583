"""The demo's copies for audiences: there, whole, and silent about what is not for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kbgen.build.checking import load
from kbgen.bundles import manifest
from kbgen.bundles.release import current
from kbgen.model.audiences import Audience
from kbgen.model.text import Text
from kbgen.trace.narrowed import narrowed
from kbgen.trace.snapshots import snapshot
from kbgen.wiki import pages
from tests.audiences.test_leaks_of_copies import around
from tests.audiences.whispers import forbidden, leaks, plain
from tests.demo.conftest import CLIENTS, Demo

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("client", CLIENTS)
def test_copies_of_audiences_tell_nothing_they_should_not(client: str, demo: Demo, root: Path) -> None:
    kb, _, _ = load(demo.workspace, client)
    for audience in kb.client.audience:
        folder = current(demo.workspace.dist(client, audience.id))
        assert folder and folder.name == demo.built[client].release
        assert manifest.verify(folder) == ()
        hidden = forbidden(kb, narrowed(kb, audience), around(root))
        assert len(hidden) > 10
        assert leaks(folder, hidden) == {}


@pytest.mark.parametrize("role", ["operator", "accountant"])
def test_pages_for_one_role_of_the_large_client_tell_nothing_else(role: str, demo: Demo, root: Path) -> None:
    """Romashka has no audiences of its own: its pages are narrowed here, without a site."""
    kb, _, _ = load(demo.workspace, "romashka")
    part = narrowed(replace(kb, previous=snapshot(kb, "1")), Audience("one", Text("Одни"), (role,)))
    hidden = forbidden(kb, part, around(root))
    assert len(hidden) > 500
    told = plain(
        " ".join(f"{page.path} {page.title} {page.body} {' '.join(page.texts.values())}" for page in pages(part))
    )
    assert [text for text in hidden if text in told] == []
