"""The schemas editors use say what the reader says: about the demo, about broken files, about made-up ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.protocols import Validator

from kbgen.importers.guides import FrontMatter
from kbgen.importers.json_schema import SchemaFile, explained, explanations, json_schema, schema_files
from kbgen.importers.nodes import Node, read_nodes
from kbgen.importers.scalars import as_written
from kbgen.importers.shapes import Shape, shape
from kbgen.importers.yaml_files import read_yaml_text
from kbgen.workspace import Workspace

FILES = {file.name: file for file in schema_files()}
STRUCTURE = ("unknown_key", "missing_key", "expected_", "unknown_word", "bad_id", "empty_", "text_with_colon")
"""Codes of what a schema can see. It knows nothing of other files, of twins, of words that YAML 1.1 reads as flags."""


def validator(file: SchemaFile) -> Validator:
    return Draft7Validator(json_schema(file, "ru"))


def plain(node: Node | None) -> Any:
    """A YAML file as an editor reads it (YAML 1.2)."""
    if node is None or node.kind == "scalar":
        return None if node is None or node.absent else as_written(node)
    if node.kind == "list":
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


def documents(workspace: Workspace) -> list[tuple[SchemaFile, Path, str]]:
    """Every YAML file of a workspace and the top of every guide, with the schema for it."""
    found = []
    for file in FILES.values():
        for pattern in file.paths:
            found += [(file, path, path.read_text(encoding="utf-8-sig")) for path in workspace.root.glob(pattern)]
    for path in (workspace.root / "content").rglob("*.md"):
        parts = path.read_text(encoding="utf-8-sig").split("---\n", 2)
        if path.stem not in ("index", "README") and len(parts) == 3 and not parts[0]:
            found.append((FILES["guide"], path, parts[1]))
    return found


def complaints(file: SchemaFile, text: str) -> list[str]:
    root, problems = read_nodes(text, "f.yml")
    assert not problems
    return [f"{list(e.absolute_path)}: {e.message[:200]}" for e in validator(file).iter_errors(plain(root) or {})]


def structural(file: SchemaFile, text: str) -> list[str]:
    """What the reader has to say that a schema could see."""
    start = dict.fromkeys(file.given, "tiny")
    reading = read_yaml_text(text, file.kind, "f.yml", given=start)
    return [p.code for p in reading.problems if p.code.startswith(STRUCTURE)]


@pytest.mark.parametrize("name", FILES)
def test_schemas_are_schemas_in_both_drafts(name: str) -> None:
    made = json_schema(FILES[name], "ru")
    Draft7Validator.check_schema(made)
    assert "$ref" not in json.dumps(made)
    if name in ("client", "processes"):  # the others are made of the same keywords
        Draft202012Validator.check_schema(made)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_key_is_explained(name: str, language: Any) -> None:
    assert json_schema(FILES[name], language)["description"]
    missing = {
        f"schema.{kind}.{key}"
        for kind, key in explanations(shape(FILES[name].kind), FILES[name].kind.__name__)
        if not explained(kind, key, language)
    }
    assert missing == set(), "add them to language/texts/schema.*.toml"


def test_every_file_of_the_demo_is_valid(root: Path) -> None:
    checked = documents(Workspace(root))
    assert len(checked) > 40
    found = {path.relative_to(root).as_posix(): complaints(file, text) for file, path, text in checked}
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize("name", ["tiny", "unknown-keys", "wrong-types", "ids", "missing-files", "dead-references"])
def test_broken_files_are_broken_for_both(name: str, situation: Callable[[str], Workspace]) -> None:
    seen = 0
    for file, path, text in documents(situation(name)):
        if read_nodes(text, "f.yml")[1]:
            continue
        told = structural(file, text)
        seen += bool(told)
        assert bool(complaints(file, text)) == bool(told), (path.name, told, complaints(file, text))
    assert (seen > 0) == (name in ("unknown-keys", "wrong-types", "ids"))


def test_what_a_schema_says_of_a_slip() -> None:
    said = complaints(FILES["entities"], "entities:\n- {id: Deal, label: Сделка, feilds: []}\n")
    assert len(said) == 1 and "feilds" in said[0]
    assert complaints(
        FILES["roles"], "roles:\n- {id: a, label: А}\npermissions:\n- {role: a, entity: B, ops: {read: al}}\n"
    )


def test_known_ids_are_suggested_and_others_allowed() -> None:
    made = json_schema(FILES["processes"], "ru", {"roles": ("manager", "head"), "guides": ("faq",)})
    step = made["properties"]["processes"]["items"]["properties"]["steps"]["items"]["properties"]
    assert step["role"]["anyOf"][0] == {"enum": ["manager", "head"]}
    assert step["guide"]["anyOf"][0] == {"enum": ["faq"]}
    text = "processes:\n- {id: a, label: А, steps: [{id: s, role: boss, action: делать, next: s}]}\n"
    root, _ = read_nodes(text, "f.yml")
    assert list(Draft7Validator(made).iter_errors(plain(root))) == []
    assert "anyOf" not in json.dumps(
        json_schema(FILES["client"], "ru", {"guides": ("faq",)})["properties"]["guides"]["anyOf"][0]
    )


WORDS = st.text("абвAb1 -:#{}[],'\"", min_size=1, max_size=8)
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.just(0.5), WORDS, st.just([]), st.just({}), st.just([1])
)


def values(wanted: Shape, depth: int = 0) -> st.SearchStrategy[Any]:
    """Mostly what fits, now and then what does not."""
    good: st.SearchStrategy[Any]
    match wanted.kind:
        case "object":
            good = records(wanted, depth)
        case "text":
            good = WORDS | st.fixed_dictionaries({}, optional={"ru": WORDS, "en": WORDS, "de": WORDS}).filter(bool)
        case "list" | "mapping":
            assert wanted.item is not None
            inner = values(wanted.item, depth + 1)
            good = st.lists(inner, max_size=2) if wanted.kind == "list" else st.dictionaries(WORDS, inner, max_size=2)
            good = good | inner if wanted.takes_one else good
        case "word":
            good = st.sampled_from(wanted.words)
        case "date":
            good = st.dates(date(2000, 1, 1), date(2030, 1, 1)).map(str)
        case leaf:
            good = {"bool": st.booleans(), "int": st.integers(0, 9), "float": st.sampled_from([1, 2.5])}.get(
                leaf, WORDS
            )
    return st.integers(0, 24).flatmap(lambda n: JUNK if n == 24 else good)


def records(wanted: Shape, depth: int) -> st.SearchStrategy[Any]:
    few = depth > 3
    fitting = {
        key: st.from_regex(r"[a-z]{3,6}", fullmatch=True) if key == "id" else values(member.shape, depth + 1)
        for key, member in wanted.members.items()
        if member.required or not few
    }
    needed = {key: made for key, made in fitting.items() if wanted.members[key].required}
    extra = {key: made for key, made in fitting.items() if key not in needed}
    return st.fixed_dictionaries(needed, optional={**extra, "strange": WORDS} if len(extra) < 6 else extra)


@pytest.mark.parametrize("name", ["client", "needs", "processes", "guide"])
def test_the_reader_and_the_schema_agree_on_whatever_is_written(name: str) -> None:
    file = FILES[name]
    judge = validator(file)

    @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(records(shape(file.kind), 0))
    def agree(written: Any) -> None:
        text = json.dumps(written, ensure_ascii=False)
        told = structural(file, text)
        said = [e.message[:120] for e in judge.iter_errors(written)]
        outcomes.add(bool(told))
        assert bool(told) == bool(said), (text, told, said)

    outcomes: set[bool] = set()
    agree()
    assert outcomes == {True, False}


def test_front_matter_is_what_guides_are_read_with() -> None:
    assert FILES["guide"].kind is FrontMatter
    assert FILES["guide"].paths == ()
