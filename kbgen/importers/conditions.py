"""Conditions of guides: ``when: [product:django-crm, module:telephony, not client:romashka]``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kbgen.errors import Place, Problem
from kbgen.importers.yaml_files import read_yaml
from kbgen.language.nearness import nearest
from kbgen.model.clients import Client
from kbgen.workspace import Workspace

KINDS = ("product", "client", "module")
_CONDITION = re.compile(r"(?P<no>not\s+)?(?:(?P<kind>[A-Za-z]+)\s*:\s*)?(?P<id>[\w.-]+)")


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of ``when``."""

    kind: str
    id: str
    holds: bool = True
    """False: it must not be so."""


def parse(written: str) -> Condition | None:
    """The condition as it was *written*; None where it is none. A bare id is a product."""
    match = _CONDITION.fullmatch(written.strip())
    if match is None:
        return None
    kind = (match["kind"] or "product").lower()
    return Condition(kind, match["id"], not match["no"]) if kind in KINDS else None


def fits(when: Collection[str], client: Client) -> bool:
    """Whether a guide with these conditions is for *client*: one of each kind holds, and every ``not`` does.

    What is no condition is passed over; :func:`problems` tells of it.
    """
    parsed = [condition for written in when if (condition := parse(written))]
    if any(_true(c, client) for c in parsed if not c.holds):
        return False
    wanted = [c for c in parsed if c.holds]
    return all(any(_true(c, client) for c in wanted if c.kind == kind) for kind in {c.kind for c in wanted})


def _true(condition: Condition, client: Client) -> bool:
    has = {"product": (client.product.id,), "client": (client.id,), "module": client.modules}
    return condition.id in has[condition.kind]


def problems(
    when: Collection[str], places: Mapping[int, Place], known: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    """What is no condition (an error), and names that no client has (a warning: a guide for nobody)."""
    for index, written in enumerate(when):
        condition = parse(written)
        if condition is None:
            near = nearest(written.removeprefix("not ").split(":")[0].strip(), KINDS)
            code = "bad_condition_near" if near and ":" in written else "bad_condition"
            yield Problem(code, places[index], {"condition": written[:60], "near": near})
        elif condition.id not in known[condition.kind]:
            near = nearest(condition.id, known[condition.kind])
            values = {"condition": written[:60], "id": condition.id[:60], "near": near}
            code = f"unknown_{condition.kind}_condition"
            yield Problem(f"{code}_near" if near else code, places[index], values, "warning")


def known_names(workspace: Workspace) -> dict[str, frozenset[str]]:
    """Kind → the ids that clients of *workspace* have; clients that cannot be read are passed over."""
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    folders = sorted(workspace.clients.iterdir()) if workspace.clients.is_dir() else []
    for folder in folders:
        if (folder / "client.yml").is_file():
            found["client"].add(folder.name)
            client = read_yaml(folder / "client.yml", Client, workspace, {"id": folder.name}).value
            if client is not None:
                found["product"].add(client.product.id)
                found["module"].update(client.modules)
    groups = workspace.guides
    found["product"].update(f.name for f in groups.iterdir() if f.is_dir()) if groups.is_dir() else None
    return {kind: frozenset(ids) for kind, ids in found.items()}
