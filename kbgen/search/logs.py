"""Search logs: what was asked, line by line. Written by the intranet server; exported by offline copies.

A line is a JSON object ``{"day", "query", "hits", "changed", "clicked"}``. No names, no addresses of machines, no time
of day; text that looks like a phone number or an e-mail address is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from kbgen.errors import Place, Problem
from kbgen.model.searches import Asked

LARGEST = 1_000_000
"""Bytes of a log file before the next one is begun."""
KEPT = 5
"""Older files kept: with the one being written, never more than six times :data:`LARGEST` in all."""
LONGEST = 200
"""Characters of a query that are kept."""
_LARGEST_READ = 20_000_000
_MOST_READ = 200_000
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+|\+?\d(?:[\s()-]*\d){5,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_ADDRESS = re.compile(r"[\w./-]{1,200}(?:#[^\s\x00-\x1f]{1,120})?")
_FORMAT = "kbgen-search-log"


class Log:
    """A log that never grows beyond its bounds. May be written to from several threads."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = Lock()

    def add(self, asked: Asked, day: date) -> None:
        """One line more.

        Raises:
            OSError: it cannot be written.
        """
        told = {"day": day.isoformat(), "query": asked.query, "hits": asked.hits}
        told |= {"changed": asked.changed, "clicked": asked.clicked}
        line = json.dumps(told, ensure_ascii=False) + "\n"
        with self._lock:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            if self.file.is_file() and self.file.stat().st_size + len(line.encode()) > LARGEST:
                self._turn()
            with self.file.open("a", encoding="utf-8", newline="\n") as file:
                file.write(line)

    def _turn(self) -> None:
        """search.jsonl → search.1.jsonl → … → search.5.jsonl → gone."""
        for number in range(KEPT, 0, -1):
            older = self.file.with_suffix(f".{number}{self.file.suffix}")
            newer = self.file.with_suffix(f".{number - 1}{self.file.suffix}") if number > 1 else self.file
            if newer.is_file():
                newer.replace(older)


def asked(told: object) -> Asked | None:
    """What somebody asked, from plain values of anybody's making; None where they are no such thing."""
    if not isinstance(told, Mapping) or not isinstance(query := told.get("query"), str):
        return None
    hits = told.get("hits")
    if isinstance(hits, bool) or not isinstance(hits, int) or not 0 <= hits <= 10_000_000:
        return None
    query, changed = private(query), private(_text(told.get("changed")))
    clicked = _text(told.get("clicked"))
    return Asked(query, hits, changed, clicked if _ADDRESS.fullmatch(clicked) else "") if query else None


def private(query: str) -> str:
    """*query* on one line, not too long, without phone numbers and e-mail addresses."""
    return " ".join(_PERSONAL.sub("…", _CONTROL.sub(" ", query[:LONGEST])).split())


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


Read = tuple[tuple[Asked, ...] | None, tuple[Problem, ...]]
"""What was asked, None where the file is no log; and what is wrong."""


def read_log(path: Path, shown: str, client: str) -> Read:
    """Everything asked in a log of the server (JSON lines) or in an export of an offline copy (one JSON object).

    Lines that are none are left out with a warning; a file that is no log at all is an error.
    """
    try:
        if path.stat().st_size > _LARGEST_READ:
            return _bad("search_log_large", shown, {"most": _LARGEST_READ // 1_000_000})
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        return _bad("search_log_unread", shown, {"reason": error.strerror or str(error)})
    told = _json(text)
    if isinstance(told, dict) and told.get("format") == _FORMAT:
        if told.get("client") != client:
            return _bad("search_log_client", shown, {"client": private(_text(told.get("client"))) or "?"})
        lines = told["asked"] if isinstance(told.get("asked"), list) else []
    else:
        lines = [_json(line) for line in text.split("\n")[:_MOST_READ] if line.strip()]
    found = tuple(one for line in lines[:_MOST_READ] if (one := asked(line)))
    if lines and not found:
        return _bad("search_log_unknown", shown, {})
    left = len(lines) - len(found)
    warned = (Problem("search_log_lines", Place(shown), {"n": left}, "warning"),) if left else ()
    return found, warned


def _bad(code: str, shown: str, values: dict[str, Any]) -> Read:
    return None, (Problem(code, Place(shown), values),)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


__all__ = ["Log", "asked", "private", "read_log"]
