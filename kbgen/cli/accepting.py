"""The command about acceptance: accept."""

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

if TYPE_CHECKING:
    from kbgen.build.accepting import Recorded
    from kbgen.trace.outcome import Outcome

_ = w()
_SHOWN = 10


@app.command(cls=Command, help=_("cli.accept.help"))
def accept(
    client: OneClient,
    check: Annotated[str, typer.Option("--check", metavar="ID", help=_("cli.accept.check"))] = "",
    result: Annotated[str, typer.Option("--result", metavar="passed|failed|skipped", help=_("cli.accept.result"))] = "",
    by: Annotated[str, typer.Option("--by", metavar=_("cli.accept.name"), help=_("cli.accept.by"))] = "",
    remark: Annotated[str, typer.Option("--remark", metavar=_("cli.accept.text"), help=_("cli.accept.remark"))] = "",
    severity: Annotated[str, typer.Option("--severity", metavar="ID", help=_("cli.accept.severity"))] = "",
    run_on: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help=_("cli.accept.date"))] = "",
    due: Annotated[str, typer.Option("--due", metavar="YYYY-MM-DD", help=_("cli.accept.due"))] = "",
    fixed: Annotated[str, typer.Option("--fixed", metavar="YYYY-MM-DD", help=_("cli.accept.fixed"))] = "",
    to: Annotated[Path | None, typer.Option("--to", metavar=_("cli.metavar.path"), help=_("cli.accept.to"))] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar=_("cli.metavar.path"), help=_("cli.accept.from"))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("cli.accept.json"))] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Record results of acceptance checks, or show how they stand."""
    from kbgen.build import accepting, protocol
    from kbgen.model.acceptance import CheckResult
    from kbgen.model.text import Text

    with one_door():
        place = workspace_at(workspace)
        if to is not None:
            path = accepting.protocol_path(to)
            n = protocol.write_protocol(place, client, path)
            out.print(f"  [green]+[/] {escape(str(path))}  {w()('cli.accept.written', n=n)}")
        elif source is not None:
            _show_recorded(protocol.read_protocol(place, client, source))
        elif check or result:
            told = protocol.result_named(result)
            if told is None or not check:
                raise UsageError([Problem("accept_result", Place(check or "--check"), {"result": result[:40]})])
            days = (_day(run_on) or date.today(), _day(due), _day(fixed))
            noted = CheckResult(check, told, days[0], by, Text(remark), severity, days[1], days[2])
            _show_recorded(accepting.record(place, client, [noted]))
        elif as_json:
            typer.echo(json.dumps(accepting.as_json(accepting.standing(place, client)), ensure_ascii=False, indent=1))
        else:
            _show_standing(accepting.standing(place, client))


def _day(written: str) -> date | None:
    from kbgen.build.protocol import day_named

    found = day_named(written) if written else None
    if written and found is None:
        raise UsageError([Problem("accept_day", Place(written[:40]), {"day": written[:40]})])
    return found


def _show_recorded(recorded: Recorded) -> None:
    marks = {"passed": "[green]✓[/]", "failed": "[red]✗[/]", "skipped": "[yellow]–[/]"}
    for check, result in recorded.results:
        out.print(f"  {marks[result.result]} {check.id}  {escape(check.title)}")
    out.print(w()("cli.accept.recorded", n=len(recorded.results), file=escape(recorded.file)))


def _show_standing(found: Outcome) -> None:
    totals, texts = found.totals(), w()
    counts = {"passed": totals.passed, "failed": totals.failed, "skipped": totals.skipped, "open": totals.open}
    out.print(texts("cli.accept.standing", n=totals.all, **counts))
    for remark in found.remarks:
        if not remark.mended and remark.result.result == "failed":
            due = f"  ({texts('cli.accept.until', day=remark.result.due)})" if remark.result.due else ""
            out.print(f"  [red]✗[/] {remark.check.id}  {escape(remark.check.title)}{due}")
    waiting = [c for c in found.checks if found.state(c.id) == "open"]
    if waiting:
        out.print(texts("cli.accept.next"))
    for check in waiting[:_SHOWN]:
        out.print(f"    {check.id}  {escape(check.title)}")
    if len(waiting) > _SHOWN:
        out.print(texts("cli.accept.more", n=len(waiting) - _SHOWN))
