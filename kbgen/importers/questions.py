"""Logs of questions that browsers exported (``questions-<client>-<day>.json``): read as data from strangers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kbgen.importers.exported import Export, day, one_line
from kbgen.importers.typed import Reading
from kbgen.model.feedback import AskedQuestion

FORMAT = "kbgen-questions"
LARGEST = 8_000_000
"""Bytes: a thousand questions with answers of full length, in Russian."""
MOST = 1000
LONGEST = {"question": 500, "answer": 1500}
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_NAME = re.compile(r"[\w.-]{0,80}")
_ABOUT = re.compile(r"(?:(?:entities|processes|equipment)/[\w.-]{1,80})?")
_STATES = ("answered", "open", "defect")


def is_log(path: Path) -> bool:
    """Whether the file at *path* says it is a log of questions; a file that cannot be read is none."""
    try:
        whole = json.loads(path.read_bytes()[: LARGEST + 1].decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(whole, dict) and whole.get("format") == FORMAT


def read_questions(path: Path, client: str, shown: str) -> Reading[tuple[AskedQuestion, ...]]:
    """The questions in the file at *path*, *shown* by this name; None where it is no log of *client*'s wiki.

    Questions that are not as our script writes them are left out, each with a warning.
    """
    export = Export("questions", LARGEST, MOST, "feedback_question", _wrong, _question)
    return export.read(path, client, shown)


def _wrong(one: Any) -> Iterator[str]:
    """Names of what is not as our script writes it."""
    if not isinstance(one, dict):
        yield "question"
        return
    for key, pattern in (("id", _ID), ("role", _NAME), ("about", _ABOUT)):
        value = one.get(key, "")
        if not isinstance(value, str) or not pattern.fullmatch(value):
            yield key
    for key, longest in LONGEST.items():
        if not isinstance(one.get(key, ""), str) or len(one.get(key, "")) > longest:
            yield key
    if isinstance(one.get("question", ""), str) and not one_line(one.get("question", "")):
        yield "question"
    if one.get("state", "open") not in _STATES:
        yield "state"
    times = one.get("times", 1)
    if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= 999:
        yield "times"
    if one.get("day") and day(one["day"]) is None:
        yield "day"


def _question(one: Mapping[str, Any]) -> AskedQuestion:
    return AskedQuestion(
        one["id"],
        one_line(one["question"]),
        one_line(one.get("answer", "")),
        one.get("role", ""),
        one.get("about", ""),
        one.get("state", "open"),
        one.get("times", 1),
        day(one.get("day")),
    )
