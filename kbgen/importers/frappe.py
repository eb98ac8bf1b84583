"""Frappe CRM's metadata as a draft spec; any other application on Frappe reads the same way.

Every DocType becomes an entity: cards, child tables (their rows are filled in inside a card and share its rights) and
settings. Fields keep the order of the form with tabs and sections as headings; conditions are put in words. The rows
of the table of rights become roles and permissions, with levels of fields where they differ. List fields called
``status`` become processes; statuses that are records of their own lie in the CRM's database and are reported.
Russian words come from ``locale/ru.po``. What links lead to besides becomes an entity without a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kbgen.importers.drafts import Imported, Report, draft_file, in_both, joined
from kbgen.importers.frappe_fields import FieldReader, leftover_attributes
from kbgen.importers.frappe_labels import Labels, clean, doctype_id
from kbgen.importers.frappe_metadata import Metadata, read_metadata, rows
from kbgen.importers.frappe_rights import listed, owners, roles
from kbgen.importers.states import states_of
from kbgen.language import words
from kbgen.model.addresses import slug
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Relation
from kbgen.model.processes import Process, Processes
from kbgen.model.text import NO_TEXT, Language, Text

__all__ = ["read"]


def read(folder: Path, language: Language) -> Imported:
    """A draft spec of the DocTypes below *folder*.

    The draft reads back without a problem of severity "error". The report is in *language* and names everything
    that was left out.

    Raises:
        ContentError: there is no DocType in *folder*.
    """
    report = Report(language)
    metadata = read_metadata(folder, report)
    labels = Labels(metadata.russian, report)
    own = _named(metadata, report)
    entities = [_entity(name, own, metadata, labels, report) for name in own]
    known = {e.id for e in entities}
    outside = dict.fromkeys(target for entity in entities for target in _targets(entity) if target not in known)
    written = {doctype_id(n): n for d in own.values() for n in _linked(d)}
    entities += [_stub(id, written.get(id, id), labels, report) for id in outside]
    leftover_attributes(own, report)
    processes = tuple(p for name, doctype in own.items() for p in _processes(name, doctype, labels, report))
    report.add("process", "spec/processes.yml", "no_transitions")
    nouns = {
        "client.yml": _client(own, language),
        "spec/entities.yml": Entities(tuple(entities)),
        "spec/roles.yml": roles(own, labels, report),
        "spec/processes.yml": Processes(processes),
    }
    files = {path: draft_file(noun, "Frappe", language) for path, noun in nouns.items()}
    files["client.yml"] = files["client.yml"].replace("id: draft\n", "", 1)
    return Imported(files, report.in_order())


def _named(metadata: Metadata, report: Report) -> dict[str, dict[str, Any]]:
    """DocTypes whose names make distinct addresses, in order of the alphabet."""
    found: dict[str, dict[str, Any]] = {}
    taken: dict[str, str] = {}
    for name, doctype in sorted(metadata.doctypes.items()):
        id = doctype_id(name)
        if not clean(name) or taken.setdefault(slug(id), name) != name:
            report.add("entity", name, "bad_name")
            continue
        found[name] = doctype
        for key in ("actions", "states"):
            if doctype.get(key):
                report.add("entity", f"{name}.{key}", "frappe_no_place")
    return found


def _entity(
    name: str, doctypes: Mapping[str, dict[str, Any]], metadata: Metadata, labels: Labels, report: Report
) -> Entity:
    doctype = doctypes[name]
    reader = FieldReader(name, doctype, labels, report)
    fields = tuple(reader.fields())
    known = {f.id for f in fields}
    return Entity(
        id=doctype_id(name),
        label=labels.named(name, name, name),
        plural=labels.said(metadata.plurals.get(name)),
        description=_description(name, doctypes, labels),
        menu=_menu(name, doctype, metadata, labels),
        fields=fields,
        relations=tuple(_relations(name, doctype, metadata, labels)),
        list_columns=tuple(c for c in dict.fromkeys(reader.columns()) if c in known),
    )


def _description(name: str, doctypes: Mapping[str, dict[str, Any]], labels: Labels) -> Text:
    """What the CRM says about it; of a child table also which cards it is a part of."""
    written = labels.said(doctypes[name].get("description"))
    cards = owners(name, doctypes) if doctypes[name].get("istable") == 1 else []
    if not cards:
        return written
    part = in_both("importers.frappe.rows", cards=listed(cards, labels))
    return joined([written, part], Text(" ")) if written else part


def _menu(name: str, doctype: Mapping[str, Any], metadata: Metadata, labels: Labels) -> Text:
    if doctype.get("issingle") == 1:
        return in_both("importers.frappe.settings")
    if name not in metadata.menus:
        return NO_TEXT
    place, own = labels.said(metadata.menus[name]), labels.said(metadata.plurals[name] or name)
    return joined([place, own], Text(" → "))


def _relations(name: str, doctype: Mapping[str, Any], metadata: Metadata, labels: Labels) -> Iterator[Relation]:
    """The lists of linked records on the card."""
    taken: set[str] = set()
    for link in rows(doctype, "links"):
        target = str(link.get("link_doctype") or "")
        id = doctype_id(target) if target else ""
        if not id or id in taken:
            labels.report.add("link", f"{name} → {target}", "no_target")
            continue
        taken.add(id)
        label = labels.said(metadata.plurals.get(target)) or labels.said(target)
        yield Relation(id, label, id, "hasMany", str(link.get("link_fieldname") or ""))


def _targets(entity: Entity) -> Iterator[str]:
    for field in entity.fields:
        yield from field.target
    yield from (relation.target for relation in entity.relations)


def _linked(doctype: Mapping[str, Any]) -> Iterator[str]:
    """Names of DocTypes as links write them."""
    for row in rows(doctype, "fields"):
        if isinstance(row.get("options"), str):
            yield from (line.strip() for line in row["options"].split("\n") if line.strip())
    yield from (str(link.get("link_doctype")) for link in rows(doctype, "links"))


def _stub(id: str, name: str, labels: Labels, report: Report) -> Entity:
    report.add("entity", name, "stub")
    return Entity(id=id, label=labels.said(name) or Text(name), external=True)


def _processes(name: str, doctype: Mapping[str, Any], labels: Labels, report: Report) -> Iterator[Process]:
    """The status field of a card as a process; statuses that are records of their own are only reported."""
    if doctype.get("istable") == 1 or doctype.get("issingle") == 1:
        return
    reader = FieldReader(name, doctype, labels, Report(report.language))  # its report was made with the fields
    for row in rows(doctype, "fields"):
        field = reader.id(row)
        if row.get("fieldtype") == "Link" and field == "status":
            report.add("process", f"{name}.{field}", "frappe_statuses", records=clean(row.get("options")))
        elif row.get("fieldtype") == "Select" and field == "status":
            states = tuple(states_of(tuple(reader.options(f"{name}.{field}", row))))
            if len(states) > 1:
                id = doctype_id(name)
                yield Process(f"{id}.{field}", labels.said(name), entity=id, field=field, states=states)
            else:
                report.add("process", f"{name}.{field}", "no_states")


def _client(doctypes: Mapping[str, dict[str, Any]], language: Language) -> Client:
    """A client to be filled in; the folder gives the id."""
    said = words(language)
    crm = any(str(d.get("module")) == "FCRM" for d in doctypes.values())
    return Client(
        id="draft",
        name=Text(said("importers.draft.client")),
        product=Product("frappe-crm", "Frappe CRM") if crm else Product("frappe", "Frappe"),
        implementer=Firm(said("importers.draft.firm")),
        language=language,
    )
