"""Fetch the scripts and fonts that pages and decks carry with them, so that nothing is loaded from elsewhere.

``python tools/vendor.py`` refreshes all of them, ``python tools/vendor.py media-chrome`` one. It needs npm, and only
people who raise a version run it: the results are kept in the project. Each folder gets the package's files, its
LICENSE and a VERSION that says which release they are and what was changed.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_ASSETS = "themes/base/assets/vendor"


@dataclass(frozen=True)
class Change:
    """A replacement in a file, for what the package lets nobody do from outside. It must match exactly once."""

    file: str
    pattern: str
    by: str
    reason: str


@dataclass(frozen=True)
class Vendored:
    """A package of npm and what is taken of it."""

    package: str
    version: str
    target: str
    """Folder, from the project's root."""
    files: Mapping[str, str]
    """Path within the package → name in the folder."""
    changes: tuple[Change, ...] = ()
    licence: str = "LICENSE"
    drop: tuple[str, ...] = field(default=(r"\n//# sourceMappingURL=\S+\s*$",))
    """Patterns deleted from scripts: references to files that are not taken."""


VENDORED = (
    Vendored(
        package="media-chrome",
        version="4.19.4",
        target=f"{_ASSETS}/media-chrome",
        files={"dist/iife/all.js": "all.js"},
        changes=(
            Change(
                "all.js",
                r"\bvar (\w+)=\{en:(\w+)\}",
                r"var \1={en:\2,...globalThis.mediaChromeWords}",
                "words of other languages: the classic script exports no way to add them",
            ),
        ),
    ),
    Vendored(
        package="iframe-worker",
        version="1.0.4",
        target=f"{_ASSETS}/iframe-worker",
        files={"shim/index.js": "iframe-worker-shim.js"},
    ),
    Vendored(
        package="reveal.js",
        version="6.0.2",
        target=f"{_ASSETS}/reveal",
        files={
            "dist/reset.css": "reset.css",
            "dist/reveal.css": "reveal.css",
            "dist/reveal.js": "reveal.js",
            "dist/plugin/notes.js": "notes.js",
        },
    ),
    Vendored(
        package="@fontsource-variable/golos-text",
        version="5.3.0",
        target="themes/romashka/fonts",
        files={
            "files/golos-text-cyrillic-wght-normal.woff2": "golos-text-cyrillic.woff2",
            "files/golos-text-latin-wght-normal.woff2": "golos-text-latin.woff2",
        },
    ),
)


def main(names: list[str]) -> None:
    for wanted in VENDORED:
        if not names or wanted.package in names:
            fetch(wanted)
            print(f"{wanted.package} {wanted.version} -> {wanted.target}")


def fetch(wanted: Vendored) -> None:
    """Replace the folder of *wanted* by its files of that version."""
    target = ROOT / wanted.target
    with tempfile.TemporaryDirectory() as folder:
        package = _unpacked(wanted, Path(folder))
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for source, name in {**wanted.files, wanted.licence: "LICENSE"}.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(package / source, target / name)
        said = json.loads((package / "package.json").read_text("utf-8"))
    for name in wanted.files.values():
        _change(target / name, wanted)
    lines = [f"{said['name']} {said['version']}, {said['license']}", *(f"changed: {c.reason}" for c in wanted.changes)]
    (target / "VERSION").write_text("\n".join(lines) + "\n", "utf-8")


def _unpacked(wanted: Vendored, folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to fetch packages")
    named = f"{wanted.package}@{wanted.version}"
    done = subprocess.run([npm, "pack", "--silent", named], cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def _change(file: Path, wanted: Vendored) -> None:
    if file.suffix not in (".js", ".css"):
        return
    text = file.read_text("utf-8")
    for pattern in wanted.drop:
        text = re.sub(pattern, "\n", text)
    for change in wanted.changes:
        if change.file == file.name:
            text, times = re.subn(change.pattern, change.by, text)
            if times != 1:
                sys.exit(f"{file}: {change.pattern} fits {times} times instead of once")
    file.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
