"""The whole knowledge base of a client, or all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from kbgen.errors import ContentError, UsageError
from kbgen.importers import client_ids, read_kb, try_kb
from kbgen.model.text import Text
from kbgen.rules import check
from kbgen.workspace import Workspace

Written = Callable[[Mapping[str, str | bytes]], Workspace]


def test_everything_is_read_with_its_place(tiny: Workspace) -> None:
    kb = read_kb(tiny, "tiny")
    assert kb.client.product.version == "3.10" and kb.client.id == "tiny"
    assert kb.level("seller", "Deal", "delete") == "no" and kb.level("seller", "Deal", "read") == "team"
    deal = kb.entity("Deal")
    assert deal is not None and deal.fields[1].min == 0 and deal.fields[1].default == 0
    assert kb.spec.processes.processes[0].states[2].probability == 0
    assert kb.spec.roles.roles[0].duties == (Text("Ведёт сделки"),)
    place = kb.place("entities", "entities", 0, "fields", 1, "hint")
    assert str(place) == "content/clients/tiny/spec/entities.yml:7:75"
    assert check(kb, tiny) == ()


def test_clients_are_those_with_a_client_file(tiny: Workspace) -> None:
    (tiny.clients / "empty").mkdir()
    assert client_ids(tiny) == ("tiny",)


@pytest.mark.parametrize(
    ("id", "code"),
    [
        ("tyny", "unknown_client_near"),
        ("zzz", "unknown_client"),
        ("../../etc", "unknown_client"),
        ("", "unknown_client"),
        ("..", "unknown_client"),
    ],
)
def test_unknown_clients_are_a_wrong_use(tiny: Workspace, id: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_kb(tiny, id)
    assert [p.code for p in caught.value.problems] == [code]


def test_a_folder_without_client_file_is_a_problem_of_content(tiny: Workspace) -> None:
    (tiny.client("half") / "spec").mkdir(parents=True)
    with pytest.raises(ContentError) as caught:
        read_kb(tiny, "half")
    assert [(p.code, p.place.file) for p in caught.value.problems] == [
        ("missing_file", "content/clients/half/client.yml"),
        ("missing_file", "content/clients/half/spec/entities.yml"),
        ("missing_file", "content/clients/half/spec/roles.yml"),
    ]


def test_optional_nouns_may_be_absent_or_empty(written: Written) -> None:
    workspace = written({"spec/needs.yml": "# позже\n", "spec/warranty.yml": ""})
    kb = read_kb(workspace, "tiny")
    assert kb.spec.needs.needs == () and kb.spec.warranty is not None and kb.spec.warranty.months == 6
    assert kb.spec.choice.candidates == ()


def test_what_could_be_read_is_still_checked(written: Written) -> None:
    """A broken file hides neither the problems of others nor invents dead references to its own things."""
    workspace = written(
        {
            "spec/roles.yml": "roles:\n  - {id: seller}\n",
            "spec/glossary.yml": "terms:\n  - {id: a, term: А, meaning: Б, entity: Order}\n",
        }
    )
    attempt = try_kb(workspace, "tiny")
    assert attempt.unread == {"roles"}
    assert [p.code for p in attempt.problems] == ["missing_key"]
    assert [p.code for p in check(attempt.kb, workspace, attempt.unread)] == ["dead_entity"]


def test_a_broken_client_file_does_not_hide_the_spec(written: Written) -> None:
    workspace = written({"client.yml": "name: [", "spec/glossary.yml": "terms: нет\n"})
    assert [p.code for p in try_kb(workspace, "tiny").problems] == ["yaml_bracket", "expected_list"]
