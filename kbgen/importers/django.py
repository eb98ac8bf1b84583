"""Metadata of a running Django project (its models, fields, groups and permissions as JSON) as a draft spec."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kbgen.errors import ContentError, Place, Problem
from kbgen.importers.drafts import Imported, Report, draft_file
from kbgen.importers.ids import GOOD_ID
from kbgen.importers.text_files import decode, without_controls
from kbgen.language import words
from kbgen.model.addresses import slug
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities, Entity, Field, FieldType, Option
from kbgen.model.roles import Level, Permission, Role, Roles
from kbgen.model.text import Language, Text

TYPES: Mapping[str, FieldType] = {
    "AutoField": "id", "BigAutoField": "id", "BooleanField": "bool", "CharField": "string", "DateField": "date",
    "DateTimeField": "datetime", "DecimalField": "decimal", "DurationField": "duration", "EmailField": "email",
    "FileField": "file", "FloatField": "decimal", "ForeignKey": "link", "GenericForeignKey": "link",
    "ImageField": "image", "IntegerField": "int", "JSONField": "json", "ManyToManyField": "links",
    "OneToOneField": "link", "PositiveIntegerField": "int", "PositiveSmallIntegerField": "int", "SlugField": "string",
    "SmallIntegerField": "int", "TextField": "text", "TimeField": "time", "URLField": "url", "UUIDField": "id",
}  # fmt: skip
_OPERATIONS = {"add": "create", "view": "read", "change": "edit", "delete": "delete"}
_UNDERSTOOD = frozenset({"name", "type", "label", "required", "target", "many", "max_length", "help", "choices"})


def read(path: Path, language: Language) -> Imported:
    """A draft spec of the JSON file *path*, or of ``metadata.json`` in the folder *path*.

    Groups become roles; a Django permission reaches all records, so every level is "all".
    The draft reads back without a problem of severity "error".

    Raises:
        ContentError: there is no such metadata in *path*.
    """
    report = Report(language)
    source = _source(path / "metadata.json" if path.is_dir() else path)
    entities = tuple(_entities(_list(source, "entities"), report))
    known = {e.id for e in entities}
    targets = dict.fromkeys(t for e in entities for f in e.fields for t in f.target if t not in known)
    stubs = tuple(_stub(target, report) for target in targets)
    name = str(source.get("product") or "Django")
    said: Any = words(language)
    nouns = {
        "client.yml": Client(
            id="draft",
            name=Text(said("importers.draft.client")),
            product=Product(slug(name), name, str(source.get("version") or "")),
            implementer=Firm(said("importers.draft.firm")),
            language=language,
        ),
        "spec/entities.yml": Entities((*entities, *stubs)),
        "spec/roles.yml": _roles(_list(source, "groups"), {e.id.lower(): e.id for e in entities}, report),
    }
    report.add("process", "spec/processes.yml", "no_transitions")
    files = {file: draft_file(noun, name, language) for file, noun in nouns.items()}
    files["client.yml"] = files["client.yml"].replace("id: draft\n", "", 1)
    return Imported(files, report.in_order(), invented=() if _list(source, "groups") else ("roles",))


def _source(path: Path) -> dict[str, Any]:
    try:
        file = decode(path.read_bytes(), path.as_posix())
        content = json.loads(file.text) if not file.problems else None
    except (OSError, ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or not _list(content, "entities"):
        raise ContentError([Problem("not_django", Place(path.as_posix()))])
    return content


def _entities(written: list[Any], report: Report) -> Iterator[Entity]:
    taken: set[str] = set()
    for entity in written:
        id = str(entity.get("id")) if isinstance(entity, dict) else str(entity)[:60]
        if not isinstance(entity, dict) or not GOOD_ID.fullmatch(id) or slug(id) in taken:
            report.add("entity", id, "bad_name")
            continue
        taken.add(slug(id))
        fields = tuple(_fields(id, _list(entity, "fields"), report))
        label = _text(entity.get("label")) or Text(id)
        yield Entity(id, label, _text(entity.get("label_plural")), fields=fields)


def _fields(entity: str, written: list[Any], report: Report) -> Iterator[Field]:
    taken: set[str] = set()
    for field in written:
        id = str(field.get("name")) if isinstance(field, dict) else str(field)[:60]
        if not isinstance(field, dict) or not GOOD_ID.fullmatch(id) or slug(id) in taken:
            report.add("field", f"{entity}.{id}", "bad_name")
            continue
        taken.add(slug(id))
        for attribute in sorted(set(field) - _UNDERSTOOD):
            report.add("attribute", attribute, "no_place", count=1, example=f"{entity}.{id}")
        yield _field(entity, id, field, report)


def _field(entity: str, id: str, field: dict[str, Any], report: Report) -> Field:
    kind = str(field.get("type"))
    if kind not in TYPES:
        report.add("type", f"{entity}.{id}", "unknown_type", type=kind)
    options = tuple(_options(f"{entity}.{id}", _list(field, "choices"), report))
    target = field.get("target")
    if TYPES.get(kind) in ("link", "links") and not isinstance(target, str):
        report.add("link", f"{entity}.{id}", "no_target")
    length = field.get("max_length")
    return Field(
        id,
        _text(field.get("label")) or Text(id),
        "enum" if options else TYPES.get(kind, "other"),
        required=field.get("required") is True,
        max_length=length if isinstance(length, int) and not isinstance(length, bool) else None,
        options=options,
        target=(target,) if isinstance(target, str) and GOOD_ID.fullmatch(target) else (),
        hint=_text(field.get("help")),
        system=TYPES.get(kind) in ("id", "json"),
    )


def _options(what: str, choices: list[Any], report: Report) -> Iterator[Option]:
    for choice in choices:
        if isinstance(choice, list) and len(choice) == 2 and isinstance(choice[0], str | int | float | bool):
            yield Option(choice[0], _text(choice[1]))
        else:
            report.add("option", what, "no_value", value=str(choice)[:80])


def _roles(groups: list[Any], entities: Mapping[str, str], report: Report) -> Roles:
    """Groups as roles; without groups one role that may do everything, so that the draft builds."""
    roles: list[Role] = []
    permissions: list[Permission] = []
    for number, group in enumerate((g for g in groups if isinstance(g, dict)), 1):
        name = str(group.get("name") or f"group {number}")
        id = re.sub(r"[^a-z0-9]+", "-", slug(name)).strip("-")
        id = id if GOOD_ID.fullmatch(id) and id not in {r.id for r in roles} else f"group-{number}"
        roles.append(Role(id, Text(name[:1].upper() + name[1:]), external_name=name))
        rights: dict[str, dict[str, Level]] = {}
        for permission in _list(group, "permissions"):
            model, operation = _right(str(permission), entities)
            if operation:
                rights.setdefault(model, {})[operation] = "all"
            else:
                report.add("rights", f"{name}: {permission}", "unknown_right")
        permissions += [Permission(id, model, ops) for model, ops in sorted(rights.items())]
    if not roles:
        said = {language: words(language)("importers.draft.role.administrator") for language in ("ru", "en")}
        roles = [Role("administrator", Text(ru=said["ru"], en=said["en"]))]
        ops: dict[str, Level] = dict.fromkeys(_OPERATIONS.values(), "all")
        permissions = [Permission("administrator", id, ops) for id in entities.values()]
        report.add("rights", "spec/roles.yml", "no_roles")
    return Roles(tuple(roles), tuple(permissions))


def _right(permission: str, entities: Mapping[str, str]) -> tuple[str, str]:
    """Entity and operation of ``crm.add_deal``; empty where one of them is unknown."""
    match = re.fullmatch(r"(\w+)\.([a-z]+)_(\w+)", permission)
    model = entities.get(f"{match[1]}.{match[3]}".lower(), "") if match else ""
    return (model, _OPERATIONS.get(match[2], "")) if match and model else ("", "")


def _stub(target: str, report: Report) -> Entity:
    report.add("entity", target, "stub")
    return Entity(target, Text(target.rpartition(".")[2]), external=True)


def _text(value: Any) -> Text:
    """A wording in both languages, or in none."""
    if isinstance(value, str):
        return Text(_clean(value))
    if not isinstance(value, dict):
        return Text()
    return Text(ru=_clean(value.get("ru")), en=_clean(value.get("en")))


def _clean(value: Any) -> str:
    return " ".join(without_controls(value).split()) if isinstance(value, str) else ""


def _list(table: Mapping[str, Any], key: str) -> list[Any]:
    value = table.get(key)
    return value if isinstance(value, list) else []
