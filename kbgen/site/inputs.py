"""What a staged project's site depends on, as one key."""

from __future__ import annotations

import hashlib
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import kbgen
from kbgen.site.staging import RELEASE_SCRIPT
from kbgen.site.written import LEDGER

_ENGINES = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "pygments", "jinja2")
_READ_WHOLE = 4 << 20  # bytes; larger files are recordings, and count by size and time


def key(project: Path) -> str:
    """SHA-256 over every staged file, kbgen and the engine's versions; the file that names the release is left out.

    Texts count by content; files over 4 MB by size and time of change.
    """
    digest = hashlib.sha256(f"{kbgen.__version__} {platform.python_version()}".encode())
    for package in _ENGINES:
        digest.update(f"{package} {_version(package)}\n".encode())
    for relative in _staged(project):
        path = project / relative
        size, moment = path.stat().st_size, path.stat().st_mtime_ns
        content = hashlib.sha256(path.read_bytes()).hexdigest() if size < _READ_WHOLE else f"{size} {moment}"
        digest.update(f"{relative}\0{content}\n".encode())
    return digest.hexdigest()


def _staged(project: Path) -> list[str]:
    """Files of the project, POSIX paths in order, without hidden ones, the release and `mkdocs build`'s own output."""
    found = []
    for folder, inner, names in os.walk(project):
        here = Path(folder).relative_to(project)
        inner[:] = [n for n in inner if not n.startswith(".") and (here / n).as_posix() != "site"]
        found += [(here / n).as_posix() for n in names if not n.startswith(".")]
    return sorted(n for n in found if n not in (RELEASE_SCRIPT, LEDGER))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"
