"""YAML for people: short records on one line, quotes exactly where a word could be misread."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

_WIDTH = 110
_PLAIN = re.compile(r"[A-Za-zА-Яа-яЁё«][A-Za-zА-Яа-яЁё0-9 _.()/%«»№+–—-]*")
_MISREAD = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})


def to_yaml(value: Any) -> str:
    """*value* (dicts, lists, text, numbers, flags, days) as YAML that kbgen reads back to the same value.

    Keys keep their order; no anchors, tags or line folding.

    Raises:
        TypeError: *value* holds something else.
    """
    if isinstance(value, dict | list) and not value:
        return f"{flow(value)}\n"
    return "".join(f"{line}\n" for line in _block(value))


def _block(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from entry_lines(key, item)
    elif isinstance(value, list) and value:
        for item in value:
            yield from item_lines(item)
    else:
        yield flow(value)


def entry_lines(key: Any, item: Any) -> Iterator[str]:
    """A pair of a mapping as lines, not indented."""
    head = f"{scalar(key)}:"
    line = f"{head} {flow(item)}"
    if not isinstance(item, dict | list) or not item or (_is_short(item) and len(line) <= _WIDTH):
        yield line
        return
    yield head
    yield from (f"  {line}" for line in _block(item))


def item_lines(item: Any) -> Iterator[str]:
    """An item of a list as lines, not indented."""
    line = f"- {flow(item)}"
    if not isinstance(item, dict | list) or not item or (_is_short(item) and len(line) <= _WIDTH):
        yield line
        return
    for number, inner in enumerate(_block(item)):
        yield f"{'  ' if number else '- '}{inner}"


def _is_short(value: Any) -> bool:
    """Whether a record may stand on one line: it holds at most one more level of records without lists of records."""
    if isinstance(value, list):
        return not any(isinstance(v, dict | list) for v in value)
    return not any(
        (isinstance(v, list) and any(isinstance(i, dict | list) for i in v))
        or (isinstance(v, dict) and any(isinstance(i, dict | list) for i in v.values()))
        for v in value.values()
    )  # fmt: skip


def flow(value: Any) -> str:
    """*value* on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    """One value; text without quotes only where no YAML reader could take it for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        text = f"{value:.15f}".rstrip("0")
        return f"{text}0" if text.endswith(".") else text
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise TypeError(f"no YAML for {value!r}")
    if _PLAIN.fullmatch(value) and not value.endswith(" ") and value.lower() not in _MISREAD:
        return value
    return json.dumps(value, ensure_ascii=False)
