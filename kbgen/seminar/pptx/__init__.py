"""PPTX writer: the only door to python-pptx. Real placeholders, native tables, notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pptx.presentation import Presentation as Open

from kbgen.errors import ContentError, Problem
from kbgen.model.decks import Deck, Slide
from kbgen.seminar.fit import fitting
from kbgen.seminar.pptx.dress import dress
from kbgen.seminar.pptx.mark import content
from kbgen.seminar.pptx.sheets import add_slide
from kbgen.seminar.pptx.template import Template, is_own, read_template
from kbgen.theme import Theme


def write_pptx(deck: Deck, theme: Theme, path: Path) -> None:
    """Write *deck* to *path* on the theme's template.

    A client's own template keeps its colours and fonts; slides are parted anew where its placeholders are smaller.
    The same deck and theme give the same bytes.

    Raises:
        ContentError: the client's own template cannot be read, or lacks a layout or placeholder.
    """
    template = read_template(theme)
    if isinstance(template, tuple):
        raise ContentError(template)
    office, own = template.office, is_own(theme)
    _describe(office, deck)
    if not own:
        dress(office, deck, theme)
    shown = tuple(_fitted(deck, template)) if own else deck.slides
    for slide in shown:
        add_slide(template, deck, slide, theme)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content(office))


def check_template(theme: Theme) -> tuple[Problem, ...]:
    """What the theme's ``deck/template.pptx`` lacks; nothing where the deck can be written."""
    template = read_template(theme)
    return template if isinstance(template, tuple) else ()


def _fitted(deck: Deck, template: Template) -> Iterator[Slide]:
    for slide in deck.slides:
        yield from fitting(slide, deck.language, template.geometry)


def _describe(office: Open, deck: Deck) -> None:
    """Properties of the file, and its slides removed: a template may hold samples."""
    properties = office.core_properties
    properties.title, properties.subject = deck.title[:250], deck.subtitle[:250]
    properties.author = properties.last_modified_by = "kbgen"
    properties.language = "ru-RU" if deck.language == "ru" else "en-GB"
    properties.keywords = properties.comments = ""
    properties.revision = 1
    ids = office.slides._sldIdLst
    for sample in list(ids):
        office.part.drop_rel(sample.rId)
        ids.remove(sample)


__all__ = ["check_template", "write_pptx"]
