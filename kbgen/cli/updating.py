"""Commands that hand copies over and bring them up to date: pack, update."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer
from rich.markup import escape

from kbgen.cli import console
from kbgen.cli.app import HERE, WorkspaceOption, app, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command
from kbgen.errors import KbgenError, Place, Problem, UsageError
from kbgen.workspace import Workspace

if TYPE_CHECKING:
    from kbgen.bundles.update.applying import Outcome

_ = w()

UPDATE = "update"
"""``kbgen pack update CLIENT`` is ``kbgen pack CLIENT --as update``, as people say it."""


@app.command(cls=Command, help=_("cli.pack.help"))
def pack(
    client: Annotated[list[str], typer.Argument(metavar=_("cli.pack.metavar"), help=_("cli.pack.client"))],
    to: Annotated[Path, typer.Option("--to", metavar=_("cli.metavar.folder"), help=_("cli.pack.to"))] = HERE,
    kind: Annotated[str, typer.Option("--as", metavar="zip|folder|zim|update", help=_("cli.pack.as"))] = "zip",
    old: Annotated[str, typer.Option("--from", metavar=_("cli.pack.old_metavar"), help=_("cli.pack.old"))] = "",
    audience: Annotated[str, typer.Option("--audience", metavar="ID", help=_("cli.pack.audience"))] = "",
    workspace: WorkspaceOption = HERE,
) -> None:
    """Copy the current release out: whole, or only what is new."""
    from kbgen.build.packing import pack_release

    with one_door():
        if len(client) == 2 and client[0] == UPDATE:
            client, kind = client[1:], UPDATE
        if len(client) != 1:
            raise UsageError([Problem("update_pack_words", Place(" ".join(client)))])
        if bool(old) != (kind == UPDATE):
            raise UsageError([Problem("update_pack_from", Place("--from"))])
        place = workspace_at(workspace)
        if kind == UPDATE:
            _pack_update(place, client[0], (old, audience), to)
            return
        with console.TerminalProgress() as progress:
            progress.step("pack", client[0])
            path = pack_release(place, client[0], kind, to, audience)
        out.print(f"  [green]+[/] {path}")


def _pack_update(place: Workspace, client: str, of: tuple[str, str], to: Path) -> None:
    from kbgen.build.updating import Order, pack_update

    with console.TerminalProgress() as progress:
        progress.step("pack", client)
        packed = pack_update(place, Order(client, *of), to)
    texts = w()
    values = {
        "before": packed.before,
        "after": packed.after,
        "n": packed.files,
        "size": _megabytes(packed.path.stat().st_size),
        "whole": _megabytes(packed.bytes),
    }
    out.print(f"  [green]+[/] {packed.path}")
    out.print(f"    {texts('cli.pack.made', **values)}")
    out.print(f"    {texts('cli.pack.next', file=packed.path.name)}", style="dim")


@app.command(cls=Command, help=_("cli.update.help"))
def update(
    named: Annotated[str, typer.Argument(metavar=_("cli.update.metavar"), help=_("cli.update.named"))] = "",
    to: Annotated[Path, typer.Option("--to", metavar=_("cli.metavar.folder"), help=_("cli.update.to"))] = HERE,
    check: Annotated[bool, typer.Option("--check", help=_("cli.update.check"))] = False,
    back: Annotated[bool, typer.Option("--back", help=_("cli.update.back"))] = False,
    allow_older: Annotated[bool, typer.Option("--allow-older", help=_("cli.update.allow_older"))] = False,
    keep: Annotated[int, typer.Option("--keep", min=0, metavar="N", help=_("cli.update.keep"))] = 2,
    signers: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--signers", metavar=_("cli.metavar.path"), help=_("cli.update.signers")),
    ] = None,
) -> None:
    """Bring a client's copy to the next release."""
    from kbgen.build import updating

    with one_door():
        if bool(named) == back:
            raise UsageError([Problem("update_words", Place(named or "kbgen update"))])
        try:
            with console.TerminalProgress() as progress:
                progress.step("update", to.resolve().name)
                wishes = updating.Wishes(allow_older, keep, signers, check, progress.advance)
                outcome = updating.back(to, wishes) if back else updating.update(to, named, wishes)
        except KbgenError as failure:  # nothing was to be built: the usual end would speak of a build
            console.show_problems(failure.problems)
            raise typer.Exit(console.exit_code(failure)) from None
        _show(outcome, check)


def _show(outcome: Outcome, dry: bool) -> None:
    texts = w()
    key = "same" if not outcome.changed else "would" if dry else "done"
    values = {"before": outcome.before, "after": outcome.after, "n": outcome.files, "size": _megabytes(outcome.size)}
    out.print(f"  [green]✓[/] {escape(texts(f'cli.update.{key}', **values))}")
    out.print(f"    {escape(str(outcome.copy.folder))}")
    key = "signed" if outcome.signer else "unsigned"
    out.print(f"    {escape(texts(f'cli.update.{key}', signer=outcome.signer))}", style="dim")


def _megabytes(size: int) -> str:
    texts = w()
    return texts("cli.releases.megabytes", n=f"{size / 1e6:.1f}".replace(".", texts("cli.releases.point")))
