"""The theme's colours and fonts as CSS variables, for pages and HTML slides alike."""

from __future__ import annotations

import base64

from kbgen.theme.contrast import legible, mixed
from kbgen.theme.looks import FontFace, Theme

PAPER, NIGHT = "#ffffff", "#1e2129"
"""Backgrounds text stands on: the light scheme, and Material's dark one."""


_TINTED = "#eff1f5"
"""The darkest ground links stand on in the light scheme: boxes and cards are a shade darker than paper."""
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
        "--kb-link": legible(theme.primary, _TINTED),
        "--kb-link-night": legible(theme.primary, NIGHT, _BRIGHT),
        "--kb-mark": legible(theme.accent, _TINTED),
        "--kb-mark-night": legible(theme.accent, NIGHT, _BRIGHT),
        "--kb-font": theme.fonts.text,
        "--kb-font-heading": theme.fonts.heading,
    }


def stylesheet(theme: Theme, *, fonts: bool = True) -> str:
    """A stylesheet that defines :func:`variables` on the root element and brings the theme's own *fonts* inside it."""
    lines = "".join(f"  {name}: {value};\n" for name, value in variables(theme).items())
    return f":root {{\n{lines}}}\n" + "".join(_face(face) for face in theme.fonts.files if fonts)


def _face(face: FontFace) -> str:
    """The font as a data URI: from a folder, some browsers refuse to load fonts by address."""
    kind = face.file.suffix.lower().removeprefix(".")
    source = f"data:font/{kind};base64,{base64.b64encode(face.file.read_bytes()).decode('ascii')}"
    rules = {
        "font-family": f'"{face.family}"',
        "font-style": face.style,
        "font-weight": face.weight,
        "font-display": "swap",
        "src": f'url("{source}") format("{kind}")',
        **({"unicode-range": face.range} if face.range else {}),
    }
    note = "/* " + " ".join(face.licence.replace("*/", "").split()) + " */\n" if face.licence else ""
    return note + "@font-face {\n" + "".join(f"  {name}: {value};\n" for name, value in rules.items()) + "}\n"
