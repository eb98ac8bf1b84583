"""What an element of a page is to the search: text, a row of its own, or nothing to be found."""

from __future__ import annotations

from typing import Any

SKIPPED = {"script", "style", "nav", "svg", "template", "noscript", "button", "head"}
BLOCKS = {
    "p", "li", "tr", "div", "pre", "blockquote", "table", "ul", "ol", "dl", "dt", "dd", "section", "figure",
    "figcaption", "details", "summary", "br", "hr",
}  # fmt: skip
_UNREAD = {
    "headerlink",
    "md-source-file",
    "kb-time",
    "kb-chapter",
    "kb-player",
    "kb-backlinks",
    "kb-categories",
    "kb-task-box",
    "kb-foot",
}
"""Classes of what is no text of its own; a chapter's title is read as the heading of its part of the transcript."""
ROWS = {"tr", "li", "dt"}


def named_part(row: Any) -> Any:
    """What carries the anchor of a row: itself, or something in the first cell of a table's row; None without one."""
    if row.get("id"):
        return row
    cells = [cell for cell in row if cell.tag == "td"] if row.tag == "tr" else []
    return next((e for e in cells[0].iter("*") if e.get("id")), None) if cells else None


def leads_away(item: Any) -> bool:
    """Whether an item of a list only shows the way to another page, which is found by itself: little but its link."""
    if item.get("id"):
        return False
    links = [link for link in item.iter("a") if not (link.get("href") or "#").startswith(("#", "mailto:", "tel:"))]
    if not links:
        return False
    words, linked = len(text_of(item)), sum(len(text_of(link)) for link in links)
    above = [set((parent.get("class") or "").split()) for parent in item.iterancestors()][:2]
    return any({"kb-cards", "kb-gallery"} & classes for classes in above) or linked * 10 >= words * 6


def left_out(element: Any, classes: str) -> bool:
    if classes and not _UNREAD.isdisjoint(classes.split()):
        return True
    return element.get("data-search-exclude") is not None


def around(said: Any) -> tuple[str, str]:
    """What parts a term (``dt``) or its meaning (``dd``) from the text before and after: both are one line."""
    if said.tag == "dt":
        return "\n", ": "
    term = said.getprevious()
    return ("" if term is not None and term.tag == "dt" else "\n"), "\n"


def stands_apart(tag: str, classes: str) -> bool:
    """Whether an inline element is no part of the word beside it: cells, and our spans, which are shown as chips."""
    return tag in ("td", "th") or classes.startswith("kb-") or (tag == "span" and not classes)


def text_of(element: Any) -> str:
    """All text below *element* but what is skipped, on one line."""
    tag = element.tag
    if tag in SKIPPED or not isinstance(tag, str) or left_out(element, element.get("class") or ""):
        return ""
    pieces = [element.text or ""]
    for child in element:
        apart = isinstance(child.tag, str) and (
            child.tag in BLOCKS or stands_apart(child.tag, child.get("class") or "")
        )
        gap = " " if apart else ""
        pieces += [gap, text_of(child), gap, child.tail or ""]
    return " ".join("".join(pieces).split())
