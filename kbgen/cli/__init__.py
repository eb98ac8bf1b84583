"""The command line: words in, one call, what happened out. The only place that prints and knows exit codes.

Exit codes: 0 done, 1 problems in the content, 2 wrong usage, 75 another build of the same client runs.
Everything heavy is imported inside the command that needs it, so that ``kbgen --help`` answers at once.
"""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kbgen.cli import console
from kbgen.cli.console import err, one_door, out, w
from kbgen.cli.speech import Command, Group, answer, title_panels
from kbgen.errors import Place, Problem, UsageError
from kbgen.language.locale import user_language
from kbgen.model.text import Language
from kbgen.workspace import Workspace, find

if TYPE_CHECKING:
    from kbgen.build.story import Built

_ = w()
title_panels()

app = typer.Typer(
    name="kbgen",
    cls=Group,
    help=_("cli.help"),
    epilog=_("cli.epilog"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

Clients = Annotated[Optional[list[str]], typer.Argument(metavar=_("cli.metavar.clients"), help=_("cli.arg.clients"))]  # noqa: UP045
OneClient = Annotated[str, typer.Argument(metavar=_("cli.metavar.client"), help=_("cli.arg.client"))]
WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", "-w", metavar=_("cli.metavar.folder"), help=_("cli.arg.workspace"))
]
HERE = Path()


def _workspace(folder: Path) -> Workspace:
    workspace = find(folder)
    if workspace is None:
        raise UsageError([Problem("no-workspace", Place(folder.resolve().as_posix()))])
    return workspace


def _language(named: str) -> Language:
    if named not in ("ru", "en"):
        raise UsageError([Problem("unknown-language", Place(named), {"language": named})])
    return "ru" if named == "ru" else "en"


def _chosen(workspace: Workspace, clients: list[str] | None) -> list[str]:
    from kbgen.importers.kb import client_ids

    chosen = list(clients or client_ids(workspace))
    if not chosen:
        raise UsageError([Problem("no-clients", Place(workspace.shown(workspace.clients)))])
    return chosen


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
def check(clients: Clients = None, workspace: WorkspaceOption = HERE) -> None:
    """Show every problem of the content."""
    from kbgen.build.checking import check_client

    with one_door():
        place = _workspace(workspace)
        found: list[Problem] = []
        with console.TerminalProgress() as progress:
            for client in _chosen(place, clients):
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
        place = _workspace(workspace)
        problems: list[Problem] = []
        for client in _chosen(place, clients):
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
        place = _workspace(workspace)
        serve_client(place, client or _chosen(place, None)[0], host=host, port=port, watch=watch)


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
            done = import_spec(_workspace(workspace), kind, path, client, _language(language))
        for file in done.files:
            out.print(f"  [green]+[/] {file}")
        out.print(w()("cli.import.done", entities=done.entities, fields=done.fields, client=client))
        for kind_of_thing, thing, why in done.report:
            out.print(f"  [yellow]![/] {kind_of_thing} {thing}: {why}", markup=True)
        if done.report:
            out.print(w()("cli.import.notes", n=len(done.report)))


@app.command(cls=Command, help=_("cli.slides.help"))
def slides(
    client: OneClient,
    role: Annotated[Optional[list[str]], typer.Option(metavar=_("cli.metavar.role"), help=_("cli.slides.role"))] = None,  # noqa: UP045
    workspace: WorkspaceOption = HERE,
) -> None:
    """Make the seminar decks alone."""
    from kbgen.build.seminars import build_decks

    with one_door(), console.TerminalProgress() as progress:
        for path in build_decks(_workspace(workspace), client, tuple(role or ()), progress):
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
            path = pack_release(_workspace(workspace), client, kind, to)
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


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def run() -> None:
    """The console script. Being told to end (SIGTERM) is an interruption: running encoders end with us."""
    signal.signal(signal.SIGTERM, _interrupt)
    answer(app)


__all__ = ["app", "err", "run"]
