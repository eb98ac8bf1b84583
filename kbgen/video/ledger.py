"""The ledger: what came of each recording when it was last worked on, so that what is out of date can be told.

One file, ``ledger.json`` in the store, by the recordings' paths in the workspace. Nothing is made from it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from kbgen.video.store import write_whole

_NAME = "ledger.json"
_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """What came of a recording."""

    source: str
    """SHA-256 of the recording as it was."""
    version: int
    """Of the presets."""
    tool: str
    """Build of ffmpeg."""
    seconds: float = 0.0
    """Length of what was made; 0: it failed."""
    bytes: Mapping[str, int] = field(default_factory=dict)
    """Codec → size of everything made with it."""
    code: str = ""
    """Of the problem, where it failed; the last good sizes are kept beside it."""
    values: Mapping[str, Any] = field(default_factory=dict)


def entries(store: Path) -> Mapping[str, Entry]:
    """The ledger of the store in this folder; empty where it cannot be read."""
    try:
        said = json.loads((store / _NAME).read_text(encoding="utf-8"))
        return {file: Entry(**entry) for file, entry in said.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def note(store: Path, fresh: Mapping[str, Entry]) -> None:
    """Keep these entries. Writes only where something is new."""
    if _merged(store, fresh) is None:
        return
    store.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(store / "ledger.lock", timeout=_SECONDS):
            _write(store, _merged(store, fresh))
    except (Timeout, NotImplementedError):  # a share without locks: the other one's entries may be lost, no work is
        _write(store, _merged(store, fresh))


def forget(store: Path, files: set[str]) -> None:
    """Drop the entries of *files*."""
    kept = {file: entry for file, entry in entries(store).items() if file not in files}
    if len(kept) != len(entries(store)):
        with FileLock(store / "ledger.lock", timeout=_SECONDS):
            _write(store, kept)


def _merged(store: Path, fresh: Mapping[str, Entry]) -> dict[str, Entry] | None:
    """Everything known then; None where nothing is new."""
    old = entries(store)
    return None if all(old.get(file) == entry for file, entry in fresh.items()) else {**old, **fresh}


def _write(store: Path, merged: Mapping[str, Entry] | None) -> None:
    if merged is not None:
        said = {file: asdict(entry) for file, entry in sorted(merged.items())}
        write_whole(store / _NAME, json.dumps(said, ensure_ascii=False, indent=1))
