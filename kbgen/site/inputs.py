"""What a staged project's site depends on, as one key."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path

import kbgen
from kbgen.site.written import LEDGER

ASSETS = "assets/kbgen"
RELEASE_SCRIPT = f"theme/{ASSETS}/release.js"
"""The only file that knows the release, so that a new release with the same content changes no page."""

_ENGINES = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "pygments", "jinja2")
_DISTRIBUTION = re.compile(r"(.+?)-([^-]+)\.dist-info")
_READ_WHOLE = 4 << 20  # bytes; larger files are recordings, and count by size and time


def key(project: Path) -> str:
    """SHA-256 over every staged file, kbgen and the engine's versions; the file that names the release is left out.

    Texts count by content; files over 4 MB by size and time of change.
    """
    digest = hashlib.sha256(f"{kbgen.__version__} {sys.version} {_versions()}".encode())
    for relative in _staged(project):
        content = _content(f"{project}/{relative}")
        digest.update(f"{relative}\0{content}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _content(path: str) -> str:
    """What stands for the content of a file."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 (thousands of files: strings, not paths)
        state = os.fstat(file.fileno())
        if state.st_size >= _READ_WHOLE:
            return f"{state.st_size} {state.st_mtime_ns}"
        return hashlib.sha256(file.read()).hexdigest()


def _staged(project: Path) -> list[str]:
    """Files of the project, POSIX paths in order, without hidden ones, the release and `mkdocs build`'s own output."""
    found = []
    for folder, inner, names in os.walk(project):
        here = "" if folder == str(project) else folder[len(str(project)) + 1 :].replace(os.sep, "/") + "/"
        inner[:] = [n for n in inner if not n.startswith(".") and here + n != "site"]
        found += [here + n for n in names if not n.startswith(".")]
    return sorted(n for n in found if n not in (RELEASE_SCRIPT, LEDGER))


def _versions() -> list[str]:
    """Versions of the engine's packages. Read from the names of folders: asking Python for them takes longer."""
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 (strings, not paths)
        except OSError:
            continue
        for name in names:
            if (told := _DISTRIBUTION.fullmatch(name)) and (package := _plain(told[1])) in _ENGINES:
                found.setdefault(package, told[2])
    return [f"{package} {found.get(package) or _asked(package)}" for package in _ENGINES]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _asked(package: str) -> str:
    """The version of a package that is installed in another way, or not at all."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "-"
