"""Inputs: a fingerprint of everything a build of one client depends on.

Equal fingerprints mean equal results, so that a build with nothing changed does nothing.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import kbgen
from kbgen.model.videos import QUALITIES
from kbgen.workspace import Workspace

_ENGINES = (
    "mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "whoosh", "pymorphy3", "pymorphy3-dicts-ru",
    "python-pptx", "typst", "docxtpl", "mermaid-render", "imageio-ffmpeg", "jinja2", "pydantic", "libzim",
)  # fmt: skip


def fingerprint(workspace: Workspace, client_id: str, shared: str = "") -> str:
    """SHA-256 (hex) over the client's files, what clients share, the themes, kbgen itself and its engines.

    *shared*: what :func:`shared_fingerprint` gave for the workspace a moment ago, where many clients are asked for.
    """
    digest = hashlib.sha256((shared or shared_fingerprint(workspace)).encode())
    client = workspace.client(client_id)
    for file in _files(client):
        if file.parent != client / "imported":  # what imports remember is not built
            _add(digest, workspace, file)
    return digest.hexdigest()


def shared_fingerprint(workspace: Workspace) -> str:
    """The same over what all clients share: guides, themes, recordings, settings, kbgen itself and its engines.

    Texts and pictures count by content; recordings by size and time of change, since reading gigabytes
    on every build would cost more than the build.
    """
    digest = hashlib.sha256(f"{kbgen.__version__} {platform.python_version()}".encode())
    for package in _ENGINES:
        digest.update(f"{package} {_version(package)}\n".encode())
    for file in _shared(workspace):
        _add(digest, workspace, file)
    for file in _files(workspace.videos):
        if file.name == QUALITIES:  # written by builds themselves, and it changes nothing they made
            continue
        stat = file.stat()
        digest.update(f"{workspace.shown(file)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _shared(workspace: Workspace) -> Iterator[Path]:
    yield from (path for path in (workspace.base_config, workspace.rules) if path.is_file())
    yield from _files(workspace.guides)
    yield from _files(workspace.themes)
    yield from (file for file in _files(Path(kbgen.__file__).parent) if file.suffix != ".pyc")


def _add(digest: hashlib._Hash, workspace: Workspace, file: Path) -> None:
    digest.update(f"{workspace.shown(file)}\0".encode())
    digest.update(hashlib.sha256(file.read_bytes()).digest())


def _files(folder: Path) -> list[Path]:
    """Files below *folder* in a fixed order; links are listed, not followed into folders."""
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"
