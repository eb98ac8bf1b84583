"""Scaffold: a new workspace, or a new client in one: valid, commented drafts of every file."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path

import kbgen
from kbgen.build.schemas import FOLDER, connect_editor, modelines, write_schemas
from kbgen.errors import Place, Problem, UsageError
from kbgen.language import words
from kbgen.language.nearness import nearest
from kbgen.model.addresses import slug
from kbgen.model.text import Language
from kbgen.workspace import Workspace, find

MODULES = ("telephony", "scanner", "printer")
"""Equipment there are drafts for."""
_USUAL = ("manager", "head")
"""Ids of the roles that drafts describe."""
_CLIENT_ID = re.compile(r"[a-z][a-z0-9-]{0,47}")


@dataclass(frozen=True, slots=True)
class NewClient:
    """What is known of a client before its first file is written."""

    id: str
    name: str = ""
    product: str = "CRM"
    language: Language = "ru"
    firm: str = ""
    """Who implements."""
    roles: tuple[str, ...] = ()
    """Labels of the roles the knowledge base is for; empty: a manager and a head of department."""
    modules: tuple[str, ...] = ()
    """Of :data:`MODULES`."""


def scaffold(folder: Path, new: NewClient) -> tuple[str, ...]:
    """Write the drafts of *new* below *folder*; return the paths made, relative to the workspace.

    A workspace is made first where *folder* does not lie in one. Nothing that exists is overwritten, and nothing is
    left half-made: files are written aside and put in place at the end.

    Raises:
        UsageError: the client's name is not ASCII, the language or a module is unknown, or the client exists.
    """
    workspace = find(folder) or Workspace(folder)
    refuse_client(workspace, new.id, new.language)
    _refuse_modules(workspace, new)
    workspace.root.mkdir(parents=True, exist_ok=True)
    aside = Workspace(Path(tempfile.mkdtemp(prefix=".kbgen-new-", dir=workspace.root)))
    try:
        parts = _draft(aside, workspace, new)
        return _put_in_place(parts, aside, workspace)
    finally:
        shutil.rmtree(aside.root, ignore_errors=True)


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


def _refuse_modules(workspace: Workspace, new: NewClient) -> None:
    place = Place(workspace.shown(workspace.client(new.id)))
    known = ", ".join(MODULES)
    unknown = [m for m in new.modules if m not in MODULES]
    if unknown:
        values = [{"module": m, "near": nearest(m, MODULES) or known, "known": known} for m in unknown]
        raise UsageError([Problem("unknown_module", place, value) for value in values])


def _draft(aside: Workspace, workspace: Workspace, new: NewClient) -> list[Path]:
    """Write everything that *workspace* lacks into *aside*; return the files and folders to move, in order."""
    parts: list[Path] = []
    if not workspace.base_config.is_file():
        parts.append(_copied(_starter("mkdocs.yml"), aside.base_config))
    if not (workspace.themes / "base").is_dir():
        parts.append(_copied(_starter("themes/base"), aside.themes / "base"))
    _write_client(aside, new)
    parts += sorted(p for p in aside.client(new.id).rglob("*") if p.is_file())
    for folder in (Path("content") / "guides" / "common", Path("videos") / new.id):
        if not (workspace.root / folder).exists():
            (aside.root / folder).mkdir(parents=True)
            parts.append(aside.root / folder)
    if not (workspace.root / FOLDER).is_dir():
        write_schemas(aside.root / FOLDER, new.language)
        parts.append(aside.root / FOLDER)
    if not (workspace.root / ".vscode").is_dir():
        connect_editor(aside)
        parts.append(aside.root / ".vscode")
    return parts


def _put_in_place(parts: list[Path], aside: Workspace, workspace: Workspace) -> tuple[str, ...]:
    """Move what was made; where that fails or is interrupted, take back what was moved already."""
    goals = [workspace.root / part.relative_to(aside.root) for part in parts]
    moved: list[Path] = []
    try:
        for part, goal in zip(parts, goals, strict=True):
            moved += [p for p in reversed((goal, *goal.parents)) if not p.exists() and workspace.root in p.parents]
            goal.parent.mkdir(parents=True, exist_ok=True)
            part.replace(goal)
    except BaseException:
        for path in reversed(moved):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        raise
    return tuple(workspace.shown(goal) for goal in goals)


def _starter(name: str) -> Path:
    """A file or folder every workspace begins with: from the installed package, or from the project's own root."""
    package = Path(kbgen.__file__).parent
    installed = package / "workspace" / "starter" / name
    return installed if installed.exists() else package.parent / name


def _copied(source: Path, goal: Path) -> Path:
    goal.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, goal)
    else:
        shutil.copyfile(source, goal)
    return goal


def _write_client(aside: Workspace, new: NewClient) -> None:
    """Every draft of the client, with the answers filled in and the first line naming its schema."""
    drafts = Path(str(files("kbgen.build") / "starter" / new.language))
    texts = {p.relative_to(drafts).as_posix(): p.read_text(encoding="utf-8") for p in drafts.rglob("*") if p.is_file()}
    if new.modules:
        pieces = Path(str(files("kbgen.build") / "starter" / "equipment" / new.language))
        chosen = ("head", *(m for m in MODULES if m in new.modules))
        texts["spec/equipment.yml"] = "".join((pieces / f"{m}.yml").read_text(encoding="utf-8") for m in chosen)
    values = _values(new)
    for name, text in texts.items():
        goal = aside.client(new.id) / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        line = next((line for p, line in modelines() if fnmatchcase(aside.shown(goal), p)), "")
        filled = re.sub(r"__([A-Z_]+?)__", lambda m: values[m[1]], text)
        goal.write_text(f"{line}\n{filled}" if line else filled, encoding="utf-8", newline="\n")


def _values(new: NewClient) -> Mapping[str, str]:
    """What the blanks of the drafts are filled with, as YAML."""
    texts = words(new.language)
    roles = _roles(new)
    first, second = roles[0][0], roles[min(1, len(roles) - 1)][0]
    rights = [("own", first)] if first == second else [("own", first), ("all", second)]
    rights += [("read", id) for id, _ in roles[2:]]
    return {
        "CLIENT": new.id,
        "NAME": _quoted(new.name or new.id),
        "PRODUCT_ID": slug(new.product),
        "PRODUCT": _quoted(new.product),
        "FIRM": _quoted(new.firm or texts("scaffold.firm")),
        "MODULES": ", ".join(new.modules),
        "FIRST": first,
        "SECOND": second,
        "EVERYBODY": ", ".join(id for id, _ in roles),
        "ROLES": "".join(
            texts(f"scaffold.role_{id if id in _USUAL else 'other'}", id=id, label=_quoted(label)) + "\n"
            for id, label in roles
        ),
        "PERMISSIONS": "".join(_permissions(id, kind, texts("scaffold.when")) for kind, id in rights),
    }


_RIGHTS: Mapping[str, Mapping[str, str]] = {
    "own": {
        "Deal": "create: all, read: team, edit: own, delete: no",
        "Company": "create: all, read: all, edit: own, delete: no",
    },
    "all": dict.fromkeys(("Deal", "Company"), "create: all, read: all, edit: all, delete: all"),
    "read": dict.fromkeys(("Deal", "Company"), "create: no, read: all, edit: no, delete: no"),
}
"""How much a role may do → entity → operations, as the draft writes them."""


def _permissions(role: str, kind: str, when: str) -> str:
    """The draft's permissions of one role, a line each; whoever may delete deals is told *when*."""
    lines = []
    for entity, operations in _RIGHTS[kind].items():
        condition = f", when: {_quoted(when)}" if kind == "all" and entity == "Deal" else ""
        lines.append(f"- {{role: {role}, entity: {entity}, ops: {{{operations}}}{condition}}}\n")
    return "".join(lines)


def _roles(new: NewClient) -> list[tuple[str, str]]:
    """Id and label of each role; usual roles have English ids, the others' are made of their labels."""
    texts = words(new.language)
    usual = {texts(f"scaffold.{id}").casefold(): id for id in _USUAL}
    labels = new.roles or tuple(texts(f"scaffold.{id}") for id in _USUAL)
    found: dict[str, str] = {}
    for label in labels:
        id = usual.get(label.casefold()) or slug(label)
        found.setdefault(id if id[:1].isalpha() else f"role-{id}", label)
    return list(found.items())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
