"""Reviews that browsers exported (``feedback-<client>-<day>.json``): read as data from strangers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kbgen.errors import Place, Problem
from kbgen.importers.typed import Reading
from kbgen.model.feedback import Review

FORMAT = "kbgen-feedback"
LARGEST = 4_000_000
"""Bytes: a thousand comments of full length, in Russian."""
MOST = 1000
LONGEST = 2000
_PAGE = re.compile(r"[a-z0-9][a-z0-9/_-]{0,200}\.html")
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_RELEASE = re.compile(r"[\w.-]{0,40}")


def read_feedback(path: Path, client: str, shown: str) -> Reading[tuple[Review, ...]]:
    """The reviews in the file at *path*, *shown* by this name; None where it is no export of *client*'s wiki.

    Reviews that are not as our script writes them are left out, each with a warning.
    """
    place = Place(shown)
    found = _document(path)
    if isinstance(found, str):
        return Reading(None, (Problem(found, place, {"megabytes": LARGEST // 1_000_000, "most": MOST}),))
    if found.get("client") != client:
        values = {"client": client, "other": str(found.get("client", ""))[:60]}
        return Reading(None, (Problem("feedback_other_client", place, values),))
    reviews: list[Review] = []
    problems: list[Problem] = []
    for number, one in enumerate(found["reviews"], 1):
        if wrong := next(_wrong(one), ""):
            problems.append(Problem("feedback_review", place, {"number": number, "key": wrong}, "warning"))
        else:
            reviews.append(_review(one))
    return Reading(tuple(reviews), tuple(problems))


def _document(path: Path) -> Mapping[str, Any] | str:
    """The export in the file, or the code of what is wrong with it as a whole."""
    try:
        if path.stat().st_size > LARGEST:
            return "feedback_too_large"
        whole = json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return "feedback_no_file"
    except (OSError, ValueError, RecursionError):
        return "feedback_not_json"
    if not isinstance(whole, dict) or whole.get("format") != FORMAT or not isinstance(whole.get("reviews"), list):
        return "feedback_not_export"
    if whole.get("version") != 1:
        return "feedback_version"
    return whole if len(whole["reviews"]) <= MOST else "feedback_too_many"


def _wrong(one: Any) -> Iterator[str]:
    """Names of what is not as our script writes it."""
    if not isinstance(one, dict):
        yield "review"
        return
    for key, pattern in (("id", _ID), ("page", _PAGE), ("release", _RELEASE)):
        if not isinstance(one.get(key, ""), str) or not pattern.fullmatch(one.get(key, "")):
            yield key
    if not isinstance(one.get("helpful"), bool):
        yield "helpful"
    for key, longest in (("comment", LONGEST), ("title", 300)):
        if not isinstance(one.get(key, ""), str) or len(one.get(key, "")) > longest:
            yield key
    if one.get("day") and _day(one["day"]) is None:
        yield "day"


def _review(one: Mapping[str, Any]) -> Review:
    return Review(
        one["id"],
        one["page"],
        one["helpful"],
        one.get("release", ""),
        _text(one.get("comment", "")),
        _text(one.get("title", "")),
        _day(one.get("day")),
    )


def _text(value: str) -> str:
    """*value* on one line, without signs nobody can see: they could turn a report round."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
