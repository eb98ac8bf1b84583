"""A draft made of somebody's metadata builds whole without a hand edit: wiki, seminar, papers and archive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.build.imports import import_spec
from kbgen.build.scaffold import NewClient, scaffold
from kbgen.build.story import Options, build_client
from kbgen.cli.console import TerminalProgress
from kbgen.model.text import Language
from kbgen.workspace import Workspace

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("kind", "source", "language", "page"),
    [
        ("frappe", "data/frappe_crm", "ru", "entities/crm-deal.html"),
        ("bpmn", "data/bpmn/product-development-ru.bpmn", "ru", "processes/business-sponsor-process.html"),
        ("bpmn", "data/bpmn/miwg-C.1.0.bpmn", "en", "processes/team-assistant.html"),
        ("bpmn", "data/bpmn", "ru", "processes/bank-process.html"),
        ("espocrm", "data/espocrm", "en", "entities/opportunity.html"),
        ("django", "data/django_crm", "ru", "entities/crm-deal.html"),
    ],
)
def test_a_draft_builds_whole(
    kind: str, source: str, language: Language, page: str, shared: Callable[[str], Path], tmp_path: Path
) -> None:
    scaffold(tmp_path, NewClient("first", language=language))
    workspace = Workspace(tmp_path)
    import_spec(workspace, kind, shared(source), "draft", language)
    with TerminalProgress() as progress:
        built = build_client(workspace, "draft", Options(), progress)
    assert [p for p in built.problems if p.severity == "error"] == []
    site = next(tmp_path.glob("dist/draft/1/site"))
    assert (site / page).is_file(), sorted(p.name for p in (site / page).parent.glob("*.html"))
    assert (site.parent / "start.html").is_file() and list(site.parent.glob("*.zip"))
