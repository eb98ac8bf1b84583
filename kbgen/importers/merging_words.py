"""Differences of a merge in words of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kbgen.importers.identity import is_records, keys
from kbgen.importers.merging import Difference
from kbgen.importers.merging_spec import kinds
from kbgen.importers.shapes import Shape, shape
from kbgen.importers.workbook.layout import key_of
from kbgen.importers.workbook.names import Names, label_of
from kbgen.language import Words, words
from kbgen.model.text import Language

_LONGEST = 60


def told(
    difference: Difference, ours: Mapping[str, Any], theirs: Mapping[str, Any], language: Language, names: Names
) -> str:
    """One difference as a line: what it is about, then what both sides say where that is short.

    *names* are those of both sides, for what is called by the names of others: rights of a role on an entity.
    """
    said = words(language)
    where, attribute, wanted = _where(difference, (ours, theirs), said, names)
    subject = f"{where}: {attribute}" if where and attribute else where or attribute
    name = "ops" if "ops" in difference.path or "fields" in difference.path[3:-1] else difference.path[-1]
    sides = {"ours": difference.ours, "theirs": difference.theirs}
    both = {side: _value(value, attribute, wanted, said, name) for side, value in sides.items()}
    kind: str = difference.kind
    if is_records(wanted) and kind in ("updated", "conflict"):
        title = said.get(f"importers.sheet.{key_of(_lists(difference))}")
        return said(f"importers.merge.order_{kind}", subject=where, title=title)
    if not attribute and kind in ("kept", "conflict"):
        kind = "deleted_by_you" if difference.ours is None else "deleted_by_them"
    elif not attribute or kind in ("added", "vanished", "removed"):
        return subject
    return said(f"importers.merge.{kind}", subject=subject, **both)


def _lists(difference: Difference) -> tuple[str, ...]:
    """The noun and the lists a path leads through, without the keys of items between them."""
    noun, *rest = difference.path
    return (noun, *rest[::2])


def _where(
    difference: Difference, sides: tuple[Mapping[str, Any], ...], said: Words, names: Names
) -> tuple[str, str, Shape]:
    """What a path is about: the things it leads through, the attribute it ends at, the attribute's shape."""
    noun, *rest = difference.path
    wanted = shape(kinds()[noun])
    trees: list[Any] = [side.get(noun) for side in sides]
    things: list[str] = []
    attribute: list[str] = []
    inside: list[str] = []
    lists = [noun]
    for name in rest:
        if is_records(wanted) and wanted.item is not None:
            item = wanted.item
            trees = [_item(tree, name, item) for tree in trees]
            word = said.get(f"importers.item.{lists[-1]}") or lists[-1]
            label = _label(trees, name, said, names)
            things.append(f"{word} «{label}»" if said.language == "ru" else f"{word} “{label}”")
            wanted = item
            continue
        trees = [tree.get(name) if isinstance(tree, dict) else None for tree in trees]
        if wanted.kind == "text":
            attribute.append(f"({said(f'importers.workbook.in_{name}')})" if name in ("ru", "en") else "")
        elif wanted.item is not None:
            key = said.get(f"importers.operation.{name}", name).lower()
            attribute.append(f"({key})" if attribute else key)
        elif is_records(wanted.members[name].shape):
            lists.append(name)
        elif name == "ops":
            pass  # the name of the operation follows
        elif wanted.members[name].shape.kind == "object":
            inside.append(name)
        else:
            attribute.append(_attribute(lists, "_".join((*inside, name)), said))
        wanted = wanted.item if wanted.item is not None else wanted.members[name].shape
    if not things:
        things = [
            said.get(f"importers.subject.{'_'.join((noun, *inside))}") or said.get(f"importers.subject.{noun}") or noun
        ]
    return ", ".join(things), " ".join(filter(None, attribute)), wanted


def _attribute(lists: list[str], name: str, said: Words) -> str:
    key = key_of(tuple(lists))
    heading = said.get(f"importers.attribute_of.{key}.{name}") or said.get(f"importers.attribute.{name}") or name
    return f"{heading[:1].lower()}{heading[1:]}"


def _item(tree: Any, key: str, wanted: Shape) -> Any:
    if not isinstance(tree, list):
        return None
    return dict(zip(keys(tree, wanted), tree, strict=True)).get(key)


def _label(items: list[Any], key: str, said: Words, names: Names) -> str:
    for item in items:
        if isinstance(item, dict) and (label := label_of(item, said.language)):
            return label if len(label) <= _LONGEST else f"{label[:_LONGEST].rstrip()}…"
    role, _, entity = key.partition(">")
    if any(isinstance(item, dict) and "role" in item for item in items):
        return f"{names.shown('roles', role)} → {names.shown('entities', entity)}"
    return key.replace(">", " → ")


def _value(value: Any, attribute: str, wanted: Shape, said: Words, name: str) -> str:
    """A plain value in a few words."""
    if value is None and wanted.kind == "bool":
        value = False
    if value is None or value == []:
        return said("importers.merge.nothing")
    if isinstance(value, bool):
        return said("importers.word.yes" if value else "importers.word.no")
    if isinstance(value, list):
        if any(isinstance(v, dict) and "id" in v for v in value) or len(value) > 6:
            return said("importers.merge.count", n=len(value))
        return ", ".join(_value(v, attribute, wanted, said, name) for v in value)
    if isinstance(value, dict):
        text = value.get(said.language) or value.get("plain") or next(iter(value.values()), "")
        return (
            _value(text, attribute, wanted, said, name)
            if isinstance(text, str)
            else said("importers.merge.count", n=len(value))
        )
    text = said.get(f"importers.word.{name}.{value}") or " ".join(str(value).split())
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
    if said.language == "ru":
        return "«" + short.replace("«", "„").replace("»", "“") + "»"
    return f"“{short}”"
