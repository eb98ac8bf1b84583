"""``kbgen serve``: build if needed, serve, rebuild on change, and say so."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from kbgen.build.story import Built, build_client
from kbgen.bundles import release
from kbgen.cli.console import TerminalProgress, out, show_problems, show_tally, w
from kbgen.errors import KbgenError, Place, Problem, UsageError
from kbgen.serve import copied, own, serve
from kbgen.workspace import Workspace

_SHOWN_FILES = 3


def serve_copy(folder: Path, *, host: str, port: int) -> None:
    """Serve the copy in *folder* until interrupted."""
    serve(copied(folder), host=host, port=port, opened=_opened)


def serve_client(workspace: Workspace, client_id: str, audience: str, *, at: tuple[str, int], watch: bool) -> None:
    """Serve the client's current release, or an audience's, until interrupted; *at*: host and port.

    With *watch*, a change in the workspace rebuilds; problems are shown and the last good release stays.
    """
    if watch or release.current(workspace.dist(client_id, audience)) is None:
        _build(workspace, client_id)

    def rebuild(changed: Collection[Path]) -> None:
        names = sorted(workspace.shown(path) for path in changed)
        more = " …" if len(names) > _SHOWN_FILES else ""
        out.print(w()("cli.serve.rebuilding", files=", ".join(names[:_SHOWN_FILES]) + more))
        try:
            built = _build(workspace, client_id)
        except KbgenError as failure:
            show_problems(failure.problems)
            show_tally(failure.problems, built=False)
        else:
            out.print(w()("cli.serve.rebuilt", release=built.release))

    served = own(workspace, client_id, audience)
    if served.release() is None:
        raise UsageError([Problem("serve_no_audience", Place(client_id), {"audience": audience})])
    serve(served, host=at[0], port=at[1], watch=(workspace, rebuild) if watch else None, opened=_opened)


def _opened(address: str) -> None:
    out.print(w()("cli.serve.opens", address=address), style="bold")


def _build(workspace: Workspace, client_id: str) -> Built:
    with TerminalProgress() as progress:
        built = build_client(workspace, client_id, None, progress)
    show_problems(built.problems)
    return built
