"""Every page of the demo, of the English client and of an imported CRM is sound HTML, and no link leads nowhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbgen.build.imports import import_spec
from kbgen.build.story import Built, build_client
from tests.demo.soundness import faults

if TYPE_CHECKING:
    from tests.demo.conftest import Demo

pytestmark = [pytest.mark.media, pytest.mark.slow]
CLIENTS = ("romashka", "daisy", "espo")


@pytest.fixture(scope="module")
def imported(demo: Demo, shared: Callable[[str], Path]) -> Iterator[Built]:
    """A client made from EspoCRM's metadata, with no hand edit."""
    source = shared("data/espocrm")
    import_spec(demo.workspace, "espocrm", source, "espo", "ru")
    yield build_client(demo.workspace, "espo")
    shutil.rmtree(demo.workspace.client("espo"))


@pytest.fixture
def built(request: pytest.FixtureRequest, demo: Demo) -> Built:
    """The release of the client named by the parameter."""
    if request.param == "espo":
        found: Built = request.getfixturevalue("imported")
        return found
    return demo.built[request.param]


@pytest.mark.parametrize("built", CLIENTS, indirect=True)
def test_every_page_is_sound_html(built: Built) -> None:
    wrong = {
        file.relative_to(built.folder).as_posix(): found
        for file in sorted((built.folder / "site").rglob("*.html"))
        if (found := faults(file))
    }
    assert wrong == {}


@pytest.mark.parametrize("built", CLIENTS, indirect=True)
def test_no_link_and_no_anchor_leads_nowhere(built: Built) -> None:
    broken = [p for p in built.problems if p.code in ("site_broken_link", "site_broken_anchor")]
    assert broken == []


@pytest.mark.parametrize("client", CLIENTS[:2])
def test_slides_and_the_first_page_are_sound_html(demo: Demo, client: str) -> None:
    release = demo.built[client].folder
    assert faults(release / "start.html") == []
