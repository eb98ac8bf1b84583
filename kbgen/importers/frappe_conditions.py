"""Conditions of Frappe (``eval:doc.type == "Route" && doc.enabled``) in words for people.

Only what compares fields with values is understood; a condition that calls a program is reported, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from kbgen.language import words
from kbgen.model.text import Language, Text

Named = Callable[[str], tuple[Text, str]]
"""Field → its label and its Frappe type; raises KeyError for an unknown one."""
Valued = Callable[[str, Any], Text]
"""Field and a value of it → the words staff see."""

_TOKEN = re.compile(
    r"\s*(?:(?P<field>doc\.[A-Za-z_]\w*(?:\.length)?)|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign>===|!==|==|!=|>=|<=|&&|\|\||\.includes|[!<>()\[\],]))"
)
_LONGEST = 1000
_SIGNS = {"==": "equals", "===": "equals", "!=": "differs", "!==": "differs", ">": "more", "<": "less",
          ">=": "least", "<=": "most"}  # fmt: skip
_CHOICES = ("Select", "Link", "Dynamic Link", "Autocomplete")


class ConditionError(ValueError):
    """The condition says more than a comparison of fields with values."""


def condition(written: str, named: Named, valued: Valued) -> Text:
    """*written* in both languages, without a full stop.

    Raises:
        ConditionError: it is more than ``doc.field``, comparisons, lists, ``!``, ``&&``, ``||`` and brackets.
    """
    expression = written.strip()
    if expression.startswith("eval:"):
        tokens = _tokens(expression.removeprefix("eval:").rstrip(" ;"))
    else:
        tokens = [("field", f"doc.{expression}")] if re.fullmatch(r"\w+", expression) else []
    said = {language: _Parser(list(tokens), named, valued, language).whole() for language in ("ru", "en")}
    return Text(ru=said["ru"], en=said["en"])


def _tokens(expression: str) -> list[tuple[str, str]]:
    if len(expression) > _LONGEST:
        raise ConditionError(expression[:80])
    tokens, at = [], 0
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if not match:
            raise ConditionError(expression)
        tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    return tokens


class _Parser:
    """Recursive descent over the tokens of one condition; its length bounds its depth."""

    def __init__(self, tokens: list[tuple[str, str]], named: Named, valued: Valued, language: Language) -> None:
        self.tokens, self.named, self.valued, self.language = tokens, named, valued, language
        self.kind = ""
        """Frappe type of the field read last."""

    def whole(self) -> str:
        said, _ = self.any_of(0)
        if self.tokens:
            raise ConditionError(self.tokens[0][1])
        return said

    def any_of(self, depth: int) -> tuple[str, int]:
        """``a || b``; the words, and how many parts they join."""
        parts = [self.all_of(depth)]
        while self.taken("||"):
            parts.append(self.all_of(depth))
        return self.word("or").join(parts), len(parts)

    def all_of(self, depth: int) -> str:
        parts = [self.one(depth)]
        while self.taken("&&"):
            parts.append(self.one(depth))
        if len(parts) == 1:
            return parts[0][0]
        return self.word("and").join(f"({said})" if several > 1 else said for said, several in parts)

    def one(self, depth: int) -> tuple[str, int]:
        if depth > 20:
            raise ConditionError("(")
        if self.taken("("):
            said = self.any_of(depth + 1)
            self.must(")")
            return said
        if self.taken("["):
            return self.listed(self.values("]"), ".includes", "("), 1
        if self.taken("in_list"):
            self.must("(")
            self.must("[")
            return self.listed(self.values("]"), ","), 1
        denied = False
        while self.taken("!"):
            denied = not denied
        return self.compared(denied), 1

    def listed(self, values: list[Any], *between: str) -> str:
        for sign in between:
            self.must(sign)
        field = self.field()
        self.must(")")
        return self.say("one_of", field, ", ".join(f"«{self.value(field, v)}»" for v in values))

    def compared(self, denied: bool) -> str:
        field = self.field()
        sign = next((_SIGNS[s] for s in _SIGNS if self.taken(s)), "")
        if sign and denied:
            raise ConditionError("!")
        if sign:
            value = self.literal()
            if value in (True, False, 1, 0, "", None) and sign in ("equals", "differs") and self.is_check_or(value):
                return self.filled(field, bool(value) == (sign == "equals"))
            return self.say(sign, field, self.value(field, value))
        return self.filled(field, not denied)

    def is_check_or(self, value: Any) -> bool:
        """Whether a comparison with *value* asks if something is there at all."""
        return not isinstance(value, int | float) or self.kind == "Check" or value is True or value is False

    def filled(self, field: str, wanted: bool) -> str:
        check = self.named(field)[1] == "Check"
        return self.say(("checked" if wanted else "unchecked") if check else ("filled" if wanted else "empty"), field)

    def field(self) -> str:
        kind, token = self.next()
        name = token.removeprefix("doc.")
        if kind != "field" or name.endswith(".length"):
            raise ConditionError(token)
        try:
            self.kind = self.named(name)[1]
        except KeyError:
            raise ConditionError(token) from None
        return name

    def literal(self) -> Any:
        kind, token = self.next()
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", token[1:-1])
        if kind == "number":
            return float(token) if "." in token else int(token)
        if token in ("true", "false", "null", "undefined"):
            return {"true": True, "false": False}.get(token)
        raise ConditionError(token)

    def values(self, end: str) -> list[Any]:
        found = [self.literal()]
        while self.taken(","):
            found.append(self.literal())
        self.must(end)
        return found

    def value(self, field: str, value: Any) -> str:
        return self.valued(field, value).said(self.language) if isinstance(value, str) else str(value)

    def say(self, key: str, field: str, value: str = "") -> str:
        label = self.named(field)[0].said(self.language)
        return words(self.language)(f"importers.condition.{key}", field=label, value=value)

    def word(self, key: str) -> str:
        return f" {words(self.language)(f'importers.condition.{key}')} "

    def taken(self, token: str) -> bool:
        if self.tokens and self.tokens[0][1] == token and self.tokens[0][0] in ("sign", "word"):
            self.tokens.pop(0)
            return True
        return False

    def must(self, token: str) -> None:
        if not self.taken(token):
            raise ConditionError(token)

    def next(self) -> tuple[str, str]:
        if not self.tokens:
            raise ConditionError("")
        return self.tokens.pop(0)
