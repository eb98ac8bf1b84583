"""Commands about what people write: check."""

from __future__ import annotations

from typing import Annotated

import typer

from kbgen.cli import console
from kbgen.cli.app import HERE, Clients, WorkspaceOption, app, chosen, workspace_at
from kbgen.cli.console import one_door, w
from kbgen.cli.speech import Command

_ = w()


@app.command(cls=Command, help=_("cli.check.help"))
def check(
    clients: Clients = None,
    workspace: WorkspaceOption = HERE,
    rules: Annotated[bool, typer.Option("--rules", help=_("cli.check.rules"))] = False,
    silenced: Annotated[bool, typer.Option("--silenced", help=_("cli.check.silenced"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("cli.check.json"))] = False,
) -> None:
    """Show every problem of the content."""
    from kbgen.cli import checking

    with one_door():
        if rules:
            checking.show_rules()
            return
        place = workspace_at(workspace)
        report = checking.checked(place, chosen(place, clients), quiet=as_json)
        if as_json:
            checking.show_json(report)
        else:
            checking.show_report(report, silenced)
        if any(p.severity == "error" for p in report.problems):
            raise typer.Exit(console.EXIT_PROBLEMS)
