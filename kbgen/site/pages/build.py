"""The build of MkDocs 1.6 step by step, with pages that did not change taken from the last site.

Promises the bytes that ``mkdocs build`` would write. What MkDocs does between reading and writing is called in
its own order; only the two costly steps, Markdown to HTML and HTML to page, are left out where their result is known.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import filterfalse
from pathlib import Path
from typing import Any

from kbgen.forks import Pieces, shared_out
from kbgen.site.links import LooseEnds, Reader
from kbgen.site.offline import is_needless
from kbgen.site.pages.converting import Converter
from kbgen.site.pages.memory import Memory, Remembered, dumps, loads, unpacked
from kbgen.site.pages.menus import teach
from kbgen.site.pages.rendering import holds, recall, recall_body, render, say, source_key
from kbgen.site.pages.search_index import Last, Order, fill, index_of, piece
from kbgen.site.pages.sections import quicken
from kbgen.site.pages.understood import menu_key, settings_key
from kbgen.site.written import link

_NOTHING = Remembered("", {})
_ERRORS = "404.html"
_NEIGHBOURS = Pieces(at_once=24)
"""Pages of a folder share its menu: the more of them one process finishes, the better."""


@dataclass(slots=True)
class _Run:
    """One build, as far as it has come."""

    config: Any
    files: Any
    nav: Any
    env: Any
    docs: list[Any]
    memory: Memory
    settings: str
    """Key of all that is not a page."""
    kept: Path | None
    """Folder of the last site, where there is one."""
    jobs: int | None
    pages: dict[str, Remembered] = field(default_factory=dict)
    """Source → what is known of it now."""
    forgettable: set[str] = field(default_factory=set)
    """Pages that are rendered every time."""
    found: dict[str, bytes] = field(default_factory=dict)
    """Source → entries of the search index, of the pages that were built now."""
    as_script: bool = False
    """Whether the search index is wanted as a script, too."""
    ends: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """Built page → its links that may lead nowhere."""


def build(config: Any, last: Path | None = None, jobs: int | None = None) -> tuple[frozenset[str], LooseEnds]:
    """Write the site of *config* into its ``site_dir``.

    Names (POSIX) of the built pages taken from the last site, and the loose ends of the others.

    *last* is the folder of an earlier build: its ``site`` and the memory beside it. The memory of this build is
    written beside ``site_dir``.

    Raises:
        whatever MkDocs raises.
    """
    memory = Memory(last)
    index = index_of(last / "site", memory.order) if last else None
    if index and not index.is_whole:
        memory.forget()
    try:
        run = _begin(config, memory, last / "site" if last else None, jobs)
        _render(run)
        reused = _write(run)
        order = _fill(run, index)
        known = {u: p for u, p in run.pages.items() if u not in run.forgettable}
        memory.write(Path(config.site_dir).parent, known, order)
    except Exception as error:
        config.plugins.on_build_error(error=error)
        raise
    finally:
        memory.close()
    there = all(os.path.isfile(file.abs_dest_path) for file in run.docs)  # noqa: PTH113 (thousands)
    return reused, run.ends if there else {}


def _begin(config: Any, memory: Memory, kept: Path | None, jobs: int | None) -> _Run:
    """Everything MkDocs does before it reads the first page."""
    from mkdocs import utils
    from mkdocs.structure.files import InclusionLevel, get_files, set_exclusions
    from mkdocs.structure.nav import get_navigation
    from mkdocs.structure.pages import Page

    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    utils.clean_directory(config.site_dir)
    files = get_files(config)
    env = config.theme.get_env()
    files.add_files_from_theme(env, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    docs = files.documentation_pages(inclusion=InclusionLevel.is_included)
    for file in docs:
        if file.page is None and file.inclusion.is_not_in_nav():
            Page(None, file, config)
        assert file.page is not None
    return _Run(config, files, nav, env, list(docs), memory, settings_key(config), kept, jobs)


def _render(run: _Run) -> None:
    """Markdown to HTML, for the pages it is not known of."""
    from mkdocs.commands import build

    keys = [source_key(file, run.settings) for file in run.docs]
    todo = [n for n, file in enumerate(run.docs) if not holds(run.memory.pages.get(file.src_uri), keys[n], run.files)]
    converter = Converter(run.config)
    done = shared_out(lambda n: render(run.docs[todo[n]], converter, run.files), len(todo), run.jobs)
    for number, told in zip(todo, done, strict=True):
        file = run.docs[number]
        if told is None:
            run.forgettable.add(file.src_uri)
        else:
            run.pages[file.src_uri] = Remembered(keys[number], loads(told[0]), body=told[1])
    for file in run.docs:
        if file.src_uri in run.forgettable:
            build._populate_page(file.page, run.config, run.files)
            continue
        known = run.pages.setdefault(file.src_uri, run.memory.pages.get(file.src_uri, _NOTHING))
        recall(file, known.head, run.files)
        say(known.head)


def _write(run: _Run) -> frozenset[str]:
    """Everything MkDocs does once all pages are read; names of the built pages taken from the last site."""
    from mkdocs.structure.files import InclusionLevel

    config, files = run.config, run.files
    run.env = config.plugins.on_env(run.env, config=config, files=files)
    teach(run.env, run.nav, config)
    files.copy_static_files(inclusion=InclusionLevel.is_included)
    shown = menu_key(run.nav, [file.page for file in run.docs])
    reused = _templates(run, shown) | _pages(run, shown)
    level = config.validation.links.anchors
    for file in run.docs:
        file.page.validate_anchor_links(files=files, log_level=level)
    index = _index(config)
    if index is not None:
        index.entries = []  # of pages this very process finished
    with _without_offline(config) as run.as_script:
        config.plugins.on_post_build(config=config)
    return reused


def _fill(run: _Run, last: Last | None) -> Order:
    """Put the pages into the search index, where there is one; their order there."""
    if _index(run.config) is None:
        return []
    pages = {file.src_uri: run.found.get(file.src_uri) for file in run.docs}
    return fill(Path(run.config.site_dir), pages, last, as_script=run.as_script)


def _templates(run: _Run, shown: str) -> frozenset[str]:
    """The theme's own pages; names of those taken from the last site: the page of errors holds the whole menu."""
    from mkdocs.commands import build

    reused = set()
    for name in sorted(run.config.theme.static_templates):
        key = hashlib.sha256(f"{name} {run.settings} {shown}".encode()).hexdigest()
        last = run.kept / name if run.kept else None
        if name == _ERRORS and last and last.is_file() and run.memory.pages.get(name, _NOTHING).output == key:
            link(str(last), f"{run.config.site_dir}/{name}")
            reused.add(name)
        else:
            build._build_theme_template(name, run.env, run.files, run.config, run.nav)
        if name == _ERRORS:
            run.pages[name] = replace(run.memory.pages.get(name, _NOTHING), output=key)
    return frozenset(reused)


def _pages(run: _Run, shown: str) -> frozenset[str]:
    """The built pages; names of those taken from the last site."""
    keys = [_output_key(run, file, shown) for file in run.docs]
    todo = [n for n, file in enumerate(run.docs) if not _take_over(run, file, keys[n])]
    reader, there = Reader(), _there(run) if todo else frozenset()
    if todo and (index := _index(run.config)) is not None:
        quicken(index)
    found = shared_out(lambda n: _finish(run, run.docs[todo[n]], reader, there), len(todo), run.jobs, _NEIGHBOURS)
    for number, (entries, ends) in zip(todo, found, strict=True):
        file = run.docs[number]
        run.ends[file.dest_uri] = ends
        run.found[file.src_uri] = entries
        run.pages[file.src_uri] = replace(run.pages.get(file.src_uri, _NOTHING), output=keys[number])
    built = set(todo)
    return frozenset(file.dest_uri for n, file in enumerate(run.docs) if n not in built)


def _output_key(run: _Run, file: Any, shown: str) -> str:
    """Of everything the built page is made of."""
    known = run.pages.get(file.src_uri, _NOTHING)
    told = [known.key, dumps(known.head.get("asked")), str(file.page.title), shown]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _take_over(run: _Run, file: Any, key: str) -> bool:
    """Whether the last site's page is the one, and now stands in the new site."""
    if file.src_uri in run.forgettable or not run.kept or run.pages[file.src_uri].output != key:
        return False
    last = f"{run.kept}/{file.dest_uri}"
    if not os.path.isfile(last):  # noqa: PTH113 (thousands of pages: strings, not paths)
        return False
    os.makedirs(os.path.dirname(file.abs_dest_path), exist_ok=True)  # noqa: PTH103, PTH120
    link(last, file.abs_dest_path)
    return True


def _there(run: _Run) -> frozenset[str]:
    """Files a link may lead to: those that were copied and stay, and the pages."""
    root = f"{run.config.site_dir}/"
    copied = (f.dest_uri for f in run.files.static_pages() if os.path.isfile(root + f.dest_uri))  # noqa: PTH113
    return frozenset({*filterfalse(is_needless, copied), *(file.dest_uri for file in run.docs)})


def _finish(run: _Run, file: Any, reader: Reader, there: frozenset[str]) -> tuple[bytes, list[tuple[str, str, str]]]:
    """HTML to page; its entries of the search index, and its loose ends."""
    from mkdocs.commands import build

    if file.src_uri not in run.forgettable:
        body = run.pages[file.src_uri].body
        recall_body(file.page, unpacked(body) if body else run.memory.body(file.src_uri))
    index = _index(run.config)
    before = len(index.entries) if index else 0
    build._build_page(file.page, run.config, run.docs, run.nav, run.env)
    file.page.content, file.page.toc = "", []  # pages are many, memory is not
    entries = index.entries[before:] if index else []
    with suppress(OSError):  # an empty page is not written; then all pages are looked through
        ends = reader.loose_ends(file.dest_uri, Path(file.abs_dest_path).read_text("utf-8"), there)
        return piece(entries), ends
    return piece(entries), []


def _index(config: Any) -> Any:
    """The search index of Material's plugin, where it is on."""
    return getattr(_plugin(config, "search"), "search_index", None)


def _plugin(config: Any, name: str) -> Any:
    return config.plugins.get(f"material/{name}") or config.plugins.get(name)


@contextmanager
def _without_offline(config: Any) -> Iterator[bool]:
    """The plugin ``offline`` does nothing at the end: it would read and write the index as text. Whether it was on."""
    plugin, methods = _plugin(config, "offline"), config.plugins.events["post_build"]
    own = [method for method in methods if getattr(method, "__self__", None) is plugin]
    methods[:] = [method for method in methods if method not in own]
    try:
        yield bool(own and plugin.config.enabled)
    finally:
        methods += own
