"""Compare: versions, releases and git revisions, named by words; what a change touches."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kbgen.build import knowledge
from kbgen.build.approving import Signing, approve
from kbgen.build.comparing import as_json, compare
from kbgen.build.reporting import as_markdown
from kbgen.build.revisions import is_revision
from kbgen.errors import KbgenError
from kbgen.importers.kb import read_kb
from kbgen.workspace import Workspace

TINY = Path(__file__).parent.parent / "workspaces" / "tiny"


def git(folder: Path, *arguments: str) -> None:
    names = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


@pytest.fixture
def tiny(tmp_path: Path) -> Workspace:
    """A workspace in a sub-folder of a repository, as it was two commits ago, one ago, and now."""
    shutil.copytree(TINY, tmp_path / "docs" / "ws")
    workspace = Workspace(tmp_path / "docs" / "ws")
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    git(tmp_path, "tag", "v1.0")
    edit(workspace, "spec/entities.yml", "max_length: 200", "max_length: 100")
    git(tmp_path, "commit", "-q", "-a", "-m", "second")
    edit(workspace, "spec/roles.yml", "delete: no", "delete: own")
    return workspace


def edit(workspace: Workspace, file: str, old: str, new: str) -> None:
    path = workspace.client("tiny") / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def traces(workspace: Workspace, *names: str) -> list[str]:
    return [one.change.trace for one in compare(workspace, "tiny", *names).found]


def codes(call: Callable[[], object]) -> list[str]:
    with pytest.raises(KbgenError) as failure:
        call()
    return [p.code for p in failure.value.problems]


NAME, DELETE = "entities/Deal/fields/name", "permissions/seller/Deal/delete"


def test_git_revisions_from_a_sub_folder(tiny: Workspace) -> None:
    assert traces(tiny, "v1.0", "HEAD") == [NAME]
    assert traces(tiny, "HEAD", "now") == [DELETE]
    assert traces(tiny, "git:HEAD~1") == [NAME, DELETE]
    assert traces(tiny, "HEAD", "HEAD") == []


def test_versions_releases_and_revisions_may_be_mixed(tiny: Workspace) -> None:
    approve(tiny, "tiny", Signing("1.0", "Иванов", signed_on=date(2026, 11, 12)))
    edit(tiny, "spec/roles.yml", "delete: own", "delete: all")
    release = tiny.dist("tiny") / "3"
    release.mkdir(parents=True)
    knowledge.write(read_kb(tiny, "tiny"), release)
    edit(tiny, "spec/entities.yml", "label: Сумма", "label: Цена")
    amount = "entities/Deal/fields/amount"
    assert traces(tiny) == [amount, DELETE]
    assert traces(tiny, "3") == [amount]
    assert traces(tiny, "release:3", "approved") == [DELETE]
    assert traces(tiny, "v1.0", "1.0") == [NAME, DELETE]
    assert traces(tiny, "version:1.0", "git:v1.0") == [NAME, DELETE]


def test_guides_are_compared_where_both_sides_know_them(tiny: Workspace) -> None:
    guide = tiny.guides / "tinycrm" / "new-deal.md"
    guide.write_text(guide.read_text("utf-8") + "\nЕщё один абзац.\n", "utf-8")
    assert traces(tiny, "HEAD") == [DELETE, "guides/new-deal"]
    approve(tiny, "tiny", Signing("1.0", "Иванов"))
    assert traces(tiny) == []


def test_what_a_change_touches(tiny: Workspace) -> None:
    edit(tiny, "spec/processes.yml", "action: записать запрос", "action: записать обращение")
    found = {one.change.trace: one.touched for one in compare(tiny, "tiny", "HEAD").found}
    right, step = found[DELETE], found["processes/sale/steps/ask"]
    assert right.pages[:3] == ("roles/rights.md", "roles/seller.md", "entities/deal.md")
    assert right.checks
    assert step.pages[0] == "processes/sale.md"
    assert step.guides == ("new-deal",)
    assert any(slide.deck == "seller" and slide.number > 0 for slide in step.slides)


HOSTILE = (
    "--output=x", "-n", "HEAD:content", "HEAD -- x", "$(id)", "a..b", "x\ny", ":/first", "@{", "HEAD^{/x}", "*",
)  # fmt: skip


def test_names_of_revisions_are_no_options_and_no_paths(tiny: Workspace) -> None:
    before = sorted(p for p in tiny.root.rglob("*"))
    assert not any(is_revision(tiny, name) for name in ("", *HOSTILE))
    assert codes(lambda: compare(tiny, "tiny", HOSTILE[0])) == ["diff_unknown"]
    assert codes(lambda: compare(tiny, "tiny", f"git:{HOSTILE[0]}")) == ["diff_git"]
    assert sorted(p for p in tiny.root.rglob("*")) == before


def test_names_that_mean_nothing(tiny: Workspace) -> None:
    assert codes(lambda: compare(tiny, "tiny")) == ["diff_never_approved"]
    assert codes(lambda: compare(tiny, "tiny", "7")) == ["diff_unknown"]
    assert codes(lambda: compare(tiny, "tiny", "release:../../x")) == ["diff_unknown"]
    assert codes(lambda: compare(tiny, "tiny", "version:../x")) == ["diff_unknown"]
    (tiny.dist("tiny") / "2").mkdir(parents=True)
    assert codes(lambda: compare(tiny, "tiny", "2")) == ["diff_no_knowledge"]


def test_a_revision_without_the_client(tiny: Workspace, tmp_path: Path) -> None:
    shutil.copytree(tiny.client("tiny"), tiny.client("other"))
    other = tiny.client("other") / "client.yml"
    other.write_text(other.read_text("utf-8").replace("id: tiny\n", ""), "utf-8")
    assert codes(lambda: compare(tiny, "other", "HEAD")) == ["diff_unread"]


def test_outside_of_git(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "ws")
    assert codes(lambda: compare(Workspace(tmp_path / "ws"), "tiny", "git:HEAD")) == ["diff_git"]


def test_json_for_programs(tiny: Workspace) -> None:
    told = json.loads(json.dumps(as_json(compare(tiny, "tiny", "HEAD"))))
    (change,) = told["changes"]
    assert (told["format"], told["client"]) == ("kbgen-changes", "tiny")
    assert (change["trace"], change["kind"], change["before"], change["after"]) == (DELETE, "changed", "no", "own")
    assert change["text"]["en"] == "Role “Продавец”: deleting deals was “not allowed”, is now “own records only”"
    assert change["touches"]["pages"][0] == "roles/rights.html"


def test_markdown_shows_hostile_labels_verbatim(tiny: Workspace) -> None:
    hostile = "<script>alert(1)</script> [x](javascript:y) `z` --> # !"
    edit(tiny, "spec/entities.yml", "label: Сумма", f"label: '{hostile}'")
    text = as_markdown(compare(tiny, "tiny", "HEAD"), "ru")
    assert "<script" not in text
    assert "](javascript" not in text
    assert text.startswith("# Что изменилось: ")


def test_the_page_of_changes_stays_when_the_same_content_is_built_again(tiny: Workspace) -> None:
    """A release compares with the last one that meant something else, however often it is made anew."""
    dist = tiny.dist("tiny")

    def release(number: str) -> str:
        kb = knowledge.with_previous(read_kb(tiny, "tiny"), dist)
        folder = dist / number
        folder.mkdir(parents=True)
        knowledge.write(kb, folder)
        (folder / "manifest.json").write_text("{}", "utf-8")
        (dist / "current").write_text(number, "utf-8")
        return kb.previous.name if kb.previous else ""

    assert [release("1"), release("2")] == ["", ""]
    edit(tiny, "spec/entities.yml", "label: Сумма", "label: Цена")
    assert [release("3"), release("4"), release("5")] == ["2", "2", "2"]
    shutil.rmtree(dist / "2")
    assert release("6") == "2"
    edit(tiny, "spec/entities.yml", "label: Цена", "label: Стоимость")
    assert release("7") == "6"
