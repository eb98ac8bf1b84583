"""The menu and addresses on every page: worked out once for all pages of a folder, where nothing on the page matters.

Most of the menu looks the same on each page of a folder. Material's template is taught to ask for an item it has
shown before; it is taught only if it is word for word the template this was written for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

TEMPLATE = "partials/nav-item.html"
KNOWN = "89895208f22d68ce405a4bcb6649b9150eba5bbb04663a6cb3f93f02daf1d2f7"
"""SHA-256 of Material's template of a menu item; any other is left as it is."""

_MACRO = "{% macro render(nav_item, path, level, parent) %}"
_ASKING = _MACRO + "{{ kb_shown(shown_anew, nav_item, path, level, parent, page, base_url) }}{% endmacro %}"
_ANEW = "{% macro shown_anew(nav_item, path, level, parent) %}"
_ADDRESSES = 5_000
_ANY = "-.html"
_FOLDERS = 4
"""Folders whose menus are remembered: pages come folder by folder."""


def teach(environment: Any, nav: Any) -> None:
    """Let the templates of *environment* show each item of *nav* once a folder, and each address once."""
    environment.filters["url"] = _addresses()
    if not _has_twins(nav):
        read = environment.loader.get_source
        environment.globals["kb_shown"] = Shown()
        environment.loader.get_source = lambda inside, name: _taught(name, read(inside, name))


def taught(source: str) -> str:
    """The template of a menu item that asks first; *source* itself where it is not the known one."""
    if hashlib.sha256(source.encode()).hexdigest() != KNOWN:
        return source
    return source.replace(_MACRO, _ASKING + _ANEW)


def _taught(name: str, read: tuple[str, Any, Any]) -> tuple[str, Any, Any]:
    return (taught(read[0]), *read[1:]) if name == TEMPLATE else read


class Shown:
    """Menu items as they were shown, folder by folder."""

    def __init__(self) -> None:
        self._menus: dict[tuple[str, str], dict[tuple[object, ...], str]] = {}
        self._page: Any = self
        self._menu: dict[tuple[object, ...], str] = {}

    def __call__(self, anew: Callable[..., str], *asked: Any) -> str:
        """The item of the menu for the page: asked for by template as item, path, level, parent, page, base."""
        item, path, level, parent, page, base = asked
        if page is None or getattr(item, "active", True):
            return anew(item, path, level, parent)
        if page is not self._page:
            self._page, self._menu = page, self._menu_of(place(page.url), base)
        key = (id(item), path, level, level > 1 and parent.active)
        if (known := self._menu.get(key)) is None:
            known = self._menu[key] = anew(item, path, level, parent)
        return known

    def _menu_of(self, folder: str, base: str) -> dict[tuple[object, ...], str]:
        if (folder, base) not in self._menus:
            while len(self._menus) >= _FOLDERS:
                del self._menus[next(iter(self._menus))]
            self._menus[folder, base] = {}
        return self._menus[folder, base]


def _addresses() -> Any:
    """The filter ``url`` of MkDocs that remembers what it was asked."""
    from mkdocs.utils import normalize_url
    from mkdocs.utils.templates import contextfilter  # type: ignore[attr-defined]

    @lru_cache(_ADDRESSES)
    def address(value: str, folder: str, base: str) -> str:
        return normalize_url(value, page=_On(folder), base=base)  # type: ignore[arg-type]

    @contextfilter
    def url(context: Any, value: Any) -> str:
        page = context["page"]
        if page is None:
            return normalize_url(str(value), page=None, base=context["base_url"])
        return address(str(value), place(page.url), context["base_url"])

    return url


@dataclass(frozen=True, slots=True)
class _On:
    """Any page of a folder."""

    url: str


def place(url: str) -> str:
    """What of the address of a page relative addresses on it depend on: any page of its folder, or the folder."""
    name = url.rpartition("/")[2]
    return f"{url.removesuffix(name)}{_ANY}" if "." in name else url  # a folder's own name may have a dot, too


def _has_twins(nav: Any) -> bool:
    """Whether a page stands in the menu more than once: then an item may be the page and not know it."""
    files = [id(page.file) for page in nav.pages]
    return len(set(files)) != len(files)
