"""Any noun at all, made from the types of its attributes: what is added to the model tomorrow is tried tomorrow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from kbgen.model.text import Text

IDS = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"], include_characters="\n\t"),
    min_size=1,
    max_size=20,
).filter(lambda text: text.strip() == text and text)
"""What somebody may write: no signs that control a terminal, no blanks around."""
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False, width=32).map(lambda number: round(number, 2) + 0.0)


@cache
def nouns(kind: type) -> st.SearchStrategy[Any]:
    """Any value of the dataclass *kind*."""
    hints = get_type_hints(kind)
    given = {}
    for one in fields(kind):
        if not one.init:
            continue
        made = _values(hints[one.name], one.name)
        if one.default is not MISSING:
            made = st.one_of(st.just(one.default), made)
        given[one.name] = made
    return st.builds(kind, **given)


def _values(hint: Any, name: str) -> st.SearchStrategy[Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Text:
        return st.one_of(WORDS.map(Text), st.builds(Text, ru=WORDS, en=WORDS), st.builds(Text, ru=WORDS))
    if is_dataclass(hint):
        return nouns(hint)  # type: ignore[arg-type]
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, UnionType):
        return st.one_of(*(_values(one, name) for one in inner))
    if origin is tuple:
        unique = (lambda one: getattr(one, "id", None) or repr(one)) if is_dataclass(inner[0]) else None
        return st.lists(_values(inner[0], name), max_size=2, unique_by=unique).map(tuple)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(IDS, _values(inner[1], name), max_size=2)
    plain = {str: IDS if name == "id" else WORDS, bool: st.booleans(), int: st.integers(0, 10**6), float: NUMBERS}
    return {**plain, date: st.dates(date(1990, 1, 1), date(2100, 1, 1)), type(None): st.none()}[hint]
