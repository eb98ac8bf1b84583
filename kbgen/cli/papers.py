"""The command about papers: documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from kbgen.cli import console
from kbgen.cli.app import HERE, OneClient, WorkspaceOption, app, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command

_ = w()


@app.command(cls=Command, help=_("cli.documents.help"))
def documents(
    client: OneClient,
    only: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--only", metavar=_("cli.documents.paper"), help=_("cli.documents.only")),
    ] = None,
    folder: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--out", metavar=_("cli.metavar.folder"), help=_("cli.documents.out")),
    ] = None,
    audience: Annotated[str, typer.Option("--audience", metavar="ID", help=_("cli.documents.audience"))] = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    """Fill the papers alone."""
    from kbgen.build.papers import Papers, build_papers

    with one_door(), console.TerminalProgress() as progress:
        asked = Papers(tuple(only or ()), folder, audience)
        for path in build_papers(workspace_at(workspace), client, asked, progress):
            out.print(f"  [green]+[/] {path}")
