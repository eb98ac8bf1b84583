"""No file of an audience's copy tells what that audience may not see; and the search for leaks finds those that are."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest

from kbgen.model.kb import KnowledgeBase
from kbgen.search import synonyms
from kbgen.trace.narrowed import narrowed
from tests.audiences.conftest import AUDIENCES, House
from tests.audiences.whispers import forbidden, leaks, plain, told

pytestmark = [pytest.mark.slow, pytest.mark.media, pytest.mark.timeout(900)]


def around(root: Path) -> str:
    """Words that every wiki has: scripts and styles of the theme, groups of synonyms."""
    files = [p for p in (root / "themes").rglob("*") if p.suffix in (".js", ".css", ".html", ".svg", ".yml")]
    files += [Path(synonyms.__file__).with_suffix(".toml")]
    return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files)


def hidden(house: House, audience: str, root: Path) -> tuple[frozenset[str], KnowledgeBase]:
    chosen = next(a for a in house.kb.client.audience if a.id == audience)
    part = narrowed(house.kb, chosen)
    before = frozenset({"ниже неё директор заказ не отдаёт."} if audience == "staff" else ())
    return forbidden(house.kb, part, around(root)) | before, part


MUST_HIDE = {
    "staff": (
        "закрытый список для кабинета директора.", "поощрительная выплата", "наценка подрядчика",
        "нижняя граница цены", "ниже этой границы директор заказ не отдаёт.", "начисляем молчаливым сотрудникам",
        "тайный остаток", "отложите десятую часть в неприкосновенный остаток.", "начисление за месяц",
        "разрешить особую цену для своих", "тетрадь особых цен", "минуя сборку по слову директора",
        "занятие для руководства о поощрениях", "терминал в кабинете директора", "премия округляется не в ту сторону",
        "директор принял отчёт об остатках", "лукошкин п. п.", "не требует абонентской платы", "chief-director",
        "остановите службу и разверните вчерашний снимок базы на запасной машине.", "бухгалтерия не успеет.",
        "как считать поощрения за месяц", "guides/count-bonus.html", "entities/bonus.html", "guides/restore-copy.html",
    ),
    "it": (
        "сколько директор начислил за месяц и за что.", "премия округляется не в ту сторону",
        "директор принял отчёт об остатках", "как считать поощрения за месяц", "entities/bonus.html",
        "дорогое сопровождение у соседей", "занятие для руководства о поощрениях",
    ),
}  # fmt: skip


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_list_of_secrets_is_no_empty_one(house: House, audience: str, root: Path) -> None:
    found, _ = hidden(house, audience, root)
    assert not set(MUST_HIDE[audience]) - found


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_copy_tells_nothing_that_its_readers_may_not_see(house: House, audience: str, root: Path) -> None:
    found, _ = hidden(house, audience, root)
    assert leaks(house.copy(audience), found) == {}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_indexes_of_a_copy_tell_nothing_either(house: House, audience: str, root: Path) -> None:
    """Also not of words that an earlier release had: staff could see more then."""
    found, _ = hidden(house, audience, root)
    cache = house.workspace.cache
    number = house.built.release
    for index in (cache / "released" / "sklad" / "for" / audience / number, house.workspace.index("sklad", audience)):
        assert any(index.rglob("*.db")) or any(index.iterdir())
        assert leaks(index, found) == {}


def test_the_copy_with_everything_has_it_in_every_kind_of_file(house: House, root: Path) -> None:
    """The search for leaks can fail: in the whole copy it finds them everywhere, packed or not."""
    found, _ = hidden(house, "staff", root)
    places = {place for where in leaks(house.copy(), found).values() for place in where}
    for kind in (
        "site/guides/count-bonus.html", "site/index.html", "search/", "!packed", "seminar/boss.html",
        "seminar/boss.pptx!", "-handout.pdf", "-trainer.pdf",
        "documents/specification.docx!", ".zip!sklad-2/site/", ".zip!sklad-2/seminar/boss.pptx!",
        ".zim!site/", "knowledge.json", "coverage.json", "manifest.json", "start.html", "media/", "(name)",
    ):  # fmt: skip
        assert any(kind in place for place in places), kind
    index = leaks(house.workspace.index("sklad"), found)
    assert set(MUST_HIDE["staff"][:3]) & set(index)


SECRET = "неприкосновенный остаток директора"


def _html(copy: Path) -> None:
    page = copy / "site" / "index.html"
    page.write_text(page.read_text("utf-8").replace("</body>", f"<!-- {SECRET} --></body>"), encoding="utf-8")


def _split(copy: Path) -> None:
    (copy / "site" / "a.html").write_text("неприкосновенный <em>остаток</em> дирек<b>тора</b>", encoding="utf-8")


def _zip(copy: Path) -> None:
    with zipfile.ZipFile(next(copy.glob("*.zip")), "a") as archive:
        archive.writestr("site/extra.txt", SECRET)


def _pptx(copy: Path) -> None:
    with zipfile.ZipFile(next((copy / "seminar").glob("*.pptx")), "a") as archive:
        archive.writestr("docProps/custom.xml", f"<x>{SECRET}</x>")


def _base(copy: Path) -> None:
    with sqlite3.connect(copy / "index.db") as base:
        base.execute("create table t (x text)")
        base.execute("insert into t values (?)", (SECRET,))


def _name(copy: Path) -> None:
    (copy / "site" / f"{SECRET}.txt").touch()


def _escaped(copy: Path) -> None:
    escaped = "".join(f"\\u{ord(c):04x}" for c in SECRET)
    (copy / "site" / "x.js").write_text(f'var x = "{escaped}";', encoding="utf-8")


@pytest.mark.parametrize("plant", [_html, _split, _zip, _pptx, _base, _name, _escaped])
def test_a_planted_leak_is_found(house: House, tmp_path: Path, plant: object) -> None:
    copy = tmp_path / "copy"
    (copy / "site").mkdir(parents=True)
    for name in ("seminar", "site/index.html"):
        source = house.copy("staff") / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, copy / name)
    archive = next(house.copy("staff").glob("*.zip"))
    with zipfile.ZipFile(copy / archive.name, "w") as small:
        small.writestr("start.html", "")
    assert leaks(copy, frozenset({SECRET})) == {}
    assert callable(plant)
    plant(copy)
    assert SECRET in leaks(copy, frozenset({SECRET}))


def test_what_may_be_seen_is_there(house: House) -> None:
    """A copy that tells nothing at all would leak nothing."""
    text = plain(" ".join(text for place, text in told(house.copy("staff")) if place.startswith("site/")))
    for wording in ("записать заказ", "собрать заказ", "ставит программа.", "дежурный", "дальше работают другие",
                    "сканер молчит", "нажмите «создать»", "общее занятие", "у старшего"):  # fmt: skip
        assert wording in text, wording
    it = plain(" ".join(text for place, text in told(house.copy("it")) if place.startswith("site/")))
    assert "остановите службу и разверните вчерашний снимок базы" in it


def test_releases_of_all_copies_bear_one_number(house: House) -> None:
    for audience in ("", *AUDIENCES):
        assert (house.workspace.dist("sklad", audience) / "current").resolve().name == house.built.release


def test_questions_are_asked_of_the_roles_of_a_copy_only(house: House) -> None:
    """Nor does a copy have the keys of exams, certificates or what both firms sign."""
    pages = {p.stem for p in (house.copy() / "site/quiz").glob("*.html")}
    roles = {role.id for role in house.kb.spec.roles.roles}
    assert pages and pages <= roles
    staff = house.copy("staff")
    assert {p.stem for p in (staff / "site/quiz").glob("*.html")} <= {"operator", "manager"}
    assert [*(house.copy() / "documents").glob("exam-*-key.docx")], "the whole copy has them"
    for audience in AUDIENCES:
        papers = {p.stem.partition("-")[0] for p in (house.copy(audience) / "documents").glob("*.docx")}
        assert not papers & {"exam", "certificate", "handover"}


def test_the_list_of_what_was_handed_over_agrees_with_the_manifest(house: House) -> None:
    import docx

    from kbgen.bundles import manifest

    folder = house.copy()
    known = {entry.path: entry.sha256 for entry in manifest.read(folder).entries}
    rows = docx.Document(str(folder / "documents/handover.docx")).tables[0].rows
    listed = {row.cells[0].text: row.cells[-1].text for row in rows}
    named = {path: sum_ for path, sum_ in listed.items() if path in known}
    assert named == {path: known[path] for path in named}
    rest = {path for path in known if not path.startswith("site/")} - set(named)
    assert rest == {"documents/handover.docx"}
    assert len(listed["site/"]) == 64
