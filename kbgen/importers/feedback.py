"""Reviews that browsers exported (``feedback-<client>-<day>.json``): read as data from strangers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kbgen.importers.exported import Export, day, one_line
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
    export = Export("reviews", LARGEST, MOST, "feedback_review", _wrong, _review, FORMAT)
    return export.read(path, client, shown)


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
    if one.get("day") and day(one["day"]) is None:
        yield "day"


def _review(one: Mapping[str, Any]) -> Review:
    return Review(
        one["id"],
        one["page"],
        one["helpful"],
        one.get("release", ""),
        one_line(one.get("comment", "")),
        one_line(one.get("title", "")),
        day(one.get("day")),
    )
