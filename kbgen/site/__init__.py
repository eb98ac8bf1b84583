"""The only place that knows MkDocs: stage a project, build it beside its goal, mend it for offline use, check it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kbgen.site.built import Built, build
    from kbgen.site.staging import stage

_ROOMS = {"Built": "built", "build": "built", "stage": "staging"}

__all__ = ["Built", "build", "stage"]


def __getattr__(name: str) -> Any:
    """What is asked for, loaded then: a build with nothing changed needs nothing of what stages."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
