"""Scaffold: a new workspace, or a new client in one: valid, commented drafts of every file."""

from __future__ import annotations

import json
import re
import shutil
from importlib.resources import files
from pathlib import Path

import kbgen
from kbgen.errors import Place, Problem, UsageError
from kbgen.model.addresses import slug
from kbgen.workspace import Workspace, find

_CLIENT_ID = re.compile(r"[a-z][a-z0-9-]{0,47}")


def scaffold(folder: Path, client: str, *, name: str, product: str, language: str) -> tuple[str, ...]:
    """Write the drafts of *client* below *folder*; return the paths made, relative to the workspace.

    A workspace is made first where *folder* does not lie in one. Nothing that exists is overwritten.

    Raises:
        UsageError: the client's name is not ASCII, the language is unknown, or the client exists.
    """
    workspace = find(folder) or Workspace(folder)
    refuse_client(workspace, client, language)
    made: list[Path] = []
    if not workspace.base_config.is_file():
        made += _copy(_starter("mkdocs.yml"), workspace.base_config)
    if not (workspace.themes / "base").is_dir():
        made += _copy(_starter("themes/base"), workspace.themes / "base")
    for below in (workspace.guides / "common", workspace.videos / client):
        below.mkdir(parents=True, exist_ok=True)
    values = {"CLIENT": client, "NAME": json.dumps(name, ensure_ascii=False)}
    values |= {"PRODUCT_ID": slug(product), "PRODUCT": json.dumps(product, ensure_ascii=False)}
    made += _write_drafts(workspace.client(client), language, values)
    return tuple(workspace.shown(path) for path in made)


def refuse_client(workspace: Workspace, client: str, language: str) -> None:
    """Raise UsageError where *client* cannot be the name of a new client, or *language* is unknown."""
    place = Place(workspace.shown(workspace.client(client)))
    problems = []
    if not _CLIENT_ID.fullmatch(client) or slug(client) != client:
        problems.append(Problem("bad-client-id", place, {"id": client, "near": slug(client)}))
    elif workspace.client(client).exists():
        problems.append(Problem("client-exists", place, {"id": client}))
    if language not in ("ru", "en"):
        problems.append(Problem("unknown-language", place, {"language": language}))
    if problems:
        raise UsageError(problems)


def _starter(name: str) -> Path:
    """A file or folder every workspace begins with: from the installed package, or from the project's own root."""
    package = Path(kbgen.__file__).parent
    installed = package / "workspace" / "starter" / name
    return installed if installed.exists() else package.parent / name


def _copy(source: Path, goal: Path) -> list[Path]:
    goal.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, goal)
    else:
        shutil.copyfile(source, goal)
    return [goal]


def _write_drafts(folder: Path, language: str, values: dict[str, str]) -> list[Path]:
    """Copy the drafts of *language*, with ``__NAME__`` and the like filled in."""
    drafts = Path(str(files("kbgen.build") / "starter" / language))
    made = []
    for draft in sorted(p for p in drafts.rglob("*") if p.is_file()):
        text = draft.read_text(encoding="utf-8")
        goal = folder / draft.relative_to(drafts)
        goal.parent.mkdir(parents=True, exist_ok=True)
        filled = re.sub(r"__([A-Z_]+?)__", lambda m: values[m[1]], text)
        goal.write_text(filled, encoding="utf-8", newline="\n")
        made.append(goal)
    return made
