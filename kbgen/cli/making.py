"""Commands that make things of it: build, serve, slides, pack, and doctor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kbgen.cli import console
from kbgen.cli.app import HERE, Clients, OneClient, WorkspaceOption, app, chosen, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command
from kbgen.errors import Problem
from kbgen.workspace import find

if TYPE_CHECKING:
    from kbgen.build.story import Built

_ = w()


@app.command(cls=Command, help=_("cli.build.help"))
def build(
    clients: Clients = None,
    workspace: WorkspaceOption = HERE,
    force: Annotated[bool, typer.Option("--force", help=_("cli.build.force"))] = False,
    jobs: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--jobs", "-j", min=1, metavar="N", help=_("cli.build.jobs")),
    ] = None,
) -> None:
    """Build the wiki, videos, seminar, papers and offline copy."""
    from kbgen.build.story import Options, build_client

    with one_door():
        place = workspace_at(workspace)
        problems: list[Problem] = []
        for client in chosen(place, clients):
            out.print(w()("cli.build.begins", client=client), style="bold")
            with console.TerminalProgress() as progress:
                built = build_client(place, client, Options(force=force, jobs=jobs), progress)
            console.show_problems(built.problems)
            problems += built.problems
            _show_built(built)
        console.show_tally(problems, built=True)
        if any(p.severity == "error" for p in problems):
            raise typer.Exit(console.EXIT_PROBLEMS)


def _show_built(built: Built) -> None:
    texts = w()
    if not built.changed:
        out.print(f"  [green]✓[/] {texts('cli.build.unchanged', release=built.release)}")
    for key, path in built.opens.items():
        out.print(f"  {texts(f'cli.opens.{key}'):<12} {path}")


@app.command(cls=Command, help=_("cli.serve.help"))
def serve(
    client: Annotated[str, typer.Argument(metavar=_("cli.metavar.client"), help=_("cli.arg.client_one"))] = "",
    workspace: WorkspaceOption = HERE,
    host: Annotated[str, typer.Option(metavar=_("cli.metavar.host"), help=_("cli.serve.host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help=_("cli.serve.port"))] = 8000,
    watch: Annotated[bool, typer.Option("--watch/--no-watch", help=_("cli.serve.watch"))] = True,
) -> None:
    """Serve a client's wiki; rebuild it when something changes."""
    from kbgen.cli.serving import serve_client

    with one_door():
        place = workspace_at(workspace)
        serve_client(place, client or chosen(place, None)[0], host=host, port=port, watch=watch)


@app.command(cls=Command, help=_("cli.slides.help"))
def slides(
    client: OneClient,
    role: Annotated[Optional[list[str]], typer.Option(metavar=_("cli.metavar.role"), help=_("cli.slides.role"))] = None,  # noqa: UP045
    workspace: WorkspaceOption = HERE,
) -> None:
    """Make the seminar decks alone."""
    from kbgen.build.seminars import build_decks

    with one_door(), console.TerminalProgress() as progress:
        for path in build_decks(workspace_at(workspace), client, tuple(role or ()), progress):
            out.print(f"  [green]+[/] {path}")


@app.command(cls=Command, help=_("cli.pack.help"))
def pack(
    client: OneClient,
    to: Annotated[Path, typer.Option("--to", metavar=_("cli.metavar.folder"), help=_("cli.pack.to"))] = HERE,
    kind: Annotated[str, typer.Option("--as", metavar="zip|folder|zim", help=_("cli.pack.as"))] = "zip",
    workspace: WorkspaceOption = HERE,
) -> None:
    """Copy the current release out as one file or a folder."""
    from kbgen.build.packing import pack_release

    with one_door():
        with console.TerminalProgress() as progress:
            progress.step("pack", client)
            path = pack_release(workspace_at(workspace), client, kind, to)
        out.print(f"  [green]+[/] {path}")


@app.command(cls=Command, help=_("cli.doctor.help"))
def doctor(workspace: WorkspaceOption = HERE) -> None:
    """Check that this machine has what kbgen needs."""
    from rich.table import Table

    from kbgen.build.doctor import examine

    with one_door():
        table = Table(box=None, pad_edge=False)
        for heading in ("what", "found", "state"):
            table.add_column(w()(f"cli.doctor.{heading}"))
        findings = examine(find(workspace))
        for finding in findings:
            mark = "[green]✓[/]" if finding.fine else "[red]✗[/]" if finding.needed else "[yellow]–[/]"
            table.add_row(w()(f"doctor.{finding.key}"), finding.found, f"{mark} {finding.advice}")
        out.print(table)
        if any(f.needed and not f.fine for f in findings):
            raise typer.Exit(console.EXIT_PROBLEMS)
