"""One walk over an article: its sections."""

from __future__ import annotations

from typing import Any

from kbgen.search.elements import BLOCKS, ROWS, SKIPPED, around, leads_away, left_out, named_part, stands_apart, text_of
from kbgen.search.transcripts import Section, transcript

WRITTEN = ("", "guide")
"""Kinds of pages whose text people wrote; the others are made, and list what is found by itself."""
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_AS_WRITTEN = ("pre", "code")
"""Elements whose line breaks are read; elsewhere they are spaces."""


class Reader:
    """One walk over an article, collecting sections."""

    def __init__(self, article: Any, written: bool) -> None:
        """*written*: by people, so that every word is read; else lists that only show the way are not."""
        self._written = written
        self.sections = [Section("")]
        self._titled = False
        self._children(article, self.sections[0], self.sections[0].text)

    def _children(self, element: Any, section: Section, out: list[str]) -> Section:
        """Walks below *element*; returns the section the text after it belongs to."""
        kept = element.tag in _AS_WRITTEN
        if text := element.text:
            out.append(text if kept else text.replace("\n", " "))
        for child in element:
            after = self._element(child, section, out)
            if after is not section:
                section, out = after, after.text
            if text := child.tail:
                out.append(text if kept else text.replace("\n", " "))
        return section

    def _element(self, element: Any, section: Section, out: list[str]) -> Section:
        tag = element.tag
        classes = element.get("class") or ""
        if tag in SKIPPED or not isinstance(tag, str) or left_out(element, classes):
            return section
        if tag in _HEADINGS:
            return self._heading(element, section)
        if classes and "kb-transcript" in classes.split():
            self.sections.extend(transcript(element))
            return section
        if tag in ROWS and self._is_no_text(element, tag):
            return section
        before = behind = "\n" if tag in BLOCKS else " " if stands_apart(tag, classes) else ""
        if tag in ("dt", "dd"):
            before, behind = around(element)
        if not behind:
            return self._children(element, section, out)
        out.append(before)
        after = self._children(element, section, out)
        if behind == ": " and out[-1].rstrip()[-1:] in ("", *":?!."):
            behind = " "
        (out if after is section or behind == " " else after.text).append(behind)
        return after

    def _is_no_text(self, element: Any, tag: str) -> bool:
        """Whether a row is none of its section's text: it names columns, leads away, or is a section of its own."""
        if tag == "tr" and len(element) and all(cell.tag == "th" for cell in element):
            return True  # names of columns say nothing about this page
        if tag == "li" and not self._written and leads_away(element):
            return True
        if (named := named_part(element)) is None:
            return False
        self._row(element, named)
        return True

    def _heading(self, element: Any, section: Section) -> Section:
        words = text_of(element)
        if element.tag == "h1" and not self._titled:
            self._titled = True
            self.sections[0].heading.append(words)
            return section
        if not element.get("id"):
            section.text.append(f"\n{words}\n")
            return section
        self.sections.append(Section(f"#{element.get('id')}", [words]))
        return self.sections[-1]

    def _row(self, row: Any, named: Any) -> None:
        """A row with an anchor of its own: a field of a card, a term."""
        cells = [text_of(cell) for cell in row] if row.tag == "tr" else [text_of(row)]
        if row.tag == "dt" and (meaning := row.getnext()) is not None:
            cells.append(text_of(meaning))
        heading = cells[0] if named is row and cells else text_of(named)
        rest = [cells[0].removeprefix(heading), *cells[1:]] if cells else []
        self.sections.append(Section(f"#{named.get('id')}", [heading], ["\n".join(rest)]))
