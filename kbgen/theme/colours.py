"""Colours as stylesheets write them, worked out to ``#rrggbb``: what a browser would paint."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping

from kbgen.theme.contrast import mixed

_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*(.+))?\)", re.DOTALL)
_MIX = re.compile(r"color-mix\(\s*in srgb\s*,\s*(.+?)\s+([\d.]+)%\s*,\s*(.+)\)", re.DOTALL)
_HSL = re.compile(r"hsla?\(\s*([\d.]+)(?:deg)?[\s,]+([\d.]+)%[\s,]+([\d.]+)%\s*\)")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SET = re.compile(r"(--[\w-]+)\s*:\s*([^;]+)")
_AT = re.compile(r"@[^{}]*\{(?:[^{}]|\{[^{}]*\})*\}")
_DEEPEST = 20


def declared(css: str, *selectors: str) -> dict[str, str]:
    """Variables that *css* sets on exactly these *selectors*, later ones last; nothing from inside ``@media``."""
    plain = _AT.sub("", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    found: dict[str, str] = {}
    for rule in _RULE.finditer(plain):
        if {part.strip() for part in rule[1].split(",")} & set(selectors):
            found |= {name: value.strip() for name, value in _SET.findall(rule[2])}
    return found


def painted(value: str, known: Mapping[str, str], depth: int = 0) -> str:
    """*value* (``var(--x)``, ``color-mix(…)``, ``hsl(…)``, ``#abc``) as ``#rrggbb``; empty where it is none."""
    value = value.strip()
    if depth > _DEEPEST:
        return ""
    if match := _VARIABLE.fullmatch(value):
        return painted(known.get(match[1], match[2] or ""), known, depth + 1)
    if match := _MIX.fullmatch(value):
        one, other = painted(match[1], known, depth + 1), painted(match[3], known, depth + 1)
        return mixed(other, one, float(match[2]) / 100) if one and other else ""
    if match := _HSL.fullmatch(value):
        red, green, blue = colorsys.hls_to_rgb(float(match[1]) / 360, float(match[3]) / 100, float(match[2]) / 100)
        return "#" + "".join(f"{round(255 * part):02x}" for part in (red, green, blue))
    if match := _HEX.fullmatch(value):
        return "#" + (match[1] if len(match[1]) == 6 else "".join(sign * 2 for sign in match[1])).lower()
    return ""
