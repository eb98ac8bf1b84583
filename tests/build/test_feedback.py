"""Feedback of many readers becomes one report; a hostile file is refused, or its bad answers are left out."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kbgen.build.feedback import gather
from kbgen.errors import ContentError
from kbgen.importers.feedback import LARGEST, MOST, read_feedback
from kbgen.language import say
from kbgen.model.feedback import Review
from kbgen.workspace import Workspace


def review(number: int, **more: Any) -> dict[str, Any]:
    """One answer as the script writes it."""
    plain = {"id": f"{number:024x}", "page": "guides/new-deal.html", "title": "Сделка", "release": "7"}
    return {**plain, "helpful": True, "comment": "", "day": "2026-11-23", **more}


def export(folder: Path, name: str, *reviews: Any, **more: Any) -> Path:
    path = folder / name
    whole = {"format": "kbgen-feedback", "version": 1, "client": "tiny", "made": "2026-11-23", "reviews": list(reviews)}
    path.write_text(json.dumps({**whole, **more}), "utf-8")
    return path


@pytest.fixture
def workspace(tmp_path: Path, root: Path) -> Workspace:
    shutil.copytree(root / "tests/workspaces/tiny", tmp_path / "w")
    return Workspace(tmp_path / "w")


def test_files_of_many_people_become_one_report(workspace: Workspace, tmp_path: Path) -> None:
    bad = "Где <b>кнопка</b>? | [жми](javascript:x)\nвторая строка"
    one = export(tmp_path, "1.json", review(1), review(2, helpful=False, comment=bad, page="entities/deal.html"))
    two = export(
        tmp_path, "2.json", review(1), review(3, helpful=False, comment="Непонятно"), review(4, page="old.html")
    )
    found, written, problems = gather(workspace, "tiny", [one, two])
    assert problems == ()
    assert found.doubles == 1
    assert [(p.page, p.helpful, len(p.reviews), p.known) for p in found.pages] == [
        ("entities/deal.html", 0, 1, True),
        ("guides/new-deal.html", 1, 2, True),
        ("old.html", 1, 1, False),
    ]
    report, plain = (path.read_text("utf-8") for path in written)
    assert "<b>" not in report and "](javascript" not in report
    assert "Где &lt;b&gt;кнопка&lt;/b&gt;? &#124; &#91;жми&#93;(javascript:x) вторая строка" in report
    assert "Повторов пропущено: 1." in report
    assert re.search(r"\| 2 \| 1 \| 50 % \|", report)
    assert json.loads(plain)["pages"][0]["comments"][0] == {
        "text": "Где <b>кнопка</b>? | [жми](javascript:x) вторая строка",
        "release": "7",
        "day": "2026-11-23",
    }


def test_one_wrong_file_stops_all_and_writes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    good, foreign = export(tmp_path, "1.json", review(1)), export(tmp_path, "2.json", review(2), client="daisy")
    with pytest.raises(ContentError) as caught:
        gather(workspace, "tiny", [good, foreign])
    (problem,) = caught.value.problems
    assert problem.code == "feedback_other_client"
    assert "daisy" in say(problem, "ru").what
    assert not (workspace.root / "dist").exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "feedback_not_json"),
        (b"\xff\xfe\x00", "feedback_not_json"),
        (b"[" * 100_000, "feedback_not_json"),
        (b"[]", "feedback_not_export"),
        (b'{"format": "kbgen-feedback", "version": 1, "reviews": {}}', "feedback_not_export"),
        (b'{"format": "kbgen-feedback", "version": 2, "reviews": []}', "feedback_version"),
        (b'{"format": "kbgen-feedback", "version": 1, "reviews": []}', "feedback_other_client"),
        (b" " * (LARGEST + 1), "feedback_too_large"),
        (
            json.dumps({"format": "kbgen-feedback", "version": 1, "reviews": [1] * (MOST + 1)}).encode(),
            "feedback_too_many",
        ),
    ],
)
def test_what_is_no_export_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "f.json").write_bytes(content)
    reading = read_feedback(tmp_path / "f.json", "tiny", "f.json")
    assert reading.value is None
    assert [p.code for p in reading.problems] == [code]
    assert all(say(p, language).hint for p in reading.problems for language in ("ru", "en"))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert [p.code for p in read_feedback(tmp_path / "none", "tiny", "none").problems] == ["feedback_no_file"]


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"id": "<script>"}, "id"),
        ({"id": None}, "id"),
        ({"page": "../../etc/passwd"}, "page"),
        ({"page": "javascript:alert(1)"}, "page"),
        ({"release": "7\n## заголовок"}, "release"),
        ({"helpful": 1}, "helpful"),
        ({"comment": "я" * 2001}, "comment"),
        ({"comment": ["a"]}, "comment"),
        ({"title": 5}, "title"),
        ({"day": "вчера"}, "day"),
        ({"day": 20261123}, "day"),
    ],
)
def test_a_bad_answer_is_left_out_and_told(wrong: dict[str, Any], key: str, tmp_path: Path) -> None:
    path = export(tmp_path, "f.json", review(1), review(2, **wrong), 5)
    reading = read_feedback(path, "tiny", "f.json")
    assert reading.value is not None
    assert [r.id for r in reading.value] == [f"{1:024x}"]
    assert [(p.values["number"], p.values["key"], p.severity) for p in reading.problems] == [
        (2, key, "warning"),
        (3, "review", "warning"),
    ]


def test_signs_nobody_can_see_are_dropped(tmp_path: Path) -> None:
    path = export(tmp_path, "f.json", review(1, comment="a\u202eb\x00 c\r\nd"))
    (found,) = read_feedback(path, "tiny", "f.json").value or ()
    assert found == Review(f"{1:024x}", "guides/new-deal.html", True, "7", "a b c d", "Сделка", date(2026, 11, 23))
