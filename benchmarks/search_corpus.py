"""A folder of Markdown as built pages of Material's shape, without running MkDocs over thousands of pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import markdown
from pymdownx.slugs import slugify

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LIQUID = re.compile(r"\{%.*?%\}", re.DOTALL)
_YFM_TABLE = re.compile(r"^\s*(?:#\||\|#)\s*$", re.MULTILINE)
_TITLE = re.compile(r"^#\s+(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Built pages."""

    site: Path
    pages: tuple[str, ...]
    """Addresses of the Markdown files the pages were made of."""

    def built(self, page: str) -> Path:
        """The HTML of a page."""
        return self.site / Path(page).with_suffix(".html")


def read_corpus(folder: Path, site: Path) -> Corpus:
    """Every ``*.md`` of *folder* as a page of *site*, with the same path."""
    render = renderer()
    pages = []
    for path in sorted(folder.rglob("*.md")):
        page = path.relative_to(folder).as_posix()
        target = site / Path(page).with_suffix(".html")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page_html(*render(text_of(path)), _kind(path)), encoding="utf-8")
        pages.append(page)
    return Corpus(site, tuple(pages))


def text_of(path: Path) -> str:
    """Markdown of a file without front matter and without the signs of Liquid and YFM, which Material does not know."""
    text = _FRONT.sub("", path.read_text(encoding="utf-8", errors="replace"))
    return _YFM_TABLE.sub("", _LIQUID.sub("", text)).replace("||", "\n")


def renderer():  # type: ignore[no-untyped-def]
    """A function from Markdown to (title, HTML)."""
    engine = markdown.Markdown(
        extensions=["toc", "tables", "attr_list", "fenced_code", "def_list", "md_in_html"],
        extension_configs={"toc": {"slugify": slugify(case="lower")}},
    )

    def render(text: str) -> tuple[str, str]:
        engine.reset()
        found = _TITLE.search(text)
        return (found[1].strip() if found else ""), engine.convert(text)

    return render


def _kind(path: Path) -> str:
    """What kind of page a staged project says this is; empty for Markdown from elsewhere."""
    front = _FRONT.match(path.read_text(encoding="utf-8", errors="replace"))
    found = re.search(r'^kind: "?([a-z-]+)"?$', front[0], re.MULTILINE) if front else None
    return found[1] if found else ""


def page_html(title: str, body: str, kind: str = "") -> str:
    """A page with what matters of Material's around *body*."""
    meta = f'<meta name="kb-kind" content="{html.escape(kind)}">' if kind else ""
    return (
        f'<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>{html.escape(title)}</title>{meta}</head>'
        "<body>"
        f'<main><article class="md-content__inner md-typeset">{body}</article></main></body></html>'
    )


def cut(folder: Path, count: int, size: int = 2400) -> Iterator[tuple[str, str]]:
    """*count* pages (name, Markdown) of about *size* characters, cut at headings; repeated if needed."""
    made = 0
    while made < count:
        for path in sorted(folder.rglob("*.md")):
            for piece in _pieces(text_of(path), size):
                yield f"p{made // 200:03}/{made:05}.html", piece
                made += 1
                if made >= count:
                    return


def _pieces(text: str, size: int) -> Iterator[str]:
    title = (_TITLE.search(text) or [None, ""])[1]
    piece = ""
    for part in re.split(r"^(?=## )", text, flags=re.MULTILINE):
        if piece and len(piece) + len(part) > size:
            yield piece
            piece = f"# {title}\n\n"
        piece += part[: 2 * size]
    if len(piece) > 200:
        yield piece
