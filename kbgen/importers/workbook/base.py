"""The exported state inside a workbook: a hidden sheet of plain rows, so that nothing is lost that no cell shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kbgen.model.text import Language

TITLE = "_kbgen"
MARK = "kbgen workbook 1"
_CHUNK = 30_000  # characters; Excel takes 32,767 in a cell
_ODD = re.compile("[\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Base:
    """What was exported, for whom and in which language."""

    client: str
    language: Language
    trees: Mapping[str, Any]
    """Noun (``client`` too) → plain values."""


def base_rows(base: Base) -> list[list[str]]:
    """The rows of the hidden sheet: a heading, then a row a noun with its values as JSON in pieces."""
    made = [[MARK, base.client, base.language]]
    for noun, tree in base.trees.items():
        text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
        text = _ODD.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
        made.append([noun, *(text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK))])
    return made


def read_base(written: Iterable[list[str]]) -> Base | None:
    """The exported state from the rows of the hidden sheet; None where it is missing or somebody broke it."""
    rows = [row for row in written if row]
    if not rows or rows[0][0] != MARK or len(rows[0]) < 3 or rows[0][2] not in ("ru", "en"):
        return None
    trees: dict[str, Any] = {}
    try:
        for noun, *pieces in rows[1:]:
            trees[noun] = json.loads("".join(pieces))
    except (ValueError, RecursionError):
        return None
    if not all(isinstance(tree, dict) for tree in trees.values()):
        return None
    return Base(rows[0][1], "ru" if rows[0][2] == "ru" else "en", trees)
