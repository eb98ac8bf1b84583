"""One ZIP of a release: opens by double click everywhere, the same bytes from the same files."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from kbgen.bundles import manifest

FIRST = "start.html"
"""What people open comes first in the list."""

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP can say; real times would change the bytes
STORED = (
    ".mp4", ".m4v", ".webm", ".mkv", ".mov", ".m4a", ".mp3", ".ogg", ".opus", ".jpg", ".jpeg", ".png", ".webp", ".avif",
    ".gif", ".woff", ".woff2", ".gz", ".pptx", ".docx", ".xlsx", ".zip", ".zim",
)  # fmt: skip
"""Already compressed: deflating them again costs time and wins nothing."""


def names(folder: Path) -> list[str]:
    """Paths of everything a copy of the release in *folder* holds, in the order of its ZIP.

    Raises:
        KbgenError: the folder has no good manifest.
    """
    found = [*(entry.path for entry in manifest.read(folder).entries), manifest.NAME]
    if (folder / manifest.SIGNATURE).is_file():
        found.append(manifest.SIGNATURE)
    return sorted(found, key=lambda name: (name != FIRST, name))


def pack(folder: Path, target: Path, top: str = "") -> Path:
    """Put the release in *folder* into *target*, below one folder *top*, by default named like it; return *target*.

    Holds exactly what the manifest lists, the manifest and its signature; ``start.html`` comes first. Written beside
    and switched: a killed run leaves no half ZIP. Same files, same bytes (with the same zlib).

    Raises:
        KbgenError: the folder has no good manifest.
    """
    beside = target.with_name(f".{target.name}.new")
    try:
        with zipfile.ZipFile(beside, "w", allowZip64=True) as packed:
            for name in names(folder):
                add(packed, folder / name, f"{top or target.stem}/{name}")
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return target


def add(packed: zipfile.ZipFile, path: Path, name: str) -> None:
    """Put one file into an open ZIP: stored where it is compressed already, with no trace of its time or rights."""
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.create_system = 3  # Unix, whatever made it: the byte is part of the file
    entry.external_attr = 0o644 << 16
    entry.file_size = path.stat().st_size  # tells zipfile in advance whether ZIP64 is needed
    stored = path.suffix.lower() in STORED
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with path.open("rb") as source, packed.open(entry, "w") as goal:
        shutil.copyfileobj(source, goal, 1 << 20)
