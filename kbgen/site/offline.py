"""What a finished site does not need, taken out."""

from __future__ import annotations

from pathlib import Path

_NEEDLESS = ("sitemap.xml", "sitemap.xml.gz", "objects.inv")
"""A map for search engines of the internet; and its date would differ from build to build."""

_FOR_DEVELOPERS = "*.map"


def tidy(site: Path) -> None:
    """Delete from *site* what nobody reads offline: maps of scripts, maps for internet search engines."""
    for name in _NEEDLESS:
        (site / name).unlink(missing_ok=True)
    for path in site.rglob(_FOR_DEVELOPERS):
        path.unlink()
