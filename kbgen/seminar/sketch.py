"""Sketch: a flow as boxes of HTML with one SVG of arrows over them, so that its words are text like any other."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from markupsafe import escape as safe

from kbgen.model.decks import Flow
from kbgen.seminar.flow import NAMES, drawing
from kbgen.seminar.layouts import PIXELS, Box


def place(box: Box) -> str:
    """CSS of a box's place on the slide."""
    sides = (("left", box.left), ("top", box.top), ("width", box.width), ("height", box.height))
    return " ".join(f"{side}: {inches * PIXELS:.5g}px;" for side, inches in sides)


def sketch(flow: Flow, box: Box) -> dict[str, Any]:
    """What the template prints of *flow* set out in *box*."""
    made = drawing(flow, box)
    names = [(Box(b.left, b.top, NAMES, b.height), name) for b, name in made.lanes]
    return {
        "pixels": f"{made.points * 4 / 3:.4g}px",
        "lanes": [{"place": Markup(place(b)), "odd": i % 2 == 0} for i, (b, _) in enumerate(made.lanes)],  # noqa: S704
        "names": [{"place": Markup(place(b)), "text": safe(name)} for b, name in names],  # noqa: S704 - numbers only
        "steps": [
            {"place": Markup(place(b)), "text": safe(s.text), "lit": s.lit, "when": safe(s.when)}  # noqa: S704
            for b, s in made.steps
        ],
        "arrows": [Markup(_arrow(made.steps[i][0], made.steps[j][0])) for i, j in made.arrows],  # noqa: S704
    }


def _arrow(start: Box, end: Box) -> str:
    """Path of a squared arrow from the right side of *start* to the left side of *end*, in pixels."""
    x1, y1 = (start.left + start.width) * PIXELS, (start.top + start.height / 2) * PIXELS
    x2, y2 = end.left * PIXELS - 7, (end.top + end.height / 2) * PIXELS
    middle = (x1 + x2) / 2
    if abs(y1 - y2) < 1:
        return f"M{x1:.1f} {y1:.1f}H{x2:.1f}"
    return f"M{x1:.1f} {y1:.1f}H{middle:.1f}V{y2:.1f}H{x2:.1f}"
