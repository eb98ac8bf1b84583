"""Redirects: addresses that pages had before (``content/clients/<id>/redirects.yml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Redirects:
    """``redirects.yml``."""

    moved: Mapping[str, str] = field(default_factory=dict)
    """Old address → new one, as browsers show them: ``guides/new-deal.html: guides/create-deal.html``."""
