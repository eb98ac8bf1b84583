"""From Mermaid text to SVG and PNG: the only place that knows the drawing library.

The library draws in fixed colours. In the SVG each of them becomes a CSS variable with that colour as
fallback, so that a page themes its diagrams, light and dark, and a file on its own still has colours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree  # parses only what the library has just written

from kbgen.model import addresses

COLOURS: Mapping[str, str] = {
    "bg": "#FFFFFF",
    "fg": "#172D4A",
    "muted": "#596579",
    "line": "#000000",
    "surface": "#E5EFFA",
    "lane": "#F0F4FA",
    "border": "#4472C4",
    "lit": "#FDE68B",
    "lit-border": "#B45309",
    "won": "#D1FAE5",
    "won-border": "#047857",
    "lost": "#FEE2E2",
    "lost-border": "#B91C1C",
    "here": "#2F5AA8",
    "here-text": "#FEFEFE",
}
"""Parts of a diagram and their default colours. On a page each is the CSS variable ``--kb-diagram-<name>``.

All differ, because a colour in the drawing tells which part it paints.
"""

_SVG = "{http://www.w3.org/2000/svg}"
_HEX = re.compile(r"#[0-9A-Fa-f]{6}\b")
_NAMES = {colour.upper(): name for name, colour in COLOURS.items()}


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture of a part of the spec."""

    svg: str
    """SVG on one line, for inlining or a file; no ids, no scripts; empty where drawing failed."""
    alt: str
    """What the picture says, in words."""
    source: str
    """The Mermaid text it was drawn from."""
    note: str = ""
    """A sentence to print below the picture; empty where it needs none."""
    failure: str = ""
    """Why it could not be drawn, in the library's words; then show ``alt`` instead."""
    leads: tuple[tuple[str, str], ...] = ()
    """Boxes that have a page of their own: name in ``source``, address of the page."""

    def linked(self, path: Callable[[str], str]) -> str:
        """The SVG with its boxes as links; *path* makes an address as seen from the page the picture stands on."""
        if not self.leads or not self.svg:
            return self.svg
        links = {node: path(addresses.html(address)) for node, address in self.leads}
        return _themed(_drawn(self.source)[0], self.alt, links)

    def png(self, colours: Mapping[str, str] | None = None, scale: float = 2.0) -> bytes:
        """The picture as PNG on a solid ground, *scale* pixels a unit; empty bytes where drawing failed.

        *colours* replaces some of :data:`COLOURS` by ``#rrggbb``.
        """
        if not self.svg:
            return b""
        return _png(_plain(self.source, tuple(sorted((colours or {}).items()))), scale, (colours or COLOURS).get("bg"))


def draw(source: str, alt: str, note: str = "", leads: Mapping[str, str] | None = None) -> Diagram:
    """The Mermaid text *source* as a diagram. Cached by content: the same text is drawn once a process.

    *leads*: box in *source* → address of the page about it.
    """
    drawn, failure = _drawn(source)
    if failure:
        return Diagram("", alt, source, note, failure)
    return Diagram(_themed(drawn, alt), alt, source, note, leads=tuple((leads or {}).items()))


def label(text: str, longest: int = 120) -> str:
    """*text* as a quoted Mermaid label that shows it verbatim, cut with an ellipsis after *longest* characters."""
    line = _shown(text)
    if len(line) > longest:
        line = line[: longest - 1].rstrip() + "…"
    return '"' + re.sub(r"[^\w\s.,!?()/+—–«»№%…-]|_", lambda m: _SIGNS.get(m[0]) or f"#{ord(m[0])};", line) + '"'


_SIGNS = {"&": "#38;amp#59;"}
"""The library decodes once more what looks like an HTML entity after its own codes are decoded."""


def _shown(text: str) -> str:
    """*text* on one line, without signs that XML cannot hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@lru_cache(maxsize=512)
def _drawn(source: str) -> tuple[str, str]:
    """SVG in the library's colours and "", or "" and the reason."""
    try:
        from mermaid_render import mermaid_to_svg  # 0.4 s: only when a diagram is really drawn

        return mermaid_to_svg(source, theme="redux-color").decode(), ""
    except (ValueError, ImportError) as error:  # the library's own errors are ValueErrors
        return "", str(error)


def _repaint(root: ElementTree.Element, paint: Mapping[str, str]) -> None:
    """Colours in the attributes replaced by name; text is never touched."""
    for element in root.iter():
        for key, value in element.attrib.items():
            if "#" in value and key in ("fill", "stroke", "style", "color"):
                element.set(key, _HEX.sub(lambda m: paint.get(_NAMES.get(m[0].upper(), ""), m[0]), value))


_STYLES = frozenset({"fill", "stroke", "stroke-width", "stroke-dasharray", "rx", "ry", "opacity"})


def _without_styles(root: ElementTree.Element) -> None:
    """Styles become attributes: a strict security policy forbids the former. What only the library needs is dropped."""
    for element in root.iter():
        element.attrib.pop("data-id", None)
        for declaration in element.attrib.pop("style", "").split(";"):
            name, _, value = declaration.partition(":")
            if name.strip() in _STYLES:
                element.set(name.strip(), value.strip().removesuffix("px"))


def _written(root: ElementTree.Element) -> str:
    text = ElementTree.tostring(root, encoding="unicode")
    return re.sub(r"(</?)ns\d+:", r"\1", re.sub(r"xmlns:ns\d+=", "xmlns=", text, count=1))


def _link(root: ElementTree.Element, links: Mapping[str, str]) -> None:
    """Put each box that *links* names into a link."""
    for parent in list(root.iter(f"{_SVG}g")):
        for index, child in enumerate(list(parent)):
            href = links.get(child.get("data-id", ""))
            if href and "pele-node" in child.get("class", ""):
                link = ElementTree.Element(f"{_SVG}a", {"href": href})
                link.append(child)
                parent[index] = link


def _themed(svg: str, alt: str, links: Mapping[str, str] | None = None) -> str:
    root = ElementTree.fromstring(svg)  # noqa: S314
    _link(root, links or {})
    _without_styles(root)
    _repaint(root, {name: f"var(--kb-diagram-{name},{colour})" for name, colour in COLOURS.items()})
    root.attrib.pop("aria-roledescription", None)
    root.set("class", "kb-svg")
    root.set("role", "group" if links else "img")  # what is inside an image cannot be reached by keyboard
    root.set("aria-label", _shown(alt))
    root.set("font-family", "var(--kb-diagram-font,'Noto Sans',sans-serif)")
    root.set("font-size", "16")
    return " ".join(_written(root).split("\n"))


@lru_cache(maxsize=64)
def _plain(source: str, colours: tuple[tuple[str, str], ...]) -> str:
    root = ElementTree.fromstring(_drawn(source)[0])  # noqa: S314
    _repaint(root, dict(colours))
    return _written(root)


@lru_cache(maxsize=64)
def _png(svg: str, scale: float, background: str | None) -> bytes:
    import resvg_py
    from mermaid_render import fonts

    made = resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=scale,
        background=background or COLOURS["bg"],
        font_files=[str(path) for path in sorted(fonts.ROOT.glob("*.ttf"))],
        font_family="Noto Sans",
        skip_system_fonts=True,  # the same picture on every machine
    )
    return bytes(made)
