"""``kbgen check``: problems in words or for machines, what was silenced and why, and the list of all rules."""

from __future__ import annotations

import json
from typing import Any

import typer
from rich.markup import escape
from rich.table import Table

from kbgen.build.checking import Report, check_clients
from kbgen.cli import console
from kbgen.cli.console import out, w
from kbgen.errors import Problem
from kbgen.language.catalogue import say
from kbgen.language.locale import user_language
from kbgen.rules import KNOWN, rule_of
from kbgen.workspace import Workspace

FORMAT, VERSION = "kbgen-check", 1


def checked(workspace: Workspace, clients: list[str], quiet: bool) -> Report:
    """What is wrong with the clients' content; progress is shown unless *quiet*."""
    if quiet:
        return check_clients(workspace, clients)
    with console.TerminalProgress() as progress:
        return check_clients(workspace, clients, lambda client: progress.step("check", client))


def show_report(report: Report, with_silenced: bool) -> None:
    """Problems, the number of those silenced or, if asked for, each with its reason, and the tally."""
    texts = w()
    console.show_problems(report.problems)
    if with_silenced:
        for one in report.silenced:
            sentence = say(one.problem, user_language())
            rule = rule_of(one.problem)
            out.print(f"[dim]·[/] [bold]{escape(sentence.where)}[/]: {escape(sentence.what)} [dim]({rule})[/]")
            out.print(f"    [cyan]{escape(texts('cli.check.because', reason=one.reason, place=one.setting))}[/]")
    if report.silenced:
        out.print(
            texts("cli.check.silenced_count" if with_silenced else "cli.check.silenced_more", n=len(report.silenced))
        )
    if report.problems:
        console.show_tally(report.problems, built=True)
    else:
        out.print(texts("cli.check.fine"))


def show_json(report: Report) -> None:
    """The same for machines, on standard output.

    Shape, version 1; later versions only add keys::

        {"format": "kbgen-check", "version": 1, "errors": 0, "warnings": 1,
         "problems": [{"rule", "severity", "file", "line", "column", "what", "hint"}, …],
         "silenced": [{the same, and "reason", "setting"}, …]}

    Line and column are 0 where the file as a whole is meant.
    """
    errors = sum(p.severity == "error" for p in report.problems)
    told = {
        "format": FORMAT,
        "version": VERSION,
        "errors": errors,
        "warnings": len(report.problems) - errors,
        "problems": [_plain(problem) for problem in report.problems],
        "silenced": [
            {**_plain(one.problem), "severity": "off", "reason": one.reason, "setting": str(one.setting)}
            for one in report.silenced
        ],
    }
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1))  # to lay out megabytes would take long


def _plain(problem: Problem) -> dict[str, Any]:
    sentence, place = say(problem, user_language()), problem.place
    return {
        "rule": rule_of(problem),
        "severity": problem.severity,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "what": sentence.what,
        "hint": sentence.hint,
    }


def show_rules() -> None:
    """Every rule with its usual severity and what it finds."""
    texts = w()
    table = Table(box=None, pad_edge=False)
    for heading in ("rule", "severity", "meaning"):
        table.add_column(texts(f"cli.check.table.{heading}"), no_wrap=heading != "meaning")
    for name, known in KNOWN.items():
        colour = "red" if known.severity == "error" else "yellow"
        fixed = f" [dim]{texts('cli.check.table.fixed')}[/]" if known.fixed else ""
        severity = f"[{colour}]{texts(f'cli.check.table.{known.severity}')}[/]{fixed}"
        table.add_row(name, severity, escape(texts(f"rules.{name}")))
    out.print(table)
    out.print(texts("cli.check.table.how"), markup=False)
