"""Exported: files that browsers of readers wrote: JSON from strangers, a list of entries of one client's wiki."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

from kbgen.errors import Place, Problem
from kbgen.importers.typed import Reading

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Export(Generic[Made]):
    """How one kind of such files is read."""

    key: str
    """Of the list of entries."""
    largest: int
    """Bytes."""
    most: int
    """Entries."""
    wrong_entry: str
    """Code of the problem of an entry that is left out."""
    wrong: Callable[[Any], Iterator[str]]
    """Names of what in an entry is not as our script writes it."""
    made: Callable[[Mapping[str, Any]], Made]
    """The entry as a value."""
    format: str = ""
    """What the file calls itself; empty: not asked."""

    def read(self, path: Path, client: str, shown: str) -> Reading[tuple[Made, ...]]:
        """The entries of the file at *path*, *shown* by this name; None where it is none of *client*'s wiki.

        Entries that are not as our script writes them are left out, each with a warning.
        """
        place = Place(shown)
        whole = self._document(path)
        if isinstance(whole, str):
            return Reading(None, (Problem(whole, place, {"megabytes": self.largest // 1_000_000, "most": self.most}),))
        if whole.get("client") != client:
            values = {"client": client, "other": str(whole.get("client", ""))[:60]}
            return Reading(None, (Problem("feedback_other_client", place, values),))
        found: list[Made] = []
        problems: list[Problem] = []
        for number, one in enumerate(whole[self.key], 1):
            if wrong := next(self.wrong(one), ""):
                problems.append(Problem(self.wrong_entry, place, {"number": number, "key": wrong}, "warning"))
            else:
                found.append(self.made(one))
        return Reading(tuple(found), tuple(problems))

    def _document(self, path: Path) -> Mapping[str, Any] | str:
        """The export in the file, or the code of what is wrong with it as a whole."""
        try:
            if path.stat().st_size > self.largest:
                return "feedback_too_large"
            whole = json.loads(path.read_bytes().decode("utf-8-sig"))
        except FileNotFoundError:
            return "feedback_no_file"
        except (OSError, ValueError, RecursionError):
            return "feedback_not_json"
        if not isinstance(whole, dict) or not isinstance(whole.get(self.key), list):
            return "feedback_not_export"
        if self.format and whole.get("format") != self.format:
            return "feedback_not_export"
        if whole.get("version") != 1:
            return "feedback_version"
        return whole if len(whole[self.key]) <= self.most else "feedback_too_many"


def one_line(value: str) -> str:
    """*value* on one line, without signs nobody can see: they could turn a page or a report round."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def day(value: object) -> date | None:
    """The day that *value* says in ISO 8601; None where it says none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
