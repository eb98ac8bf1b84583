"""Stage: pages become an ordinary MkDocs project that anyone can read, compare and build without kbgen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from kbgen.errors import KbgenError, Place, Problem
from kbgen.language import words
from kbgen.language.dates import day
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.site.inputs import ASSETS, RELEASE_SCRIPT
from kbgen.site.page_text import page_text
from kbgen.site.settings import BASE, settings
from kbgen.site.written import is_inside, write_folder, writing
from kbgen.theme import Theme, stylesheet
from kbgen.workspace import Workspace

Files = dict[str, bytes | Path]

_OVERLAY = ("assets", "partials", "main.html", "404.html")
"""Parts of a theme that belong to the site; slides and papers take theirs themselves."""

_NOT_STAGED = ("assets/vendor/reveal/",)
"""Of those, what only slides need."""

_BROUGHT_IN = "search-"
"""Files of ``assets/kbgen/`` that the search room names on the finished pages; pages built without it do without."""


def stage(
    kb: KnowledgeBase,
    pages: Sequence[Page],
    theme: Theme,
    workspace: Workspace,
    release: str,
    *,
    released_on: date | None = None,
) -> Path:
    """Write ``build/<client>/`` and return it: ``docs/``, ``theme/``, ``mkdocs.yml``.

    Promises: only files whose bytes changed are written; what an earlier stage wrote and this one does not name is
    deleted; other files stay. `mkdocs build` inside the folder gives the site without kbgen.

    Raises:
        KbgenError: two pages or files want the same address, a path leads out of the folder,
            the folder holds somebody else's files, or cannot be written to.
    """
    project = workspace.build(kb.client.id, kb.audience_id)
    overlay = _overlay(theme)
    files: Files = {**_docs(pages, workspace, project), **{f"theme/{name}": f for name, f in overlay.items()}}
    pictures = {role: _picture(role, getattr(theme, role), files) for role in ("logo", "favicon")}
    files[f"theme/{ASSETS}/theme.css"] = stylesheet(theme).encode()
    files[RELEASE_SCRIPT] = _release_script(kb, release, released_on).encode()
    styles = _ours(overlay, ".css", ("theme.css", "site.css"))
    scripts = _ours(overlay, ".js", ("release.js", *theme.scripts))
    files[BASE] = workspace.base_config
    files["mkdocs.yml"] = settings(kb, pages, {k: v for k, v in pictures.items() if v}, styles, scripts).encode()
    with writing(workspace.shown(project)):
        write_folder(project, files, workspace.shown(project))
    return project


def _docs(pages: Sequence[Page], workspace: Workspace, project: Path) -> Files:
    """Everything below ``docs/``; a file several pages name is taken once."""
    shown = workspace.shown(project)
    files: Files = {}
    owners: dict[str, str] = {}
    problems: list[Problem] = []
    for page in pages:
        for name, content in _of_page(page, workspace.root):
            if not is_inside(name):
                raise KbgenError([Problem("site_path", Place(shown), {"path": name})])
            twin = owners.setdefault(name.casefold(), name)
            if files.setdefault(f"docs/{name}", content) != content or twin != name:
                problems.append(Problem("site_same_address", Place(shown), {"path": name, "page": page.title}))
    if problems:
        raise KbgenError(problems)
    return files


def _of_page(page: Page, root: Path) -> Iterable[tuple[str, bytes | Path]]:
    yield page.path, page_text(page).encode()
    for name, text in page.texts.items():
        yield name, text.encode()
    for name, source in page.files.items():
        yield name, root / source


def _overlay(theme: Theme) -> dict[str, Path]:
    """The theme's files for the site: path in ``theme/`` → the nearest layer's file."""
    found = {name: path for part in _OVERLAY for name, path in theme.files(part).items()}
    return {name: path for name, path in found.items() if not name.startswith(_NOT_STAGED)}


def _picture(role: str, path: Path | None, files: Files) -> str:
    """The address the logo or favicon gets in the site; empty where the theme has none."""
    if path is None:
        return ""
    name = f"{ASSETS}/{role}{path.suffix.lower()}"
    files[f"theme/{name}"] = path
    return name


def _ours(overlay: Iterable[str], suffix: str, first: Sequence[str]) -> list[str]:
    """Files of ``assets/kbgen/`` with *suffix* that every page loads, in order: *first*, then the rest by name."""
    paths = [PurePosixPath(name) for name in overlay if name.endswith(suffix)]
    direct = {p.name for p in paths if p.parent == PurePosixPath(ASSETS) and not p.name.startswith(_BROUGHT_IN)}
    return [f"{ASSETS}/{name}" for name in (*first, *sorted(direct.difference(first)))]


def _release_script(kb: KnowledgeBase, release: str, released_on: date | None) -> str:
    """A script that writes the release into the footer of every page."""
    say = words(kb.language)
    date_in_words = day(released_on, kb.language) if released_on else ""
    text = (
        say("site.release_of", release=release, day=date_in_words)
        if date_in_words
        else say("site.release", release=release)
    )
    return (
        f"document.documentElement.dataset.release = {json.dumps(release)};\n"
        "document.querySelectorAll('[data-kb-release]').forEach(function (place) {\n"
        f"  place.textContent = {json.dumps(text)};\n"
        "});\n"
    )
