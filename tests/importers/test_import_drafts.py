"""What kbgen writes as YAML, it reads back to the same, and so does any other YAML reader."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.importers import read_kb
from kbgen.importers.drafts import plain
from kbgen.importers.spec import nouns
from kbgen.importers.yaml_files import read_yaml_text
from kbgen.importers.yaml_writer import scalar, to_yaml
from kbgen.model.entities import Entities, Entity, Field, Option
from kbgen.model.processes import Process, Processes, State, Transition
from kbgen.model.text import Text
from kbgen.workspace import Workspace

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=30)
SCALAR = TEXT | st.integers(-(10**17), 10**17) | st.booleans()
TREE = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=20
)


@given(TREE)
@settings(max_examples=100, deadline=None)
def test_any_tree_survives(value: Any) -> None:
    assert yaml.safe_load(to_yaml(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [("no", '"no"'), ("Yes", '"Yes"'), ("010", '"010"'), ("1:30", '"1:30"'), ("=", '"="'), ("", '""'),
     ("null", '"null"'), ("~", '"~"'), ("2026-01-01", '"2026-01-01"'), ("Сделка", "Сделка"), ("CRM 2.0", "CRM 2.0"),
     ("а: б", '"а: б"'), ("а #б", '"а #б"'), ("да, нет", '"да, нет"'), ("a\nb", '"a\\nb"'), (0, "0"),
     (False, "false"), (1.5, "1.5"), (2.0, "2.0")],
)  # fmt: skip
def test_quotes_stand_where_a_word_could_be_misread(value: object, text: str) -> None:
    assert scalar(value) == text


def test_every_noun_of_a_client_survives(tiny: Workspace) -> None:
    spec = read_kb(tiny, "tiny").spec
    for name, kind in nouns().items():
        noun = getattr(spec, name)
        if noun is not None:
            assert read_yaml_text(to_yaml(plain(noun)), kind, f"{name}.yml").value == noun


def test_every_noun_of_the_demo_survives(root: Any) -> None:
    workspace = Workspace(root)
    for name, kind in nouns().items():
        path = workspace.client("romashka") / "spec" / f"{name}.yml"
        noun = read_yaml_text(path.read_text(encoding="utf-8"), kind, path.name).value
        assert read_yaml_text(to_yaml(plain(noun)), kind, path.name).value == noun


def test_zero_and_false_are_values_and_defaults_stay_unsaid() -> None:
    field = Field("sum", Text("Сумма"), "money", min=0, default=0, options=(Option(False), Option("")))
    noun = Entities((Entity("Deal", Text(ru="Сделка", en="Deal"), fields=(field,)),))
    assert plain(noun) == {
        "entities": [
            {
                "id": "Deal",
                "label": {"ru": "Сделка", "en": "Deal"},
                "fields": [
                    {"id": "sum", "label": "Сумма", "type": "money", "default": 0, "min": 0,
                     "options": [{"value": False}, {"value": ""}]}
                ],
            }
        ]
    }  # fmt: skip


def test_from_is_written_as_from() -> None:
    process = Process(
        "p", Text("П"), states=(State("a", Text("А"), probability=0),), transitions=(Transition("a", "b"),)
    )
    text = to_yaml(plain(Processes((process,))))
    assert "{from: a, to: b}" in text and "probability: 0" in text
