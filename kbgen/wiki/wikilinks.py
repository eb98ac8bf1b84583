"""Links and words by name in guides: ``[[Сделка|сделку]]``, ``[[guide:new-request]]``, ``{{ term("Deal").gen }}``."""

from __future__ import annotations

import html
import re

from markupsafe import Markup

from kbgen.language import words
from kbgen.model.kb import KnowledgeBase
from kbgen.templates import escape
from kbgen.trace.naming import Names
from kbgen.trace.wordings import TERM, WIKILINK, term
from kbgen.wiki.links import Links


def linked(prose: str, kb: KnowledgeBase, link: Links, names: Names) -> str:
    """*prose* with links and terms filled in; a link to nothing becomes its words, an unknown term stays as written."""
    prose = TERM.sub(lambda m: str(escape(said)) if (said := term(m, kb)) else m[0], prose)
    return WIKILINK.sub(lambda m: str(_link(m, link, names)), prose)


def _link(match: re.Match[str], link: Links, names: Names) -> Markup:
    name = html.unescape(match[1])
    page = names.find(name)
    shown = html.unescape(match[2] or "") or (page.title if page and ":" in name else name)
    if page is None:
        hint = words(names.language)("wiki.red_link")
        return Markup('<span class="kb-missing" title="{}">{}</span>').format(hint, escape(shown))
    return link.to(page.address, shown)
