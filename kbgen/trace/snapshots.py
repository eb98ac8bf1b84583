"""Snapshots: the meaning of a knowledge base as plain values, and its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kbgen.model.changes import Snapshot
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.plain import plain
from kbgen.model.videos import Video

FORMAT = 1

NOUNS = (
    "needs", "choice", "entities", "roles", "processes", "equipment", "acceptance", "training", "warranty", "glossary",
)  # fmt: skip
"""What a snapshot holds of the spec. Approvals and change requests tell of the agreement and are no part of it."""

RESULTS = frozenset({"acceptance.results", "acceptance.act", "acceptance.stages.accepted_on"})
"""What is noted while the work is handed over: protocols tell of it, not lists of changes."""

NOT_AGREED = frozenset(
    {
        # known only later: when the act is signed, who teaches and who answers the phone
        "warranty.start",
        "warranty.defects",
        "warranty.contacts",
        "warranty.report_to",
        "training.sessions.held_on",
        "training.sessions.trainer",
        "training.sessions.place",
        # what staff are told of it; writers go on with that long after the approval
        "glossary",
        "training.sessions.topics",
        "equipment.devices.connect",
        "equipment.devices.check",
        "equipment.devices.symptoms",
        "entities.entities.forms",
        "entities.entities.fields.hint",
        "entities.entities.fields.example",
        "entities.entities.fields.options.hint",
        "processes.processes.note",
        "processes.processes.states.hint",
        "processes.processes.steps.guide",
        "processes.processes.steps.note",
    }
)
"""What may change after the spec is signed without being a deviation: dotted names, lists stepped over.

Signed is what the CRM is to be and how it is accepted, not how staff are taught to use it.
"""

SECONDS = "seconds"
"""Length of a recording; compared only where both sides were built."""

Tree = dict[str, Any]

_LARGEST = 32 << 20  # characters of a snapshot that is read back

_GUIDE = ("title", "summary", "roles", "entities", "processes", "videos", "minutes", "operation", "result")
_VIDEO = ("title", "description", "roles", "entities", "processes", "guide")


def snapshot(kb: KnowledgeBase, name: str = "") -> Snapshot:
    """What *kb* means now: its spec, guides and videos."""
    told = {noun: plain(getattr(kb.spec, noun)) for noun in NOUNS}
    kept = _without({noun: value for noun, value in told.items() if value}, _nested(RESULTS))
    if "roles" in kept:
        kept["roles"] = _rights(kept["roles"])
    guides = {guide.id: _guide(guide) for guide in kb.guides}
    return Snapshot(kept, guides, {video.id: _video(video, kb) for video in kb.videos}, name)


def agreed(whole: Snapshot) -> Snapshot:
    """The part of *whole* that both sides sign: no guides and videos, nothing of :data:`NOT_AGREED`."""
    spec = _without({noun: value for noun, value in whole.spec.items() if noun in NOUNS}, _nested(NOT_AGREED))
    return Snapshot({noun: value for noun, value in spec.items() if value}, name=whole.name)


def digest(of: Snapshot) -> str:
    """SHA-256 (hex) of what *of* means; its name and the order of keys do not count."""
    canonical = json.dumps(_told(replace(of, name="")), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def to_json(of: Snapshot) -> str:
    """*of* as JSON that people can read and compare; equal snapshots give equal text."""
    return json.dumps(_told(of), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def from_json(text: str) -> Snapshot:
    """What :func:`to_json` wrote.

    Raises:
        ValueError: something else.
    """
    if len(text) > _LARGEST:
        raise ValueError("too large")
    try:
        told = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("spec"), dict):
        raise ValueError("not a snapshot")
    guides, videos = told.get("guides"), told.get("videos")
    if not all(part is None or isinstance(part, dict) for part in (guides, videos)):
        raise ValueError("not a snapshot")
    return Snapshot(told["spec"], guides, videos, str(told.get("name", "")))


def _told(of: Snapshot) -> dict[str, Any]:
    told: dict[str, Any] = {"format": FORMAT, "name": of.name, "spec": of.spec}
    return told | {k: v for k, v in (("guides", of.guides), ("videos", of.videos)) if v is not None}


def _nested(names: frozenset[str]) -> Tree:
    """Dotted names as a tree; a leaf is what is left out."""
    tree: Tree = {}
    for name in sorted(names):
        branch = tree
        for part in name.split("."):
            branch = branch.setdefault(part, {})
    return tree


def _without(value: Any, tree: Tree) -> Any:
    """*value* without the leaves of *tree*; what *tree* does not name is taken as it is."""
    if isinstance(value, list):
        return [_without(item, tree) for item in value]
    if not isinstance(value, Mapping):
        return value
    kept = ((key, item, tree.get(key)) for key, item in value.items())
    return {key: _without(item, inner) if inner else item for key, item, inner in kept if inner or key not in tree}


def _rights(roles: dict[str, Any]) -> dict[str, Any]:
    """Permissions in a fixed order without what says nothing: an operation not named is not allowed anyway."""
    told = []
    for one in roles.get("permissions", []):
        ops = {operation: level for operation, level in one.get("ops", {}).items() if level != "no"}
        permission = {key: value for key, value in {**one, "ops": ops}.items() if value}
        if len(permission) > 2:
            told.append(permission)
    told.sort(key=lambda p: (p["role"], p["entity"]))
    return {**roles, "permissions": told}


def _guide(guide: Guide) -> dict[str, Any]:
    told = {name: plain(getattr(guide, name)) for name in _GUIDE}
    body = "\n".join(line.rstrip() for line in guide.body.strip().splitlines())
    return {key: value for key, value in told.items() if value} | {"text": _hash(body)}


def _video(video: Video, kb: KnowledgeBase) -> dict[str, Any]:
    """A recording made anew is known by its length, once it was encoded: bytes change with every encoder."""
    told = {name: plain(getattr(video, name)) for name in _VIDEO}
    told["chapters"] = [chapter.title for chapter in video.chapters]
    told["text"] = _hash("\n".join(cue.text for captions in video.captions for cue in captions.cues))
    media = kb.media.get(video.id)
    told[SECONDS] = round(media.duration) if media and media.ready else None
    return {key: value for key, value in told.items() if value}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16] if text else ""
