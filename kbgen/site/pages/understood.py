"""Which projects can be built page by page: those whose every input is known. All others are left to MkDocs itself."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import kbgen

_PLUGINS = {"material/search", "material/offline", "search", "offline"}
_READS_MORE = ("snippets", "include", "macros", "bibtex", "arithmatex")
"""Parts of the names of Markdown extensions that read files a page does not show, or keep state between pages."""
_ENGINES = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "pygments", "jinja2", "markupsafe", "pyyaml")
_ONLY_NAMED = {".css", ".js", ".png", ".jpg", ".jpeg", ".webp", ".woff2", ".ico", ".pptx", ".docx", ".map"}
_ENVIRONMENT = "!ENV"
_MKDOCS = "1.6."
"""The build of MkDocs is retold in :mod:`kbgen.site.pages.build`; another version may do more."""
_STATELESS_META = ("kind", "roles", "keywords", "description", "search", "tags")
"""Front matter of a page that no other page shows."""


def is_understood(config: Any) -> bool:
    """Whether the output of each page of the project follows from what :func:`settings_key` and the page hold."""
    if not version("mkdocs").startswith(_MKDOCS) or config.hooks or config.theme.name != "material":
        return False
    if config.strict or config.extra_templates or not set(config.plugins) <= _PLUGINS:
        return False
    if any(part in str(name) for name in config.markdown_extensions for part in _READS_MORE):
        return False
    return _ENVIRONMENT not in _settings_text(Path(config.config_file_path).parent)


def settings_key(config: Any) -> str:
    """SHA-256 over everything but pages that decides how a page looks: settings without the menu, theme, versions."""
    digest = hashlib.sha256(f"{kbgen.__version__}\n".encode())
    for package in _ENGINES:
        digest.update(f"{package} {version(package)}\n".encode())
    project = Path(config.config_file_path).parent
    digest.update(_settings_text(project).encode())
    digest.update(Path(config.config_file_path).name.encode())
    if config.theme.custom_dir:
        folder = Path(config.theme.custom_dir)
        for path in _theme_files(folder):
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _settings_text(project: Path) -> str:
    """The settings files without their menus: of the menu a page shows what :func:`menu_key` holds."""
    files = sorted(path for ending in ("*.yml", "*.yaml") for path in project.glob(ending))
    return "\n".join(f"{path.name}\n{_without_menu(path.read_text('utf-8'))}" for path in files)


def _without_menu(text: str) -> str:
    return re.sub(r"^nav:[^\n]*\n(?:[ \t#-][^\n]*\n|\n)*", "", f"{text}\n", flags=re.MULTILINE)


def _theme_files(folder: Path) -> Iterator[Path]:
    """Files of a theme that templates are made of or include; pages only name the others."""
    for here, inner, names in os.walk(folder):
        inner.sort()
        yield from (Path(here) / name for name in sorted(names) if Path(name).suffix not in _ONLY_NAMED)


def menu_key(nav: Any, pages: list[Any]) -> str:
    """SHA-256 over what any page may show of the others: the menu, its titles and addresses, the order of pages."""
    told = [_told(item) for item in nav.items]
    beside = [_told(page) for page in pages if page.parent is None]
    home = nav.homepage.url if nav.homepage else None
    order = [page.url for page in nav.pages]
    return hashlib.sha256(json.dumps([told, beside, home, order], default=str).encode()).hexdigest()


def _told(item: Any) -> list[Any]:
    meta = {key: value for key, value in (getattr(item, "meta", None) or {}).items() if key not in _STATELESS_META}
    children = [_told(child) for child in item.children or ()]
    return [type(item).__name__, item.title, getattr(item, "url", None), meta, children]
