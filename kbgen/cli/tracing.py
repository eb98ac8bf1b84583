"""Commands that show how the spec hangs together: coverage, schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kbgen.cli import console
from kbgen.cli.app import HERE, Clients, WorkspaceOption, app, chosen, language_named, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command
from kbgen.language.locale import user_language

if TYPE_CHECKING:
    from kbgen.model.coverage import Coverage

_ = w()


@app.command(cls=Command, help=_("cli.coverage.help"))
def coverage(
    clients: Clients = None,
    workspace: WorkspaceOption = HERE,
    to: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--json", metavar=_("cli.coverage.file"), help=_("cli.coverage.json")),
    ] = None,
    fail_under: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option("--fail-under", min=0, max=100, metavar="N", help=_("cli.coverage.fail_under")),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help=_("cli.coverage.all"))] = False,
) -> None:
    """Show what of the spec is closed by what, and the gaps by name."""
    from kbgen.build.coverage import as_json, measure

    with one_door():
        place = workspace_at(workspace)
        reports, low = [], False
        for client in chosen(place, clients):
            with console.TerminalProgress() as progress:
                kb, found = measure(place, client, progress)
            reports.append(as_json(kb, found))
            out.print(w()("cli.coverage.of", client=client), style="bold")
            _show(found, client, every)
            low = low or (fail_under is not None and found.share * 100 < fail_under)
        if to is not None:
            text = json.dumps(reports[0] if len(reports) == 1 else reports, ensure_ascii=False, indent=1)
            to.write_text(text + "\n", encoding="utf-8", newline="\n")
            out.print(f"  [green]+[/] {to}")
        if low:
            console.err.print(w()("cli.coverage.low", n=fail_under))
            raise typer.Exit(console.EXIT_PROBLEMS)


def _show(found: Coverage, client: str, every: bool) -> None:
    """The shares as a table, then gaps, each with what to do."""
    from rich.markup import escape
    from rich.table import Table

    from kbgen.trace.gaps import in_words
    from kbgen.wiki.coverage import percent, shares

    texts, language = w(), user_language()
    table = Table(box=None, pad_edge=False, show_header=False)
    for share in shares(found):
        colour = "green" if share.closed == share.items else "yellow"
        part = texts("wiki.coverage.of", n=share.closed, all=share.items)
        table.add_row(f"  {texts(f'coverage.kind.{share.kind}')}", f"[{colour}]{part}[/]")
    hinted, fields = sum(h.hinted for h in found.hints), sum(h.fields for h in found.hints)
    table.add_row(f"  {texts('wiki.coverage.hints')}", texts("wiki.coverage.of", n=hinted, all=fields))
    out.print(table)
    out.print("  " + texts("wiki.coverage.percent", n=percent(found.share)))
    must = [gap for gap in found.gaps if gap.must]
    wishes = [gap for gap in found.gaps if not gap.must]
    for gap in (*must, *(wishes if every else ())):
        said = in_words(gap, client, language)
        mark = "[red]✗[/]" if gap.must else "[yellow]–[/]"
        out.print(f"{mark} [bold]{escape(str(gap.item.place))}[/]: {escape(said.what)}")
        if said.advice:
            out.print(f"    [cyan]→ {escape(said.advice)}[/]")
    for gap in found.excused if every else ():
        said = in_words(gap, client, language)
        out.print(f"[dim]·[/] [bold]{escape(str(gap.item.place))}[/]: {escape(said.what)}")
        out.print(f"    [cyan]{escape(texts('cli.coverage.because', reason=gap.item.excuse))}[/]")
    if found.excused and not every:
        out.print("  " + texts("cli.coverage.excused", n=len(found.excused)))
    if wishes and not every:
        out.print("  " + texts("cli.coverage.wishes", n=len(wishes)))


@app.command(cls=Command, help=_("cli.schema.help"))
def schema(
    workspace: WorkspaceOption = HERE,
    to: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--to", metavar=_("cli.metavar.folder"), help=_("cli.schema.to")),
    ] = None,
    language: Annotated[str, typer.Option(metavar="ru|en", help=_("cli.schema.language"))] = user_language(),
) -> None:
    """Write JSON Schema for every file analysts edit."""
    from kbgen.build.schemas import FOLDER, connect_editor, known_ids, write_schemas

    with one_door():
        said = language_named(language)
        if to is not None:
            for path in write_schemas(to, said):
                out.print(f"  [green]+[/] {path.as_posix()}")
            return
        place = workspace_at(workspace)
        written, problems = connect_editor(place)
        for path in (*write_schemas(place.root / FOLDER, said, known_ids(place)), *written):
            out.print(f"  [green]+[/] {place.shown(path)}")
        console.show_problems(problems)
        out.print(w()("cli.schema.done"))
