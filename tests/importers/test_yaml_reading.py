"""YAML is read as written: what a value looks like is what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pytest

from kbgen.importers.nodes import DEEPEST
from kbgen.importers.yaml_files import read_yaml_text
from kbgen.model.entities import Scalar
from kbgen.model.processes import Processes, Transition
from kbgen.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Sample:
    """One attribute of every shape."""

    text: Text = NO_TEXT
    word: str = ""
    level: Literal["all", "no"] = "all"
    flag: bool = False
    count: int | None = None
    share: float | None = None
    day: date | None = None
    value: Scalar | None = None
    words: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()
    levels: Mapping[str, Literal["all", "no"]] | None = None


def value(line: str) -> Any:
    reading = read_yaml_text(line, Sample, "sample.yml")
    assert reading.value is not None, reading.problems
    return getattr(reading.value, line.split(":")[0])


def codes(text: str) -> list[str]:
    reading = read_yaml_text(text, Sample, "sample.yml")
    assert (reading.value is None) == bool(reading.problems)
    return [p.code for p in reading.problems]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("text: Сделка", Text("Сделка")),
        ("text: {ru: Сделка, en: Deal}", Text(ru="Сделка", en="Deal")),
        ("text: 5", Text("5")),
        ("word: 3.10", "3.10"),
        ("word: 007 агент", "007 агент"),
        ("word: 2026-10-01", "2026-10-01"),
        ("word: true", "true"),
        ("word: 8 (800) 555-00-00", "8 (800) 555-00-00"),
        ("word: +7 495 000-00-00", "+7 495 000-00-00"),
        ("word: '010'", "010"),
        ("word: 9:00–18:00", "9:00–18:00"),
        ("level: no", "no"),
        ("level: 'no'", "no"),
        ("flag: true", True),
        ("count: 0", 0),
        ("count: -5", -5),
        ("share: 2", 2.0),
        ("share: 2.50", 2.5),
        ("day: 2026-02-28", date(2026, 2, 28)),
        ("value: 0", 0),
        ("value: false", False),
        ("value: '0'", "0"),
        ("value: 1.5", 1.5),
        ("value: Closed Won", "Closed Won"),
        ("value: 2026-10-01", "2026-10-01"),
        ("words: один", ("один",)),
        ("words: [один, 2]", ("один", "2")),
        ("texts: Шаг", (Text("Шаг"),)),
        ("texts: {ru: Шаг, en: Step}", (Text(ru="Шаг", en="Step"),)),
        ("texts: [Шаг, {en: Step}]", (Text("Шаг"), Text(en="Step"))),
        ("levels: {delete: no, read: all}", {"delete": "no", "read": "all"}),
        ("count: ~", None),
        ("word: null", ""),
        ("word:", ""),
    ],
)
def test_values_are_taken_as_written(line: str, expected: object) -> None:
    found = value(line)
    assert found == expected and type(found) is type(expected)


@pytest.mark.parametrize(
    "line",
    ["flag: 'true'", "flag: 1", "count: '5'", "count: 5.0", "count: true", "share: '2'", "share: true", "day: 5",
     "day: 2026-13-01", "words: {a: b}", "word: [a]", "word: {a: b}", "level: yes", "levels: all", "value: [1]",
     "count: 99999999999999999999", "text: [a]", "flag: True", "texts: [[a]]", "word: |\n  a: b\n bad"],
)  # fmt: skip
def test_values_of_another_type_are_refused(line: str) -> None:
    assert len(codes(line)) == 1


@pytest.mark.parametrize(
    "word",
    ["yes", "No", "ON", "off", "y", "N", "010", "0x1F", "0b1", "1:30", "1_000", "=", ".inf", ".NaN", "1e3", "-.5e2"],
)
@pytest.mark.parametrize("key", ["text", "word", "flag", "count", "share", "value", "words", "texts"])
def test_words_that_yaml_versions_read_differently_are_refused_everywhere(key: str, word: str) -> None:
    (code,) = codes(f"{key}: {word}")
    assert code.startswith("ambiguous_")


def test_ambiguous_keys_are_refused() -> None:
    assert codes("levels: {no: all}") == ["ambiguous_word"]


def test_from_is_a_key() -> None:
    reading = read_yaml_text("processes: [{id: a, label: А, transitions: [{from: new, to: won}]}]", Processes, "p.yml")
    assert reading.value is not None
    assert reading.value.processes[0].transitions == (Transition("new", "won"),)


def test_every_problem_stands_at_its_own_place() -> None:
    text = "count: много\nflag: да\nwrds: [a]\nlevels:\n  read: alll\n"
    reading = read_yaml_text(text, Sample, "sample.yml", first_line=11)
    assert [(str(p.place), p.code) for p in reading.problems] == [
        ("sample.yml:11:8", "expected_int"),
        ("sample.yml:12:7", "expected_bool"),
        ("sample.yml:13:1", "unknown_key_near"),
        ("sample.yml:15:9", "unknown_word_near"),
    ]


def test_places_are_kept_for_rules() -> None:
    text = "words:\n  - один\n  - два\nlevels:\n  read: all\n"
    places = read_yaml_text(text, Sample, "sample.yml").places
    assert str(places["words", 1]) == "sample.yml:3:5"
    assert str(places["levels", "read"]) == "sample.yml:5:9"


def test_an_empty_file_is_an_empty_noun() -> None:
    for text in ("", "# только примечание\n", "---\n", "~\n"):
        assert read_yaml_text(text, Sample, "sample.yml").value == Sample()


def test_deep_nesting_and_floods_are_refused_quickly() -> None:
    assert codes("value: " + "[" * (DEEPEST + 5) + "]" * (DEEPEST + 5)) == ["too_deep"]
    assert codes("[" * 100_000) in (["too_deep"], ["yaml_bracket"], ["yaml_other"])
    assert codes("count: " + "9" * 100_000) == ["expected_int"]
    assert value("value: " + "9" * 30) == "9" * 30, "a number longer than any number is a code"


def test_alias_bomb_is_refused_quickly() -> None:
    lines = ["a: &a [x, x]"] + [f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    found = codes("\n".join(lines))
    assert {"anchor", "alias"} <= set(found)


def test_control_characters_cannot_be_smuggled_in_by_escapes() -> None:
    assert codes('word: "a\\x07b"') == ["control_character"]
