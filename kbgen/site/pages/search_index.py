"""The search index of Material, put together from what each page gave to it, to the bytes the plugins write."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_NAME = "search/search_index.json"
_END = b"]}"
_SCRIPT = b"var __index = "


def piece(entries: Sequence[Any]) -> bytes:
    """The *entries* of one page as they stand in the index."""
    return json.dumps(entries, separators=(",", ":"), default=str)[1:-1].encode()


def fill(site: Path, pieces: Sequence[bytes], *, as_script: bool) -> None:
    """Put *pieces* into the index below *site*, which the plugin wrote without any; and write it as a script, too."""
    file = site / _NAME
    if not file.is_file():
        return
    empty = file.read_bytes()
    if not empty.endswith(_END):
        raise ValueError(_NAME)
    whole = empty[: -len(_END)] + b",".join(pieces) + _END
    file.write_bytes(whole)
    if as_script:
        with file.with_suffix(".js").open("wb") as script:
            script.write(_SCRIPT)
            script.write(whole)
