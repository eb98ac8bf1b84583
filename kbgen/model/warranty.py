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
    kind: Literal["defect", "change"] = "defect"
    """A change is a wish: the CRM does what was agreed, and should do something else. It is not free of charge."""
    severity: str = ""
    """Id of a severity."""
    page: str = ""
    """Where it was noticed: the page's address as a report gives it (``entities/deal.html``), or a trace id
    (``entities/Deal/fields/amount``)."""
    reported_by: str = ""
    due: date | None = None
    """Day by which it is to be mended."""
    fixed_on: date | None = None
    fixed_in: str = ""
    """Number of the release that says so, or version of the CRM."""

    @property
    def fixed(self) -> bool:
        """Whether it was mended."""
        return self.state == "fixed" or self.fixed_on is not None


@dataclass(frozen=True, slots=True)
class Example:
    """A case that shows how the rule is meant."""

    text: Text
    kind: Literal["defect", "change"]
    why: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Period:
    """From the day the act was signed to the last day of the warranty."""

    first: date
    last: date

    def days_left(self, today: date) -> int:
        """Days between *today* and the last day: 0 on the last day, negative when it is over."""
        return (self.last - today).days

    def state(self, today: date) -> Literal["coming", "running", "over"]:
        """Where *today* stands."""
        return "coming" if today < self.first else "over" if today > self.last else "running"


@dataclass(frozen=True, slots=True)
class Warranty:
    """``spec/warranty.yml``."""

    start: date | None = None
    """Day the act was signed, where it is not the one in ``acceptance.yml``; the period is not printed before that."""
    months: int = 6
    """Six by default."""
    contacts: tuple[Contact, ...] = ()
    severities: tuple[SeverityLevel, ...] = ()
    defects: tuple[Defect, ...] = ()
    defect_or_change: Text = NO_TEXT
    """The rule that tells a defect from a wish."""
    examples: tuple[Example, ...] = ()
    """Cases that show how the rule is meant."""
    report_to: str = ""
    """Address that reports of defects are mailed to; the first contact's where it is left out."""

    def mail(self) -> str:
        """Address for reports of defects; empty where nobody has one."""
        return self.report_to or next((c.email for c in self.contacts if c.email), "")

    def end(self) -> date | None:
        """Last day of the warranty: the same day *months* later, or the month's last day where there is none."""
        period = self.period()
        return period.last if period else None

    def period(self, signed_on: date | None = None) -> Period | None:
        """The period, counted from ``start``, else from the day the act was signed; None before either is known."""
        first = self.start or signed_on
        if first is None:
            return None
        months = first.month - 1 + self.months
        year, month = first.year + months // 12, months % 12 + 1
        return Period(first, date(year, month, min(first.day, calendar.monthrange(year, month)[1])))
