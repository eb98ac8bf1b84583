"""What an unquoted word of YAML means: exactly what it looks like, or a problem where YAML versions disagree."""

from __future__ import annotations

import re
from datetime import date

from kbgen.importers.nodes import Node

_AMBIGUOUS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ambiguous_word", re.compile(r"y|n|yes|no|on|off", re.IGNORECASE)),
    ("ambiguous_zero", re.compile(r"[-+]?0[0-9_]+(\.[0-9]*)?|0[xob][0-9a-f_]+", re.IGNORECASE)),
    ("ambiguous_time", re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?")),
    ("ambiguous_underscore", re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?")),
    ("ambiguous_sign", re.compile(r"=")),
    ("ambiguous_float", re.compile(r"[-+]?\.(inf|nan)|[-+]?([0-9]+\.?|\.[0-9])[0-9]*e[-+]?[0-9]+", re.IGNORECASE)),
)
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

Written = str | int | float | bool


_SUSPICIOUS = frozenset("yYnNoO0123456789+-.=")


def ambiguity(node: Node) -> str:
    """The code of the problem with an unquoted word that YAML versions read differently; empty where there is none."""
    if not node.plain or node.text[:1] not in _SUSPICIOUS or len(node.text) > 60:
        return ""
    return next((code for code, pattern in _AMBIGUOUS if pattern.fullmatch(node.text)), "")


def as_written(node: Node) -> Written:
    """The value with the type it looks like: quoted is text, ``true`` a flag, ``5`` and ``5.0`` numbers, else text."""
    text = node.text
    if not node.plain:
        return text
    if text in ("true", "false"):
        return text == "true"
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def as_date(node: Node) -> date | None:
    """The day a scalar names as ``2026-12-31``, quoted or not; None where it is no such day."""
    if not _DATE.fullmatch(node.text):
        return None
    try:
        return date.fromisoformat(node.text)
    except ValueError:
        return None
