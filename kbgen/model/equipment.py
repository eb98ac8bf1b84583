"""Equipment: telephony, scanners, printers at the workplaces (``spec/equipment.yml``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kbgen.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Symptom:
    """What one sees when the device fails, and what to do, step by step."""

    id: str
    symptom: Text
    """As staff say it: «Не слышно собеседника»."""
    fix: tuple[Text, ...]
    cause: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Device:
    """A device that works with the CRM."""

    id: str
    label: Text
    kind: Literal["telephony", "scanner", "printer", "other"] = "other"
    model: str = ""
    place: Text = NO_TEXT
    roles: tuple[str, ...] = ()
    connect: tuple[Text, ...] = ()
    """Steps to connect it."""
    check: tuple[Text, ...] = ()
    """Steps to see that it works."""
    symptoms: tuple[Symptom, ...] = ()


@dataclass(frozen=True, slots=True)
class Equipment:
    """``spec/equipment.yml``."""

    devices: tuple[Device, ...] = ()
