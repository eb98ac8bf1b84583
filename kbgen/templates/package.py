"""Package: an Office file is a ZIP of parts; here it gets the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

_STORED = (".png", ".jpg", ".jpeg", ".webp", ".gif")
_WHEN = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def rewritten(package: bytes) -> bytes:
    """The parts of *package* in the same order without the times of their making; pictures are not packed twice."""
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        return packed((item.filename, old.read(item)) for item in old.infolist())


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A package of *parts*, each a name and its bytes, in their order; pictures are not packed twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, content in parts:
            if name == "docProps/core.xml":
                content = _DATES.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", content)
            part = zipfile.ZipInfo(name, _WHEN)
            part.external_attr = 0o600 << 16
            part.create_system = 3  # the same on Windows
            small = not name.lower().endswith(_STORED)
            part.compress_type = zipfile.ZIP_DEFLATED if small else zipfile.ZIP_STORED
            new.writestr(part, content, compresslevel=6 if small else None)
    return out.getvalue()
