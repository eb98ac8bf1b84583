"""Templates: the words of pages and slides. The only door to Jinja.

Every value that a template prints is escaped for Markdown and HTML, unless it is :class:`markupsafe.Markup`:
text of the spec can never become markup, a link or a directive.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kbgen.language import in_case, in_sentence, words
from kbgen.language.dates import day
from kbgen.model.text import Language, Text
from kbgen.templates.compiled import Compiled

_OPENING = re.compile(r"^(?:[-+!:.?/]|\d+(?=[.)]))")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def escape(value: object) -> Markup:
    """*value* as Markdown that shows it verbatim: one line, no markup, no HTML.

    Line breaks become spaces; C0 control characters are dropped.
    """
    if hasattr(value, "__html__"):
        return Markup(value.__html__())
    return _escaped(str(value))


@lru_cache(maxsize=20_000)
def _escaped(text: str) -> Markup:
    """The same of a string; remembered, since one name stands on hundreds of pages."""
    text = " ".join(_CONTROL.sub("", text).split())
    text = re.sub(r"""[\\`*_{}\[\]|~^=#$&<>"']""", _entities, text)
    text = re.sub(r":(?=[\w+-]+:)", _entities, text)  # emoji names
    return Markup(_OPENING.sub(_entities, text))


def _entities(match: re.Match[str]) -> str:
    """The signs as entities: unlike a backslash they mean the same in Markdown, in raw HTML and in attributes."""
    return "".join(_NAMED.get(c) or f"&#{ord(c)};" for c in match[0])


_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("kbgen", "templates"),
        autoescape=True,  # macros return Markup, so that finalize does not escape them a second time
        finalize=escape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=Compiled(language),
    )

    def said(text: Text | str) -> str:
        return text.said(language) if isinstance(text, Text) else text

    def case(label: Text | str, name: Any, forms: dict[str, str] | None = None) -> str:
        return in_case(said(label), name, language, forms)

    def word(key: str, /, **values: object) -> Markup:
        filled = {k: escape(said(v)) if isinstance(v, Text | str) else v for k, v in values.items()}
        return Markup(words(language)(key, **filled))

    def inside(label: Text | str) -> str:
        return in_sentence(said(label))

    def capital(text: str) -> str:
        return text[:1].upper() + text[1:]

    environment.filters.update(
        said=said, case=case, inside=inside, capital=capital, day=lambda value: day(value, language)
    )
    environment.globals.update(w=word, language=language)
    return environment


def render(name: str, language: Language, /, **values: object) -> str:
    """The template *name* (``wiki/role.md.j2``) filled with *values*.

    In templates: ``w("wiki.section.roles")`` is the catalogue, ``text | said`` picks the language,
    ``label | case("accs")`` declines, ``label | inside`` starts it small, ``capital`` large,
    ``date | day`` writes the date out, ``x | safe`` passes ready Markdown.
    """
    return _environment(language).get_template(name).render(**values)
