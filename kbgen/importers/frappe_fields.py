"""Fields of a DocType as neutral fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kbgen.importers.drafts import Report, in_both, joined
from kbgen.importers.frappe_conditions import ConditionError, condition
from kbgen.importers.frappe_labels import Labels, clean, doctype_id, in_words
from kbgen.importers.frappe_metadata import rows
from kbgen.importers.ids import GOOD_ID
from kbgen.model.addresses import slug
from kbgen.model.entities import Field, FieldType, Option
from kbgen.model.text import NO_TEXT, Text

TYPES: Mapping[str, FieldType] = {
    "Attach": "file", "Attach Image": "image", "Autocomplete": "string", "Barcode": "string", "Button": "other",
    "Check": "bool", "Code": "text", "Color": "string", "Currency": "money", "Data": "string", "Date": "date",
    "Datetime": "datetime", "Duration": "duration", "Dynamic Link": "link", "Float": "decimal",
    "Geolocation": "json", "HTML": "other", "HTML Editor": "richtext", "Icon": "string", "Image": "image",
    "Int": "int", "JSON": "json", "Link": "link", "Long Int": "int", "Long Text": "text",
    "Markdown Editor": "richtext", "Password": "secret", "Percent": "percent", "Phone": "phone", "Rating": "int",
    "Read Only": "computed", "Select": "enum", "Signature": "image", "Small Text": "text", "Table": "rows",
    "Table MultiSelect": "rows", "Text": "text", "Text Editor": "richtext", "Time": "time",
}  # fmt: skip
LAYOUT = ("Section Break", "Column Break", "Tab Break", "Fold", "Heading")
_DATA: Mapping[str, FieldType] = {
    "Email": "email", "Phone": "phone", "URL": "url", "Name": "person_name", "Barcode": "string", "IBAN": "string",
}  # fmt: skip
_UNDERSTOOD = frozenset(
    {
        "fieldname", "fieldtype", "label", "options", "default", "reqd", "read_only", "unique", "hidden", "depends_on",
        "mandatory_depends_on", "description", "permlevel", "in_list_view", "length", "non_negative", "fetch_from",
        "is_virtual",
        # how a card looks and what the search may use: of no concern to the one who fills it in
        "bold", "columns", "hide_border", "in_filter", "in_global_search", "in_preview", "in_standard_filter",
        "max_height", "no_copy", "oldfieldname", "oldfieldtype", "print_hide", "print_width", "report_hide",
        "search_index", "width", "allow_in_quick_entry", "collapsible", "ignore_user_permissions", "show_dashboard",
        "precision",
    }
)  # fmt: skip
_PROGRAMS = frozenset({"today", "now", "__user", "user"})
_WHOLE_COLUMN = 140
"""The length Frappe gives to every short text."""


@dataclass(frozen=True, slots=True)
class FieldReader:
    """Reads the fields of one DocType."""

    name: str
    doctype: Mapping[str, Any]
    labels: Labels
    report: Report

    def fields(self) -> Iterator[Field]:
        """Fields that hold something, in the order of the form, each with its section and conditions."""
        section, shown = (NO_TEXT, NO_TEXT), (NO_TEXT, NO_TEXT)  # of the tab and of the section in it
        taken: set[str] = set()
        for row in self.ordered():
            kind = str(row.get("fieldtype"))
            if kind in LAYOUT:
                heading, when = self.labels.said(row.get("label")), self.condition(row, "depends_on")
                if kind == "Tab Break":
                    section, shown = (heading, NO_TEXT), (when, NO_TEXT)
                elif kind == "Section Break":
                    section, shown = (section[0], heading), (shown[0], when)
                continue
            id = self.id(row)
            if not GOOD_ID.fullmatch(id) or slug(id) in taken:
                self.report.add("field", f"{self.name}.{row.get('fieldname')}", "bad_name")
            else:
                taken.add(slug(id))
                yield self.field(id, row, section[1] or section[0], shown)

    @staticmethod
    def id(row: Mapping[str, Any]) -> str:
        """The id of a field: its name, which Frappe lets begin with ``_``."""
        return str(row.get("fieldname") or "").lstrip("_")

    def ordered(self) -> list[dict[str, Any]]:
        """Rows in the order of ``field_order``; those it does not name at the end."""
        found = rows(self.doctype, "fields")
        order = self.doctype.get("field_order")
        order = [str(n) for n in order] if isinstance(order, list) else []
        place = {name: number for number, name in reversed(list(enumerate(order)))}
        return sorted(found, key=lambda row: place.get(str(row.get("fieldname")), len(order)))

    def field(self, id: str, row: dict[str, Any], section: Text, shown: Sequence[Text]) -> Field:
        """One field with everything the neutral model has a place for."""
        kind, what = str(row.get("fieldtype")), f"{self.name}.{id}"
        if kind not in TYPES:
            self.report.add("type", what, "unknown_type", type=kind)
        if kind == "Button":
            self.report.add("field", what, "frappe_button")
        options = tuple(self.options(what, row)) if kind in ("Select", "Autocomplete") else ()
        return Field(
            id=id,
            label=self.labels.named(row.get("label"), what, in_words(id)),
            type="enum" if options else self.type(row),
            required=self.flag(row, "reqd"),
            required_if=self.condition(row, "mandatory_depends_on"),
            visible_if=_all_of([*shown, self.condition(row, "depends_on")]),
            readonly=self.flag(row, "read_only") or kind == "Read Only",
            unique=self.flag(row, "unique") or self.doctype.get("autoname") == f"field:{row.get('fieldname')}",
            default=self.default(what, row),
            min=0 if self.flag(row, "non_negative") else None,
            max_length=self.length(row),
            options=options,
            target=self.targets(what, row),
            hint=self.hint(what, row),
            section=section,
            audited=bool(self.doctype.get("track_changes")) and kind not in ("Button", "HTML"),
            system=self.flag(row, "hidden") or kind in ("Button", "HTML", "JSON") or id == "naming_series",
        )

    @staticmethod
    def type(row: Mapping[str, Any]) -> FieldType:
        """The neutral type."""
        kind, options = str(row.get("fieldtype")), str(row.get("options") or "")
        if kind == "Data":
            return _DATA.get(options, "string")
        if kind == "Select":
            return "string"  # a program fills its list
        return "computed" if row.get("is_virtual") == 1 and kind in TYPES else TYPES.get(kind, "other")

    def flag(self, row: Mapping[str, Any], key: str) -> bool:
        """A flag; Frappe writes 0 and 1."""
        value = row.get(key, 0)
        if value not in (0, 1, "0", "1", None, ""):
            self.report.add("value", f"{self.name}.{row.get('fieldname')}.{key}", "no_value", value=str(value)[:80])
        return value in (1, "1")

    def default(self, what: str, row: Mapping[str, Any]) -> str | int | float | bool | None:
        """The default as a value of the field's type; what a program computes is reported."""
        value = row.get("default")
        if value is None or value == "" or row.get("fieldtype") in ("Code", "Button"):
            return None
        kind, text = TYPES.get(str(row.get("fieldtype"))), str(value)
        if text.lower() in _PROGRAMS or text.startswith((":", "eval:")) or not isinstance(value, str | int | float):
            self.report.add("default", what, "computed_default", value=text[:80])
            return None
        if kind == "bool":
            return text == "1"
        try:
            if kind in ("int", "duration"):
                return int(text)
            return float(text) if kind in ("decimal", "money", "percent") else clean(text)
        except ValueError:
            self.report.add("default", what, "no_number", value=text[:80])
            return None

    def options(self, what: str, row: Mapping[str, Any]) -> Iterator[Option]:
        """The lines of a list; an empty line says that nothing need be chosen."""
        written = row.get("options")
        if not isinstance(written, str):
            return
        for value in dict.fromkeys(clean(line) for line in written.split("\n")):
            if value:
                yield Option(value, self.labels.said(value))
            else:
                self.report.add("option", what, "empty_option")

    def targets(self, what: str, row: Mapping[str, Any]) -> tuple[str, ...]:
        """DocTypes a link or table leads to; those of a dynamic link where another field lists them."""
        kind, options = row.get("fieldtype"), str(row.get("options") or "")
        if kind in ("Link", "Table", "Table MultiSelect") and options:
            return (doctype_id(options),)
        if kind == "Dynamic Link":
            by = next((r for r in rows(self.doctype, "fields") if r.get("fieldname") == options), {})
            if by.get("fieldtype") == "Select" and isinstance(by.get("options"), str):
                return tuple(doctype_id(o.strip()) for o in by["options"].split("\n") if o.strip())
        if kind in ("Link", "Table", "Table MultiSelect", "Dynamic Link"):
            self.report.add("link", what, "frappe_dynamic" if kind == "Dynamic Link" else "no_target")
        return ()

    def hint(self, what: str, row: Mapping[str, Any]) -> Text:
        """The description; else where the value is taken from, in words."""
        hint = self.labels.said(row.get("description"))
        if hint and not hint.ru:
            self.report.add("hint", what, "frappe_hint")
        by, _, taken = str(row.get("fetch_from") or "").partition(".")
        if hint or not taken:
            return hint
        source = next((r for r in rows(self.doctype, "fields") if r.get("fieldname") == by), None)
        if source is None:
            self.report.add("value", f"{what}.fetch_from", "no_value", value=str(row["fetch_from"])[:80])
            return NO_TEXT
        label = self.labels.said(source.get("label")) or Text(in_words(by))
        return in_both("importers.condition.fetched", field=label)

    def length(self, row: Mapping[str, Any]) -> int | None:
        """How long a text may be, where that differs from the usual."""
        length = row.get("length")
        if isinstance(length, int) and not isinstance(length, bool) and length not in (0, _WHOLE_COLUMN):
            return length
        return None

    def condition(self, row: Mapping[str, Any], key: str) -> Text:
        """A condition in words; one that is more than a comparison is reported."""
        written = row.get(key)
        if not isinstance(written, str) or not written.strip():
            return NO_TEXT
        try:
            return condition(written, self.named, self.valued)
        except ConditionError:
            what = f"{self.name}.{row.get('fieldname')}.{key}"
            self.report.add("condition", what, "frappe_condition", expression=clean(written)[:120])
            return NO_TEXT

    def named(self, fieldname: str) -> tuple[Text, str]:
        """Label and Frappe type of a field."""
        for row in rows(self.doctype, "fields"):
            if row.get("fieldname") == fieldname:
                return self.labels.said(row.get("label")) or Text(in_words(fieldname)), str(row.get("fieldtype"))
        raise KeyError(fieldname)

    def valued(self, fieldname: str, value: str) -> Text:
        """A value in the words staff see; only of a list can it be translated."""
        chosen = self.named(fieldname)[1] in ("Select", "Link", "Autocomplete")
        return (self.labels.said(value) if chosen else NO_TEXT) or Text(clean(value))

    def columns(self) -> Iterator[str]:
        """Fields shown in lists, in the order of the form."""
        for row in self.ordered():
            if row.get("in_list_view") == 1 and row.get("fieldtype") not in LAYOUT:
                yield self.id(row)


def leftover_attributes(doctypes: Mapping[str, Mapping[str, Any]], report: Report) -> None:
    """Report every attribute some field has and the draft has no place for, with how many fields have it."""
    owners: dict[str, list[str]] = {}
    for name, doctype in doctypes.items():
        for row in rows(doctype, "fields"):
            for attribute in set(row) - _UNDERSTOOD:
                if row[attribute] not in (0, "", None):
                    owners.setdefault(attribute, []).append(f"{name}.{row.get('fieldname')}")
    for attribute, names in sorted(owners.items()):
        report.add("attribute", attribute, "no_place", count=len(names), example=names[0])


def _all_of(conditions: Sequence[Text]) -> Text:
    """Conditions joined with "and"; one that another holds already is left out."""
    between = in_both("importers.frappe.and")
    once = [c for c in dict.fromkeys(conditions) if c]
    said = [c for c in once if not any(c != other and c.en in other.en.split(between.en) for other in once)]
    return said[0] if len(said) == 1 else joined(said, between) if said else NO_TEXT
