"""Texts of BPMN in words for people: names on one line, documentation without mark-up, times."""

from __future__ import annotations

import html
import re

from kbgen.importers.text_files import without_controls
from kbgen.language import words
from kbgen.model.text import Language

LONGEST = 2000
"""Characters of a name; more is a mistake of a tool, and no picture could hold it."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLOCK = re.compile(r"<(?:br|/p|/div|/li|/h\d)\b[^<>]*>", re.IGNORECASE)
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_UNITS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
_PROGRAM = re.compile(r"[$#=]\s*\{|^=|[=!<>]=|&&|\|\||\w\(\)|\bgetVariable\b")


def line(text: str) -> str:
    """*text* on one line."""
    said = " ".join(without_controls(text.replace("\xad", "")).split())
    return said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…"


def prose(text: str) -> str:
    """Documentation as plain text on one line; mark-up of a page is taken out."""
    if _TAG.search(text):
        text = html.unescape(_TAG.sub("", _BLOCK.sub(" ", text)))
    return " ".join(without_controls(text).split())


def for_people(expression: str) -> bool:
    """Whether a condition is meant to be read by people and not by a program."""
    return bool(expression) and not _PROGRAM.search(expression) and bool(re.search(r"[^\W\d_]", expression))


def duration(written: str, language: Language) -> str:
    """An ISO 8601 duration in words (``PT2H`` → 2 часа); anything else as it stands."""
    match = _DURATION.fullmatch(written.strip())
    if not match or not any(match.groups()):
        return line(written)
    said = words(language)
    parts = (said(f"importers.bpmn.unit.{u}", n=int(n)) for u, n in zip(_UNITS, match.groups(), strict=True) if n)
    return " ".join(parts)
