"""Warranty: how long defects are mended free of charge, and by whom (``spec/warranty.yml``)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kbgen.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom staff call or write."""

    name: str
    role: Text = NO_TEXT
    phone: str = ""
    email: str = ""
    hours: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class SeverityLevel:
    """How bad a defect is, and how fast it is answered and mended."""

    id: str
    label: Text
    meaning: Text
    reaction: Text
    repair: Text


@dataclass(frozen=True, slots=True)
class Defect:
    """A known defect."""

    id: str
    text: Text
    found_on: date | None = None
    workaround: Text = NO_TEXT
    state: Literal["open", "fixed"] = "open"


@dataclass(frozen=True, slots=True)
class Warranty:
    """``spec/warranty.yml``."""

    start: date | None = None
    """Day the act was signed; the period is not printed before that."""
    months: int = 6
    contacts: tuple[Contact, ...] = ()
    severities: tuple[SeverityLevel, ...] = ()
    defects: tuple[Defect, ...] = ()
    defect_or_change: Text = NO_TEXT
    """The rule that tells a defect from a wish."""

    def end(self) -> date | None:
        """Last day of the warranty: the same day *months* later, or the month's last day where there is none."""
        if self.start is None:
            return None
        months = self.start.month - 1 + self.months
        year, month = self.start.year + months // 12, months % 12 + 1
        return date(year, month, min(self.start.day, calendar.monthrange(year, month)[1]))
