"""Labels of Frappe: English words in the DocTypes, Russian ones looked up by them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kbgen.importers.drafts import Report
from kbgen.importers.text_files import without_controls
from kbgen.model.addresses import slug
from kbgen.model.text import NO_TEXT, Text

_TAG = re.compile(r"<br\s*/?>|</?(?:a|b|i|u|p|em|strong|code|pre|span|div|ul|ol|li|small)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Labels:
    """Finds Russian labels and reports those that are missing."""

    russian: Mapping[str, str]
    report: Report

    def named(self, english: Any, what: str, otherwise: str) -> Text:
        """The label *english* in both languages; *otherwise* where there is none. What is missing is reported."""
        text = self.said(english)
        if not text:
            self.report.add("label", what, "no_label")
            return self.said(otherwise) or Text(otherwise)
        if not text.ru:
            self.report.add("label", what, "no_russian_label")
        return text

    def said(self, english: Any) -> Text:
        """*english* in both languages, the Russian empty where there is none."""
        words = clean(english)
        russian = clean(self.russian.get(str(english), "")) or clean(self.russian.get(words, ""))
        return Text(en=words, ru=russian) if words else NO_TEXT


def clean(value: Any) -> str:
    """A wording on one line, without the mark-up Frappe allows in descriptions."""
    if not isinstance(value, str):
        return ""
    return " ".join(html.unescape(_TAG.sub(" ", without_controls(value))).split())


def doctype_id(name: str) -> str:
    """The id of a DocType: ``CRM Deal`` → ``CRM-Deal``."""
    id = re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-.")
    return id if re.match(r"[A-Za-z]", id) and id.isascii() and len(id) < 100 else f"doctype-{slug(name)}"


def in_words(fieldname: str) -> str:
    """``lost_reason`` → ``Lost reason``, the way Frappe names a field without label."""
    spaced = fieldname.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]
