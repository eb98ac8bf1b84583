"""Pairs of colours that stand on each other on pages, light and dark, and which of them are hard to read.

Worked out from the stylesheets a client really gets, so a theme that lays its own over them is checked as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.errors import Problem
from kbgen.theme.colours import declared, painted
from kbgen.theme.contrast import READABLE, contrast
from kbgen.theme.css import NIGHT, PAPER, variables
from kbgen.theme.looks import Theme

_STYLES = ("site.css", "wiki.css", "pictures.css", "feedback.css", "search-box.css", "player.css", "changes.css")
_LIGHT, _DARK = (":root", "body"), ('[data-md-color-scheme="slate"]',)

PAIRS: tuple[tuple[str, str], ...] = (
    ("link", "paper"),
    ("link", "soft"),
    ("link", "card"),
    ("mark", "paper"),
    ("faint", "paper"),
    ("faint", "soft"),
    ("faint", "card"),
    ("good", "good-soft"),
    ("good", "paper"),
    ("warn", "warn-soft"),
    ("bad", "bad-soft"),
    ("bad", "paper"),
    ("calm", "calm-soft"),
    ("on-callout", "callout"),
    ("draft", "draft-ground"),
    ("draft", "draft-stripe"),
    ("diagram-fg", "diagram-bg"),
    ("diagram-fg", "diagram-surface"),
    ("diagram-fg", "diagram-lane"),
    ("diagram-fg", "diagram-lit"),
    ("diagram-fg", "diagram-won"),
    ("diagram-fg", "diagram-lost"),
    ("diagram-muted", "diagram-bg"),
    ("diagram-here-text", "diagram-here"),
)
"""Text and ground, as the variables ``--kb-<name>`` name them; "paper" is the page itself."""


def hard_to_read(theme: Theme) -> Iterator[Problem]:
    """A warning for each pair under :data:`READABLE`: the theme's own colours first, then both schemes of the pages."""
    for text, ground in (("on_primary", "primary"), ("on_accent", "accent")):
        yield from _told(theme, text, getattr(theme, text), ground, getattr(theme, ground))
    sheets = [path.read_text("utf-8") for name in _STYLES if (path := theme.find(f"assets/kbgen/{name}"))]
    light = _known(theme, sheets, dark=False)
    for known in (light, {**light, **_known(theme, sheets, dark=True)}):
        for text, ground in PAIRS:
            above, below = (painted(f"var(--kb-{name})", known) for name in (text, ground))
            if above and below:
                yield from _told(theme, f"--kb-{text}", above, f"--kb-{ground}", below)


def _known(theme: Theme, sheets: list[str], *, dark: bool) -> dict[str, str]:
    """Variable → value as written, of one scheme."""
    own = variables(theme)
    known = dict(own) if not dark else {}
    for sheet in sheets:
        known |= declared(sheet, *(_DARK if dark else _LIGHT))
    known |= {"--kb-paper": NIGHT if dark else PAPER}
    known |= {"--md-primary-fg-color": theme.primary, "--md-primary-bg-color": theme.on_primary}
    if dark:
        known |= {"--kb-link": own["--kb-link-night"], "--kb-mark": own["--kb-mark-night"]}
    else:
        known |= {"--kb-link": own["--kb-link"], "--kb-mark": own["--kb-mark"]}
    return known


def _told(theme: Theme, text: str, above: str, ground: str, below: str) -> Iterator[Problem]:
    ratio = contrast(above, below)
    if ratio < READABLE:
        values = {
            "text": f"{text} {above}",
            "background": f"{ground} {below}",
            "ratio": f"{ratio:.1f}",
            "least": READABLE,
        }
        yield Problem("theme_contrast", theme.place, values, "warning")
