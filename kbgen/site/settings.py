"""``mkdocs.yml`` of a client: the base settings, and what is the client's own laid over them."""

from __future__ import annotations

from collections.abc import Sequence

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.site.feedback import feedback
from kbgen.site.menu import menu
from kbgen.site.page_text import escaped
from kbgen.site.reporting import report
from kbgen.site.yaml_text import Value, yaml_text
from kbgen.trace.standing import standing

BASE = "base.yml"
"""The workspace's ``mkdocs.yml``, copied into the project under this name."""


def settings(
    kb: KnowledgeBase, pages: Sequence[Page], pictures: dict[str, str], styles: Sequence[str], scripts: Sequence[str]
) -> str:
    """The text of ``mkdocs.yml``.

    *pictures* has "logo" and "favicon"; *styles* and *scripts* are paths of the theme's files in loading order.
    """
    say = words(kb.language)
    own: dict[str, Value] = {
        "INHERIT": BASE,
        "site_name": escaped(say("site.name", client=kb.client.name.said(kb.language))),
        "site_description": escaped(kb.client.about.said(kb.language)),
        "copyright": _footer(kb),
        "docs_dir": "docs",
        "site_dir": "site",
        "exclude_docs": "",
        "theme": {
            "language": kb.language,
            "custom_dir": "theme",
            **pictures,
            "palette": [
                _palette("default", "light", "material/weather-night", say("site.to_dark")),
                _palette("slate", "dark", "material/weather-sunny", say("site.to_light")),
            ],
        },
        "extra": {"kbgen": _said_in_templates(kb, pages)},
        "extra_css": list(styles),
        "extra_javascript": list(scripts),
        "markdown_extensions": {
            "footnotes": {"BACKLINK_TITLE": say("site.footnote_back")},
            "toc": {"permalink_title": say("site.permalink")},
        },
        "nav": menu(pages, say),
    }
    return f"# {say('site.made')}\n" + yaml_text(own)


def _palette(scheme: str, preferred: str, icon: str, name: str) -> Value:
    return {
        "media": f"(prefers-color-scheme: {preferred})",
        "scheme": scheme,
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": icon, "name": escaped(name)},
    }


def _footer(kb: KnowledgeBase) -> str:
    """HTML of the footer; the release is filled in by a script, so that a new release changes no page."""
    say, client = words(kb.language), kb.client
    version = " ".join((client.product.name, client.product.version)).strip()
    about = say("site.footer", client=client.name.said(kb.language), product=version)
    by = say("site.footer_by", firm=client.implementer.name) if client.implementer.name else ""
    parts = [escaped(part) for part in (about, by) if part]
    return " · ".join([*parts, "<span data-kb-release></span>"])


def _said_in_templates(kb: KnowledgeBase, pages: Sequence[Page]) -> dict[str, Value]:
    say = words(kb.language)
    said: dict[str, Value] = {
        "feedback": feedback(kb),
    }
    said |= {key: escaped(say(f"site.{key}")) for key in ("not_found", "not_found_hint", "to_start", "no_script")}
    said["standing"] = _standing(kb, pages)
    return {**said, "report": report(kb)} if kb.spec.warranty else said


def _standing(kb: KnowledgeBase, pages: Sequence[Page]) -> Value:
    """Where the agreement stands, for the line on every page; it leads to the page of changes where there is one."""
    found = standing(kb)
    return {
        "status": found.status,
        "word": escaped(words(kb.language)(f"approval.status.{found.status}")),
        "line": escaped(found.line),
        "page": addresses.html(addresses.CHANGES) if any(p.path == addresses.CHANGES for p in pages) else "",
        "source": addresses.CHANGES,
    }
