"""Plain: Markdown of guides as plain text, for slides and for voices."""

from __future__ import annotations

import html
import re

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\r\n\x0b\x0c\x85\u2028\u2029]+")  # not the spaces that keep words together
_RULES = (
    (re.compile(r"!\[[^\]]*\]\([^)]*\)(\{[^}]*\})?"), ""),  # pictures stand in their own placeholder
    (re.compile(r"\[([^\]]+)\]\([^)]*\)(\{[^}]*\})?"), r"\1"),  # links keep their words
    (re.compile(r"\[\[(?:[^\]|]*\|)?([^\]]+)\]\]"), r"\1"),
    (re.compile(r"<(https?://[^>\s]+)>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^>]*>"), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])[*_](?=\S)([^*_]+?)(?<=\S)[*_](?![\w*])"), r"\1"),
    (re.compile(r"\+\+([^+]+)\+\+"), r"\1"),  # keys: ++ctrl+s++ shows as words
    (re.compile(r"`+([^`]+)`+"), r"\1"),
    (re.compile(r":(?:material|octicons|fontawesome)-[\w-]+:"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>])"), r"\1"),
)


def plain(markdown: str) -> str:
    """*markdown* of one paragraph as text on one line: marks, tags and pictures gone, words kept."""
    text = markdown
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return clean(html.unescape(text))


def clean(text: str) -> str:
    """*text* on one line, without the characters that XML 1.0 forbids."""
    return " ".join(_SPACES.split(_CONTROL.sub("", text))).strip()
