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


def explain(error: Any, lines: list[str], index: int) -> tuple[str, dict[str, object]]:
    """The problem code and its values for a YAML *error* at line *index* (from 0) of *lines*."""
    said = f"{getattr(error, 'context', '') or ''}; {getattr(error, 'problem', '') or error}"
    line = lines[index] if 0 <= index < len(lines) else ""
    if re.match(r" *\t", line):
        return "yaml_tab", {}
    for pattern, code in _MEANINGS:
        if re.search(pattern, said):
            return code, {"line": line.strip()[:60]}
    return "yaml_other", {"line": line.strip()[:60]}
