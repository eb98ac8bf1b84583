"""What a YAML parser's complaint means to somebody who never heard of a block mapping."""

from __future__ import annotations

import re
from typing import Any

_MEANINGS: tuple[tuple[str, str], ...] = (
    (r"found character '\\t'|found a tab character", "yaml_tab"),
    (r"mapping values are not allowed", "yaml_colon"),
    (r"while scanning a quoted scalar|unexpected end of stream", "yaml_quote"),
    (r"unknown escape character|while parsing a quoted scalar|expected escape sequence|hexdecimal", "yaml_escape"),
    (r"expected ',' or '\]'|expected ',' or '}'|while parsing a flow", "yaml_bracket"),
    (r"could not find expected ':'|did not find expected ':'", "yaml_no_colon"),
    (r"cannot start any token", "yaml_sign"),
    (r"did not find expected key|expected <block end>|did not find expected '-'|not allowed here|block sequence entries"
     r"|did not find expected <document start>|wrongly indented|block mapping|block collection", "yaml_indent"),
)  # fmt: skip


_FROM_THE_OPENING = ("yaml_quote", "yaml_bracket")
"""Told at the sign that was not closed, rather than where the parser gave up."""


def explain(error: Any, text: str) -> tuple[str, int, int, dict[str, object]]:
    """What a YAML *error* of *text* means: problem code, line and column (both from 0), values."""
    said = f"{getattr(error, 'context', '') or ''}; {getattr(error, 'problem', '') or error}"
    mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    mark = mark or context
    lines = text.split("\n")
    line, column = (min(mark.line, len(lines) - 1), mark.column) if mark else (0, 0)
    code = next((code for pattern, code in _MEANINGS if re.search(pattern, said)), "yaml_other")
    if re.match(r" *\t", lines[line]):
        return "yaml_tab", line, 0, {}
    if code in _FROM_THE_OPENING and context:
        line, column = min(context.line, len(lines) - 1), context.column
    return code, line, column, {"line": lines[line].strip()[:60]}
