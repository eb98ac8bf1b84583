"""The theme's colours and fonts as CSS variables, for pages and HTML slides alike."""

from __future__ import annotations

from kbgen.theme.contrast import legible, mixed
from kbgen.theme.looks import Theme

PAPER, NIGHT = "#ffffff", "#1e2129"
"""Backgrounds text stands on: the light scheme, and Material's dark one."""


_BRIGHT = 6.5  # on dark paper colours that just pass look dull


def variables(theme: Theme) -> dict[str, str]:
    """CSS variable → value. ``--kb-link*`` and ``--kb-mark*`` are the theme's colours made legible as text."""
    return {
        "--kb-primary": theme.primary,
        "--kb-primary-light": mixed(theme.primary, PAPER, 0.2),
        "--kb-primary-dark": mixed(theme.primary, "#000000", 0.25),
        "--kb-primary-pale": mixed(theme.primary, PAPER, 0.92),
        "--kb-on-primary": theme.on_primary,
        "--kb-accent": theme.accent,
        "--kb-on-accent": theme.on_accent,
        "--kb-link": legible(theme.primary, PAPER),
        "--kb-link-night": legible(theme.primary, NIGHT, _BRIGHT),
        "--kb-mark": legible(theme.accent, PAPER),
        "--kb-mark-night": legible(theme.accent, NIGHT, _BRIGHT),
        "--kb-font": theme.fonts.text,
        "--kb-font-heading": theme.fonts.heading,
    }


def stylesheet(theme: Theme) -> str:
    """A stylesheet that defines :func:`variables` on the root element."""
    lines = "".join(f"  {name}: {value};\n" for name, value in variables(theme).items())
    return f":root {{\n{lines}}}\n"
