"""Searches: what readers asked of a wiki, and what that says about it. No person, address or time of day in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """One query somebody stopped typing at."""

    query: str
    hits: int
    """Number of pages found."""
    changed: str = ""
    """The query as it was understood, where that was not what was typed."""
    clicked: str = ""
    """Address of the answer that was opened; empty where none was."""


@dataclass(frozen=True, slots=True)
class Group:
    """Queries that mean the same words."""

    words: str
    """What they have in common: lemmas, in order."""
    queries: tuple[str, ...]
    """As they were typed, the most frequent first."""
    times: int
    unclicked: int
    """How many of them led to no answer being opened."""
    near: tuple[str, ...] = ()
    """Titles of pages that readers who asked for something like it opened; else words of the wiki nearest to it."""


@dataclass(frozen=True, slots=True)
class Synonym:
    """Two words readers use for one thing."""

    typed: str
    """What finds nothing."""
    known: str
    """What the wiki calls it."""
    times: int


@dataclass(frozen=True, slots=True)
class SearchReading:
    """What a number of search logs say."""

    client: str
    asked: int
    files: int
    unanswered: tuple[Group, ...]
    """Nothing was found: a guide is missing, or a synonym."""
    popular: tuple[Group, ...]
    passed_over: tuple[Group, ...]
    """Something was found and nobody opened it."""
    synonyms: tuple[Synonym, ...]
    """Proposed for the glossary."""


__all__ = ["Asked", "Group", "SearchReading", "Synonym"]
