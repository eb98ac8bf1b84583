"""Commands about what people write: new, import, check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kbgen.cli import console
from kbgen.cli.app import HERE, Clients, WorkspaceOption, app, chosen, language_named, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command
from kbgen.errors import Problem
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


@app.command(name="import", cls=Command, help=_("cli.import.help"))
def import_(
    kind: Annotated[str, typer.Argument(metavar=_("cli.metavar.kind"), help=_("cli.import.kind"))],
    path: Annotated[Path, typer.Argument(metavar=_("cli.metavar.path"), help=_("cli.import.path"), exists=True)],
    client: Annotated[str, typer.Option(metavar=_("cli.metavar.client"), help=_("cli.import.client"))],
    workspace: WorkspaceOption = HERE,
    language: Annotated[str, typer.Option(metavar="ru|en", help=_("cli.new.language"))] = user_language(),
) -> None:
    """Turn a CRM's metadata into a draft spec."""
    from kbgen.build.imports import import_spec

    with one_door():
        with console.TerminalProgress() as progress:
            progress.step("import", path.name)
            done = import_spec(workspace_at(workspace), kind, path, client, language_named(language))
        for file in done.files:
            out.print(f"  [green]+[/] {file}")
        out.print(w()("cli.import.done", entities=done.entities, fields=done.fields, client=client))
        for kind_of_thing, thing, why in done.report:
            out.print(f"  [yellow]![/] {kind_of_thing} {thing}: {why}", markup=True)
        if done.report:
            out.print(w()("cli.import.notes", n=len(done.report)))


@app.command(cls=Command, help=_("cli.check.help"))
def check(clients: Clients = None, workspace: WorkspaceOption = HERE) -> None:
    """Show every problem of the content."""
    from kbgen.build.checking import check_client

    with one_door():
        place = workspace_at(workspace)
        found: list[Problem] = []
        with console.TerminalProgress() as progress:
            for client in chosen(place, clients):
                progress.step("check", client)
                found += check_client(place, client)
        problems = _distinct(found)
        console.show_problems(problems)
        if not problems:
            out.print(w()("cli.check.fine"))
            return
        console.show_tally(problems, built=True)
        if any(p.severity == "error" for p in problems):
            raise typer.Exit(console.EXIT_PROBLEMS)


def _distinct(problems: list[Problem]) -> list[Problem]:
    """Problems of files that several clients share, told once."""
    seen: dict[str, Problem] = {}
    for problem in problems:
        seen.setdefault(f"{problem.place} {problem.code} {dict(problem.values)}", problem)
    return list(seen.values())
