"""Contrast of two colours, by the Web Content Accessibility Guidelines 2.2."""

from __future__ import annotations

READABLE = 4.5
"""Least contrast of ordinary text (success criterion 1.4.3, level AA)."""

_WHITE, _BLACK = "#ffffff", "#000000"  # one of them reaches 4.58 on any colour


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``: 0 is black, 1 is white (WCAG 2.2, "relative luminance")."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, from 1 (same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(background: str) -> str:
    """White or black: whichever reads better on *background*."""
    return max((_WHITE, _BLACK), key=lambda text: contrast(text, background))


def mixed(colour: str, other: str, share: float) -> str:
    """*colour* with *share* (0 to 1) of *other* mixed in, channel by channel."""
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def legible(colour: str, background: str, least: float = READABLE) -> str:
    """*colour*, moved towards white or black only as far as text in it needs to reach *least* on *background*."""
    goal = "#ffffff" if luminance(background) < 0.18 else "#000000"
    for step in range(21):
        candidate = mixed(colour, goal, step / 20)
        if contrast(candidate, background) >= least:
            return candidate
    return goal
