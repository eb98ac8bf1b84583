"""Guides' Markdown made harmless: rich text stays, code cannot get in.

Guides are written by clients too. What leaves here holds no HTML but a few tags without attributes, no links but
harmless ones, no attributes but a few, no file inclusion. Nothing is lost: what is not allowed is shown verbatim.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kbgen.templates import escape

_TAGS = "kbd|br|sub|sup|mark|details|summary"
_TAG = re.compile(rf"<(/?)({_TAGS})\s*/?>", re.IGNORECASE)
_CODE = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_BRACES = re.compile(r"\{(:?)[ ]*([^{}\n]*?)[ ]*\}")
_ATTRIBUTE = re.compile(
    r"""#[A-Za-z][\w-]*|\.[A-Za-z][\w-]*|loading=lazy|(?:width|height|data-at)=(?:"[\d.]+(?:%|px)?"|'[\d.]+(?:%|px)?'|[\d.]+(?:%|px)?)"""
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>\"'`]+|[\w.+-]+@[\w.-]+\.\w+)>", re.IGNORECASE)
_LONGEST = 1000
"""Longer targets are refused unread: reading them all from every bracket would take for ever."""
_TARGET = re.compile(rf"\]\((?=([^)]{{0,{_LONGEST + 1}}}))")  # looks ahead: the next link may start inside this one
_TITLE = re.compile(r"""\s+["'(]""")
_DEFINITION = re.compile(r"\[([^\[\]]*)\]:(?=(\s{0,99}\S{0,1001}))")
_SCHEMES = ("http:", "https:", "mailto:", "tel:")
_SNIPPET = re.compile(r"(-+8)(?=<)")
_FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,})[ \t]*([\w+#-]*)[^`\n]*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a guide: either prose, or a fenced block of code."""

    text: str
    code: bool


def neutral(markdown: str, change: Callable[[str], str] = lambda prose: prose) -> str:
    """*markdown* without anything dangerous; *change* is applied to neutral prose, never to code.

    *change* must give harmless Markdown itself.
    """
    text = _without_comments(markdown.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)
    return "\n".join(piece.text if piece.code else _prose(piece.text, change) for piece in pieces(text))


def _without_comments(text: str) -> str:
    """*text* without ``<!-- … -->``; an open one stays and is shown. One pass, however many there are."""
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


def safe_target(target: str) -> bool:
    """Whether *target* of a link, as written in Markdown, is relative or leads by http(s), mailto or tel.

    Browsers undo entities and drop blanks, control characters and backslashes before they look at the scheme: so do we.
    A target longer than 1000 characters is not safe.
    """
    if len(target) > _LONGEST:
        return False
    for _ in range(3):
        target = html.unescape(target)
    bare = re.sub(r"[\s\x00-\x20\\<]", "", target).lower()
    scheme = re.match(r"[^/?#]*?:", bare)
    return scheme[0] in _SCHEMES if scheme else not bare.startswith("//")


def pieces(text: str) -> Iterator[Piece]:
    """*text* cut into prose and fenced code. Fences come out canonical and closed: every reader sees the same."""
    prose: list[str] = []
    lines = iter(text.split("\n"))
    for line in lines:
        opening = _FENCE.match(line)
        if not opening:
            prose.append(line)
            continue
        if prose:
            yield Piece("\n".join(prose), code=False)
            prose = []
        yield Piece(_fenced(opening, lines), code=True)
    if prose:
        yield Piece("\n".join(prose), code=False)


def _fenced(opening: re.Match[str], lines: Iterator[str]) -> str:
    """The block of code that *opening* starts; its lines are taken from *lines*."""
    indent, fence, language = opening[1].expandtabs(4), opening[2], opening[3]
    inside: list[str] = []
    for line in lines:
        if re.fullmatch(rf"[ \t]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*", line):
            break
        inside.append(line)
    longest = max((len(run) for line in inside for run in re.findall(r"`+", line)), default=0)
    mark = "`" * max(3, longest + 1)
    body = [indent + _unindented(_SNIPPET.sub("\\1\u200b", line), len(indent)) for line in inside]
    return "\n".join(["", indent + mark + language, *body, indent + mark, ""])


def _unindented(line: str, columns: int) -> str:
    line = line.expandtabs(4)
    return line[min(columns, len(line) - len(line.lstrip(" "))) :]


def _prose(text: str, change: Callable[[str], str]) -> str:
    codes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        codes.append(f"<code>{escape(match[2].strip())}</code>")
        return f"\x02{len(codes) - 1}\x03"

    text = _CODE.sub(keep, text)
    text = _tags(text)
    text = _TARGET.sub(lambda m: m[0] if safe_target(_TITLE.split(m[1], maxsplit=1)[0]) else "&#93;(", text)
    text = _DEFINITION.sub(lambda m: m[0] if m[2].strip() and safe_target(m[2]) else f"&#91;{m[1]}&#93;:", text)
    text = _BRACES.sub(_attributes, change(text))
    return re.sub("\x02(\\d+)\x03", lambda m: codes[int(m[1])], text)


def _tags(text: str) -> str:
    """HTML shown verbatim, but for the allowed tags; unbalanced ``details`` could swallow the page, so they go too."""
    lower = text.lower()
    unbalanced = {tag for tag in ("details", "summary") if lower.count(f"<{tag}>") != lower.count(f"</{tag}>")}
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        tag = match[2].lower()
        if tag in unbalanced:
            return match[0]
        opens = " markdown" if tag in _OPEN and not match[1] else ""
        kept.append("<br>" if tag == "br" else f"<{match[1]}{tag}{opens}>")
        return f"\x02t{len(kept) - 1}\x03"

    def link(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x02t{len(kept) - 1}\x03"

    text = _AUTOLINK.sub(link, _TAG.sub(keep, text)).replace("<", "&lt;")
    return re.sub("\x02t(\\d+)\x03", lambda m: kept[int(m[1])], text)


_OPEN = ("details", "summary")
"""Tags inside which Markdown goes on."""


def _attributes(match: re.Match[str]) -> str:
    """A list of attributes reduced to the allowed ones; braces that hold none are shown as they are."""
    kept = [token for token in match[2].split() if _ATTRIBUTE.fullmatch(token)]
    if kept:
        return "{" + match[1] + " " + " ".join(kept) + " }"
    return match[0].replace("{", "&#123;").replace("}", "&#125;")
