"""Every generated word exists in both languages, with the same blanks."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from pathlib import Path

import pytest

from kbgen.language.catalogue import plural, words

CODE = Path(__file__).resolve().parents[2] / "kbgen"


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts_with_the_same_blanks() -> None:
    ru, en = words("ru").texts, words("en").texts
    assert sorted(ru) == sorted(en)
    assert {key for key in ru if blanks(ru[key]) != blanks(en[key])} == set()


def test_no_english_text_is_left_in_the_russian_catalogue() -> None:
    ru, en = words("ru").texts, words("en").texts
    same = {key for key in ru if ru[key] == en[key] and re.search(r"[A-Za-z]{4,}", re.sub(r"\{[^}]*\}", "", ru[key]))}
    names = {"bundles.slides", "video.language.en", "seminar.presenter.hour12", "seminar.sample.url"}
    assert same - names == set()


def test_russian_plurals_have_three_forms_and_english_two() -> None:
    for language, count in (("ru", 3), ("en", 2)):
        for key, text in words(language).texts.items():
            for _, name, spec, _ in string.Formatter().parse(text):
                if name and spec and "|" in spec:
                    assert len(spec.split("|")) == count, f"{language}: {key}"


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (0, "дней"),
        (1, "день"),
        (2, "дня"),
        (5, "дней"),
        (11, "дней"),
        (12, "дней"),
        (21, "день"),
        (104, "дня"),
        (111, "дней"),
    ],
)
def test_plural_follows_russian_rules(number: int, form: str) -> None:
    assert plural(number, ("день", "дня", "дней"), "ru") == form


def test_every_problem_reported_in_the_code_has_a_sentence() -> None:
    known = words("ru").texts
    codes = {
        code
        for file in CODE.rglob("*.py")
        for code in re.findall(r'Problem\(\s*"([a-z0-9_-]+)"', file.read_text(encoding="utf-8"))
    }
    assert codes
    assert {code for code in codes if f"problems.{code}.what" not in known} == set()


def known_key(key: str, known: Mapping[str, str]) -> bool:
    """Whether *key* is a text, or the beginning of texts that code completes (``wiki.device.kind_`` + kind)."""
    return key in known or (key.endswith("_") and any(name.startswith(key) for name in known))


def test_every_text_named_in_the_code_exists() -> None:
    known = words("ru").texts
    rooms = {key.split(".")[0] for key in known}
    named = set()
    for file in [*CODE.rglob("*.py"), *CODE.rglob("*.j2")]:
        if "seminar" in file.parts:
            continue  # there keys are short: the lesson adds the room
        text = file.read_text(encoding="utf-8")
        named |= {(file.name, key) for key in re.findall(r'\bw\(\)?\(?"([a-z_]+(?:\.[a-z_]+)+)"', text)}
    assert named
    assert {(file, key) for file, key in named if key.split(".")[0] in rooms and not known_key(key, known)} == set()


def test_blanks_do_not_look_into_values() -> None:
    class Hostile:
        secret = "x"

    with pytest.raises(KeyError):
        type(words("en"))("en", {"a.b": "{v.secret}"})("a.b", v=Hostile())
