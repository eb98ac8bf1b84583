"""Live: the engine kept warm, and pages built when somebody asks for them. For a writer's preview, not for releases."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from kbgen.errors import KbgenError, Place, Problem
from kbgen.site.engine import _Remarks
from kbgen.site.written import LEDGER, link_or_copy

_NAMED = {".css", ".js", ".png", ".jpg", ".jpeg", ".webp", ".svg", ".woff2", ".ico", ".map", ".txt", ".sha256"}
"""Files of a theme that pages only name: another one changes no page. (Pictures that templates include are few.)"""
_INCLUDED = ("theme/.icons/", "theme/partials/")
_LINKED_FROM = 1 << 16

Stamps = dict[str, tuple[int, int, int]]


class Live:
    """The site of a staged project, page by page.

    Promises of :meth:`page`: what ``mkdocs build`` would write now, then given to *finish*. Safe for several threads.
    """

    def __init__(self, project: Path, out: Path, shown: str, finish: Callable[[str], str] = str) -> None:
        self.project, self.out, self.shown, self.finish = project, out, shown, finish
        self.assets = 0
        """Grows whenever a file that pages load changes."""
        self._stamps: Stamps = {}
        self._copied: dict[str, tuple[int, int]] = {}
        self._lock = RLock()
        self._config: Any = None
        self._files: Any = None
        self._nav: Any = None
        self._env: Any = None
        self._docs: list[Any] = []
        self._stale: dict[str, Any] = {}
        """Address → file of each page that must be built before it is shown."""
        self._pages: dict[str, Any] = {}

    def look(self) -> None:
        """See what was staged: pages that changed are built when they are asked for, other files are copied now.

        Raises:
            KbgenError: settings that the engine cannot read.
        """
        with self._lock, self._told():
            before, self._stamps = self._stamps, _stamps(self.project)
            changed = {n for n in before.keys() | self._stamps.keys() if before.get(n) != self._stamps.get(n)}
            if any(_changes_all(name, before, self._stamps) for name in changed):
                self._begin()
            for file in self._docs:
                if f"docs/{file.src_uri}" in changed:
                    self._stale[file.dest_uri] = file
            if any(not name.endswith(".md") for name in changed):
                self._copy_files()

    def page(self, address: str) -> bytes | None:
        """The page at *address* (``guides/new-deal.html``), built now where need be; None: there is no such page.

        Raises:
            KbgenError: a template that fails.
        """
        with self._lock:
            if address not in self._pages:
                return None
            path = self.out / address
            if address in self._stale:
                with self._told():
                    self._build(self._stale[address])
                del self._stale[address]
            return path.read_bytes()

    def settled(self, out: Path) -> None:
        """From now on *out* holds the site, with every page as it is now."""
        with self._lock:
            self.out = out
            self._stale.clear()

    def _begin(self) -> None:
        """Everything MkDocs does before it reads the first page."""
        os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
        from mkdocs.config import load_config
        from mkdocs.structure.files import InclusionLevel, get_files, set_exclusions
        from mkdocs.structure.nav import get_navigation
        from mkdocs.structure.pages import Page

        from kbgen.site.pages.menus import teach
        from kbgen.site.pages.theme_files import quicken

        config = load_config(config_file=str(self.project / "mkdocs.yml"), site_dir=str(self.out / ".page"))
        config.plugins.on_startup(command="build", dirty=False)
        quicken(config, self.project / ".templates")
        config = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)
        files, env = get_files(config), config.theme.get_env()
        files.add_files_from_theme(env, config)
        files = config.plugins.on_files(files, config=config)
        set_exclusions(files, config)
        nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
        self._docs = list(files.documentation_pages(inclusion=InclusionLevel.is_included))
        for file in self._docs:
            page = file.page or Page(None, file, config)
            if "title" not in vars(page):  # the menu takes it from the page
                page.read_source(config)
        self._config, self._files, self._nav = config, files, nav
        self._env = config.plugins.on_env(env, config=config, files=files)
        teach(self._env, None, config)
        self._pages = {file.dest_uri: file for file in self._docs}
        self._stale = dict(self._pages)

    def _build(self, file: Any) -> None:
        """One page, Markdown to HTML to page; it is there whole or as it was."""
        from mkdocs.commands import build

        made = Path(self._config.site_dir) / file.dest_uri
        file.abs_dest_path = str(made)
        build._populate_page(file.page, self._config, self._files)
        build._build_page(file.page, self._config, self._docs, self._nav, self._env)
        file.page.content = ""
        for plugin in self._config.plugins.values():  # search's: it is made of the whole site, later
            if (index := getattr(plugin, "search_index", None)) is not None:
                index.entries.clear()
        made.write_text(self.finish(made.read_text("utf-8")), "utf-8", newline="")
        goal = self.out / file.dest_uri
        goal.parent.mkdir(parents=True, exist_ok=True)
        made.replace(goal)

    def _copy_files(self) -> None:
        """Bring the files that pages load up to date."""
        now: dict[str, tuple[int, int]] = {}
        for file in self._files:
            if file.is_documentation_page() or not file.inclusion.is_included() or not file.abs_src_path:
                continue
            state = os.stat(file.abs_src_path)  # noqa: PTH116 (thousands of files)
            now[file.dest_uri] = state.st_size, state.st_mtime_ns
            if self._copied.get(file.dest_uri) != now[file.dest_uri]:
                self._place(Path(file.abs_src_path), self.out / file.dest_uri)
        for gone in self._copied.keys() - now.keys():
            (self.out / gone).unlink(missing_ok=True)
        self.assets += self._copied != now
        self._copied = now

    def _place(self, source: Path, goal: Path) -> None:
        goal.parent.mkdir(parents=True, exist_ok=True)
        beside = goal.with_name(f".new-{goal.name}")
        beside.unlink(missing_ok=True)
        link_or_copy(source, beside, _LINKED_FROM)
        beside.replace(goal)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the engine says stays off the terminal; what it dies of is a problem."""
        from mkdocs.exceptions import MkDocsException

        with _Remarks(self.shown) as remarks:
            try:
                yield
            except Exception as error:
                if not remarks.last_error and not isinstance(error, MkDocsException):
                    raise
                said = remarks.last_error or str(error)
                raise KbgenError([Problem("site_failed", Place(self.shown), {"message": said})]) from error


def _stamps(project: Path) -> Stamps:
    """The state of every staged file; hidden ones and `mkdocs build`'s own output are left out."""
    found: Stamps = {}
    for here, inner, names in os.walk(project):
        below = Path(here).relative_to(project).as_posix()
        inner[:] = [n for n in inner if below.startswith("theme") or (not n.startswith(".") and n != "site")]
        for name in names:
            if name != LEDGER:
                state = os.stat(os.path.join(here, name))  # noqa: PTH116, PTH118 (thousands of files)
                told = state.st_size, state.st_mtime_ns, state.st_ino
                found[name if below == "." else f"{below}/{name}"] = told
    return found


def _changes_all(name: str, before: Stamps, now: Stamps) -> bool:
    """Whether a change of this file may change every page: settings, templates, and which files there are."""
    if (name in before) != (name in now):
        return True
    if name.startswith("docs/"):
        return False
    return Path(name).suffix not in _NAMED or name.startswith(_INCLUDED)
