"""Guides nobody has looked at for a year: the CRM may have changed under them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kbgen.errors import Problem
from kbgen.language.dates import day
from kbgen.model.kb import KnowledgeBase

MONTHS = 12


def overdue(kb: KnowledgeBase, today: date) -> Iterator[Problem]:
    """Guides whose last review is more than twelve months before *today*, or lies after it."""
    for guide in kb.guides:
        if guide.reviewed is None:
            continue
        place = kb.places.get(("guides", guide.id, "reviewed"), guide.place)
        values = {"title": guide.title, "date": day(guide.reviewed, kb.language), "months": MONTHS}
        if guide.reviewed > today:
            yield Problem("reviewed_in_future", place, values, "warning")
        elif _months_between(guide.reviewed, today) >= MONTHS:
            yield Problem("review_overdue", place, values, "warning")


def _months_between(first: date, last: date) -> int:
    """Whole months from *first* to *last*."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
