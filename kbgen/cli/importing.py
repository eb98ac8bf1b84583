"""The command that reads what others wrote: import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kbgen.cli import console
from kbgen.cli.app import HERE, WorkspaceOption, app, language_named, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command
from kbgen.language.locale import user_language

if TYPE_CHECKING:
    from kbgen.build.imports import Done

_ = w()

MOST_LINES = 20
"""Lines a kind of difference takes in the terminal; ``--all`` shows the rest."""
MARKS = {"added": "[green]+[/]", "updated": "[green]~[/]", "removed": "[red]-[/]", "conflict": "[red]≠[/]",
         "vanished": "[yellow]?[/]", "kept": "[dim]=[/]"}  # fmt: skip
"""Kinds of differences in the order they are told: what needs a person's eye stands last but one."""


@app.command(name="import", cls=Command, help=_("cli.import.help"))
def import_(
    kind: Annotated[str, typer.Argument(metavar=_("cli.metavar.kind"), help=_("cli.import.kind"))],
    path: Annotated[Path, typer.Argument(metavar=_("cli.metavar.path"), help=_("cli.import.path"), exists=True)],
    client: Annotated[str, typer.Option(metavar=_("cli.metavar.client"), help=_("cli.import.client"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("cli.importing.dry_run"))] = False,
    delete: Annotated[bool, typer.Option("--delete", help=_("cli.importing.delete"))] = False,
    everything: Annotated[bool, typer.Option("--all", help=_("cli.importing.all"))] = False,
    workspace: WorkspaceOption = HERE,
    language: Annotated[str, typer.Option(metavar="ru|en", help=_("cli.new.language"))] = user_language(),
) -> None:
    """Make a spec of somebody else's metadata, or merge it into the client's own."""
    from kbgen.build.imports import import_spec

    with one_door():
        place = workspace_at(workspace)
        with console.TerminalProgress() as progress:
            progress.step("import", path.name)
            done = import_spec(place, kind, path, client, language_named(language), dry_run=dry_run, delete=delete)
        console.show_problems(done.warnings)
        _told(done, client, dry_run, everything, "workbook" if kind == "xlsx" else "source")


def _told(done: Done, client: str, dry_run: bool, everything: bool, source: str) -> None:
    said = w()
    known = done.report if everything or not done.merged else done.report[:MOST_LINES]
    for kind_of_thing, thing, why in known:
        out.print(f"  [yellow]![/] {escape(kind_of_thing)} {escape(thing)}: {escape(why)}")
    if done.report:
        out.print(said("cli.import.notes", n=len(done.report)))
    for kind, mark in MARKS.items():
        lines = [note.text for note in done.notes if note.kind == kind]
        if lines:
            out.print(f"[bold]{said(f'cli.importing.{source}.{kind}', n=len(lines))}[/]")
            shown = lines if everything else lines[:MOST_LINES]
            for line in shown:
                out.print(f"  {mark} {escape(line)}")
            if len(lines) > len(shown):
                out.print(f"    [dim]{said('cli.importing.more', n=len(lines) - len(shown))}[/]")
            if hint := said.get(f"cli.importing.{source}.{kind}_hint"):
                out.print(f"    [cyan]→ {hint}[/]")
    for file in done.files:
        out.print(f"  [green]{'~' if done.merged else '+'}[/] {escape(file)}")
    _closing(done, client, dry_run)


def _closing(done: Done, client: str, dry_run: bool) -> None:
    """The last line: what to do next."""
    said = w()
    if done.merged and not done.files:
        out.print(said("cli.importing.nothing_new"))
    elif dry_run:
        out.print(said("cli.importing.would"))
    elif done.merged:
        out.print(said("cli.importing.merged", client=client))
    elif not done.entities:
        out.print(said("cli.importing.processes", processes=done.processes, steps=done.steps, client=client))
    else:
        out.print(said("cli.import.done", entities=done.entities, fields=done.fields, client=client))
