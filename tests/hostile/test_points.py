"""The table of points names tests that exist, and all of the points."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent


def test_every_test_of_the_table_exists() -> None:
    table = (HERE / "README.md").read_text("utf-8")
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", table)
    assert len(named) > 50
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (path := HERE.parent / file).is_file() or f"def {test}(" not in path.read_text("utf-8")
    ]
    assert missing == []


def test_every_point_has_a_test() -> None:
    rows = re.findall(r"^\| (\d+) .*::", (HERE / "README.md").read_text("utf-8"), re.MULTILINE)
    assert rows == [str(number) for number in range(1, 18)]
