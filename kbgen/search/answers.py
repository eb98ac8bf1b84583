"""What is asked for, and what is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer."""

    title: str
    """Title of the page."""
    section: str
    """Heading of the section; empty where it is the page itself."""
    fragment: str
    """The text around the words found, as it is written on the page."""
    address: str
    """Relative to the site, with the section's anchor or ``#t=seconds``."""
    kind: str
    roles: tuple[str, ...] = ()
    marks: tuple[tuple[int, int], ...] = ()
    """Places of the found words in the fragment: from, to."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which pages are wanted; empty: all."""

    kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    """Pages for one of these roles, or for everybody."""

    def fits(self, kind: str, roles: Sequence[str]) -> bool:
        """Whether a page of this kind for these roles is wanted."""
        return (not self.kinds or kind in self.kinds) and (
            not self.roles or not roles or not self.roles.isdisjoint(roles)
        )


EVERYTHING = Sought()


@dataclass(frozen=True, slots=True)
class Answer:
    """All answers to a query, best first."""

    hits: tuple[Hit, ...]
    changed: str
    """The query as it was understood, where that is not what was typed."""
    total: int
    """Number of pages found; of a query with a phrase, at most as many as are shown in the browser."""
    everywhere: int = 0
    """Number of pages found without looking at kinds and roles."""
    loose: bool = False
    """The words in quotes stand together nowhere: these are answers to the words without quotes."""
    offers: tuple[Hit, ...] = ()
    """Where nothing was found: pages to start from."""
