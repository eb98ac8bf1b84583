"""What a finished site does not need, taken out."""

from __future__ import annotations

import os
from pathlib import Path

_NEEDLESS = ("sitemap.xml", "sitemap.xml.gz", "objects.inv")
"""A map for search engines of the internet; and its date would differ from build to build."""

_FOR_DEVELOPERS = ".map"

_STEMMERS = "assets/javascripts/lunr"
_SPOKEN = ("lunr.stemmer.support.min.js", "lunr.multi.min.js", "lunr.ru.min.js")
"""Of Material's own search: the languages kbgen speaks (English is built in); the other forty weigh 1.5 MB."""


def is_needless(name: str) -> bool:
    """Whether :func:`tidy` may delete the file *name* (POSIX) of a site."""
    return name in _NEEDLESS or name.endswith(_FOR_DEVELOPERS) or name.startswith(f"{_STEMMERS}/")


def tidy(site: Path) -> None:
    """Delete from *site* what nobody reads offline: maps of scripts and for search engines, foreign languages."""
    for name in _NEEDLESS:
        (site / name).unlink(missing_ok=True)
    for folder, _, names in os.walk(site):
        for name in names:
            if name.endswith(_FOR_DEVELOPERS):
                Path(folder, name).unlink()
    for path in (site / _STEMMERS).rglob("*.js"):
        if path.name not in _SPOKEN:
            path.unlink()
