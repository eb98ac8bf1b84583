"""Fields of EspoCRM as neutral fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kbgen.importers.drafts import Report
from kbgen.importers.espocrm_labels import Labels
from kbgen.importers.espocrm_metadata import Metadata
from kbgen.importers.ids import GOOD_ID
from kbgen.model.entities import Field, FieldType, Option
from kbgen.model.text import NO_TEXT, Text

TYPES: Mapping[str, FieldType] = {
    "address": "address", "array": "multienum", "attachmentMultiple": "files", "autoincrement": "sequence",
    "barcode": "string", "base": "other", "bool": "bool", "checklist": "multienum", "colorpicker": "string",
    "currency": "money", "currencyConverted": "computed", "date": "date", "datetime": "datetime",
    "datetimeOptional": "datetime", "decimal": "decimal", "duration": "duration", "email": "email",
    "enum": "enum", "enumFloat": "enum", "enumInt": "enum", "file": "file", "float": "decimal",
    "foreign": "computed", "id": "id", "image": "image", "int": "int", "jsonArray": "json",
    "jsonObject": "json", "link": "link", "linkMultiple": "links", "linkOne": "link", "linkParent": "link",
    "multiEnum": "multienum", "number": "sequence", "password": "secret", "personName": "person_name",
    "phone": "phone", "text": "text", "url": "url", "urlMultiple": "multienum", "varchar": "string",
    "wysiwyg": "richtext",
}  # fmt: skip
_STAMPS = frozenset(
    {"createdAt", "modifiedAt", "createdBy", "modifiedBy", "deleted", "versionNumber", "streamUpdatedAt"}
)
_LINKS = ("link", "linkMultiple", "linkOne", "linkParent")


@dataclass(frozen=True, slots=True)
class FieldReader:
    """Reads the fields of one entity."""

    entity: str
    metadata: Metadata
    labels: Labels
    report: Report

    def fields(self) -> Iterator[Field]:
        """The entity's fields in the order of its form, then the others in the order of their definition."""
        written = self.written
        sections = self.sections()
        for name in dict.fromkeys((*sections, *written)):
            definition = written.get(name)
            if not isinstance(definition, dict):
                self.report.add("field", f"{self.entity}.{name}", "no_field")
            elif not GOOD_ID.fullmatch(name):
                self.report.add("field", f"{self.entity}.{name}", "bad_name")
            else:
                yield self.field(name, definition, sections.get(name, NO_TEXT))

    @property
    def written(self) -> dict[str, Any]:
        """Field name → definition as it stands in the metadata."""
        fields = self.metadata.entities.get(self.entity, {}).get("fields")
        return fields if isinstance(fields, dict) else {}

    @property
    def links(self) -> dict[str, Any]:
        """Link name → definition."""
        links = self.metadata.entities.get(self.entity, {}).get("links")
        return links if isinstance(links, dict) else {}

    def field(self, name: str, definition: dict[str, Any], section: Text) -> Field:
        """One field with everything the neutral model has a place for."""
        kind = str(definition.get("type"))
        if kind not in TYPES:
            self.report.add("type", f"{self.entity}.{name}", "unknown_type", type=kind)
        link = self.links.get(name)
        link = link if isinstance(link, dict) else {}
        return Field(
            id=name,
            label=self.labels.field(self.entity, name),
            type=TYPES.get(kind, "other"),
            required=self.flag(name, definition, "required"),
            readonly=self.flag(name, definition, "readOnly"),
            unique=self.flag(name, definition, "unique"),
            default=self.default(name, definition),
            min=self.number(name, definition, "min"),
            max=self.number(name, definition, "max"),
            max_length=self.whole(definition.get("maxLength")),
            options=tuple(self.options(name, definition)),
            target=self.targets(name, definition, link) if kind in _LINKS else (),
            inverse=str(link.get("foreign") or ""),
            hint=self.hint(name, definition),
            section=section,
            audited=self.flag(name, definition, "audited"),
            system=name in _STAMPS or definition.get("utility") is True or kind in ("jsonArray", "jsonObject", "base"),
        )

    def default(self, name: str, definition: dict[str, Any]) -> str | int | float | bool | None:
        """The default, where it is a value and not a program."""
        value = definition.get("default")
        if value is None or value == "":
            return None
        if not isinstance(value, str | int | float | bool) or str(value).startswith("javascript:"):
            reason = "computed_default" if isinstance(value, str) else "no_value"
            self.report.add("default", f"{self.entity}.{name}", reason, value=str(value)[:80])
            return None
        return value

    def flag(self, name: str, definition: dict[str, Any], key: str) -> bool:
        """A flag; what is neither true nor false is reported and counts as false."""
        value = definition.get(key, False)
        if not isinstance(value, bool):
            self.report.add("value", f"{self.entity}.{name}.{key}", "no_value", value=str(value)[:80])
        return value is True

    def number(self, name: str, definition: dict[str, Any], key: str) -> float | None:
        """A bound; 0 is one."""
        value = definition.get(key)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        self.report.add("value", f"{self.entity}.{name}.{key}", "no_number", value=str(value)[:80])
        return None

    @staticmethod
    def whole(value: Any) -> int | None:
        """*value* where it is a whole number."""
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def options(self, name: str, definition: dict[str, Any]) -> Iterator[Option]:
        """Options with labels, taken from another field where the definition says so."""
        reference = str(definition.get("optionsReference") or "")
        owner, _, field = reference.partition(".") if reference else (self.entity, "", name)
        source = FieldReader(owner, self.metadata, self.labels, self.report).written.get(field, definition)
        written = source.get("options") if isinstance(source, dict) else None
        for value in written if isinstance(written, list) else ():
            if value in ("", None):
                self.report.add("option", f"{self.entity}.{name}", "empty_option")
            elif isinstance(value, str | int | float | bool):
                label = self.labels.option(self.entity, name, value) or self.labels.option(owner, field, value)
                yield Option(value, label)
            else:
                self.report.add("option", f"{self.entity}.{name}", "no_value", value=str(value)[:80])

    def targets(self, name: str, definition: dict[str, Any], link: dict[str, Any]) -> tuple[str, ...]:
        """Entities a link may lead to; a link to a parent leads to all that list this entity as their children."""
        several = definition.get("entityList") or link.get("entityList")
        if isinstance(several, list):
            return tuple(str(e) for e in several)
        if one := definition.get("entity") or link.get("entity"):
            return (str(one),)
        parents = [e for e, d in self.metadata.entities.items() if self.is_parent(d, name)]
        if not parents:
            self.report.add("link", f"{self.entity}.{name}", "no_target")
        return tuple(parents)

    def is_parent(self, definition: dict[str, Any], name: str) -> bool:
        """Whether an entity lists this one as its children by the link *name*."""
        links = definition.get("links")
        return isinstance(links, dict) and any(
            isinstance(link, dict)
            and (link.get("type"), link.get("entity"), link.get("foreign")) == ("hasChildren", self.entity, name)
            for link in links.values()
        )

    def hint(self, name: str, definition: dict[str, Any]) -> Text:
        """The help text, where the definition says there is one."""
        tooltip = definition.get("tooltip")
        if not tooltip:
            return NO_TEXT
        owner, _, key = str(tooltip).rpartition(".") if isinstance(tooltip, str) else ("", "", name)
        text = self.labels.tooltip(owner or self.entity, key)
        if not text:
            self.report.add("hint", f"{self.entity}.{name}", "no_tooltip")
        return text

    def sections(self) -> dict[str, Text]:
        """Fields of the form in order, each with the heading it stands under."""
        placed: dict[str, Text] = {}
        layout = self.metadata.layouts.get(self.entity, {}).get("detail")
        for panel in layout if isinstance(layout, list) else ():
            if not isinstance(panel, dict):
                continue
            heading = str(panel.get("customLabel") or panel.get("label") or "")
            text = self.labels.heading(self.entity, heading) if heading else NO_TEXT
            for cell in _cells(panel):
                if cell in self.written:
                    placed.setdefault(cell, text)
                else:
                    self.report.add("layout", f"{self.entity}.{cell}", "no_field")
        return placed

    def columns(self) -> Iterator[str]:
        """Fields shown in the list of records."""
        layout = self.metadata.layouts.get(self.entity, {}).get("list")
        for cell in layout if isinstance(layout, list) else ():
            name = cell.get("name") if isinstance(cell, dict) else None
            if name in self.written:
                yield str(name)
            else:
                self.report.add("layout", f"{self.entity}.{name}", "no_field")


UNDERSTOOD = frozenset(
    {"type", "required", "readOnly", "unique", "default", "min", "max", "maxLength", "options", "optionsReference"}
    | {"tooltip", "audited", "utility", "entity", "entityList", "probabilityMap"}
)
"""Attributes of a field that the neutral model has a place for."""


def leftover_attributes(entities: tuple[str, ...], metadata: Metadata, report: Report) -> None:
    """Report every attribute that some field has and the draft has no place for, with how many fields have it."""
    owners: dict[str, list[str]] = {}
    for entity in entities:
        fields = metadata.entities[entity].get("fields")
        for name, definition in fields.items() if isinstance(fields, dict) else ():
            for attribute in set(definition) - UNDERSTOOD if isinstance(definition, dict) else ():
                owners.setdefault(attribute, []).append(f"{entity}.{name}")
    for attribute, names in sorted(owners.items()):
        report.add("attribute", attribute, "no_place", count=len(names), example=names[0])


def _cells(panel: dict[str, Any]) -> Iterator[str]:
    rows = panel.get("rows")
    for row in rows if isinstance(rows, list) else ():
        for cell in row if isinstance(row, list) else ():
            if isinstance(cell, dict) and isinstance(cell.get("name"), str):
                yield cell["name"]
