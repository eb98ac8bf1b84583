"""The application: its language, the options that several commands share, and how a client is found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from kbgen.cli.console import w
from kbgen.cli.speech import Group, title_panels
from kbgen.errors import Place, Problem, UsageError
from kbgen.model.text import Language
from kbgen.workspace import Workspace, find

_ = w()
title_panels()

app = typer.Typer(
    name="kbgen",
    cls=Group,
    help=_("cli.help"),
    epilog=_("cli.epilog"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

Clients = Annotated[Optional[list[str]], typer.Argument(metavar=_("cli.metavar.clients"), help=_("cli.arg.clients"))]  # noqa: UP045
OneClient = Annotated[str, typer.Argument(metavar=_("cli.metavar.client"), help=_("cli.arg.client"))]
WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", "-w", metavar=_("cli.metavar.folder"), help=_("cli.arg.workspace"))
]
HERE = Path()


def workspace_at(folder: Path) -> Workspace:
    """The workspace *folder* lies in.

    Raises:
        UsageError: in none.
    """
    workspace = find(folder)
    if workspace is None:
        raise UsageError([Problem("no-workspace", Place(folder.resolve().as_posix()))])
    return workspace


def language_named(named: str) -> Language:
    """The language of this name.

    Raises:
        UsageError: there is none.
    """
    if named not in ("ru", "en"):
        raise UsageError([Problem("unknown-language", Place(named), {"language": named})])
    return "ru" if named == "ru" else "en"


def chosen(workspace: Workspace, clients: list[str] | None) -> list[str]:
    """The clients named, or all of the workspace.

    Raises:
        UsageError: there is none.
    """
    from kbgen.importers.kb import client_ids

    found = list(clients or client_ids(workspace))
    if not found:
        raise UsageError([Problem("no-clients", Place(workspace.shown(workspace.clients)))])
    return found
