"""Labels of EspoCRM: looked up in the entity's own texts, then in those for all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kbgen.importers.drafts import Report
from kbgen.importers.espocrm_metadata import Metadata
from kbgen.importers.text_files import without_controls
from kbgen.model.text import Text


@dataclass(frozen=True, slots=True)
class Labels:
    """Finds labels in both languages and reports those that are missing."""

    metadata: Metadata
    report: Report

    def field(self, entity: str, name: str) -> Text:
        """The label of a field: its own, else that of the link of the same name; the entity's texts before all."""
        chain = [
            (entity, "fields", name),
            ("Global", "fields", name),
            (entity, "links", name),
            ("Global", "links", name),
        ]
        return self.required(f"{entity}.{name}", chain)

    def link(self, entity: str, name: str) -> Text:
        """The label of a list of linked records."""
        chain = [
            (entity, "links", name),
            ("Global", "links", name),
            (entity, "fields", name),
            ("Global", "fields", name),
        ]
        return self.required(f"{entity}.{name}", chain)

    def entity(self, name: str) -> Text:
        """The name of one record."""
        return self.required(name, [("Global", "scopeNames", name)])

    def plural(self, name: str) -> Text:
        """The name of many records; may be empty."""
        return self.found([("Global", "scopeNamesPlural", name)])

    def option(self, entity: str, name: str, value: Any) -> Text:
        """The label of an option; empty where there is none and the value speaks for itself."""
        return self.found([(entity, "options", name, str(value)), ("Global", "options", name, str(value))])

    def tooltip(self, entity: str, name: str) -> Text:
        """The help text of a field; may be empty."""
        return self.found([(entity, "tooltips", name), ("Global", "tooltips", name)])

    def heading(self, entity: str, name: str) -> Text:
        """The heading of a part of a form."""
        return self.found([(entity, "labels", name), ("Global", "labels", name)]) or Text(name)

    def required(self, what: str, chain: Sequence[tuple[str, ...]]) -> Text:
        """The first label of *chain*; the last part of the name in words where there is none, which is reported."""
        text = self.found(chain)
        if not text.ru:
            self.report.add("label", what, "no_russian_label" if text.en else "no_label")
        return text or Text(_in_words(what.split(".")[-1]))

    def found(self, chain: Sequence[tuple[str, ...]]) -> Text:
        """The first label of *chain* in each language."""
        own = {language: next(self.said(language, chain), "") for language in ("ru", "en")}
        return Text(**own)

    def said(self, language: str, chain: Sequence[tuple[str, ...]]) -> Iterator[str]:
        """Every label of *chain* in *language*."""
        for path in chain:
            value: Any = self.metadata.texts.get(language, {})
            for key in path:
                value = value.get(key) if isinstance(value, dict) else None
            if isinstance(value, str) and without_controls(value).strip():
                yield " ".join(without_controls(value).split())


def _in_words(name: str) -> str:
    """``closeDate`` → ``Close date``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return spaced[:1].upper() + spaced[1:].lower()
