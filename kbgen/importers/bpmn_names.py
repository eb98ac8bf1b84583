"""Ids for what BPMN draws: the drawing's own where a person gave them, else made of the names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kbgen.importers.ids import GOOD_ID
from kbgen.model.addresses import slug

_MADE = re.compile(
    r"[_-]?(?:sid-|id-?)?[0-9a-f]{8}-?[0-9a-f]{4}.*|_.*|.*[-_.]|.*[_-][0-9a-z]{7}|.*[0-9a-f]{8}-[0-9a-f]{4}-.*|"
    r"(?:[A-Za-z]*(?:Task|Activity|Event|Gateway|Process|Lane|Participant|Pool|SubProcess)|sid|id|n)[_-]?\d+",
    re.IGNORECASE,
)
_LONGEST = 40


class Ids:
    """Hands out ids that make distinct page addresses."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = {slug(id) for id in taken}

    def keep(self, id: str) -> str:
        """*id* as kbgen itself wrote it, where it is good and free; else empty."""
        if not GOOD_ID.fullmatch(id) or slug(id) in self.taken:
            return ""
        self.taken.add(slug(id))
        return id

    def make(self, given: str, name: str, otherwise: str) -> str:
        """An id for a thing the drawing calls *given* and people call *name*."""
        own = given if GOOD_ID.fullmatch(given) and not _MADE.fullmatch(given) and len(given) <= _LONGEST else ""
        id = own or short(name) or otherwise
        number, free = 1, id
        while slug(free) in self.taken:
            number += 1
            free = f"{id}-{number}"
        self.taken.add(slug(free))
        return free


def short(name: str) -> str:
    """*name* in Latin letters, cut between words; empty where nothing is left of it."""
    if not re.search(r"\w", name):
        return ""
    latin = slug(name[:120])
    cut = latin if len(latin) <= _LONGEST else latin[: _LONGEST + 1].rpartition("-")[0] or latin[:_LONGEST]
    return cut if GOOD_ID.fullmatch(cut) else f"n-{cut}" if cut else ""
