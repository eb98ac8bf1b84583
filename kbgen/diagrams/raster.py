"""Any SVG as PNG, for what cannot show SVG: logos on slides."""

from __future__ import annotations

from pathlib import Path


def raster(svg: str, width: int) -> bytes:
    """*svg* drawn *width* pixels wide on a clear ground, with the diagrams' own fonts; empty bytes where it fails.

    Nothing is fetched; the same SVG gives the same bytes on every machine.
    """
    import resvg_py  # only when a logo is really drawn
    from mermaid_render import fonts

    try:
        made = resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            font_files=[str(path) for path in sorted(fonts.ROOT.glob("*.ttf"))],
            font_family="Noto Sans",
            skip_system_fonts=True,
        )
    except ValueError:
        return b""
    return bytes(made)


def font_file(*, bold: bool = False) -> Path:
    """The diagrams' own font, for pictures that are drawn by other means. It has Latin and Cyrillic letters."""
    from mermaid_render import fonts

    return Path(fonts.ROOT) / ("NotoSans-Bold.ttf" if bold else "NotoSans-Regular.ttf")
