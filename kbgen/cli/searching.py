"""Commands about searching: search, search-report."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kbgen.cli import console
from kbgen.cli.app import HERE, WorkspaceOption, app, chosen, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command
from kbgen.errors import ContentError, Place, Problem, UsageError
from kbgen.workspace import Workspace

if TYPE_CHECKING:
    from kbgen.search import Answer, Hit

_ = w()

ClientOption = Annotated[str, typer.Option("--client", metavar=_("cli.metavar.client"), help=_("cli.search.client"))]
Several = Optional[list[str]]  # noqa: UP045 - typer reads it at run time


@app.command(cls=Command, help=_("cli.search.help"))
def search(
    query: Annotated[list[str], typer.Argument(metavar=_("cli.search.metavar"), help=_("cli.search.query"))],
    client: ClientOption = "",
    role: Annotated[Several, typer.Option("--role", metavar="ID", help=_("cli.search.role"))] = None,
    kind: Annotated[Several, typer.Option("--kind", metavar="ID", help=_("cli.search.kind"))] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help=_("cli.search.limit"))] = 10,
    audience: Annotated[str, typer.Option("--audience", metavar="ID", help=_("cli.search.audience"))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("cli.search.json"))] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Answer a query as the search box of the site does."""
    from kbgen.build.audiences import refuse_unknown
    from kbgen.build.indexes import of_client
    from kbgen.search import Sought, answer

    with one_door():
        place = workspace_at(workspace)
        named = one_client(place, client)
        refuse_unknown(place, named, audience)
        asked = " ".join(query)
        sought = Sought(frozenset(kind or ()), frozenset(role or ()))
        index = of_client(place, named, audience)
        try:
            try:
                found = answer(index(), asked, limit, sought)
            except FileNotFoundError:  # damaged: the release's pages are there to make it of again
                found = answer(index.anew(), asked, limit, sought)
        except FileNotFoundError:
            raise ContentError([Problem("search_no_index", Place(named), {"client": named})]) from None
        if as_json:
            typer.echo(json.dumps({"query": asked, **asdict(found)}, ensure_ascii=False, indent=1))
        else:
            _show(found)


def one_client(workspace: Workspace, named: str) -> str:
    """The client *named*; without a name the only one there is.

    Raises:
        UsageError: there are several, or none, or none of this name.
    """
    clients = chosen(workspace, None)
    if named:
        if named not in clients:
            values = {"client": named, "known": ", ".join(clients)}
            raise UsageError([Problem("unknown_client", Place("content/clients"), values)])
        return named
    if len(clients) > 1:
        raise UsageError([Problem("search_which_client", Place("--client"), {"clients": ", ".join(clients)})])
    return clients[0]


def _show(found: Answer) -> None:
    if found.changed:
        out.print(w()("search.changed", query=found.changed), style="yellow", markup=False)
    if found.loose:
        out.print(w()("search.loose"), style="yellow", markup=False)
    for hit in found.hits:
        _show_hit(hit)
    if not found.hits:
        out.print(w()("search.filtered" if found.everywhere else "search.nothing"), markup=False)
        for offer in found.offers:
            out.print(f"  {offer.title}  {offer.address}", markup=False)
    elif found.total > len(found.hits):
        out.print(w()("cli.search.more", shown=len(found.hits), n=found.total), style="dim", markup=False)


def _show_hit(hit: Hit) -> None:
    kinds = w().texts
    out.print(hit.title, style="bold", end="", markup=False)
    if label := kinds.get(f"search.kind.{hit.kind}", ""):
        out.print(f"  [{label}]", style="cyan", end="", markup=False)
    out.print(f"  {hit.section}" if hit.section else "", markup=False)
    out.print(f"  {hit.address}", style="blue", markup=False)
    if hit.fragment:
        out.print(f"  {' '.join(hit.fragment.split())}", markup=False)


@app.command("search-report", cls=Command, help=_("cli.search_report.help"))
def search_report(
    files: Annotated[
        Optional[list[Path]],  # noqa: UP045 - typer reads it at run time
        typer.Argument(metavar=_("cli.search_report.metavar"), help=_("cli.search_report.files")),
    ] = None,
    client: ClientOption = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("cli.search_report.json"))] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Say what readers searched for and did not find."""
    from kbgen.build import searches

    with one_door():
        place = workspace_at(workspace)
        found, made, problems = searches.report(place, one_client(place, client), files or ())
        if as_json:
            typer.echo(json.dumps(searches.as_plain(found), ensure_ascii=False, indent=1))
            return
        console.show_problems(problems)
        out.print(w()("searches.summary", n=found.asked, files=found.files), markup=False)
        for group in found.unanswered[:5]:
            out.print(f"  {group.times:>4} × {', '.join(group.queries)}", markup=False)
        for path in made:
            out.print(f"  [green]+[/] {place.shown(path)}")
