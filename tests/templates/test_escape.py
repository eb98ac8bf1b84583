"""Values in templates are shown verbatim, in Markdown, in HTML and in attributes."""

from __future__ import annotations

import html

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from kbgen.templates import escape

SIGNS = st.text(alphabet="абc1 \n\t\\`*_{}[]()<>#+-.!|~^=$&;:'\"@/%,?", max_size=30)


def shown(value: str) -> str:
    """One line, as readers see it."""
    return " ".join(value.split())


@settings(max_examples=200, deadline=None)
@given(value=SIGNS)
def test_any_signs_are_verbatim_in_a_paragraph(value: str) -> None:
    made = markdown.markdown(f"x {escape(value)} y", extensions=["attr_list", "md_in_html", "tables", "admonition"])
    assert html.unescape(made) == f"<p>x {shown(value)} y</p>"


@settings(max_examples=200, deadline=None)
@given(value=SIGNS)
def test_any_signs_are_verbatim_at_the_start_of_a_line(value: str) -> None:
    made = markdown.markdown(str(escape(value)), extensions=["attr_list", "md_in_html", "tables", "def_list"])
    assert html.unescape(made) == (f"<p>{shown(value)}</p>" if value.strip() else "")


@settings(max_examples=100, deadline=None)
@given(value=SIGNS)
def test_any_signs_are_verbatim_in_an_attribute(value: str) -> None:
    escaped = str(escape(value))
    assert not set("<>\"'") & set(escaped)
    assert html.unescape(escaped) == shown(value)


def test_ready_markup_passes() -> None:
    assert escape(Markup("**да**")) == "**да**"


@pytest.mark.parametrize(
    ("value", "seen"), [(0, "0"), (False, "False"), ("", ""), ("а\x00\x02б", "аб"), ("а\n\nб", "а б")]
)
def test_values(value: object, seen: str) -> None:
    assert escape(value) == seen
