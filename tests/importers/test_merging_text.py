"""What did not change keeps its bytes; what changed reads back as meant."""

from __future__ import annotations

import copy
import difflib
import random
from pathlib import Path
from typing import Any

import pytest

from kbgen.importers.identity import is_records, same
from kbgen.importers.merging_text import edited
from kbgen.importers.shapes import Shape, shape
from kbgen.importers.spec import nouns
from kbgen.importers.yaml_files import read_yaml_text
from kbgen.model.entities import Entities
from kbgen.model.plain import plain

HAND = """\
# Шапка файла: ничего не трогать.

entities:   # главное
  # --- Продажи ---
  - id: Deal          # сделка
    label: { ru: Сделка,   en: Deal }
    description: >-
      Длинное описание,
      в две строки.

    # поля формы
    fields:
    - {id: name,  label: 'Название', type: string, required: true}   # главное поле

    # сумма
    - id: amount
      label: "Сумма"
      type: money
      min: 0
      # хвост поля
    - {id: note, label: Заметка, type: text}
    list_columns: [name,   amount]
  # --- Клиенты ---
  -
    id: Company
    label: Компания
    hint_is_none:
# конец
""".replace("    hint_is_none:\n", "    menu:\n")


def read(text: str, kind: type = Entities) -> Any:
    reading = read_yaml_text(text, kind, "x.yml")
    assert not reading.problems, (reading.problems, text)
    return plain(reading.value)


def changed(text: str, change: Any, kind: type = Entities) -> str:
    old = read(text, kind)
    new = copy.deepcopy(old)
    change(new)
    made = edited(text, copy.deepcopy(old), new, shape(kind))
    assert same(read(made, kind), read_again(new, kind)), made
    return made


def read_again(new: Any, kind: type) -> Any:
    from kbgen.importers.yaml_writer import to_yaml

    return read(to_yaml(new), kind)


def diff(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_nothing_changed_nothing_written() -> None:
    assert changed(HAND, lambda new: None) == HAND


def test_one_word_of_a_record_on_one_line() -> None:
    made = changed(HAND, lambda new: new["entities"][0]["label"].update(ru="Заказ"))
    assert diff(HAND, made) == ["-    label: { ru: Сделка,   en: Deal }", "+    label: { ru: Заказ,   en: Deal }"]


def test_an_attribute_is_added_in_its_place() -> None:
    made = changed(HAND, lambda new: new["entities"][0]["fields"][1].update(required=True, hint="С НДС: всё"))
    assert diff(HAND, made) == ["+      required: true", '+      hint: "С НДС: всё"']


def test_an_attribute_of_a_record_on_one_line_comes_and_goes() -> None:
    made = changed(HAND, lambda new: (new["entities"][0]["fields"][0].pop("required"),
                                      new["entities"][0]["fields"][0].update(unique=True)))  # fmt: skip
    assert diff(HAND, made)[1] == "+    - {id: name,  label: 'Название', type: string, unique: true}   # главное поле"


def test_an_empty_key_is_filled() -> None:
    made = changed(HAND, lambda new: new["entities"][1].update(menu="CRM → Компании"))
    assert diff(HAND, made) == ["-    menu:", '+    menu: "CRM → Компании"']


def test_a_text_in_several_lines_is_replaced_as_a_whole() -> None:
    made = changed(HAND, lambda new: new["entities"][0].update(description="Коротко"))
    assert "description: Коротко\n\n    # поля формы" in made


def test_an_item_goes_with_the_comment_above_it() -> None:
    made = changed(HAND, lambda new: new["entities"][0]["fields"].pop(1))
    assert "# сумма" not in made and "# --- Клиенты ---" in made and "# поля формы" in made


def test_a_new_item_stands_behind_its_neighbour() -> None:
    field = {"id": "stage", "label": "Этап", "type": "enum", "options": [{"value": "new", "label": "Новая"}]}
    made = changed(HAND, lambda new: new["entities"][0]["fields"].insert(1, field))
    assert diff(HAND, made) == ["+    - id: stage", "+      label: Этап", "+      type: enum", "+      options:",
                                "+        - {value: new, label: Новая}"]  # fmt: skip


def test_items_move_with_their_comments() -> None:
    made = changed(HAND, lambda new: new["entities"].reverse())
    assert made.index("# --- Клиенты ---") < made.index("id: Company") < made.index("id: Deal")
    assert "{ ru: Сделка,   en: Deal }" in made and "# хвост поля" in made


def test_line_ends_and_the_mark_at_the_start_stay() -> None:
    windows = "\ufeff" + HAND.replace("\n", "\r\n")
    made = edited(windows, read(HAND), {**read(HAND), "entities": read(HAND)["entities"][:1]}, shape(Entities))
    assert made.startswith("\ufeff# Шапка") and made.count("\n") == made.count("\r\n")


@pytest.mark.parametrize("text", ["", "# только слова\n", "entities: []\n", "entities: []", "# без конца"])
def test_an_empty_file_is_filled(text: str) -> None:
    old = read(text) if "entities" in text else {}
    made = edited(text, old, {"entities": [{"id": "A", "label": "Б"}]}, shape(Entities))
    assert read(made) == {"entities": [{"id": "A", "label": "Б"}]} and ("# " in made) == ("# " in text)


WORDS = ["Сделка", "а: б", "0101", "# не", "да", "", "много\nстрок", "«ё»", "x, y", "{", "no"]


def mutated(value: Any, wanted: Shape, chance: random.Random) -> Any:
    """*value* with things changed, dropped, doubled and moved at random."""
    if wanted.kind == "object" and isinstance(value, dict):
        made = {}
        for name, member in wanted.members.items():
            if name in value and (member.required or chance.random() > 0.05):
                keep = name in ("id", "value", "role", "entity") or chance.random() > 0.2
                made[name] = (
                    value[name] if keep and not is_records(member.shape) else mutated(value[name], member.shape, chance)
                )
            elif not member.required and member.shape.kind in ("text", "str") and chance.random() < 0.05:
                made[name] = chance.choice([w for w in WORDS if w])
        return made
    if is_records(wanted) and wanted.item is not None:
        items = [mutated(v, wanted.item, chance) for v in value if chance.random() > 0.08]
        if chance.random() < 0.2:
            chance.shuffle(items)
        if items and "id" in items[0] and chance.random() < 0.3:
            items.insert(chance.randrange(len(items) + 1), {**items[0], "id": f"new-{chance.randrange(10**9)}"})
        return items
    if wanted.kind == "text":
        return chance.choice([w for w in WORDS if w] + [{"ru": "Рус", "en": "Eng: x"}])  # type: ignore[list-item]
    if wanted.kind == "bool":
        return not value
    if wanted.kind == "str":
        return value if not chance.random() else chance.choice([w for w in WORDS if w])
    return value


@pytest.mark.parametrize("client", [pytest.param("romashka", marks=pytest.mark.slow), "daisy", "tiny"])
def test_random_changes_of_real_files(client: str, root: Path) -> None:
    spec = (
        root / "tests/workspaces/tiny/content/clients/tiny" if client == "tiny" else root / "content/clients" / client
    ) / "spec"
    for noun, kind in nouns().items():
        path = spec / f"{noun}.yml"
        if not path.is_file() or path.stat().st_size > 30_000:
            continue
        text = path.read_text(encoding="utf-8")
        old = read(text, kind)
        for seed in range(4):
            wanted = mutated(old, shape(kind), random.Random(seed))
            made = edited(text, copy.deepcopy(old), copy.deepcopy(wanted), shape(kind))
            reading = read_yaml_text(made, kind, "x.yml")
            if not reading.problems:
                assert same(plain(reading.value), read_again(wanted, kind)), (noun, seed)
            else:
                assert {p.code for p in reading.problems} <= {"empty_value", "bad_id", "same_id"}, (
                    noun,
                    seed,
                    made,
                    reading.problems,
                )
