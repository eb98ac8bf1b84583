"""Needs: why the client wanted a CRM (``spec/needs.yml``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kbgen.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Goal:
    """What should be better after the roll-out, and how one will see it."""

    id: str
    text: Text
    measure: Text = NO_TEXT
    """How it is measured, e.g. «время ответа на запрос — не больше часа»."""


@dataclass(frozen=True, slots=True)
class Need:
    """One wish of the client."""

    id: str
    text: Text
    asked_by: str = ""
    """Who asked: a person or a department."""
    goal: str = ""
    """Id of the goal it serves."""
    priority: Literal["must", "should", "could"] = "must"
    entities: tuple[str, ...] = ()
    """Ids of entities that answer the need."""
    processes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """``spec/needs.yml``: goals and the needs that serve them."""

    goals: tuple[Goal, ...] = ()
    needs: tuple[Need, ...] = ()
