"""A folder of Markdown as built pages of Material's shape, without running MkDocs over thousands of pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import markdown
from pymdownx.slugs import slugify

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LIQUID = re.compile(r"\{%.*?%\}", re.DOTALL)
_YFM_TABLE = re.compile(r"^\s*(?:#\||\|#)\s*$", re.MULTILINE)
_NAMED = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_TITLE = re.compile(r"^#\s+(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Built pages."""

    site: Path
    pages: tuple[str, ...]
    """Addresses of the Markdown files the pages were made of."""
    language: str = "ru"
    """``ru`` or ``en``: the one most of its letters are of."""

    def built(self, page: str) -> Path:
        """The HTML of a page."""
        return self.site / Path(page).with_suffix(".html")


def read_corpus(folder: Path, site: Path) -> Corpus:
    """Every ``*.md`` of *folder* as a page of *site*, with the same path."""
    render = renderer()
    found = markdown_of(folder)
    language = _language(found)
    pages = []
    for path in found:
        page = path.relative_to(folder).as_posix()
        target = site / Path(page).with_suffix(".html")
        target.parent.mkdir(parents=True, exist_ok=True)
        title, body = render(text_of(path))
        target.write_text(
            page_html(title or _named(path), body, _kind(path), language), encoding="utf-8", errors="replace"
        )
        pages.append(page)
    return Corpus(site, tuple(pages), language)


def markdown_of(folder: Path) -> list[Path]:
    """Every Markdown file below *folder* in order, but hidden ones.

    Raises:
        SystemExit: there is none.
    """
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() == ".md" and path.is_file() and not _hidden(path.relative_to(folder))
    )
    if not found:
        raise SystemExit(f"{folder}: no Markdown")
    return found


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _language(found: Sequence[Path]) -> str:
    """By the letters of a hundred files."""
    text = "".join(text_of(path)[:5000] for path in found[:: len(found) // 100 + 1])
    cyrillic = len(re.findall("[а-яё]", text, re.IGNORECASE))
    return "ru" if cyrillic * 4 > len(re.findall("[a-z]", text, re.IGNORECASE)) else "en"


def _named(path: Path) -> str:
    """The title in the front matter, else the file's name."""
    front = _FRONT.match(path.read_text(encoding="utf-8", errors="replace"))
    found = _NAMED.search(front[0]) if front else None
    return found[1] if found else path.stem


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
        try:
            body = engine.convert(text)
        except Exception:  # noqa: BLE001 - whatever a stranger's text does to Markdown, its words can be found
            body = f"<pre>{html.escape(text)}</pre>"
        return (found[1].strip() if found else ""), body

    return render


def _kind(path: Path) -> str:
    """What kind of page a staged project says this is; empty for Markdown from elsewhere."""
    front = _FRONT.match(path.read_text(encoding="utf-8", errors="replace"))
    found = re.search(r'^kind: "?([a-z-]+)"?$', front[0], re.MULTILINE) if front else None
    return found[1] if found else ""


def page_html(title: str, body: str, kind: str = "", language: str = "ru") -> str:
    """A page with what matters of Material's around *body*."""
    meta = f'<meta name="kb-kind" content="{html.escape(kind)}">' if kind else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title>{meta}</head><body>"
        f'<main><article class="md-content__inner md-typeset">{body}</article></main></body></html>'
    )


def cut(folder: Path, count: int, size: int = 2400) -> Iterator[tuple[str, str]]:
    """*count* pages (name, Markdown) of about *size* characters, cut at headings; repeated if needed."""
    made = 0
    while made < count:
        began = made
        for path in markdown_of(folder):
            for piece in _pieces(text_of(path), size):
                yield f"p{made // 200:03}/{made:05}.html", piece
                made += 1
                if made >= count:
                    return
        if made == began:
            raise SystemExit(f"{folder}: nothing to cut")


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
