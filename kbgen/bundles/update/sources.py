"""Sources: where new files come from; here, from a folder."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from kbgen.bundles.update.listing import (
    LONGEST_MANIFEST,
    LONGEST_SIGNATURE,
    MANIFEST,
    SIGNATURE,
    Entry,
    Listing,
    chunks_of,
    parse,
    short,
)
from kbgen.bundles.update.refused import Refused
from kbgen.bundles.update.staging import Stage


class Source:
    """Where new files come from: the new manifest, its signature, and some or all of its files."""

    listing: Listing
    signature: bytes | None = None
    made_for = ""
    """The release a pack was made for, for people."""

    def holds(self, entry: Entry) -> bool:
        """Whether this file is there."""
        raise NotImplementedError

    def know(self, folder: Path, old: Listing) -> None:
        """The old release lies in *folder*: what is new may be told by it."""

    def fetch(self, wanted: dict[str, Entry], stage: Stage) -> None:
        """Give *stage* every file of *wanted* (by SHA-256)."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of what is open."""


class Folder(Source):
    """A whole release in a folder, on a stick or a share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.listing = parse(short(folder / MANIFEST, LONGEST_MANIFEST), folder / MANIFEST)
        with suppress(FileNotFoundError):
            self.signature = short(folder / SIGNATURE, LONGEST_SIGNATURE)

    def holds(self, entry: Entry) -> bool:
        return (self.folder / entry.path).is_file()

    def fetch(self, wanted: dict[str, Entry], stage: Stage) -> None:
        for entry in wanted.values():
            with (self.folder / entry.path).open("rb") as file:
                stage.put(entry, chunks_of(file, entry.size + 1))


class Own(Folder):
    """A release of the client's own: its files are linked, not copied."""

    def fetch(self, wanted: dict[str, Entry], stage: Stage) -> None:
        for entry in wanted.values():
            if not stage.adopt(self.folder / entry.path, entry):
                raise Refused("update_damaged", self.folder / entry.path)
