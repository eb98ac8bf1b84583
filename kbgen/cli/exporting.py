"""Commands that write the spec for other programs: export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from kbgen.cli import console
from kbgen.cli.app import HERE, OneClient, WorkspaceOption, app, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command

_ = w()


@app.command(cls=Command, help=_("cli.export.help"))
def export(
    kind: Annotated[str, typer.Argument(metavar=_("cli.metavar.kind"), help=_("cli.export.kind"))],
    client: OneClient,
    to: Annotated[Path, typer.Option("--to", metavar=_("cli.metavar.path"), help=_("cli.export.to"))] = HERE,
    process: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--process", metavar=_("cli.export.process_metavar"), help=_("cli.export.process")),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=_("cli.export.force"))] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Write the spec as files other programs open."""
    from kbgen.build.exports import export as written

    with one_door():
        with console.TerminalProgress() as progress:
            progress.step("export", client)
            made = written(workspace_at(workspace), kind, client, to, processes=tuple(process or ()), force=force)
        for path in made:
            out.print(f"  [green]+[/] {path}")
