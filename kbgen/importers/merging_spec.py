"""Merging into a client that exists: plain trees in, texts of files to write out; nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbgen.errors import ContentError, Place, Problem
from kbgen.importers.drafts import headed
from kbgen.importers.identity import same
from kbgen.importers.merging import Difference, Merging, next_base
from kbgen.importers.merging_text import edited
from kbgen.importers.shapes import Shape, shape
from kbgen.importers.spec import REQUIRED, nouns, read_spec
from kbgen.importers.text_files import shown
from kbgen.importers.yaml_files import read_yaml_text
from kbgen.importers.yaml_writer import to_yaml
from kbgen.model.clients import Client
from kbgen.model.plain import plain
from kbgen.model.text import Language
from kbgen.workspace import Workspace

Trees = Mapping[str, Any]
"""Noun (``client`` too) → plain values."""

PLACEHOLDERS = ("id", "name", "implementer", "language")
"""What no source knows of the client: drafts hold words to be replaced."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome of a merge."""

    texts: Mapping[Path, str]
    """Files whose text changes, with their new text."""
    differences: tuple[Difference, ...]
    ours: Trees
    """The spec before."""
    spec: Trees
    """The spec after."""
    base: Trees
    """What the next import should take as its base."""


def file_of(workspace: Workspace, client_id: str, noun: str) -> Path:
    """The file a noun is written in."""
    folder = workspace.client(client_id)
    return folder / "client.yml" if noun == "client" else folder / "spec" / f"{noun}.yml"


def kinds() -> dict[str, Any]:
    """Noun (``client`` too) → its class."""
    return {"client": Client, **nouns()}


def spec_trees(workspace: Workspace, client_id: str) -> dict[str, Any]:
    """The client's spec as plain trees; nouns without a file are not there.

    Raises:
        ContentError: files cannot be read: all their problems.
    """
    reading = read_spec(workspace, client_id)
    if reading.problems:
        raise ContentError(reading.problems)
    found = {noun: getattr(reading.spec, noun) for noun in nouns()} | {"client": reading.client}
    return {n: plain(v) for n, v in found.items() if v is not None and file_of(workspace, client_id, n).exists()}


def draft_trees(files: Mapping[str, str], client_id: str) -> dict[str, Any]:
    """The plain trees of a draft's files (``client.yml``, ``spec/entities.yml``…)."""
    trees = {}
    for name, text in files.items():
        noun = Path(name).stem
        reading: Any = read_yaml_text(text, kinds()[noun], name, given=_given(noun, client_id))
        if reading.problems:
            raise ContentError(reading.problems)
        trees[noun] = plain(reading.value)
    return trees


def merge_source(workspace: Workspace, client_id: str, theirs: dict[str, Any], base: Trees | None,
                 language: Language, source: str, invented: tuple[str, ...] = ()) -> Merged:  # fmt: skip
    """Merge what a source says now; nouns it only *invented* (placeholder roles) are left to who has their own.

    Raises:
        ContentError: the client's files, or what would become of them, cannot be read.
    """
    ours = spec_trees(workspace, client_id)
    now = {
        n: t for n, t in theirs.items() if base is not None or (n != "client" and not (n in invented and ours.get(n)))
    }
    now = without_placeholders(now)
    base = None if base is None else without_placeholders(base)
    now = _without_dangling(now, ours, base or {})
    merging = Merging()
    merged = {n: merging.noun(n, None if base is None else base.get(n, {}), ours.get(n, {}), tree, shape(kinds()[n]))
              for n, tree in now.items()}  # fmt: skip
    texts = _texts(workspace, client_id, ours, merged, (source, language))
    shapes: dict[str, Shape] = {n: shape(kind) for n, kind in kinds().items()}
    after = next_base(dict(now), base, merging.differences, shapes)
    return Merged(texts, tuple(merging.differences), ours, {**ours, **merged}, after)


def merge_answer(workspace: Workspace, client_id: str, theirs: Trees, base: Trees | None,
                 language: Language, source: str, delete: bool = False) -> Merged:  # fmt: skip
    """Merge a customer's full answer to *base* (without one: to the spec as it is now); *delete* what it lacks.

    Raises:
        ContentError: the client's files, or what would become of them, cannot be read.
    """
    ours = spec_trees(workspace, client_id)
    was = {n: t for n, t in (ours if base is None else base).items() if n in kinds()}
    merging = Merging(answer=True, delete=delete)
    merged = {}
    for noun in dict.fromkeys([*was, *theirs]):
        now, old = dict(theirs.get(noun, {})), was.get(noun, {})
        if noun == "client":
            now["id"] = old["id"] = ours["client"].get("id", client_id)
        merged[noun] = merging.noun(noun, old, ours.get(noun, {}), now, shape(kinds()[noun]))
    texts = _texts(workspace, client_id, ours, merged, (source, language))
    return Merged(texts, tuple(merging.differences), ours, {**ours, **merged}, theirs)


def new_client(workspace: Workspace, client_id: str, trees: Trees, language: Language, source: str) -> dict[Path, str]:
    """The files of a client that does not exist yet.

    Raises:
        ContentError: the trees lack something every client needs.
    """
    lacking = [noun for noun in ("client", *REQUIRED) if not trees.get(noun)]
    if lacking:
        raise ContentError([Problem("import_lacks", Place(source), {"noun": noun}) for noun in lacking])
    written = {noun: {k: v for k, v in tree.items() if (noun, k) != ("client", "id")} for noun, tree in trees.items()}
    return _texts(workspace, client_id, {}, {n: t for n, t in written.items() if t}, (source, language))


def without_placeholders(trees: Trees) -> dict[str, Any]:
    """*trees* without the words of a draft that only wait to be replaced."""
    client = {k: v for k, v in trees.get("client", {}).items() if k not in PLACEHOLDERS}
    return {**trees, "client": client} if "client" in trees else dict(trees)


def _without_dangling(now: dict[str, Any], ours: Trees, base: Trees) -> dict[str, Any]:
    """Without rights of roles and on entities that were deleted by hand: they come from one file, but live in two."""
    gone = {kind: _ids(base, kind) - _ids(ours, kind) for kind in ("roles", "entities")}
    roles = now.get("roles", {})
    kept = [
        p
        for p in roles.get("permissions", ())
        if p["role"] not in gone["roles"] and p["entity"] not in gone["entities"]
    ]
    return {**now, "roles": {**roles, "permissions": kept}} if roles.get("permissions") else now


def _ids(trees: Trees, kind: str) -> set[str]:
    return {item["id"] for item in trees.get(kind, {}).get(kind, ())}


def _texts(workspace: Workspace, client_id: str, ours: Trees, merged: Trees,
           told: tuple[str, Language]) -> dict[Path, str]:  # fmt: skip
    """New texts of the files that change, read back and found to mean what they should."""
    texts: dict[Path, str] = {}
    problems: list[Problem] = []
    for noun, tree in merged.items():
        path = file_of(workspace, client_id, noun)
        if same(ours.get(noun, {}), tree) or not (tree or path.exists()):
            continue
        if path.exists():
            written = path.read_bytes().decode("utf-8")
            text = edited(written, _copy(ours.get(noun, {})), tree, shape(kinds()[noun]))
        else:
            text = headed(to_yaml(tree), *told)
        problems += _problems(text, noun, tree, shown(path, workspace), client_id)
        texts[path] = text
    if problems:
        raise ContentError(problems)
    return texts


def _problems(text: str, noun: str, tree: Any, name: str, client_id: str) -> list[Problem]:
    """What keeps a new text from being taken: it cannot be read, or means something else."""
    reading: Any = read_yaml_text(text.removeprefix("\ufeff"), kinds()[noun], name, given=_given(noun, client_id))
    if reading.value is None:
        return [Problem("import_unreadable", Place(name)), *reading.problems]
    found = plain(reading.value)
    if noun == "client":
        found.pop("id", None)
        tree = {k: v for k, v in tree.items() if k != "id"}
    return [] if same(found, tree) else [Problem("import_by_hand", Place(name))]


def _copy(value: Any) -> Any:
    """A copy whose lists may be put into another order."""
    if isinstance(value, dict):
        return {k: _copy(v) for k, v in value.items()}
    return [_copy(v) for v in value] if isinstance(value, list) else value


def _given(noun: str, client_id: str) -> dict[str, object] | None:
    return {"id": client_id} if noun == "client" else None
