"""Evidence: indexes of what shows, teaches and checks the items of a spec, made once for a whole knowledge base."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kbgen.model import addresses
from kbgen.model.checks import Check
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page

Ids = tuple[str, ...]

_DEVICE_LINK = re.compile(r"equipment/([a-z0-9-]+)\.md|\[\[device:([\w.-]+)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is, by trace id. An id also stands for everything below it: ``processes/sale`` for its steps."""

    addresses: frozenset[str]
    """Of all pages."""
    pages: Mapping[str, Ids]
    """Trace id → addresses of the pages that say they are about it."""
    guides: Mapping[str, Ids]
    """Trace id → ids of the guides about it, then addresses of pages that tell how to do something with it."""
    videos: Mapping[str, Ids]
    slides: Mapping[str, Ids]
    """Trace id → slides as ``<deck>/<number>``."""
    checks: Mapping[str, Ids]
    """Trace id → ids of the acceptance checks that prove it."""

    def page(self, id: str, *paths: str) -> Ids:
        """Pages that show the item *id*: those of *paths* that are there, and those that say so themselves."""
        there = (path for path in paths if path in self.addresses)
        return tuple(dict.fromkeys((*there, *self.pages.get(id, ()))))


def evidence(kb: KnowledgeBase, pages: Iterable[Page], checks: Iterable[Check]) -> Evidence:
    """Everything that can close an item of *kb*."""
    pages = tuple(pages)
    told = ((id, page.path) for page in pages if page.kind == "task" for id in page.trace)
    slides = _below((id, str(ref)) for id, refs in kb.slides.items() for ref in refs)
    return Evidence(
        frozenset(page.path for page in pages),
        _grouped((id, page.path) for page in pages for id in page.trace),
        _grouped((*_guides(kb), *told)),
        _videos(kb),
        slides,
        _below((id, check.id) for check in checks for id in check.trace),
    )


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, Ids]:
    """Left sides → their right sides, each once, in order."""
    found: dict[str, dict[str, None]] = {}
    for left, right in pairs:
        found.setdefault(left, {})[right] = None
    return {left: tuple(rights) for left, rights in found.items()}


def _below(pairs: Iterable[tuple[str, str]]) -> dict[str, Ids]:
    """The same, and every id also for what it is a part of."""
    return _grouped((part, right) for id, right in pairs for part in _parts(id))


def _parts(id: str) -> Iterable[str]:
    """``processes/sale/steps/call`` → itself and ``processes/sale``; a right also belongs to its entity and role."""
    words = id.split("/")
    yield id
    yield from ("/".join(words[:end]) for end in range(2, len(words)))
    if words[0] == "permissions" and len(words) >= 3:
        yield f"roles/{words[1]}"
        yield f"entities/{words[2]}"


def _guides(kb: KnowledgeBase) -> list[tuple[str, str]]:
    """Trace id and the id of a guide about it."""
    slugs = {addresses.slug(device.id): device.id for device in kb.spec.equipment.devices}
    pairs: list[tuple[str, str]] = []
    everybody = [f"roles/{role.id}" for role in kb.spec.roles.roles]
    for guide in kb.guides:
        for noun in ("roles", "entities", "processes"):
            pairs += [(f"{noun}/{id}", guide.id) for id in getattr(guide, noun)]
        pairs += [] if guide.roles else [(role, guide.id) for role in everybody]
        pairs += [(f"equipment/{id}", guide.id) for id in _devices(guide, slugs)]
        pairs += [(f"videos/{id}", guide.id) for id in guide.videos]
    for video in kb.videos:
        pairs += [(f"videos/{video.id}", video.guide)] if video.guide else []
    for process in kb.spec.processes.processes:
        for step in process.steps:
            if step.guide and kb.guide(step.guide):
                of = (f"processes/{process.id}", f"processes/{process.id}/steps/{step.id}", f"entities/{step.entity}")
                pairs += [(id, step.guide) for id in (*of, f"roles/{step.role}")]
    return pairs


def _devices(guide: Guide, slugs: Mapping[str, str]) -> Iterable[str]:
    """Ids of the devices that the guide's text leads to."""
    for slug, named in device_links(guide.body):
        id = slugs.get(slug) or named
        if id in slugs.values():
            yield id


@lru_cache(4096)
def device_links(body: str) -> tuple[tuple[str, str], ...]:
    """What links to devices in the text of a guide name: slugs of their pages, or ids. All evidence a text gives."""
    return tuple((match[1] or "", match[2] or "") for match in _DEVICE_LINK.finditer(body))


def _videos(kb: KnowledgeBase) -> dict[str, Ids]:
    pairs: list[tuple[str, str]] = []
    for guide in kb.guides:
        pairs += [(f"guides/{guide.id}", id) for id in guide.videos if kb.video(id)]
    for video in kb.videos:
        pairs += [(f"guides/{video.guide}", video.id)] if video.guide else []
        for noun in ("roles", "entities", "processes"):
            pairs += [(f"{noun}/{id}", video.id) for id in getattr(video, noun)]
    shown = _grouped(pairs)
    for process in kb.spec.processes.processes:
        for step in process.steps:
            for id in shown.get(f"guides/{step.guide}", ()):
                pairs += [(f"processes/{process.id}/steps/{step.id}", id), (f"processes/{process.id}", id)]
    return _grouped(pairs)
