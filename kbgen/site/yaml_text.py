"""YAML as people would write it, from plain values. Strings are always quoted, so no value can become markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

Value = str | int | bool | None | Mapping[str, "Value"] | Sequence["Value"]

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_NOT_PRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def quoted(text: str) -> str:
    """*text* as a double-quoted scalar; what YAML may not hold as it is becomes ``\\uXXXX``."""
    # JSON strings are YAML strings, except for characters that YAML calls not printable
    return _NOT_PRINTABLE.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False))


def yaml_text(value: Mapping[str, Value], indent: int = 0) -> str:
    """*value* in block style, two spaces a level; empty mappings and lists in flow style."""
    return "".join(f"{' ' * indent}{_key(key)}:{_after_key(item, indent)}" for key, item in value.items())


def _key(key: str) -> str:
    reserved = key.lower() in {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
    return key if _PLAIN_KEY.fullmatch(key) and not reserved else quoted(key)


def _scalar(value: Value) -> str | None:
    """*value* on one line, or None where it takes several."""
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    return None if value else ("{}" if isinstance(value, Mapping) else "[]")


def _after_key(value: Value, indent: int) -> str:
    scalar = _scalar(value)
    if scalar is not None:
        return f" {scalar}\n"
    if isinstance(value, Mapping):
        return "\n" + yaml_text(value, indent + 2)
    assert isinstance(value, Sequence)
    return "\n" + "".join(_item(item, indent + 2) for item in value)


def _item(value: Value, indent: int) -> str:
    scalar = _scalar(value)
    if scalar is not None:
        return f"{' ' * indent}- {scalar}\n"
    if isinstance(value, Mapping):
        return f"{' ' * indent}- " + yaml_text(value, indent + 2).lstrip(" ")
    assert isinstance(value, Sequence)
    return f"{' ' * indent}-\n" + "".join(_item(item, indent + 2) for item in value)
