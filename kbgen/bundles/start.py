"""``start.html``: the first page of every copy, with ways to the site, the slides and the papers in it."""

from __future__ import annotations

import base64
import html
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from kbgen.bundles.update.script import ADVICE
from kbgen.language import words
from kbgen.model.addresses import slug
from kbgen.model.kb import KnowledgeBase
from kbgen.templates import render
from kbgen.theme import Theme, variables
from kbgen.trace.standing import standing

NAME = "start.html"

_PICTURES = {".svg": "image/svg+xml", ".png": "image/png"}


def write(kb: KnowledgeBase, theme: Theme, folder: Path, release: str, titles: Mapping[str, str] | None = None) -> Path:
    """Write ``start.html`` into the release being made in *folder*; links lead to what lies there already.

    One file without anything outside it: colours and logo are in the page. *titles*: file name of a paper without
    ending → its title; a paper not named there is shown under its file's name.
    """
    say, client, agreed = words(kb.language), kb.client, standing(kb)
    name = client.name.said(kb.language)
    values = {
        "title": say("bundles.title", client=name),
        "name": name,
        "product": " ".join((client.product.name, client.product.version)).strip(),
        "about": client.about.said(kb.language),
        "release": say("bundles.release", release=release),
        "audience": kb.audience.title.said(kb.language) if kb.audience else "",
        "standing": agreed.line,
        "firm": client.implementer.name,
        "phone": client.implementer.phone,
        "email": client.implementer.email,
    }
    text = render(
        "bundles/start.html.j2",
        kb.language,
        **{key: _safe(value) for key, value in values.items()},
        colours=[(Markup(k), Markup(v.replace("<", ""))) for k, v in variables(theme).items()],  # noqa: S704
        logo=Markup(_picture(theme.logo)),  # noqa: S704 - base64 and a MIME type of ours
        draft=agreed.draft,
        site=(folder / "site" / "index.html").is_file(),
        advice=(folder / ADVICE).is_file(),
        decks=_decks(kb, folder),
        papers=_papers(folder, titles or {}),
    )
    path = folder / NAME
    path.write_text(text, "utf-8", newline="\n")
    return path


def _safe(text: str) -> Markup:
    """*text* for HTML: templates of Markdown escape other signs than these."""
    return Markup(html.escape(" ".join(text.split())))  # noqa: S704


def _picture(path: Path | None) -> str:
    if path is None:
        return ""
    return f"data:{_PICTURES[path.suffix.lower()]};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _decks(kb: KnowledgeBase, folder: Path) -> list[dict[str, Any]]:
    """An entry a session, then one a role, that has a deck: name, address of the HTML, other forms of it."""
    say, entries = words(kb.language), []
    named = [(f"session-{s.id}", s.label.said(kb.language), "sessions") for s in kb.spec.training.sessions]
    named += [(role.id, role.label.said(kb.language), "roles") for role in kb.spec.roles.roles]
    for id, name, group in named:
        stems = [s for s in dict.fromkeys((id, slug(id))) if (folder / "seminar" / f"{s}.html").is_file()]
        if stems:
            forms = ((".pptx", "slides"), ("-handout.pdf", "handout"), ("-trainer.pdf", "trainer"))
            found = [(f"seminar/{stems[0]}{ending}", say(f"bundles.{key}")) for ending, key in forms]
            entries.append(
                {
                    "group": group,
                    "name": _safe(name),
                    "page": _safe(f"seminar/{stems[0]}.html"),
                    "forms": [{"file": _safe(f), "name": _safe(n)} for f, n in found if (folder / f).is_file()],
                }
            )
    return entries


def _papers(folder: Path, titles: Mapping[str, str]) -> list[dict[str, object]]:
    """Papers in the order of *titles* (the caller writes them all), then any others by name. Papers of one kind
    («Лист присутствия: …») stand together: "name" and "files" instead of "file".
    """
    there = sorted(p.stem for p in (folder / "documents").glob("*.docx"))
    listed = {stem: titles.get(stem, f"{stem}.docx") for stem in dict.fromkeys((*titles, *there))}
    kinds = Counter(_kind(title) for title in listed.values())
    made: dict[str, dict[str, object]] = {}
    for stem, title in listed.items():
        kind, file = _kind(title), _safe(f"documents/{stem}.docx")
        if kinds[kind] < _MANY:
            made[stem] = {"name": _safe(title), "file": file, "files": []}
            continue
        group = made.setdefault(f"{kind}:", {"name": _safe(kind), "file": "", "files": []})
        files = group["files"]
        assert isinstance(files, list)
        files.append({"name": _safe(title.removeprefix(f"{kind}: ")), "file": file})
    return list(made.values())


def _kind(title: str) -> str:
    """What papers of one kind have in common."""
    return title.partition(": ")[0]


_MANY = 3
"""Papers of one kind that stand together."""
