"""What changed between two versions, in words: the whole of a golden pair, and laws that hold for any change."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbgen.language import words
from kbgen.model.changes import Change, Snapshot
from kbgen.model.text import Language
from kbgen.trace.changes import changes
from kbgen.trace.differences import COLLECTIONS, Thing, things
from kbgen.trace.snapshots import NOUNS, agreed, digest, from_json, to_json
from kbgen.trace.things import Traces

AGREED = from_json((Path(__file__).parent / "agreed.json").read_text("utf-8"))
"""A small version of the demo's spec as it was signed."""

Plain = dict[str, Any]


def by(items: list[Plain], id: str) -> Plain:
    return next(item for item in items if item["id"] == id)


def right(spec: Plain, role: str, entity: str) -> Plain:
    return next(p for p in spec["roles"]["permissions"] if (p["role"], p["entity"]) == (role, entity))


def later() -> Snapshot:
    """The same spec after a month of wishes, one of each kind."""
    new = copy.deepcopy(AGREED)
    spec: Any = new.spec
    deal = by(spec["entities"]["entities"], "Deal")
    fields = deal["fields"]
    by(fields, "amount")["required"] = True
    by(fields, "name")["label"] = {"ru": "Предмет сделки", "en": "Subject"}
    by(fields, "name")["max_length"] = 120
    by(fields, "next_step")["readonly"] = True
    by(fields, "stage")["options"].pop(2)
    by(fields, "stage")["options"].append({"value": "waiting", "label": {"ru": "ждём клиента", "en": "waiting"}})
    by(fields, "closing_reason").pop("required_if")
    fields.append(fields.pop(0))
    fields.append({"id": "margin", "label": {"ru": "Наценка", "en": "Margin"}, "type": "percent"})
    payment = by(spec["entities"]["entities"], "Payment")
    payment["fields"] = [f for f in payment["fields"] if f["id"] != "contract_number"]
    company = by(spec["entities"]["entities"], "Company")
    company["label"] = {"ru": "Контрагент", "en": "Counterparty"}
    company["plural"] = {"ru": "Контрагенты", "en": "Counterparties"}
    by(company["fields"], "email")["type"] = "string"
    _rights(spec)
    _work(spec)
    _rest(spec)
    guides: Any = new.guides
    guides["payment"]["text"] = "dd"
    guides["refund"] = {"title": "Как вернуть деньги", "roles": ["accountant"], "text": "ee"}
    del guides["check-payments"]
    videos: Any = new.videos
    videos["payment"]["title"] = "Платёж по сделке от счёта до денег"
    videos["payment"]["chapters"].append("Статус")
    return replace(new, name="1.1")


def _rights(spec: Plain) -> None:
    right(spec, "manager", "Deal")["ops"]["delete"] = "all"
    right(spec, "manager", "Deal")["ops"]["read"] = "all"
    del right(spec, "manager", "Deal")["ops"]["export"]
    right(spec, "manager", "Payment").setdefault("fields", {})["amount"] = {"edit": "no"}
    right(spec, "manager", "Company")["when"] = "если компанию ведёте вы"
    roles = spec["roles"]["roles"]
    by(roles, "head")["label"] = {"ru": "Начальник отдела", "en": "Head of sales"}
    by(roles, "accountant")["people"] = 3
    by(roles, "manager")["duties"][0] = "Проверять запросы перед созданием сделки"
    roles.append({"id": "auditor", "label": {"ru": "Аудитор", "en": "Auditor"}})
    spec["roles"]["permissions"].append({"role": "auditor", "entity": "Payment", "ops": {"read": "all"}})


def _work(spec: Plain) -> None:
    process = by(spec["processes"]["processes"], "payment")
    by(process["steps"], "compare")["role"] = "manager"
    process["steps"].insert(2, {"id": "ask", "role": "accountant", "action": "спросить менеджера о неясном платеже"})
    process["transitions"][0]["required_fields"] = ["payment_date", "amount"]
    process["transitions"].pop(2)
    by(process["states"], "low")["probability"] = 20
    by(process["states"], "high")["final"] = True
    device = spec["equipment"]["devices"][0]
    device["model"] = "IP-телефон другой модели"
    device["symptoms"].pop(0)


def _rest(spec: Plain) -> None:
    stages = spec["acceptance"]["stages"]
    stages[0]["due"] = "2026-11-20"
    stages[0]["responsible"]["name"] = "Ромашкина Татьяна Ильинична"
    stages[1]["criteria"].pop()
    needs = spec["needs"]["needs"]
    needs[0]["priority"] = "could"
    needs[1]["entities"] = ["Deal", "Company"]
    candidate = spec["choice"]["candidates"][0]
    candidate["scores"][next(iter(candidate["scores"]))] = 1
    spec["training"]["sessions"][0]["minutes"] = 60
    spec["warranty"]["months"] = 12
    spec["warranty"]["severities"][0]["repair"] = "8 рабочих часов"
    spec["glossary"]["terms"].pop(0)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_two_versions_of_the_demo_compared_in_words(language: Language, golden: Callable[[str, str], None]) -> None:
    lines = [f"{c.trace}\n    {c.text.said(language)}" for c in changes(AGREED, later())]
    golden(f"trace/changes.{language}.txt", "\n".join(lines) + "\n")


def test_the_way_back_names_the_same_things() -> None:
    """Only the rights of a role that came are told, and not told again when the role goes."""
    there, back = changes(AGREED, later()), changes(later(), AGREED)
    unlike = {c.trace for c in there if c.kind != "moved"} ^ {c.trace for c in back if c.kind != "moved"}
    assert unlike == {"permissions/auditor/Payment/read"}


def test_nothing_changed_is_nothing_said() -> None:
    assert changes(AGREED, copy.deepcopy(AGREED)) == ()
    assert changes(AGREED, from_json(to_json(AGREED))) == ()
    assert changes(Snapshot({}), Snapshot({})) == ()


def test_rights_that_went_with_their_role_are_told_once() -> None:
    new = copy.deepcopy(AGREED)
    spec: Any = new.spec
    spec["roles"]["roles"] = [r for r in spec["roles"]["roles"] if r["id"] != "head"]
    spec["roles"]["permissions"] = [p for p in spec["roles"]["permissions"] if p["role"] != "head"]
    assert [c.trace for c in changes(AGREED, new)] == ["roles/head"]


def test_an_operation_forbidden_in_words_is_the_same_as_one_not_named() -> None:
    new = copy.deepcopy(AGREED)
    right(new.spec, "head", "Payment")["ops"]["delete"] = "no"  # type: ignore[arg-type]
    assert changes(AGREED, new) == ()


def test_a_step_put_elsewhere_keeps_its_id_and_is_told_alone() -> None:
    new = copy.deepcopy(AGREED)
    spec: Any = new.spec
    steps = by(spec["processes"]["processes"], "payment")["steps"]
    steps.insert(0, steps.pop())
    (change,) = changes(AGREED, new)
    assert (change.kind, change.trace) == ("moved", f"processes/payment/steps/{steps[0]['id']}")
    assert change.text.ru.endswith("теперь стоит первым")


def test_only_the_wording_in_the_other_language_changed() -> None:
    new = copy.deepcopy(AGREED)
    spec: Any = new.spec
    by(spec["roles"]["roles"], "head")["label"]["en"] = "Chief"
    (change,) = changes(AGREED, new)
    assert change.kind == "renamed"
    assert "Chief" in change.text.ru
    assert "Chief" in change.text.en


def test_a_recording_made_anew_is_told_once_both_sides_are_built() -> None:
    def lasting(seconds: int | None) -> Snapshot:
        more = {"seconds": seconds} if seconds else {}
        return replace(AGREED, videos={"payment": {**(AGREED.videos or {})["payment"], **more}})

    assert changes(lasting(None), lasting(40)) == ()
    (change,) = changes(lasting(40), lasting(55))
    assert change.text.ru == "Видео «Регистрация платежа по сделке»: длительность, с — было 40, стало 55"


HOSTILE = "[bold red]x[/] <script>alert(1)</script> \x1b[2J\u202eabc\r\n# заголовок `{{ 7*7 }}` --> |"


def test_hostile_labels_stay_on_one_line_without_control_signs() -> None:
    new = copy.deepcopy(AGREED)
    spec: Any = new.spec
    by(spec["roles"]["roles"], "head")["label"] = HOSTILE
    by(by(spec["entities"]["entities"], "Deal")["fields"], "name")["hint"] = {"ru": HOSTILE * 200}
    for change in changes(AGREED, new):
        for text in (change.text.ru, change.text.en):
            assert not any(ord(sign) < 32 or sign in "\x7f\u202e" for sign in text)
            assert len(text) < 2000


@pytest.mark.parametrize(
    "spec",
    [
        {"entities": {"entities": [1, None, "x", {"id": ["a"]}, {"label": {"ru": 5}}]}},
        {"entities": [], "roles": "x", "processes": {"processes": {"a": 1}}},
        {"roles": {"permissions": [{"ops": 5, "fields": {"a": None}}, "x"], "roles": [{"id": 1}]}},
        {"stranger": {"list": [{"a": 1}]}, "warranty": {"months": None, "new": {"deep": {"deeper": [1]}}}},
    ],
)
def test_a_snapshot_of_any_shape_is_compared(spec: Plain) -> None:
    odd = Snapshot(spec)
    assert changes(odd, odd) == ()
    for pair in ((AGREED, odd), (odd, AGREED)):
        assert all(c.text.ru and c.text.en and c.trace for c in changes(*pair))


# -- laws ---------------------------------------------------------------------------------------------------------


def everything(snapshot: Snapshot) -> Iterator[tuple[str, Thing]]:
    """Every thing of the spec with the attribute of its holder that lists it."""

    def inside(thing: Thing) -> Iterator[tuple[str, Thing]]:
        for kind, attribute in COLLECTIONS:
            if kind == thing.kind:
                for inner in things(attribute, thing).values():
                    yield attribute, inner
                    yield from inside(inner)

    for noun in NOUNS:
        yield from inside(Thing(noun, noun, noun, snapshot.spec.get(noun, {})))


ALL = list(everything(AGREED))


@st.composite
def mutations(draw: st.DrawFn) -> tuple[Snapshot, str]:
    """The spec with one thing removed, added, said otherwise or moved, and its trace id."""
    number = draw(st.integers(0, len(ALL) - 1))
    new = copy.deepcopy(AGREED)
    attribute, thing = list(everything(new))[number]
    holder: Any = thing.holder
    siblings = holder.values[attribute]
    how = draw(st.sampled_from(["remove", "add", "change", "move", "reword"]))
    at = next(n for n, item in enumerate(siblings) if item is thing.values)
    if how == "remove":
        siblings.pop(at)
    elif how == "add":
        added = copy.deepcopy(siblings[at])
        start = thing.trace.removesuffix(thing.id)
        key = {"transition": "to", "option": "value", "contact": "name", "topic": "label"}.get(thing.kind, "id")
        added[key] = draw(st.text("абвabc", min_size=5, max_size=9))
        siblings.insert(draw(st.integers(0, len(siblings))), added)
        id = f"{added['from']}>{added['to']}" if thing.kind == "transition" else added[key]
        return new, start + id
    elif how == "change" or len(siblings) < 2:
        value = draw(st.one_of(st.booleans(), st.integers(), st.text(min_size=1), st.lists(st.text(), min_size=1)))
        siblings[at] = {**thing.values, "something": value}
    elif how == "reword":
        names = [k for k in thing.values if k not in ("id", "from", "to", "value", "name", "label")]
        name = draw(st.sampled_from(names)) if names else "hint"
        value = thing.values.get(name)
        siblings[at] = {**thing.values, name: not value if isinstance(value, bool) else {"ru": "иначе", "en": "else"}}
        if isinstance(value, list) and value and isinstance(value[0], dict):
            siblings[at] = {**thing.values, "hint": draw(st.text(min_size=1)) + "!"}
    else:
        end = 0 if at else len(siblings) - 1
        siblings.insert(end, siblings.pop(at))
    return new, thing.trace


@given(mutations())
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_every_single_change_is_told_by_its_trace_id(mutation: tuple[Snapshot, str]) -> None:
    new, trace = mutation
    found = changes(AGREED, new)
    assert found
    told = {c.trace for c in found}
    # of two neighbours that changed places, either may be called the moved one
    assert trace in told or all(c.kind == "moved" for c in found)
    assert all(c.text.ru and c.text.en for c in found)
    assert digest(new) != digest(AGREED)


ANYTHING = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.sampled_from(["", "Deal", "2026-13-45"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from(["id", "label", "ru", "fields", "ops", "from", "value"]), inner, max_size=3),
    ),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from places(item, (*path, key))


PLACES = [path for path in places(AGREED.spec) if path]


@given(st.sampled_from(PLACES), ANYTHING)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_a_damaged_snapshot_is_compared_like_any_other(path: tuple[Any, ...], junk: Any) -> None:
    new = copy.deepcopy(AGREED)
    spot: Any = new.spec
    for key in path[:-1]:
        spot = spot[key]
    spot[path[-1]] = junk
    for pair in ((AGREED, new), (new, AGREED)):
        assert all(c.text.ru and c.text.en for c in changes(*pair))
    assert changes(new, copy.deepcopy(new)) == ()
    assert Traces((new,)).likely()
    assert digest(agreed(new))


def test_what_may_change_after_the_approval_is_no_part_of_the_hash() -> None:
    new = copy.deepcopy(AGREED)
    spec: Any = new.spec
    field = by(spec["entities"]["entities"], "Deal")["fields"][0]
    field["hint"] = field["example"] = "иначе"
    spec["warranty"]["start"] = "2027-01-01"
    spec["training"]["sessions"][0]["held_on"] = "2027-01-02"
    spec["training"]["sessions"][0]["topics"].pop()
    spec["glossary"]["terms"].append({"id": "new", "term": "Новое", "meaning": "Слово"})
    spec["equipment"]["devices"][0]["symptoms"].pop()
    by(spec["processes"]["processes"], "payment")["steps"][0]["guide"] = "another"
    assert digest(agreed(new)) == digest(agreed(AGREED))
    assert digest(new) != digest(AGREED)
    field["max_length"] = 7
    assert digest(agreed(new)) != digest(agreed(AGREED))


def test_the_hash_does_not_depend_on_the_order_of_keys_or_the_name() -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(item) for item in value] if isinstance(value, list) else value

    assert digest(Snapshot(turned(AGREED.spec), AGREED.guides, AGREED.videos, "x")) == digest(AGREED)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 2, "spec": {}}', '{"format": 1, "spec": []}', "[" * 99999]
)
def test_what_is_no_snapshot_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_json(text)


def test_every_attribute_has_a_name_in_both_languages() -> None:
    """What a change is about is said in words, never by the name of an attribute."""
    from agreed_attributes import attributes  # beside this file

    missing = [
        f"{kind}.{name} ({language})"
        for language in ("ru", "en")
        for kind, name in attributes()
        if not _named(kind, name, words(language).texts)  # type: ignore[arg-type]
    ]
    assert missing == []


def _named(kind: str, name: str, texts: Any) -> bool:
    keys = (f"attribute.{kind}_{name}", f"attribute.{name}", f"flag.{kind}_{name}_yes", f"flag.{kind}_{name}")
    return any(f"trace.change.{key}" in texts for key in keys)


def told(found: tuple[Change, ...]) -> str:
    return json.dumps([c.text.ru for c in found], ensure_ascii=False)
