"""Commands that make things of it: build, serve, slides, and doctor."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kbgen.cli import console
from kbgen.cli.app import HERE, Clients, OneClient, WorkspaceOption, app, chosen, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command
from kbgen.errors import KbgenError, Problem
from kbgen.workspace import Workspace, find

if TYPE_CHECKING:
    from kbgen.build.story import Built, Options

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
    scheduler: Annotated[str, typer.Option(metavar="tcp://…", help=_("cli.build.scheduler"))] = "",
    sign: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--sign", metavar=_("cli.metavar.path"), help=_("cli.build.sign")),
    ] = None,
) -> None:
    """Build the wiki, videos, seminar, papers and offline copy."""
    from kbgen.build.story import Options

    with one_door():
        place = workspace_at(workspace)
        names = chosen(place, clients)
        options = Options(force=force, jobs=jobs, scheduler=scheduler, signing_key=sign)
        if len(names) == 1:
            problems = _build_one(place, names[0], options)[1]
            console.show_tally(problems, built=True)
            if any(p.severity == "error" for p in problems):
                raise typer.Exit(console.EXIT_PROBLEMS)
            return
        ends = [_build_apart(place, name, options) for name in names]
        _show_ends(ends)
        if code := max((end.code for end in ends), default=0):
            raise typer.Exit(code)


@dataclass(frozen=True, slots=True)
class _End:
    """How the build of one client of several ended."""

    client: str
    code: int
    seconds: float
    problems: tuple[Problem, ...]
    built: Built | None = None


def _build_one(place: Workspace, client: str, options: Options) -> tuple[Built, tuple[Problem, ...]]:
    from kbgen.build.story import build_client

    out.print(w()("cli.build.begins", client=client), style="bold")
    with console.TerminalProgress() as progress:
        built = build_client(place, client, options, progress)
    console.show_problems(built.problems)
    _show_built(built)
    return built, built.problems


def _build_apart(place: Workspace, client: str, options: Options) -> _End:
    """Build one client of several: what is wrong with it keeps no other from being built."""
    since = time.monotonic()
    try:
        built, problems = _build_one(place, client, options)
        code = console.EXIT_PROBLEMS if any(p.severity == "error" for p in problems) else 0
        return _End(client, code, time.monotonic() - since, problems, built)
    except KbgenError as failure:
        console.show_problems(failure.problems)
        return _End(client, console.exit_code(failure), time.monotonic() - since, failure.problems)


def _show_ends(ends: list[_End]) -> None:
    """A line a client: built, unchanged or not built, and how long it took."""
    from rich.table import Table

    texts = w()
    table = Table(box=None, pad_edge=False, title=texts("cli.ends.title"), title_justify="left")
    for heading in ("client", "state", "errors", "warnings", "time"):
        table.add_column(texts(f"cli.ends.{heading}"), justify="left" if heading in ("client", "state") else "right")
    for end in ends:
        errors = sum(p.severity == "error" for p in end.problems)
        table.add_row(end.client, _state(end), str(errors), str(len(end.problems) - errors), f"{end.seconds:.1f}")
    out.print()
    out.print(table)


def _state(end: _End) -> str:
    if end.built is None:
        return f"[red]✗ {w()('cli.ends.failed')}[/]"
    key = "built" if end.built.changed else "unchanged"
    return f"[green]✓[/] {w()(f'cli.ends.{key}', release=end.built.release)}"


def _show_built(built: Built) -> None:
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
