"""The spec: ``content/clients/<id>/client.yml`` and ``spec/<noun>.yml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

from kbgen.errors import Place, Problem
from kbgen.importers.kept import Kept
from kbgen.importers.text_files import shown
from kbgen.importers.typed import Reading
from kbgen.importers.yaml_files import read_yaml
from kbgen.language.nearness import nearest
from kbgen.model.clients import Client
from kbgen.model.entities import Entities
from kbgen.model.kb import PlaceKey, Spec
from kbgen.model.roles import Roles
from kbgen.workspace import Workspace

REQUIRED = ("entities", "roles")


@dataclass(slots=True)
class SpecReading:
    """What a client's YAML files say."""

    client: Client | None = None
    spec: Spec = field(default_factory=lambda: Spec(Entities(()), Roles(())))
    """Nouns that could not be read are empty."""
    unread: set[str] = field(default_factory=set)
    """Nouns (``client`` too) that have problems."""
    problems: list[Problem] = field(default_factory=list)
    places: dict[PlaceKey, Place] = field(default_factory=dict)
    """Noun (``client`` too), then keys and indexes → where it was written."""
    kept: Kept | None = None
    """Files read before."""


def nouns() -> dict[str, type]:
    """Noun → its class: one file of ``spec/`` each."""
    hints = get_type_hints(Spec)
    return {f.name: _real(hints[f.name]) for f in fields(Spec)}


def _real(hint: Any) -> Any:
    return next((a for a in get_args(hint) if a is not type(None)), hint)


def read_spec(workspace: Workspace, client_id: str, kept: Kept | None = None) -> SpecReading:
    """Everything the YAML files of a client say, with all their problems; what is broken is left out."""
    reading = SpecReading(kept=kept)
    folder = workspace.client(client_id)
    reading.client = _read(reading, "client", folder / "client.yml", Client, workspace, client_id)
    found: dict[str, Any] = {}
    for noun, kind in nouns().items():
        path = folder / "spec" / f"{noun}.yml"
        if noun in REQUIRED or path.exists() or path.is_symlink():
            value = _read(reading, noun, path, kind, workspace)
            found |= {} if value is None else {noun: value}
    reading.spec = replace(reading.spec, **found)
    reading.problems += _strangers(folder, workspace)
    reading.problems += _missing_folders(reading, workspace)
    return reading


def _read(reading: SpecReading, noun: str, path: Path, kind: type, workspace: Workspace, client_id: str = "") -> Any:
    if not path.exists() and not path.is_symlink():
        reading.problems.append(Problem("missing_file", Place(shown(path, workspace)), {"noun": noun}))
        reading.unread.add(noun)
        return None

    def read() -> Reading[Any]:
        return read_yaml(path, kind, workspace, {"id": client_id} if client_id else None)

    one = reading.kept.reading(("yaml", path), path, read, lambda _: ()) if reading.kept else read()
    reading.problems += one.problems
    if one.value is None:
        reading.unread.add(noun)
    reading.places.update({(noun, *key): place for key, place in one.places.items()})
    return one.value


def _strangers(folder: Path, workspace: Workspace) -> Iterator[Problem]:
    """Files that nobody would read: a noun misspelt is an agreement forgotten."""
    known = [f"{noun}.yml" for noun in nouns()]
    spec = folder / "spec"
    for path in sorted(spec.iterdir()) if spec.is_dir() else ():
        if path.name not in known and not path.name.startswith((".", "~", "_")):
            near = nearest(path.stem, [Path(k).stem for k in known])
            code = "unknown_spec_file_near" if near else "unknown_spec_file"
            values = {"file": path.name, "near": f"{near}.yml", "known": ", ".join(known)}
            yield Problem(code, Place(shown(path, workspace)), values)


def _missing_folders(reading: SpecReading, workspace: Workspace) -> Iterator[Problem]:
    """Folders of guides and videos that ``client.yml`` names and nobody made, or that are another client's own."""
    if reading.client is None:
        return
    for what, folder in (("guides", workspace.guides), ("videos", workspace.videos)):
        known = subfolders(folder)
        for index, name in enumerate(getattr(reading.client, what)):
            if what == "videos" and name != reading.client.id and name in subfolders(workspace.clients):
                yield Problem("foreign_videos", reading.places["client", what, index], {"folder": name[:60]})
            elif name not in known:
                near = nearest(name, known)
                code = f"no_{what}_folder_near" if near else f"no_{what}_folder"
                yield Problem(code, reading.places["client", what, index], {"folder": name[:60], "near": near})


def subfolders(folder: Path) -> tuple[str, ...]:
    """Names of the folders right inside *folder*, in order."""
    return tuple(sorted(f.name for f in folder.iterdir() if f.is_dir())) if folder.is_dir() else ()
