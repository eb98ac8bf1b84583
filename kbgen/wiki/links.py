"""Links between pages: relative Markdown links, made from ids, so that a page can be moved with its folder."""

from __future__ import annotations

import html
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from kbgen.language import Case, in_case
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Text
from kbgen.templates import escape


@lru_cache(maxsize=50_000)
def _relative(address: str, folder: str) -> str:
    return posixpath.relpath(address, folder or ".")


@dataclass(frozen=True, slots=True)
class Links:
    """Links that stand on the page *here*. Every method returns ready, escaped Markdown.

    What has no page (an unknown id, an external entity) is shown by name, without a link.
    """

    kb: KnowledgeBase
    here: str

    def to(self, address: str, label: object) -> Markup:
        """``[label](relative address)``; *address* may end in ``#anchor``."""
        return Markup(f"[{escape(self._said(label))}]({html.escape(self.path(address))})")  # noqa: S704 - both escaped

    def path(self, address: str) -> str:
        """*address* (relative to the docs root) as seen from this page."""
        return _relative(address, posixpath.dirname(self.here))

    def entity(self, id: str, case: Case = "nomn", anchor: str = "") -> Markup:
        """The entity's name in *case*."""
        entity = self.kb.entity(id)
        if entity is None:
            return escape(id)
        label = in_case(self._said(entity.label), case, self.kb.language, entity.forms)
        return escape(label) if entity.external else self.to(addresses.entity_page(id) + anchor, label)

    def entities(self, id: str) -> Markup:
        """The entity's plural name, as a menu shows it."""
        entity = self.kb.entity(id)
        if entity is None:
            return escape(id)
        label = self._said(entity.plural or entity.label)
        return escape(label) if entity.external else self.to(addresses.entity_page(id), label)

    def role(self, id: str) -> Markup:
        """The role's name."""
        role = self.kb.role(id)
        return self.to(addresses.role_page(id), role.label) if role else escape(id)

    def process(self, id: str) -> Markup:
        """The process's name."""
        process = self.kb.process(id)
        return self.to(addresses.process_page(id), process.label) if process else escape(id)

    def guide(self, id: str, label: object = "") -> Markup:
        """The guide's title, or *label*."""
        guide = self.kb.guide(id)
        return self.to(addresses.guide_page(id), label or guide.title) if guide else escape(label or id)

    def video(self, id: str) -> Markup:
        """The video's title."""
        video = self.kb.video(id)
        return self.to(addresses.video_page(id), video.title) if video else escape(id)

    def device(self, id: str) -> Markup:
        """The device's name."""
        device = self.kb.device(id)
        return self.to(addresses.device_page(id), device.label) if device else escape(id)

    def all(self, kind: str, ids: Iterable[str]) -> Markup:
        """Links of one *kind* (``role``, ``entity``…), with commas between."""
        return Markup(", ").join(getattr(self, kind)(id) for id in ids)

    def _said(self, label: object) -> str:
        return label.said(self.kb.language) if isinstance(label, Text) else str(label)
