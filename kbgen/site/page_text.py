"""One staged page: front matter for the site engine, the heading, the body."""

from __future__ import annotations

import html

from kbgen.model.pages import Page
from kbgen.site.yaml_text import Value, yaml_text
from kbgen.templates import escape


def page_text(page: Page) -> str:
    """The Markdown file of *page*. Front matter values are escaped for HTML: Material prints them as they are."""
    matter: dict[str, Value] = {"title": escaped(page.title)}
    if page.description:
        matter["description"] = escaped(page.description)
    matter["kind"] = page.kind
    if page.roles:
        matter["roles"] = [escaped(role) for role in page.roles]
    if page.keywords:
        matter["keywords"] = [escaped(word) for word in page.keywords]
    if page.kind == "start":
        matter["hide"] = ["toc", "path"]
    return f"---\n{yaml_text(matter)}---\n\n# {escape(page.title)}\n\n{page.body.strip()}\n"


def escaped(text: str) -> str:
    """*text* on one line, safe inside HTML text and quoted attributes."""
    return html.escape(" ".join(text.split()), quote=True)
