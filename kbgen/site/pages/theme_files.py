"""The theme's templates, compiled once; and its files, listed without the ten thousand icons that no site copies."""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from types import CodeType
from typing import Any


class _Compiled:
    """A template as the cache knows it, in the form its reader expects."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.code: CodeType | None = None


class CompiledTemplates:
    """Compiled templates in a folder, named by their source and by who compiled it (Jinja's bytecode cache)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.by = f"{version('jinja2')} {sys.version}"

    def get_bucket(self, environment: Any, name: str, filename: str | None, source: str) -> _Compiled:  # noqa: ARG002
        """What is kept for a template; ``code`` is None where nothing is."""
        told = f"{self.by}\0{name}\0{filename}\0{source}".encode(errors="surrogatepass")  # a path in a plain C locale
        compiled = _Compiled(self.folder / f"{hashlib.sha256(told).hexdigest()}.code")
        with suppress(OSError, ValueError, EOFError, TypeError):
            compiled.code = marshal.loads(compiled.path.read_bytes())  # noqa: S302 (written by us)
        return compiled

    def set_bucket(self, compiled: _Compiled) -> None:
        """Keep a template that was compiled just now."""
        with suppress(OSError, ValueError):
            self.folder.mkdir(parents=True, exist_ok=True)
            beside = compiled.path.with_suffix(f".{os.getpid()}")
            beside.write_bytes(marshal.dumps(compiled.code))
            beside.replace(compiled.path)


def quicken(config: Any, folder: Path) -> None:
    """Let every environment of the theme of *config* keep its compiled templates in *folder*."""
    make, kept = config.theme.get_env, CompiledTemplates(folder)

    def get_env() -> Any:
        environment = make()
        environment.bytecode_cache = kept
        environment.list_templates = lambda filter_func: sorted(set(filter(filter_func, _shown(config.theme.dirs))))
        return environment

    config.theme.get_env = get_env


def _shown(folders: list[str]) -> Iterator[str]:
    """Files of *folders*, POSIX, but those in hidden folders: MkDocs copies none of these."""
    for folder in folders:
        for here, inner, names in os.walk(folder):
            inner[:] = [name for name in inner if not name.startswith(".")]
            below = Path(here).relative_to(folder).as_posix()
            yield from (name if below == "." else f"{below}/{name}" for name in names)
