"""Commands about releases and copies: releases, rollback, verify."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer
from rich.markup import escape

from kbgen.cli import console
from kbgen.cli.app import HERE, Clients, OneClient, WorkspaceOption, app, chosen, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command
from kbgen.errors import KbgenError
from kbgen.workspace import find

if TYPE_CHECKING:
    from kbgen.build.releases import Listed
    from kbgen.bundles.manifest import Advance
    from kbgen.bundles.verifying import Verified

_ = w()


@app.command(cls=Command, help=_("cli.releases.help"))
def releases(
    clients: Clients = None,
    thorough: Annotated[bool, typer.Option("--check", help=_("cli.releases.check"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("cli.releases.json"))] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """List what was built and is still there."""
    from kbgen.build.releases import listed

    with one_door():
        place = workspace_at(workspace)
        names = chosen(place, clients)
        with _reading(quiet=not thorough) as advance:
            found = [one for name in names for one in listed(place, name, thorough=thorough, advance=advance)]
        if as_json:
            typer.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=1))
        elif found:
            _show_listed(found)
        else:
            out.print(w()("cli.releases.none"))
        if not all(one.whole for one in found):
            raise typer.Exit(console.EXIT_PROBLEMS)


def _plain(one: Listed) -> dict[str, object]:
    keys = ("client", "audience", "number", "bytes", "spec", "current", "whole", "signed")
    return {**{key: getattr(one, key) for key in keys}, "made": one.made.isoformat(timespec="seconds")}


def _show_listed(found: list[Listed]) -> None:
    from rich.table import Table

    texts = w()
    table = Table(box=None, pad_edge=False)
    several = len({(one.client, one.audience) for one in found}) > 1
    columns = (
        ("client", "number", "made", "size", "spec", "state")
        if several
        else ("number", "made", "size", "spec", "state")
    )
    for column in columns:
        table.add_column(texts(f"cli.releases.{column}"), justify="right" if column in ("number", "size") else "left")
    for one in found:
        name = [escape("/".join(filter(None, (one.client, one.audience))))] if several else []
        made = one.made.strftime(texts("cli.releases.moment"))
        table.add_row(*name, one.number, made, _megabytes(one.bytes), escape(one.spec) or "–", _state(one))
    out.print(table)


def _state(one: Listed) -> str:
    texts = w()
    said = [f"[bold green]{texts('cli.releases.current')}[/]"] if one.current else []
    said += [texts("cli.releases.signed")] if one.signed else []
    said += [] if one.whole else [f"[red]{texts('cli.releases.damaged')}[/]"]
    return ", ".join(said)


def _megabytes(size: int) -> str:
    texts = w()
    return texts("cli.releases.megabytes", n=f"{size / 1e6:.1f}".replace(".", texts("cli.releases.point")))


@app.command(cls=Command, help=_("cli.rollback.help"))
def rollback(
    client: OneClient,
    to: Annotated[str, typer.Option("--to", metavar="N", help=_("cli.rollback.to"))] = "",
    audience: Annotated[str, typer.Option("--audience", metavar="ID", help=_("cli.rollback.audience"))] = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    """Show an earlier release again."""
    from kbgen.build.releases import rollback

    with one_door():
        place = workspace_at(workspace)
        with _reading() as advance:
            goals = rollback(place, client, to, audience=audience, advance=advance)
        for goal in goals:
            out.print(w()("cli.rollback.done", release=goal.name, path=escape(place.shown(goal))))
        out.print(w()("cli.rollback.next", client=client), style="dim")


@app.command(cls=Command, help=_("cli.verify.help"))
def verify(
    copy: Annotated[str, typer.Argument(metavar=_("cli.verify.metavar"), help=_("cli.verify.copy"))],
    signers: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--signers", metavar=_("cli.metavar.path"), help=_("cli.verify.signers")),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help=_("cli.verify.all"))] = False,
    audience: Annotated[Optional[str], typer.Option("--audience", metavar="ID", help=_("cli.verify.audience"))] = None,  # noqa: UP045
    as_json: Annotated[bool, typer.Option("--json", help=_("cli.verify.json"))] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Tell whether a copy is whole, and whose it is."""
    from kbgen.build.releases import copies

    with one_door():
        found = copies(find(workspace), copy, every=every, audience=audience)
        ends = [_verify_one(path, signers, as_json) for path in found]
        if as_json:
            typer.echo(json.dumps(ends, ensure_ascii=False, indent=1))
        if not all(end["whole"] for end in ends):
            raise typer.Exit(console.EXIT_PROBLEMS)


def _verify_one(path: Path, signers: Path | None, as_json: bool) -> dict[str, object]:
    from kbgen.build.releases import verified

    since = time.monotonic()
    try:
        with _reading(quiet=as_json) as advance:
            found = verified(path, signers, advance)
    except KbgenError as failure:
        if not as_json:
            console.show_problems(failure.problems)
            out.print(f"[red]✗[/] {escape(str(path))}: {w()('cli.verify.unknown')}")
        return {"copy": str(path), "whole": False, "problems": [_told(p.code, p.place.file) for p in failure.problems]}
    if not as_json:
        console.show_problems(found.problems)
        _show_verified(found, time.monotonic() - since)
    told = found.manifest
    return {
        "copy": str(path),
        "whole": found.whole,
        "client": told.client,
        "audience": told.audience,
        "release": told.release,
        "spec": told.spec,
        "files": len(told.entries),
        "bytes": found.bytes,
        "signed": found.signed,
        "signer": found.signer,
        "problems": [_told(p.code, p.place.file) for p in found.problems],
    }


def _told(code: str, file: str) -> dict[str, str]:
    return {"problem": code, "file": file}


def _show_verified(found: Verified, seconds: float) -> None:
    texts, told = w(), found.manifest
    wrong = sum(problem.severity == "error" for problem in found.problems)
    end = texts("cli.verify.whole") if found.whole else texts("cli.verify.damaged", n=wrong)
    mark = "[green]✓[/]" if found.whole else "[red]✗[/]"
    size = texts("cli.verify.size", n=len(told.entries), megabytes=_megabytes(found.bytes), s=seconds)
    out.print(f"{mark} [bold]{escape(told.name)}[/]: {end}. {size}")
    spec = texts("cli.verify.spec", spec=told.spec) if told.spec else texts("cli.verify.no_spec")
    out.print(f"  {escape(spec)}", end="  ")
    key = "signer" if found.signer else "unasked" if found.signed else "unsigned"
    out.print(escape(texts(f"cli.verify.{key}", name=found.signer)))


@contextmanager
def _reading(quiet: bool = False) -> Iterator[Advance | None]:
    """A bar while many bytes are read, at a terminal."""
    if quiet or not out.is_terminal:
        yield None
        return
    with console.TerminalProgress() as progress:
        progress.step("verify")
        yield progress.advance
