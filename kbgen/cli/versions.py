"""Commands about versions of what was agreed: approve, diff."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kbgen.cli.app import HERE, OneClient, WorkspaceOption, app, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command
from kbgen.errors import Place, Problem, UsageError
from kbgen.language.locale import user_language

if TYPE_CHECKING:
    from kbgen.build.comparing import Comparison

_ = w()


@app.command(cls=Command, help=_("cli.approve.help"))
def approve(
    client: OneClient,
    version: Annotated[str, typer.Option("--version", metavar="N.N", help=_("cli.approve.version"))],
    by: Annotated[str, typer.Option("--by", metavar=_("cli.metavar.person"), help=_("cli.approve.by"))] = "",
    for_client: Annotated[
        str, typer.Option("--for-client", metavar=_("cli.metavar.person"), help=_("cli.approve.for_client"))
    ] = "",
    signed_on: Annotated[str, typer.Option("--date", metavar=_("cli.metavar.day"), help=_("cli.approve.date"))] = "",
    status: Annotated[
        str, typer.Option("--status", metavar="concept|draft|approved", help=_("cli.approve.status"))
    ] = "approved",
    note: Annotated[str, typer.Option("--note", metavar=_("cli.metavar.text"), help=_("cli.approve.note"))] = "",
    force: Annotated[bool, typer.Option("--force", help=_("cli.approve.force"))] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Note the spec as a version that both sides signed."""
    from kbgen.build.approving import Signing, approve

    with one_door():
        signing = Signing(version, by, for_client, _day(signed_on), status, note, force)
        done = approve(workspace_at(workspace), client, signing)
        for file in done.files:
            out.print(f"  [green]+[/] {escape(file)}")
        out.print(w()(f"cli.approve.done_{done.approval.status}", version=version, hash=done.approval.hash[:12]))
        if done.changes is not None:
            out.print(w()("cli.approve.since", n=done.changes))


@app.command(cls=Command, help=_("cli.diff.help"))
def diff(
    client: OneClient,
    old: Annotated[str, typer.Argument(metavar=_("cli.diff.metavar_old"), help=_("cli.diff.old"))] = "",
    new: Annotated[str, typer.Argument(metavar=_("cli.diff.metavar_new"), help=_("cli.diff.new"))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("cli.diff.json"))] = False,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar=_("cli.metavar.path"), help=_("cli.diff.markdown"))
    ] = None,
    brief: Annotated[bool, typer.Option("--brief", help=_("cli.diff.brief"))] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Say in words what changed, and what it touches."""
    from kbgen.build import comparing, reporting

    with one_door():
        found = comparing.compare(workspace_at(workspace), client, old, new, user_language())
        if markdown is not None:
            markdown.write_text(reporting.as_markdown(found, user_language()), encoding="utf-8", newline="\n")
            out.print(f"  [green]+[/] {escape(str(markdown))}")
        if as_json:
            typer.echo(json.dumps(comparing.as_json(found), ensure_ascii=False, indent=1))
        elif markdown is None:
            _show(found, brief)


def _show(found: Comparison, brief: bool) -> None:
    from kbgen.build.reporting import heading, touched_in_words

    texts = w()
    out.print(escape(heading(found, user_language())), style="bold")
    for one in found.found:
        mark = {"added": "[green]+[/]", "removed": "[red]−[/]"}.get(one.change.kind, "[yellow]~[/]")
        out.print(f"  {mark} {escape(one.change.text.said(user_language()))}")
        if not brief:
            for line in touched_in_words(one, user_language()):
                out.print(f"      [dim]{escape(line)}[/]")
    n = len(found.found)
    out.print(texts("cli.diff.tally", n=n) if n else texts("cli.diff.none"))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError([Problem("approve_day", Place(text[:40]), {"day": text[:40]})]) from error
