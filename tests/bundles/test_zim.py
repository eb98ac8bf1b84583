"""A ZIM file: whole, found in, the same from the same release; served by a real Kiwix where there is one."""

from __future__ import annotations

import json
import random
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kbgen.bundles import clusters, manifest, zim
from kbgen.bundles.apart import apart
from kbgen.errors import KbgenError
from kbgen.language.catalogue import say
from kbgen.model.kb import KnowledgeBase

pytest.importorskip("libzim", reason='libzim is optional: pip install "kbgen[zim]"')

_PAGE = """<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>{title} - База знаний</title></head>
<body><h1>{title}</h1><p>Менеджер создаёт сделку и звонит контрагентам.</p>
<video src="../media/a.mp4"></video></body></html>"""

_MOVED = '<head><meta http-equiv="refresh" content="0; url=index.html">'


@pytest.fixture()
def built(tmp_path: Path) -> Path:
    """A release with a few pages and a recording."""
    folder = tmp_path / "release"
    files = {
        "start.html": b"<title>start</title>",
        "site/index.html": _PAGE.format(title="Начало").encode(),
        "site/404.html": b"<title>404</title>",
        "site/entities/deal.html": _PAGE.format(title="Сделка &amp; оплата").encode(),
        "site/old.html": _PAGE.format(title="Переехала").replace("<head>", _MOVED).encode(),
        "deploy/nginx.conf": b"server {}",
        "knowledge.json": b"{}",
        "site/media/a.mp4": bytes(range(256)) * 2000,
        "site/media/a.vtt": b"WEBVTT\n",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    manifest.write(folder, client="acme", release="3")
    (folder / "acme-3.zip").write_bytes(b"not in it")
    return folder


def test_a_zim_opens_and_answers(
    built: Path, tmp_path: Path, knowledge: Callable[..., KnowledgeBase], capfd: pytest.CaptureFixture[str]
) -> None:
    from libzim.reader import Archive
    from libzim.search import Query, Searcher

    archive = Archive(zim.pack(built, knowledge(), tmp_path / "kb.zim"))
    assert capfd.readouterr().out == ""
    assert archive.check()
    assert archive.main_entry.get_item().path == "site/index.html"
    assert archive.get_entry_by_path("site/entities/deal.html").title == "Сделка & оплата"
    assert archive.get_metadata("Language") == b"rus"
    assert len(archive.get_metadata("Title").decode()) <= 30
    assert archive.get_illustration_item(48).mimetype == "image/png"
    assert bytes(archive.get_entry_by_path("site/media/a.vtt").get_item().content) == b"WEBVTT\n"
    assert archive.get_entry_by_path("site/media/a.vtt").get_item().mimetype == "text/vtt"
    for path in ("acme-3.zip", "deploy/nginx.conf", "knowledge.json"):
        assert not archive.has_entry_by_path(path)
    assert archive.article_count == 2  # neither the page for what is missing nor an old address
    found = Searcher(archive).search(Query().set_query("контрагентам"))
    assert found.getEstimatedMatches() == 3  # the text of every page is searched


def test_the_same_release_gives_the_same_file(
    built: Path, tmp_path: Path, knowledge: Callable[..., KnowledgeBase]
) -> None:
    one = zim.pack(built, knowledge(), tmp_path / "one.zim", date(2026, 11, 23)).read_bytes()
    shutil.copytree(built, tmp_path / "copy")
    assert zim.pack(tmp_path / "copy", knowledge(), tmp_path / "two.zim", date(2026, 11, 23)).read_bytes() == one


@pytest.mark.slow()
def test_parts_kept_from_the_last_time_change_no_byte(
    built: Path, tmp_path: Path, knowledge: Callable[..., KnowledgeBase], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each edit: the file from kept parts is the library's own; parts that are damaged are made anew."""
    monkeypatch.setattr(zim, "_CLUSTER", 1500)  # so that there are several
    kept, day, source = tmp_path / "kept", date(2026, 11, 23), random.Random(5)

    def damage() -> None:
        for path in kept.iterdir():
            path.write_bytes(source.choice((b"", path.read_bytes()[:-1], bytes(len(path.read_bytes())))))

    def edit(name: str, text: str) -> Callable[[], object]:
        return lambda: (built / "site" / name).write_text(_PAGE.format(title=text), "utf-8")

    for number in range(4):
        edit(f"p{number}.html", f"Страница {number}")()
    edits = [lambda: None, edit("p1.html", "Иначе"), (built / "site/p2.html").unlink, damage]
    for change in edits:
        change()
        manifest.write(built, client="acme", release="3")
        plain = zim.pack(built, knowledge(), tmp_path / "plain.zim", day).read_bytes()
        assert zim.pack(built, knowledge(), tmp_path / "kept.zim", day, kept).read_bytes() == plain
    assert len(list(kept.iterdir())) > 3
    assert {path.name for path in tmp_path.glob("*zim*")} == {"plain.zim", "kept.zim"}


def test_a_library_that_writes_otherwise_does_all_by_itself(
    built: Path, tmp_path: Path, knowledge: Callable[..., KnowledgeBase], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "_MAJOR", 7)
    day = date(2026, 11, 23)
    plain = zim.pack(built, knowledge(), tmp_path / "plain.zim", day).read_bytes()
    assert zim.pack(built, knowledge(), tmp_path / "kept.zim", day, tmp_path / "kept").read_bytes() == plain


@pytest.mark.fault()
def test_a_library_that_stands_still_is_a_problem_in_words_and_leaves_nothing(
    built: Path, tmp_path: Path, knowledge: Callable[..., KnowledgeBase], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stand_still(_: Path, __: object, ___: object, target: Path, *____: object) -> None:
        (tmp_path / f"{target.name}_fulltext.idx.tmp").mkdir()
        target.write_bytes(b"half")
        time.sleep(60)

    monkeypatch.setattr(zim, "_write", stand_still)
    monkeypatch.setattr(zim, "apart", lambda work, folder: apart(work, folder, still=0.6))
    before = set(tmp_path.iterdir())
    with pytest.raises(KbgenError) as caught:
        zim.pack(built, knowledge(), tmp_path / "kb.zim")
    (problem,) = caught.value.problems
    assert "замерла" in say(problem, "ru").what and "stood still" in say(problem, "en").what
    assert set(tmp_path.iterdir()) == before


@pytest.mark.fault()
def test_a_damaged_release_makes_no_zim_and_leaves_nothing(
    built: Path, tmp_path: Path, knowledge: Callable[..., KnowledgeBase]
) -> None:
    (built / "manifest.json").write_text("{")
    with pytest.raises(KbgenError):
        zim.pack(built, knowledge(), tmp_path / "kb.zim")
    assert not list(tmp_path.glob("*.zim"))


def test_kiwix_serves_pages_ranges_and_searches(
    built: Path, tmp_path: Path, knowledge: Callable[..., KnowledgeBase]
) -> None:
    if not (kiwix := shutil.which("kiwix-serve")):
        pytest.skip("no kiwix-serve here: install kiwix-tools")
    zim.pack(built, knowledge(), tmp_path / "kb.zim")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen([kiwix, "-p", str(port), "-i", "127.0.0.1", str(tmp_path / "kb.zim")]) as server:
        try:
            page = _ask(f"{address}/kb/site/entities/deal.html")[1].decode()
            assert "звонит контрагентам" in page
            request = urllib.request.Request(f"{address}/kb/site/media/a.mp4", headers={"Range": "bytes=256-511"})
            assert _ask(request) == (206, bytes(range(256)))
            hints = json.loads(_ask(f"{address}/suggest?content=kb&term=%D1%81%D0%B4%D0%B5%D0%BB")[1])
            assert any(h.get("path") == "site/entities/deal.html" for h in hints)
        finally:
            server.terminate()


def _ask(request: str | urllib.request.Request) -> tuple[int, bytes]:
    for _ in range(100):
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(str(request))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("а" * 30, "а" * 30),
        ("а" * 31, "а" * 29 + "…"),
        ("е\u0308" * 30, "е\u0308" * 30),
        ("е\u0308" * 31, "е\u0308" * 29 + "…"),
        ("👨\u200d👩\u200d👧" * 30, "👨\u200d👩\u200d👧" * 30),
        ("а" * 28 + ", б" * 5, "а" * 28 + "…"),
    ],
)
def test_titles_are_cut_by_what_people_see(text: str, shown: str) -> None:
    assert zim._shortened(text, 30) == shown
