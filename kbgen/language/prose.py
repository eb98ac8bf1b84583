"""Markdown that people wrote, looked at as text: its pictures, links and HTML, with code left out.

What was found in a text is remembered: several rules and pages ask the same, and a writer's preview asks them
after every change of one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_SPAN = re.compile(r"(`+)[^`]+\1")
_TARGET = r"\(\s*(?P<path><[^>\n]{1,1000}>|[^)\s]{1,1000})(?:\s+(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?\s*\)"
_PICTURE = re.compile(r"!\[(?P<text>[^\]\n]{0,500})\]" + _TARGET + r"(?:\s?\{(?P<attributes>[^}\n]{0,300})\})?")
_LINK = re.compile(r"\]\(\s*(?P<path><[^>\n]{1,1000}>|[^)\s]{1,1000})")
_REFERENCE = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]{1,300}\]:\s*(?P<path><[^>\n]{1,1000}>|\S{1,1000})", re.MULTILINE)
_AUTOLINK = re.compile(r"<(?P<path>[A-Za-z][A-Za-z0-9+.-]{1,30}:[^\s<>]{1,1000})>")
_TAG = re.compile(
    r"<(?P<name>[A-Za-z][A-Za-z0-9-]{0,30})(?P<rest>(?:[\s/](?:[^<>\"']|\"[^\"]{0,2000}\"|'[^']{0,2000}')*)?)>"
    r"|<(?P<odd>[A-Za-z][A-Za-z0-9-]{0,30})(?P<cut>[\s/][^<>]*)>"  # quotes that do not close
    r"|<!--|<[!?][A-Za-z]"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A picture, link or tag in a text."""

    offset: int
    text: str
    """A picture's alternative text, or a tag's name."""
    path: str = ""
    """Where it leads, as written."""
    attributes: str = ""
    length: int = 0


@lru_cache(4096)
def without_code(body: str) -> str:
    """*body* with code blocks and code spans blanked, every other character where it was."""
    if "`" not in body and "~~~" not in body:
        return body
    lines, fence = [], ""
    for line in body.split("\n"):
        match = _FENCE.match(line)
        if fence:
            if match and match[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            lines.append(" " * len(line))
        elif match:
            fence = match[1]
            lines.append(" " * len(line))
        else:
            lines.append(_SPAN.sub(lambda m: " " * len(m[0]), line) if "`" in line else line)
    return "\n".join(lines)


def pictures(body: str) -> Iterator[Mention]:
    """Pictures of *body* outside of code."""
    for m in _PICTURE.finditer(without_code(body)):
        yield Mention(m.start(), m["text"], m["path"].strip("<>"), m["attributes"] or "", len(m[0]))


@lru_cache(4096)
def links(body: str) -> tuple[Mention, ...]:
    """Links of *body* outside of code: inline, by reference and in angle brackets."""
    text = _PICTURE.sub(lambda m: " " * len(m[0]), without_code(body))
    found = (m for pattern in (_LINK, _REFERENCE, _AUTOLINK) for m in pattern.finditer(text))
    return tuple(Mention(m.start(), "", m["path"].strip("<>"), "", len(m[0])) for m in found)


@lru_cache(4096)
def tags(body: str) -> tuple[Mention, ...]:
    """Opening HTML tags, comments and declarations of *body* outside of code."""
    return tuple(
        Mention(
            match.start(),
            (match["name"] or match["odd"] or "!").lower(),
            attributes=match["rest"] or match["cut"] or "",
            length=len(match[0]),
        )
        for match in _TAG.finditer(without_code(body))
    )
