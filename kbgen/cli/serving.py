"""``kbgen serve``: serve releases; or what is written now, refreshed with every change, with what is wrong in it."""

from __future__ import annotations

import time
from collections.abc import Collection
from pathlib import Path

from kbgen.bundles import release
from kbgen.cli.console import TerminalProgress, out, show_problems, show_tally, w
from kbgen.errors import Place, Problem, UsageError
from kbgen.serve import copied, own, serve, written
from kbgen.workspace import Workspace

_SHOWN_FILES = 3


def serve_copy(folder: Path, *, host: str, port: int) -> None:
    """Serve the copy in *folder* until interrupted."""
    serve(copied(folder), host=host, port=port, opened=_opened)


def serve_client(workspace: Workspace, client_id: str, audience: str, *, at: tuple[str, int], watch: bool) -> None:
    """Serve the client's wiki, or an audience's, until interrupted; *at*: host and port.

    With *watch* what is written now is shown, and no release is made; else the current release, built where there is
    none yet.
    """
    if watch:
        _serve_preview(workspace, client_id, audience, at)
        return
    if release.current(workspace.dist(client_id, audience)) is None:
        _build(workspace, client_id)
    served = own(workspace, client_id, audience)
    if served.release() is None:
        raise UsageError([Problem("serve_no_audience", Place(client_id), {"audience": audience})])
    serve(served, host=at[0], port=at[1], opened=_opened)


def _serve_preview(workspace: Workspace, client_id: str, audience: str, at: tuple[str, int]) -> None:
    from kbgen.build.preview import Preview
    from kbgen.build.whole import Whole

    preview = Preview(workspace, client_id, audience)
    whole = Whole(preview, lambda: show_problems(preview.news()))

    def look(changed: Collection[Path] = ()) -> None:
        began = time.monotonic()
        whole.stop()
        state = preview.changed(changed)
        show_problems(state.problems)
        if state.good:
            out.print(f"  [green]✓[/] {w()('cli.serve.shown', s=time.monotonic() - began)}")
            whole.begin()
        else:
            show_tally(state.problems, built=True)
            out.print(f"  [red]✗[/] {w()('cli.serve.last_good' if preview.folder else 'cli.serve.nothing_yet')}")

    def changed(paths: Collection[Path]) -> None:
        names = sorted(workspace.shown(path) for path in paths)
        more = " …" if len(names) > _SHOWN_FILES else ""
        out.print(w()("cli.serve.changed", files=", ".join(names[:_SHOWN_FILES]) + more))
        look(paths)

    out.print(w()("cli.serve.reading", client=client_id), style="bold")
    look()
    try:
        serve(written(preview), host=at[0], port=at[1], watch=(workspace, changed), opened=_opened)
    finally:
        whole.stop()


def _opened(address: str) -> None:
    out.print(w()("cli.serve.opens", address=address), style="bold")


def _build(workspace: Workspace, client_id: str) -> None:
    from kbgen.build.story import build_client

    with TerminalProgress() as progress:
        built = build_client(workspace, client_id, None, progress)
    show_problems(built.problems)
