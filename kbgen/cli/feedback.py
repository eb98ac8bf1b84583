"""Commands about what readers said: feedback import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kbgen.cli import console
from kbgen.cli.app import HERE, WorkspaceOption, app, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command, Group

_ = w()

feedback = typer.Typer(cls=Group, help=_("cli.feedback.help"), no_args_is_help=True, rich_markup_mode="rich")
app.add_typer(feedback, name="feedback")


@feedback.command("import", cls=Command, help=_("cli.feedback.import_help"))
def gather(
    files: Annotated[list[Path], typer.Argument(metavar=_("cli.feedback.metavar"), help=_("cli.feedback.files"))],
    client: Annotated[str, typer.Option("--client", metavar=_("cli.metavar.client"), help=_("cli.feedback.client"))],
    workspace: WorkspaceOption = HERE,
) -> None:
    """Gather exported feedback into one report."""
    from kbgen.build.feedback import gather as gathered

    with one_door():
        place = workspace_at(workspace)
        found, made, problems = gathered(place, client, files)
        console.show_problems(problems)
        for page in found.pages[:5]:
            share = w()("cli.feedback.line", helped=page.helpful, n=len(page.reviews))
            out.print(f"  {share:<12} {page.title}", markup=False)
        for path in made:
            out.print(f"  [green]+[/] {place.shown(path)}")
