"""Commands that make things of it: build, serve, slides, and doctor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kbgen.cli import console
from kbgen.cli.app import HERE, Clients, OneClient, WorkspaceOption, app, chosen, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command
from kbgen.errors import Place, Problem, UsageError
from kbgen.workspace import Workspace, find

if TYPE_CHECKING:
    from kbgen.build.story import Built, Options

_ = w()


@app.command(cls=Command, help=_("cli.build.help"))
def build(
    clients: Clients = None,
    workspace: WorkspaceOption = HERE,
    every: Annotated[bool, typer.Option("--all", help=_("cli.build.every"))] = False,
    force: Annotated[bool, typer.Option("--force", help=_("cli.build.force"))] = False,
    jobs: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--jobs", "-j", min=1, metavar="N", help=_("cli.build.jobs")),
    ] = None,
    scheduler: Annotated[str, typer.Option(metavar="tcp://…", help=_("cli.build.scheduler"))] = "",
    engine: Annotated[str, typer.Option(metavar="mkdocs|zensical", help=_("cli.build.engine"))] = "mkdocs",
    sign: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--sign", metavar=_("cli.metavar.path"), help=_("cli.build.sign")),
    ] = None,
) -> None:
    """Build the wiki, videos, seminar, papers and offline copy."""
    from kbgen.build.story import Options

    with one_door():
        place = workspace_at(workspace)
        names = chosen(place, None if every else clients)
        own = "" if engine == "mkdocs" else engine
        _refuse_engine(own)
        options = Options(force, jobs, scheduler, own, sign)
        if len(names) == 1 and not every:
            problems = _build_one(place, names[0], options)
            console.show_tally(problems, built=True)
            code = console.EXIT_PROBLEMS if any(p.severity == "error" for p in problems) else 0
        else:
            from kbgen.cli.many import build_clients

            code = build_clients(place, names, options)
        if code:
            raise typer.Exit(code)


def _refuse_engine(engine: str) -> None:
    if engine == "zensical":
        from kbgen.site.zensical import refuse_missing

        refuse_missing()
    elif engine:
        raise UsageError([Problem("unknown_engine", Place("--engine"), {"engine": engine[:60]})])


def _build_one(place: Workspace, client: str, options: Options) -> tuple[Problem, ...]:
    from kbgen.build.story import build_client

    out.print(w()("cli.build.begins", client=client), style="bold")
    with console.TerminalProgress() as progress:
        built = build_client(place, client, options, progress)
    console.show_problems(built.problems)
    show_built(built)
    return built.problems


def show_built(built: Built) -> None:
    """What is there to open."""
    texts = w()
    if not built.changed:
        out.print(f"  [green]✓[/] {texts('cli.build.unchanged', release=built.release)}")
    for key, path in built.opens.items():
        out.print(f"  {texts(f'cli.opens.{key}'):<12} {path}")
    for audience, path in built.audiences.items():
        out.print(f"  {texts('cli.opens.audience', audience=audience):<12} {path}")


@app.command(cls=Command, help=_("cli.serve.help"))
def serve(
    client: Annotated[str, typer.Argument(metavar=_("cli.metavar.client"), help=_("cli.arg.client_one"))] = "",
    workspace: WorkspaceOption = HERE,
    host: Annotated[str, typer.Option(metavar=_("cli.metavar.host"), help=_("cli.serve.host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help=_("cli.serve.port"))] = 8000,
    watch: Annotated[bool, typer.Option("--watch/--no-watch", help=_("cli.serve.watch"))] = True,
    audience: Annotated[str, typer.Option("--audience", metavar="ID", help=_("cli.serve.audience"))] = "",
    copy: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--copy", metavar=_("cli.metavar.folder"), help=_("cli.serve.copy")),
    ] = None,
) -> None:
    """Serve a client's wiki; rebuild it when something changes."""
    from kbgen.cli.serving import serve_client, serve_copy

    with one_door():
        if copy:
            serve_copy(copy, host=host, port=port)
            return
        place = workspace_at(workspace)
        one = client or chosen(place, None)[0]
        serve_client(place, one, audience, at=(host, port), watch=watch)


@app.command(cls=Command, help=_("cli.slides.help"))
def slides(
    client: OneClient,
    role: Annotated[Optional[list[str]], typer.Option(metavar=_("cli.metavar.role"), help=_("cli.slides.role"))] = None,  # noqa: UP045
    audience: Annotated[str, typer.Option("--audience", metavar="ID", help=_("cli.slides.audience"))] = "",
    workspace: WorkspaceOption = HERE,
    force: Annotated[bool, typer.Option("--force", help=_("cli.slides.force"))] = False,
) -> None:
    """Make the seminar decks alone."""
    from kbgen.build.seminars import build_decks

    with one_door():
        place = workspace_at(workspace)
        with console.TerminalProgress() as progress:
            made = build_decks(place, client, tuple(role or ()), progress, audience, force=force)
        for path in made.files:
            out.print(f"  [green]+[/] {path}")
        console.show_problems(made.problems)


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
