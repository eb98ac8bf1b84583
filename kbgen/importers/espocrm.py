"""EspoCRM's metadata as a draft spec."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kbgen.importers.drafts import Imported, Report, draft_file
from kbgen.importers.espocrm_fields import FieldReader, leftover_attributes
from kbgen.importers.espocrm_labels import Labels
from kbgen.importers.espocrm_metadata import Metadata, read_metadata
from kbgen.importers.espocrm_rights import draft_roles
from kbgen.importers.espocrm_states import status_process
from kbgen.importers.ids import GOOD_ID
from kbgen.language import words
from kbgen.model.addresses import slug
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Relation
from kbgen.model.processes import Processes
from kbgen.model.text import Language, Text

__all__ = ["Imported", "read"]

EXTERNAL = ("User", "Email")
"""Staff accounts and the mail client: linked to from everywhere, but belonging to the system, not to the business."""


def read(folder: Path, language: Language) -> Imported:
    """A draft spec of the business entities of the EspoCRM metadata below *folder*.

    Taken are the scopes that staff see (``tab`` or ``object``); whatever their links lead to besides becomes an
    entity without a page. The draft reads back without a problem of severity "error".
    The report is in *language* and names everything that was left out.

    Raises:
        ContentError: there is no EspoCRM metadata in *folder*.
    """
    report = Report(language)
    metadata = read_metadata(folder, report)
    labels = Labels(metadata, report)
    own = tuple(_business(metadata, report))
    entities = [_entity(name, metadata, labels, report) for name in own]
    outside = dict.fromkeys(target for entity in entities for target in _targets(entity) if target not in own)
    entities += [_stub(name, labels, report) for name in outside]
    processes = tuple(p for name in own for p in status_process(name, metadata, labels, report))
    leftover_attributes(own, metadata, report)
    report.add("rights", "spec/roles.yml", "no_roles")
    report.add("process", "spec/processes.yml", "no_transitions")
    nouns = {
        "client.yml": _client(language),
        "spec/entities.yml": Entities(tuple(entities)),
        "spec/roles.yml": draft_roles(own, metadata),
        "spec/processes.yml": Processes(processes),
    }
    files = {path: draft_file(noun, "EspoCRM", language) for path, noun in nouns.items()}
    files["client.yml"] = files["client.yml"].replace("id: draft\n", "", 1)
    return Imported(files, report.in_order(), invented=("roles",))


def _business(metadata: Metadata, report: Report) -> Iterator[str]:
    """Names of the entities to describe, in order of the alphabet."""
    addresses: dict[str, str] = {}
    for name in sorted(metadata.entities):
        scope = metadata.scopes.get(name, {})
        if not (scope.get("tab") or scope.get("object")) or scope.get("disabled"):
            report.add("entity", name, "service_entity")
        elif name in EXTERNAL:
            report.add("entity", name, "external_entity")
        elif not GOOD_ID.fullmatch(name) or addresses.setdefault(slug(name), name) != name:
            report.add("entity", name, "bad_name")
        else:
            yield name
    for name, scope in sorted(metadata.scopes.items()):
        if name not in metadata.entities and (scope.get("tab") or scope.get("object")):
            report.add("entity", name, "no_definition")


def _entity(name: str, metadata: Metadata, labels: Labels, report: Report) -> Entity:
    reader = FieldReader(name, metadata, labels, report)
    fields = tuple(reader.fields())
    known = {f.id for f in fields}
    return Entity(
        id=name,
        label=labels.entity(name),
        plural=labels.plural(name),
        fields=fields,
        relations=tuple(_relations(reader, known)),
        list_columns=tuple(c for c in reader.columns() if c in known),
    )


def _relations(reader: FieldReader, fields: set[str]) -> Iterator[Relation]:
    """Links to many records that no field shows."""
    for name, link in reader.links.items():
        what = f"{reader.entity}.{name}"
        if not isinstance(link, dict):
            reader.report.add("link", what, "no_target")
            continue
        if name in fields:
            continue
        target = link.get("entity")
        if not isinstance(target, str) or not GOOD_ID.fullmatch(target) or not GOOD_ID.fullmatch(name):
            reader.report.add("link", what, "no_target")
        elif link.get("layoutRelationshipsDisabled"):
            reader.report.add("link", what, "hidden_link")
        elif link.get("type") not in ("hasMany", "hasChildren"):
            reader.report.add("link", what, "link_without_field")
        else:
            inverse = str(link.get("foreign") or "")
            yield Relation(name, reader.labels.link(reader.entity, name), target, str(link["type"]), inverse)


def _targets(entity: Entity) -> Iterator[str]:
    for field in entity.fields:
        yield from field.target
    yield from (relation.target for relation in entity.relations)


def _stub(name: str, labels: Labels, report: Report) -> Entity:
    report.add("entity", name, "stub")
    return Entity(id=name, label=labels.entity(name), plural=labels.plural(name), external=True)


def _client(language: Language) -> Client:
    """A client to be filled in; the folder gives the id."""
    said: Any = words(language)
    return Client(
        id="draft",
        name=Text(said("importers.draft.client")),
        product=Product("espocrm", "EspoCRM"),
        implementer=Firm(said("importers.draft.firm")),
        language=language,
    )
