"""Commands about what people write: new, import, check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kbgen.cli import console
from kbgen.cli.app import HERE, Clients, WorkspaceOption, app, chosen, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command
from kbgen.language.locale import user_language

if TYPE_CHECKING:
    pass

_ = w()


@app.command(cls=Command, help=_("cli.new.help"))
def new(
    client: Annotated[str, typer.Argument(metavar=_("cli.metavar.client"), help=_("cli.new.client"))],
    folder: Annotated[Path, typer.Option("--in", metavar=_("cli.metavar.folder"), help=_("cli.new.folder"))] = HERE,
    name: Annotated[str, typer.Option(metavar=_("cli.metavar.name"), help=_("cli.new.name"))] = "",
    product: Annotated[str, typer.Option(metavar=_("cli.metavar.product"), help=_("cli.new.product"))] = "",
    language: Annotated[str, typer.Option(metavar="ru|en", help=_("cli.new.language"))] = user_language(),
) -> None:
    """Make a workspace, or a new client in one."""
    from kbgen.build.scaffold import scaffold

    with one_door():
        made = scaffold(folder, client, name=name or client, product=product or "CRM", language=language)
        for path in made:
            out.print(f"  [green]+[/] {path}")
        out.print(w()("cli.new.done", client=client))


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
