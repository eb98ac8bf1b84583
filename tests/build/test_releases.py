"""Releases listed, gone back to, and found by what people call them; the index that fits the release served."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kbgen.build import indexes
from kbgen.build.audiences import left_behind
from kbgen.build.packing import pack_release
from kbgen.build.releases import copies, listed, rollback, verified
from kbgen.bundles import manifest, release, zip
from kbgen.bundles.verifying import verify_copy
from kbgen.errors import BusyError, KbgenError, UsageError
from kbgen.language import say
from kbgen.model.audiences import Audience
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.roles import Roles
from kbgen.model.text import Text
from kbgen.search import answer
from kbgen.workspace import Workspace

PAGE = """<!doctype html><html><head><title>{title} - wiki</title></head><body>
<article class="md-content__inner md-typeset"><h1 id="top">{title}</h1><p>{text}</p></article></body></html>"""


def made(workspace: Workspace, word: str, audience: str = "") -> Path:
    """The next release of the client, with one page about *word*."""
    dist = workspace.dist("acme", audience)
    number = release.next_number(dist)
    folder = release.staging(dist, number)
    (folder / "site").mkdir()
    (folder / "start.html").write_text(number)
    (folder / "site/index.html").write_text(PAGE.format(title=word, text=f"{word} и прочее"), "utf-8")
    told = manifest.write(folder, client="acme", release=number, audience=audience, spec="1.0")
    zip.pack(folder, folder / f"{told.name}.zip")
    return release.publish(folder, dist, number)


@pytest.fixture()
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "content/clients").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    place = Workspace(tmp_path)
    for word in ("Сделка", "Договор", "Отгрузка"):
        made(place, word)
    return place


def refused(error: pytest.ExceptionInfo[KbgenError]) -> str:
    """The kind of the first problem; all are told in both languages."""
    for problem in error.value.problems:
        assert all(say(problem, language).what for language in ("ru", "en"))
    return error.value.problems[0].code


def test_releases_are_listed_with_what_people_ask(workspace: Workspace) -> None:
    shutil.rmtree(workspace.dist("acme") / "1/site")
    found = listed(workspace, "acme")
    assert [(one.number, one.current, one.whole, one.spec) for one in found] == [
        ("1", False, False, "1.0"),
        ("2", False, True, "1.0"),
        ("3", True, True, "1.0"),
    ]
    assert all(one.bytes > 500 and not one.signed for one in found)
    path = workspace.dist("acme") / "2/start.html"
    path.write_text("x")  # as long as before
    assert [one.whole for one in listed(workspace, "acme")] == [False, True, True]
    assert [one.whole for one in listed(workspace, "acme", thorough=True)] == [False, False, True]
    (workspace.dist("acme") / "2/manifest.json").write_text("{")
    assert not listed(workspace, "acme")[1].whole


def test_going_back_goes_to_the_one_before(workspace: Workspace) -> None:
    dist = workspace.dist("acme")
    assert rollback(workspace, "acme") == (dist / "2",)
    assert rollback(workspace, "acme") == (dist / "1",)
    with pytest.raises(UsageError) as caught:
        rollback(workspace, "acme")
    assert refused(caught) == "rollback_nothing"
    assert rollback(workspace, "acme", "3") == (dist / "3",)
    assert release.next_number(dist) == "4"
    for wrong in ("9", "../2", "current", ".lock", "02"):
        with pytest.raises(UsageError) as caught:
            rollback(workspace, "acme", wrong)
        assert refused(caught) == "rollback_unknown"
    assert release.current(dist) == dist / "3"


def test_nobody_goes_back_to_a_damaged_release(workspace: Workspace) -> None:
    dist = workspace.dist("acme")
    page = dist / "2/site/index.html"
    page.write_bytes(page.read_bytes()[:-1] + b"!")
    with pytest.raises(KbgenError) as caught:
        rollback(workspace, "acme")
    assert refused(caught) == "rollback_damaged"
    assert [p.place.file for p in caught.value.problems[1:]] == ["site/index.html"]
    (dist / "1").rename(dist / "kept")
    shutil.copytree(dist / "3", dist / "1")
    with pytest.raises(KbgenError) as caught:
        rollback(workspace, "acme", "1")
    assert "bundle_misplaced" in [p.code for p in caught.value.problems]
    assert release.current(dist) == dist / "3"


def test_a_lost_pointer_is_mended_by_going_back(workspace: Workspace) -> None:
    (workspace.dist("acme") / "current").unlink()
    assert [place.name for place in rollback(workspace, "acme")] == ["3"]


def test_nobody_goes_back_while_a_build_runs(workspace: Workspace) -> None:
    with release.lock(workspace.dist("acme")), pytest.raises(BusyError):
        rollback(workspace, "acme")


def test_audiences_go_back_together_or_one_alone(workspace: Workspace) -> None:
    for word in ("Сделка", "Договор"):
        made(workspace, word, "staff")
    both = rollback(workspace, "acme", "1")
    assert {place.parent.name for place in both} == {"acme", "staff"}
    alone = rollback(workspace, "acme", "2", audience="staff")
    assert [place.parent.name for place in alone] == ["staff"]
    current = release.current(workspace.dist("acme"))
    assert current is not None and current.name == "1"
    assert {(one.audience, one.number) for one in listed(workspace, "acme") if one.current} == {
        ("", "1"),
        ("staff", "2"),
    }


@pytest.mark.slow()
def test_searches_answer_for_the_release_that_is_served(workspace: Workspace) -> None:
    def found(query: str) -> list[str]:
        return [hit.title for hit in answer(indexes.of_client(workspace, "acme")(), query).hits]

    assert (found("отгрузки"), found("договоры")) == (["Отгрузка"], [])
    rollback(workspace, "acme")
    assert (found("отгрузки"), found("договоры")) == ([], ["Договор"])
    release.switch(workspace.dist("acme"), "3")  # by whatever hand
    assert found("отгрузки") == ["Отгрузка"]
    kept = {path.name for path in (workspace.cache / "released/acme").iterdir() if path.name.isdecimal()}
    assert kept == {"2", "3"}
    shutil.rmtree(workspace.dist("acme"))
    made(workspace, "Счёт")
    assert found("счета") == ["Счёт"], "number 1 comes again, its index does not"
    with pytest.raises(FileNotFoundError):
        indexes.of_client(workspace, "nobody")()


def test_copies_are_named_as_people_name_them(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    dist = workspace.dist("acme")
    assert copies(workspace, "acme") == (dist / "3",)
    assert copies(workspace, "acme", every=True) == (dist / "1", dist / "2", dist / "3")
    assert copies(None, str(dist)) == (dist / "3",)
    assert copies(None, str(dist / "current")) == (dist / "current",)
    assert copies(None, str(dist / "2/acme-2.zip")) == (dist / "2/acme-2.zip",)
    for nothing in ("nobody", "", "..", "/", str(workspace.root)):
        with pytest.raises(UsageError) as caught:
            copies(workspace, nothing)
        assert refused(caught) == "verify_nothing"
    assert verified(dist / "current").whole
    (dist / "2").rename(dist / "7")
    assert [p.code for p in verified(dist / "7").problems] == ["bundle_misplaced"]


def test_a_packed_copy_is_whole_or_not_there(workspace: Workspace, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    for kind, name in (("folder", "acme-3"), ("zip", "acme-3.zip")):
        path = pack_release(workspace, "acme", kind, stick)
        assert path == stick / name
        assert verify_copy(path).whole
        with pytest.raises(UsageError):
            pack_release(workspace, "acme", kind, stick)
    assert not (stick / "acme-3/acme-3.zip").exists()
    assert not (stick / "acme-3/start.html").samefile(workspace.dist("acme") / "3/start.html")
    made(workspace, "Счёт")
    (workspace.dist("acme") / "4/site/index.html").write_text("damaged", "utf-8")
    (stick / ".new-acme-4").mkdir()
    with pytest.raises(KbgenError) as caught:
        pack_release(workspace, "acme", "folder", stick)
    assert refused(caught) == "bundle_changed"
    assert not list(stick.glob("*acme-4*"))


def test_the_copy_of_an_audience_that_is_described_no_longer_is_named(workspace: Workspace) -> None:
    for audience in ("staff", "gone"):
        made(workspace, "Сделка", audience)
    (workspace.dist("acme") / "for/notes").mkdir()
    firm = Client(
        "acme", Text("А"), Product("crm", "CRM"), Firm("А"), audience=(Audience("staff", Text("Сотрудники")),)
    )
    (found,) = left_behind(workspace, KnowledgeBase(firm, Spec(Entities(()), Roles(()))))
    assert (found.code, found.severity, str(found.place)) == ("audience_left_behind", "warning", "dist/acme/for/gone")
    assert all("gone" in say(found, language).what for language in ("ru", "en"))
