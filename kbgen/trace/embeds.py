"""Videos in guides: ``{{ video("new-request", from="0:15", to="0:40") }}``, read or refused with a reason."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kbgen.language.prose import without_code
from kbgen.model.seconds import second

EMBED = re.compile(r"\{\{[ \t]*video\b(?:(?P<call>[^{}\n]{0,1000})\}\})?")
"""A video in a guide's text, rightly written or not; without a ``call`` where its end is missing."""

_QUOTED = r"(?:\"|'|&quot;|&#39;)"
_ARGUMENT = re.compile(
    rf"\s*(?:(?P<key>[A-Za-z]\w{{0,20}})\s*=\s*)?"
    rf"(?:{_QUOTED}(?P<text>[^\"'&(){{}}]{{0,120}}){_QUOTED}|(?P<number>\d{{1,6}}(?:\.\d{{1,3}})?))\s*(?:,|$)"
)


@dataclass(frozen=True, slots=True)
class Embed:
    """A video, or the cut of it from one second to another."""

    video: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a video in a text cannot be read: code and values of the problem."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


def read_embed(match: re.Match[str]) -> Embed | Refusal:
    """What a match of :data:`EMBED` asks for. The id is not looked up."""
    said = (match["call"] or "").strip()
    if not (said.startswith("(") and said.endswith(")")):
        return Refusal("embed_unreadable", {"call": match[0][:80]})
    given = _arguments(said[1:-1])
    if given is None or not given.get("id"):
        return Refusal("embed_unreadable", {"call": match[0][:80]})
    if unknown := next((key for key in given if key not in ("id", "from", "to")), None):
        return Refusal("embed_unknown_argument", {"name": unknown})
    return _cut(given)


def cuts(body: str) -> tuple[Embed, ...]:
    """The cuts of videos that a guide's *body* shows, in its order, each once; whole videos are not among them."""
    found = (read_embed(match) for match in EMBED.finditer(without_code(body)))
    return tuple(dict.fromkeys(e for e in found if isinstance(e, Embed) and (e.start or e.end)))


def _arguments(said: str) -> dict[str, str] | None:
    """Arguments by name, the one without a name as ``id``; None where they cannot be told or one is given twice."""
    found: dict[str, str] = {}
    at = 0
    while at < len(said):
        match = _ARGUMENT.match(said, at)
        if match is None or match.end() == at or (match["key"] is None and found):
            return None
        key = match["key"] or "id"
        if key in found:
            return None
        found[key] = html.unescape(match["text"] if match["text"] is not None else match["number"]).strip()
        at = match.end()
    return found


def _cut(given: Mapping[str, str]) -> Embed | Refusal:
    seconds: dict[str, float] = {}
    for key in ("from", "to"):
        if key in given:
            at = second(given[key])
            if at is None:
                return Refusal("embed_bad_second", {"name": key, "found": given[key][:40]})
            seconds[key] = at
    start, end = seconds.get("from"), seconds.get("to")
    if end is not None and end <= (start or 0):
        return Refusal("embed_backwards", {"start": given.get("from", "0"), "end": given["to"]})
    return Embed(given["id"], start, end)
