"""The menu, addresses and words on every page: worked out once, where nothing on the page matters.

Most of the menu looks the same on each page of a folder, and the theme's own words on all. Material's templates are
taught to ask for what was shown before; only if they are word for word the templates this was written for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

TEMPLATE = "partials/nav-item.html"
KNOWN = "89895208f22d68ce405a4bcb6649b9150eba5bbb04663a6cb3f93f02daf1d2f7"
"""SHA-256 of Material's template of a menu item; any other is left as it is."""

_MACRO = "{% macro render(nav_item, path, level, parent) %}"
_ASKING = _MACRO + "{{ kb_shown(shown_anew, nav_item, path, level, parent, page, base_url) }}{% endmacro %}"
LANGUAGE = "partials/language.html"
KNOWN_LANGUAGE = "3a44516f305006ac794f51a45ad7b532cf270916d8e92e8c42784e58b2eff0a3"
"""The same of Material's template of words, which depend on nothing but the settings."""
_IMPORT = re.compile('import "partials/language.html" as lang with context( -?%})')
_ANEW = "{% macro shown_anew(nav_item, path, level, parent) %}"
_ADDRESSES = 5_000
_ANY = "-.html"
_FOLDERS = 4
"""Folders whose menus are remembered: pages come folder by folder."""


def teach(environment: Any, nav: Any, config: Any) -> None:
    """Let the templates of *environment* show each item of *nav* once a folder, each address and each word once.

    Without *nav* items are shown anew on each page: their titles may change meanwhile.
    """
    environment.filters["url"] = _addresses()
    read, lessons = environment.loader.get_source, []
    if nav is not None and not _has_twins(nav):
        environment.globals["kb_shown"] = Shown()
        lessons.append(taught)
    if _digest(read(environment, LANGUAGE)[0]) == KNOWN_LANGUAGE:
        environment.globals["kb_words"] = _Words(environment, config)
        lessons.append(lambda source: _IMPORT.sub(r"set lang = kb_words\1", source))
    if lessons:
        environment.loader.get_source = lambda inside, name: _taught(lessons, read(inside, name))


def taught(source: str) -> str:
    """The template of a menu item that asks first; *source* itself where it is not the known one."""
    if _MACRO not in source or _digest(source) != KNOWN:
        return source
    return source.replace(_MACRO, _ASKING + _ANEW)


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def _taught(lessons: Iterable[Callable[[str], str]], read: tuple[str, Any, Any]) -> tuple[str, Any, Any]:
    source = read[0]
    for lesson in lessons:
        source = lesson(source)
    return (source, *read[1:])


class _Words:
    """The theme's words, each looked up once."""

    def __init__(self, environment: Any, config: Any) -> None:
        self._environment, self._config = environment, config
        self._known: dict[str, str] = {}

    def t(self, key: str) -> str:
        """The words for *key*, as the theme's own macro gives them."""
        if key not in self._known:
            module = self._environment.get_template(LANGUAGE).make_module({"config": self._config})
            self._known[key] = module.t(key)
        return self._known[key]


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
