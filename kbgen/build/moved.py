"""Moved pages: addresses that people keep in bookmarks and papers go on working, or the build says which do not."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kbgen.bundles import release
from kbgen.errors import Place, Problem
from kbgen.importers.redirects import FILE
from kbgen.language import words
from kbgen.language.nearness import nearest
from kbgen.model import addresses
from kbgen.model.addresses import html as html_of
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.trace.tasks import tasks
from kbgen.wiki.redirects import ADDRESS, end_of
from kbgen.workspace import Workspace

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_HEAD = 20_000
"""Characters of a page in which its title is looked for."""
_TOPICS = "categories/"
_NOT_PAGES = ("404.html",)


@dataclass(frozen=True, slots=True)
class Gone:
    """An address that a release had and the next one has not."""

    address: str
    near: str = ""
    """The page that probably took its place; empty where none is alike."""


def known_addresses(kb: KnowledgeBase) -> frozenset[str]:
    """Addresses that pages of *kb* may have, told from the ids alone: writing the pages would take seconds.

    Topics are left out: they follow from what stands on the pages.
    """
    spec = kb.spec
    fixed = {value for name, value in vars(addresses).items() if name.isupper() and str(value).endswith(".md")}
    found = {addresses.entity_page(e.id) for e in spec.entities.entities if not e.external}
    found |= {page(r.id) for r in spec.roles.roles for page in (addresses.role_page, addresses.quiz_page)}
    found |= {addresses.process_page(p.id) for p in spec.processes.processes}
    found |= {addresses.device_page(d.id) for d in spec.equipment.devices}
    found |= {addresses.guide_page(g.id) for g in kb.guides} | {addresses.video_page(v.id) for v in kb.videos}
    found |= {addresses.task_page(task.operation, task.entity.id) for task in tasks(kb)}
    return frozenset(addresses.html(path) for path in fixed | found)


def redirect_problems(kb: KnowledgeBase, there: Collection[str]) -> Iterator[Problem]:
    """What is wrong in ``redirects.yml``: no addresses, targets that are not *there*, circles, pages that are there."""
    moved = kb.redirects.moved
    for old, new in moved.items():
        place = kb.place("redirects", "moved", old)
        values = {"old": old[:120], "new": new[:120]}
        if not ADDRESS.fullmatch(old):
            yield Problem("redirect_malformed", place, values)
            continue
        target = end_of(old, moved).split("#")[0]
        if not target:
            yield Problem("redirect_circle", place, values)
        elif target not in there and not target.startswith(_TOPICS):
            near = nearest(target, there)
            yield Problem("redirect_nowhere_near" if near else "redirect_nowhere", place, {**values, "near": near})
        elif old in there:
            yield Problem("redirect_over_page", place, values, "warning")


def gone(kb: KnowledgeBase, pages: Iterable[Page], workspace: Workspace) -> tuple[Gone, ...]:
    """Addresses of pages that releases in ``dist`` have, and that neither a page nor a redirect of this build has."""
    pages = tuple(pages)
    titles = {html_of(page.path): page.title for page in pages}
    there = {*titles, *(name for page in pages for name in page.texts)}
    found: dict[str, Gone] = {}
    for folder in reversed(release.releases(workspace.dist(kb.client.id))):
        site = folder / "site"
        for path in sorted(site.rglob("*.html")) if site.is_dir() else ():
            address = path.relative_to(site).as_posix()
            if address not in there and address not in found and address not in _NOT_PAGES and _is_page(path):
                found[address] = Gone(address, _heir(address, _title(path), titles))
    return tuple(found.values())


def gone_problems(kb: KnowledgeBase, pages: Iterable[Page], workspace: Workspace) -> Iterator[Problem]:
    """A warning for every address that would stop working."""
    place = Place(workspace.shown(workspace.client(kb.client.id) / FILE))
    for one in gone(kb, pages, workspace):
        code = "address_gone_near" if one.near else "address_gone"
        yield Problem(code, place, {"address": one.address, "near": one.near, "client": kb.client.id}, "warning")


def write_redirects(kb: KnowledgeBase, found: Iterable[Gone], workspace: Workspace) -> Path:
    """Add those with a probable heir to the client's ``redirects.yml``; what stands there already stays as it is."""
    path = workspace.client(kb.client.id) / FILE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if not re.search(r"^moved:\s*(?:#.*)?$", text, re.MULTILINE):
        text += f"# {words(kb.language)('build.redirects')}\nmoved:\n"
    text = text.rstrip("\n") + "\n"
    text += "".join(f"  {one.address}: {one.near}\n" for one in found if one.near)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _is_page(path: Path) -> bool:
    head = path.read_text(encoding="utf-8", errors="replace")[:_HEAD]
    return 'http-equiv="refresh"' not in head and ADDRESS.fullmatch(path.name) is not None


def _title(path: Path) -> str:
    found = _TITLE.search(path.read_text(encoding="utf-8", errors="replace")[:_HEAD])
    return html.unescape(found[1]).rsplit(" - ", 1)[0].strip() if found else ""


def _heir(address: str, title: str, titles: dict[str, str]) -> str:
    """The page that has the title now, else one of the same folder with nearly the same name."""
    same = [new for new, said in titles.items() if title and said == title]
    if same:
        return same[0]
    folder = posixpath.dirname(address)
    names = {posixpath.basename(new): new for new in titles if posixpath.dirname(new) == folder}
    return names.get(nearest(posixpath.basename(address), names), "")
