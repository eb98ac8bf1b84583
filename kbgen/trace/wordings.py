"""What guides may write besides Markdown: links by name, and the client's words."""

from __future__ import annotations

import re

WIKILINK = re.compile(r"\[\[([^\[\]|\n]{1,120})(?:\|([^\[\]\n]{1,120}))?\]\]")
"""``[[Сделка]]``, ``[[Сделка|сделку]]``: the name, and the words shown."""

_QUOTED = r"(?:\"|'|&quot;|&#39;)"
TERM = re.compile(
    rf"\{{\{{\s*term\(\s*{_QUOTED}(?P<id>[\w.-]+){_QUOTED}\s*\)"
    r"(?P<plural>\s*\.\s*plural)?"
    r"(?:\s*\.\s*(?P<case>(?!with\b|agree\b)\w+))?"
    rf"(?:\s*\.\s*(?P<how>with|agree)\(\s*{_QUOTED}(?P<other>[^\"'&{{}}()\n]{{1,60}}){_QUOTED}\s*\))?"
    r"\s*\}\}"
)
"""``{{ term("Deal") }}``, ``.gen``, ``.plural.gen``, ``.acc.with("новый")``, ``.agree("создан")``."""
