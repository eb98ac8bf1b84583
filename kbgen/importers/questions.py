"""Logs of questions that browsers exported (``questions-<client>-<day>.json``): read as data from strangers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kbgen.errors import Place, Problem
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
    place = Place(shown)
    whole = _document(path)
    if isinstance(whole, str):
        return Reading(None, (Problem(whole, place, {"megabytes": LARGEST // 1_000_000, "most": MOST}),))
    if whole.get("client") != client:
        values = {"client": client, "other": str(whole.get("client", ""))[:60]}
        return Reading(None, (Problem("feedback_other_client", place, values),))
    found: list[AskedQuestion] = []
    problems: list[Problem] = []
    for number, one in enumerate(whole["questions"], 1):
        if wrong := next(_wrong(one), ""):
            problems.append(Problem("feedback_question", place, {"number": number, "key": wrong}, "warning"))
        else:
            found.append(_question(one))
    return Reading(tuple(found), tuple(problems))


def _document(path: Path) -> Mapping[str, Any] | str:
    """The log in the file, or the code of what is wrong with it as a whole."""
    try:
        if path.stat().st_size > LARGEST:
            return "feedback_too_large"
        whole = json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return "feedback_no_file"
    except (OSError, ValueError, RecursionError):
        return "feedback_not_json"
    if not isinstance(whole, dict) or not isinstance(whole.get("questions"), list):
        return "feedback_not_export"
    if whole.get("version") != 1:
        return "feedback_version"
    return whole if len(whole["questions"]) <= MOST else "feedback_too_many"


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
    if isinstance(one.get("question", ""), str) and not _text(one.get("question", "")):
        yield "question"
    if one.get("state", "open") not in _STATES:
        yield "state"
    times = one.get("times", 1)
    if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= 999:
        yield "times"
    if one.get("day") and _day(one["day"]) is None:
        yield "day"


def _question(one: Mapping[str, Any]) -> AskedQuestion:
    return AskedQuestion(
        one["id"],
        _text(one["question"]),
        _text(one.get("answer", "")),
        one.get("role", ""),
        one.get("about", ""),
        one.get("state", "open"),
        one.get("times", 1),
        _day(one.get("day")),
    )


def _text(value: str) -> str:
    """*value* on one line, without signs nobody can see: they could turn a page round."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
