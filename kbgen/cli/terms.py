"""Commands about words and addresses: terms, redirects."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kbgen.cli.app import HERE, OneClient, WorkspaceOption, app, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command

_ = w()
_COLOURS = {"override": "green", "dictionary": "", "guess": "yellow", "unchanged": ""}


@app.command(cls=Command, help=_("cli.terms.help"))
def terms(
    client: OneClient,
    workspace: WorkspaceOption = HERE,
    doubtful: Annotated[bool, typer.Option("--doubtful", help=_("cli.terms.doubtful"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("cli.terms.json"))] = False,
) -> None:
    """Show names in all cases."""
    from kbgen.build import terms as made

    with one_door():
        rows = made.term_table(workspace_at(workspace), client)
        doubts = sum(row.doubtful for row in rows)
        rows = tuple(row for row in rows if row.doubtful) if doubtful else rows
        if as_json:
            out.print_json(json.dumps(made.as_json(rows), ensure_ascii=False))
            return
        for row in rows:
            _show(row)
        out.print(w()("cli.terms.tally", n=doubts) if doubts else w()("cli.terms.fine"))
        if doubts:
            out.print(w()("cli.terms.how"))


def _show(row: object) -> None:
    """A name: its cases on one line, where they come from, and what to look at."""
    from rich.markup import escape

    from kbgen.build.terms import TermRow

    assert isinstance(row, TermRow)
    texts, table = w(), row.declension
    number = texts("cli.terms.own" if row.own else "cli.terms.many" if row.plural else "cli.terms.one")
    source = texts(f"cli.terms.source.{table.source}")
    colour = "yellow" if row.doubtful else _COLOURS[table.source]
    heading = f"[bold]{escape(table.label)}[/] — {row.id}, {number}, " + (
        f"[{colour}]{source}[/]" if colour else source
    )
    out.print(heading)
    forms = [
        f"{texts(f'cli.terms.case.{case}')} {escape(form)}" for case, form in table.forms.items() if case != "nomn"
    ]
    out.print("    " + " · ".join(forms))
    if row.example:
        out.print(f"    «{escape(row.example)}»" if texts.language == "ru" else f"    “{escape(row.example)}”")
    for doubt in table.doubts:
        out.print(f"    [yellow]? {texts(f'cli.terms.doubt.{doubt}')}[/] [dim]{escape(str(row.place))}[/]")


@app.command(cls=Command, help=_("cli.redirects.help"))
def redirects(
    client: OneClient,
    workspace: WorkspaceOption = HERE,
    write: Annotated[bool, typer.Option("--write", help=_("cli.redirects.write"))] = False,
) -> None:
    """Show addresses that releases had and pages have no more."""
    from kbgen import wiki
    from kbgen.build import moved
    from kbgen.importers.kb import read_kb

    with one_door():
        kept = workspace_at(workspace)
        kb = read_kb(kept, client)
        found = moved.gone(kb, wiki.pages(kb), kept)
        for one in found:
            out.print(f"  {one.address} → {one.near or '?'}")
        if not found:
            out.print(w()("cli.redirects.none"))
        elif write:
            place = moved.write_redirects(kb, found, kept)
            out.print(w()("cli.redirects.written", file=kept.shown(place), n=sum(bool(one.near) for one in found)))
        else:
            out.print(w()("cli.redirects.how", client=client))
