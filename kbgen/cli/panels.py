"""The help page's order: the life of a roll-out, from the spec to its readers."""

from __future__ import annotations

from typing import Any

PANELS = {
    "spec": ("new", "import", "export", "check", "coverage", "terms", "redirects", "schema"),
    "making": ("build", "serve", "slides", "documents", "videos", "video", "captions"),
    "copies": ("pack", "update", "releases", "rollback", "verify"),
    "agreeing": ("approve", "diff", "accept"),
    "readers": ("search", "search-report", "feedback"),
    "machine": (
        "doctor",
        "gc",
    ),
}
"""Box of the help page → its commands."""

_ORDER = [name for names in PANELS.values() for name in names]


def in_order(names: list[str]) -> list[str]:
    """*names* of commands as the help page lists them; unknown ones last."""
    return sorted(names, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))


def arrange(app: Any, say: Any) -> None:
    """Put every command of *app* into its box; *say* gives the boxes their headings."""
    box = {name: say(f"cli.panels.{panel}") for panel, names in PANELS.items() for name in names}
    for command in (*app.registered_commands, *app.registered_groups):
        name = command.name or command.callback.__name__.rstrip("_").replace("_", "-")
        command.rich_help_panel = box.get(name, command.rich_help_panel)
