"""Inputs: a fingerprint of everything a build of one client depends on.

Equal fingerprints mean equal results, so that a build with nothing changed does nothing.
"""

from __future__ import annotations

import hashlib
import os
import platform
import zlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import kbgen
from kbgen.model.videos import QUALITIES
from kbgen.workspace import Workspace

_ENGINES = (
    "mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "whoosh", "pymorphy3", "pymorphy3-dicts-ru",
    "python-pptx", "typst", "docxtpl", "mermaid-render", "imageio-ffmpeg", "jinja2", "pydantic", "libzim",
    "python-docx", "lxml", "pillow", "resvg-py", "segno",
)  # fmt: skip


def fingerprint(workspace: Workspace, client_id: str, shared: str = "") -> str:
    """SHA-256 (hex) over the client's files, what clients share, the themes, kbgen itself and its engines.

    *shared*: what :func:`shared_fingerprint` gave for the workspace a moment ago, where many clients are asked for.
    """
    digest = hashlib.sha256((shared or shared_fingerprint(workspace)).encode())
    client = workspace.client(client_id)
    imported = f"{client / 'imported'}{os.sep}"  # what imports remember is not built
    _add(digest, workspace, (file for file in _files(client) if not file.startswith(imported)))
    return digest.hexdigest()


def shared_fingerprint(workspace: Workspace) -> str:
    """The same over what all clients share: guides, themes, recordings, settings, kbgen itself and its engines.

    Texts and pictures count by content; recordings by size and time of change, since reading gigabytes
    on every build would cost more than the build.
    """
    digest = hashlib.sha256(own_fingerprint().encode())
    _add(digest, workspace, (str(path) for path in (workspace.base_config, workspace.rules) if path.is_file()))
    for folder in (workspace.guides, workspace.themes):
        _add(digest, workspace, _files(folder))
    for file in map(Path, _files(workspace.videos)):
        if file.name == QUALITIES:  # written by builds themselves, and it changes nothing they made
            continue
        stat = file.stat()
        digest.update(f"{workspace.shown(file)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def own_fingerprint() -> str:
    """The same over kbgen itself, its engines and Python: what everything is made with."""
    versions = [f"{package} {_version(package)}" for package in _ENGINES]
    told = f"{kbgen.__version__} {platform.python_version()} {zlib.ZLIB_RUNTIME_VERSION} {versions}"
    files = (file for file in _files(Path(kbgen.__file__).parent) if not file.endswith(".pyc"))
    return hashlib.sha256(f"{told} {contents(files)}".encode()).hexdigest()


def contents(files: Iterable[str]) -> str:
    """SHA-256 (hex) over paths and contents of *files*.

    They are read once a process for as long as nothing about them changes that the system notes, the time of the last
    change (``st_ctime``) among it, which nobody can set back.
    """
    return _contents(tuple((file, _state(file)) for file in files))


def _state(file: str) -> tuple[int, ...]:
    stat = os.stat(file)  # noqa: PTH116 - a thousand of them
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_dev


@lru_cache(8)
def _contents(files: tuple[tuple[str, tuple[int, ...]], ...]) -> str:
    digest = hashlib.sha256()
    for file, _ in files:
        digest.update(f"{file}\0".encode("utf-8", "surrogateescape"))
        digest.update(hashlib.sha256(_read(file)).digest())
    return digest.hexdigest()


def _add(digest: hashlib._Hash, workspace: Workspace, files: Iterable[str]) -> None:
    for file in files:
        digest.update(f"{workspace.shown(Path(file))}\0".encode())
        digest.update(hashlib.sha256(_read(file)).digest())


def _read(file: str) -> bytes:
    with open(file, "rb", buffering=0) as opened:  # noqa: PTH123
        return opened.read()


def _files(folder: Path) -> list[str]:
    """Files below *folder* in a fixed order, hidden ones left out; links to folders are not followed."""
    walked = ((here, name) for here, _, names in os.walk(folder) for name in names if not name.startswith("."))
    paths = (f"{here}{os.sep}{name}" for here, name in walked)
    return sorted(path for path in paths if os.path.isfile(path))  # noqa: PTH113


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"
