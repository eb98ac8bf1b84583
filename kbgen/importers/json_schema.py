"""JSON Schema of every file that an analyst edits, made of the same types that read it.

Editors complete and check with it while one types. The keywords used mean the same in draft 7 and in 2020-12; the files
declare draft 7, since the YAML extension of VS Code warned about anything newer for years. Nothing is referred to by
``$ref``: some editors drop descriptions beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kbgen.importers.guides import FrontMatter
from kbgen.importers.ids import GOOD_ID
from kbgen.importers.shapes import Member, Shape, shape
from kbgen.importers.spec import nouns
from kbgen.importers.themes import ThemeFile
from kbgen.importers.videos import Sidecar
from kbgen.language import words
from kbgen.model.clients import Client
from kbgen.model.redirects import Redirects
from kbgen.model.rules import RuleSettings
from kbgen.model.text import Language

DRAFT = "http://json-schema.org/draft-07/schema#"
_DAY = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
Known = Mapping[str, tuple[str, ...]]
"""Noun → ids there are. Nouns: ``roles``, ``entities``, ``processes``, ``guides``, ``videos``, ``devices``, ``needs``,
``goals``, ``operations``, ``audiences``, and ``rules`` of ``kbgen check``."""
_REFERS = {
    "role": "roles", "roles": "roles", "entity": "entities", "entities": "entities", "target": "entities",
    "process": "processes", "processes": "processes", "guide": "guides", "guides": "guides", "video": "videos",
    "videos": "videos", "devices": "devices", "needs": "needs", "goal": "goals", "rule": "rules",
    "operation": "operations", "teaches": "entities",
    "audience": "audiences",
}  # fmt: skip
"""Key → the noun whose ids stand there."""
_OTHERWISE = ("Client",)
"""Records in which these keys mean something else: folders of guides and videos."""
_WRITTEN = ["string", "number", "boolean"]
"""A value that is read as it was written: ``version: 3.1`` is the text «3.1»."""


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """One kind of file and the schema it must follow."""

    name: str
    """``entities``: the file is called ``entities.json``."""
    kind: type
    """What is read from it."""
    paths: tuple[str, ...] = ()
    """Patterns of the files it is for, relative to the workspace; empty: for what editors cannot find by path."""
    given: tuple[str, ...] = ()
    """Keys that may be left out, since the file's place says them."""


def schema_files() -> tuple[SchemaFile, ...]:
    """Every kind of file that people write, with the type it is read as."""
    own = SchemaFile("client", Client, ("content/clients/*/client.yml",), ("id",))
    spec = (SchemaFile(noun, kind, (f"content/clients/*/spec/{noun}.yml",)) for noun, kind in nouns().items())
    rest = (
        SchemaFile("rules", RuleSettings, ("content/rules.yml",)),
        SchemaFile("redirects", Redirects, ("content/clients/*/redirects.yml",)),
        SchemaFile("theme", ThemeFile, ("themes/*/theme.yml",)),
        SchemaFile("video", Sidecar, ("videos/**/*.yml", "videos/**/*.yaml")),
        SchemaFile("guide", FrontMatter),
    )
    return (own, *spec, *rest)


def json_schema(file: SchemaFile, language: Language, known: Known | None = None) -> dict[str, Any]:
    """The schema of one kind of file, with explanations in *language*.

    Ids that are *known* are suggested where something refers to them; others are allowed, since files change faster.
    """
    made = _Schemas(language, known or {}).value(shape(file.kind), file.kind.__name__)
    made["required"] = [key for key in made.get("required", ()) if key not in file.given]
    if not made["required"]:
        del made["required"]
    about = words(language)(f"schema.file.{file.name}")
    return {"$schema": DRAFT, "title": f"kbgen: {file.name}", "description": about, **made}


def explained(kind: str, key: str, language: Language) -> str:
    """What *key* of a record of this *kind* means; empty where nobody wrote it down."""
    texts = words(language)
    return texts.get(f"schema.{kind}.{key}") or texts.get(f"schema.any.{key}")


def explanations(wanted: Shape, kind: str) -> Iterator[tuple[str, str]]:
    """Kind and key of everything that may stand in a file."""
    for key, member in wanted.members.items():
        if wanted.kind != "text":
            yield kind, key
        inner = member.shape
        while inner.item is not None:
            inner = inner.item
        if inner.kind == "object":
            yield from explanations(inner, inner.name)


class _Schemas:
    """Shapes as JSON Schema, explained in one language."""

    def __init__(self, language: Language, known: Known) -> None:
        self.language = language
        self.known = known

    def value(self, wanted: Shape, kind: str, key: str = "") -> dict[str, Any]:
        """What one value may be; *kind* and *key*: the record it belongs to, and what it is called there."""
        match wanted.kind:
            case "object":
                return self.record(wanted.members, wanted.name or kind)
            case "text":
                return {"anyOf": [{"type": _WRITTEN}, self.record(self.languages(wanted), "any")]}
            case "list":
                return self.list(wanted, kind, key)
            case "mapping":
                assert wanted.item is not None
                return {"type": "object", "additionalProperties": _or_nothing(self.value(wanted.item, kind))}
            case "word":
                return {"enum": list(wanted.words)}
            case "date":
                return {"type": "string", "format": "date", "pattern": _DAY, "examples": ["2026-12-31"]}
            case "str" | "scalar":
                return self.suggested(kind, key) or {"type": _WRITTEN}
            case leaf:
                return {"type": {"bool": "boolean", "int": "integer", "float": "number"}[leaf]}

    def suggested(self, kind: str, key: str) -> dict[str, Any]:
        """A reference: one of the ids there are, or another; nothing where *key* is none or no ids are known."""
        ids = self.known.get(_REFERS.get(key, ""), ()) if kind not in _OTHERWISE else ()
        return {"anyOf": [{"enum": list(ids)}, {"type": _WRITTEN}]} if ids else {}

    def list(self, wanted: Shape, kind: str, key: str) -> dict[str, Any]:
        assert wanted.item is not None
        item = self.value(wanted.item, kind, key)
        many = {"type": "array", "items": item}
        return {"anyOf": [many, item]} if wanted.takes_one else many

    def languages(self, wanted: Shape) -> Mapping[str, Member]:
        return {key: member for key, member in wanted.members.items() if key != "plain"}

    def record(self, members: Mapping[str, Member], kind: str) -> dict[str, Any]:
        properties = {key: self.member(key, member, kind) for key, member in members.items()}
        needed = [key for key, member in members.items() if member.required]
        made: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
        return {**made, "required": needed} if needed else made

    def member(self, key: str, member: Member, kind: str) -> dict[str, Any]:
        made = self.value(member.shape, kind, key)
        if key == "id":
            made = {"type": "string", "pattern": f"^{GOOD_ID.pattern}$"}
        elif member.required and made.get("type") == _WRITTEN:
            made = {**made, "minLength": 1}
        elif member.required and member.shape.kind == "text":
            plain, languages = made["anyOf"]
            made = {"anyOf": [{**plain, "minLength": 1}, {**languages, "minProperties": 1}]}
        if not member.required:
            made = _or_nothing(made)
        description = explained(kind, key, self.language)
        return {"description": description, **made} if description else made


def _or_nothing(made: dict[str, Any]) -> dict[str, Any]:
    """*made*, or a key without a value, which is read as a key left out."""
    if "enum" in made:
        return {"enum": [*made["enum"], None]}
    if "anyOf" in made:
        return {"anyOf": [*made["anyOf"], {"type": "null"}]}
    kinds = made["type"] if isinstance(made["type"], list) else [made["type"]]
    return {**made, "type": [*kinds, "null"]}
