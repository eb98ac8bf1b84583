"""Commands about what is kept: videos lists recordings and how they stand, gc deletes what nobody uses any more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from kbgen.cli import console
from kbgen.cli.app import HERE, Clients, WorkspaceOption, app, chosen, workspace_at
from kbgen.cli.bars import clock
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command
from kbgen.errors import Problem

if TYPE_CHECKING:
    from rich.table import Table

    from kbgen.build.videos import Listed

_ = w()
_COLOURS = {"ready": "green", "preparing": "yellow", "broken": "red", "stale": "yellow"}
_CODECS = {"av1": "AV1", "h264": "H.264"}


@app.command(cls=Command, help=_("cli.videos.help"))
def videos(
    clients: Clients = None,
    workspace: WorkspaceOption = HERE,
    as_json: Annotated[bool, typer.Option("--json", help=_("cli.videos.json"))] = False,
) -> None:
    """List recordings: length, state, sizes, savings, captions."""
    from kbgen.build.videos import listed

    with one_door():
        place = workspace_at(workspace)
        rows, problems = listed(place, chosen(place, clients))
        if as_json:
            out.print_json(json.dumps(_as_json(rows), ensure_ascii=False))
        elif rows:
            _show(rows)
        else:
            out.print(w()("cli.videos.none"))
        console.show_problems([*problems, *(row.problem for row in rows if row.problem)])


def _show(rows: Sequence[Listed]) -> None:
    from rich.table import Table

    texts = w()
    many = len({row.client for row in rows}) > 1
    codecs = [c for c in _CODECS if any(c in row.made for row in rows)]
    table = Table(box=None, pad_edge=False, show_footer=True)
    totals = _totals(rows)
    table.add_column(texts("cli.videos.recording"), texts("cli.videos.total", n=len(rows)), overflow="fold")
    if many:
        table.add_column(texts("cli.videos.client"))
    table.add_column(texts("cli.videos.length"), clock(totals["seconds"]), justify="right")
    table.add_column(texts("cli.videos.state"))
    table.add_column(texts("cli.videos.source"), _size(totals["source"]), justify="right")
    for codec in codecs:
        table.add_column(_CODECS[codec], _size(totals["made"].get(codec, 0)), justify="right")
    table.add_column(texts("cli.videos.saved"), _saved(totals["saved"]), justify="right")
    table.add_column(texts("cli.videos.captions"))
    for row in rows:
        _add(table, row, codecs, many)
    out.print(table)


def _add(table: Table, row: Listed, codecs: Sequence[str], many: bool) -> None:
    texts = w()
    state = f"[{_COLOURS[row.state]}]{texts(f'cli.videos.states.{row.state}')}[/]"
    if row.why:
        state += f"[dim]: {texts(f'cli.videos.why.{row.why}')}[/]"
    table.add_row(
        escape(row.file.removeprefix("videos/")),
        *([row.client] if many else []),
        clock(row.seconds) if row.seconds else "—",
        state,
        _size(row.source) if row.source else "—",
        *(_size(row.made[codec]) if codec in row.made else "—" for codec in codecs),
        _saved(row.saved),
        texts(f"cli.videos.has.{row.captions}"),
    )


def _totals(rows: Sequence[Listed]) -> dict[str, Any]:
    """Sums over recordings, each counted once whoever shows it; savings over those that something was made of."""
    once = {row.file: row for row in rows}.values()
    made: dict[str, int] = {}
    for row in once:
        for codec, size in row.made.items():
            made[codec] = made.get(codec, 0) + size
    comparable = [row for row in once if row.saved is not None]
    source = sum(row.source for row in comparable)
    fresh = sum(sum(row.made.values()) for row in comparable)
    return {
        "videos": len(once),
        "seconds": sum(row.seconds for row in once),
        "source": sum(row.source for row in once),
        "made": made,
        "saved": 1 - fresh / source if source else None,
    }


def _as_json(rows: Sequence[Listed]) -> dict[str, Any]:
    def one(row: Listed) -> dict[str, Any]:
        return {
            "file": row.file,
            "client": row.client,
            "video": row.video,
            "seconds": round(row.seconds, 3),
            "state": row.state,
            "why": row.why,
            "source": row.source,
            "made": dict(row.made),
            "saved": None if row.saved is None else round(row.saved, 4),
            "captions": row.captions,
            "problem": row.problem.code if row.problem else "",
        }

    totals = _totals(rows)
    totals["seconds"] = round(totals["seconds"], 3)
    totals["saved"] = None if totals["saved"] is None else round(totals["saved"], 4)
    return {"videos": [one(row) for row in rows], "totals": totals}


def _size(size: int) -> str:
    """*size* in bytes as people say it."""
    texts = w()
    for power, unit in ((3, "gb"), (2, "mb"), (1, "kb")):
        if size >= 1000**power * 0.9995 or power == 1:
            number = size / 1000**power
            said = f"{number:.1f}" if number < 100 and power > 1 else f"{number:.0f}"
            return texts(f"cli.videos.units.{unit}", n=said if texts.language == "en" else said.replace(".", ","))
    raise AssertionError


def _saved(part: float | None) -> str:
    return "—" if part is None else f"{round(part * 100)} %" if part >= 0 else f"−{round(-part * 100)} %"


@app.command(cls=Command, help=_("cli.gc.help"))
def gc(
    workspace: WorkspaceOption = HERE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("cli.gc.dry_run"))] = False,
    verify: Annotated[bool, typer.Option("--verify", help=_("cli.gc.verify"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("cli.gc.json"))] = False,
) -> None:
    """Delete what no client uses any more."""
    from kbgen.build.caches import KINDS, UnsafeError, sweep

    with one_door():
        place = workspace_at(workspace)
        try:
            swept = sweep(place, rehearse=dry_run, thorough=verify)
        except UnsafeError as unsafe:
            _complain(unsafe.problems)
            raise
        kinds = {kind: swept.of(kind) for kind in KINDS}
        if as_json:
            said = {kind: {"count": n, "bytes": size} for kind, (n, size) in kinds.items()}
            out.print_json(json.dumps({"rehearsal": dry_run, "bytes": swept.bytes, **said}))
        else:
            for kind, (n, size) in kinds.items():
                if n:
                    out.print(f"  {w()(f'cli.gc.kinds.{kind}', n=n)}  [dim]{_size(size)}[/]")
            key = "would" if dry_run and swept.found else "freed" if swept.found else "nothing"
            out.print(w()(f"cli.gc.{key}", size=_size(swept.bytes)))
        _complain(swept.problems)


def _complain(problems: Sequence[Problem]) -> None:
    console.show_problems(problems)
    if problems:
        raise typer.Exit(console.EXIT_PROBLEMS)
