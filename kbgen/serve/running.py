"""Serving until interrupted."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp

from kbgen.build.indexes import Kept, of_client
from kbgen.build.searches import log_file
from kbgen.bundles import manifest, release
from kbgen.errors import Place, Problem, UsageError
from kbgen.serve.application import application
from kbgen.serve.health import number
from kbgen.serve.quick import Quick
from kbgen.serve.watching import Rebuild, Watch
from kbgen.workspace import Workspace

if TYPE_CHECKING:
    from kbgen.build.preview import Preview

_WAITING = 128  # connections the system keeps for us while all others are being answered


@dataclass(frozen=True, slots=True)
class Served:
    """What is served: a client's releases, wherever they lie."""

    release: Callable[[], Path | None]
    """Folder of the release of this moment."""
    index: Callable[[], Path]
    """Gives the folder of its search index; raises FileNotFoundError where there is none."""
    log: Path | None
    """Keeps what was searched for; None: nobody does."""
    preview: Preview | None = None
    """What is shown instead of releases while somebody writes."""


def own(workspace: Workspace, client_id: str, audience: str = "") -> Served:
    """The releases that were built in *workspace* for a client, or for one audience of theirs."""
    dist = workspace.dist(client_id, audience)
    return Served(
        lambda: release.current(dist),
        of_client(workspace, client_id, audience),
        log_file(workspace, client_id),
    )


def written(preview: Preview) -> Served:
    """What is written now, page by page."""

    def index() -> Path:
        folder = preview.workspace.index(preview.client, preview.audience)
        if not folder.is_dir():
            raise FileNotFoundError(folder)
        return folder

    return Served(lambda: preview.folder, index, None, preview)


def copied(folder: Path) -> Served:
    """A copy where the client keeps it, without a workspace: releases with ``current``, or one unpacked release.

    The search index is made at the first search, in the user's own folder for such things; so is the log.

    Raises:
        UsageError: there is no release in *folder*.
    """
    folder = folder.resolve()

    def now() -> Path | None:
        return release.current(folder) or (folder if (folder / manifest.NAME).is_file() else None)

    if now() is None:
        raise UsageError([Problem("serve_no_copy", Place(str(folder)))])
    kept = _state() / hashlib.sha256(str(folder).encode()).hexdigest()[:16]

    return Served(now, Kept(now, lambda place: kept / number(place)), kept / "search.jsonl")


def _state() -> Path:
    """Where programs of this user keep what they would not like to make again."""
    if named := os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA"):
        return Path(named) / "kbgen"
    return Path.home() / ".local" / "state" / "kbgen"


def serve(
    served: Served,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    watch: tuple[Workspace, Rebuild] | None = None,
    opened: Callable[[str], None] | None = None,
) -> None:
    """Serve the release of the moment at *host*:*port* (0: any free port) until interrupted.

    A release published meanwhile is served from then on. *watch*: changes in the workspace's sources call what stands
    beside it (with the changed files); open pages of a preview show them by themselves.
    *opened* is told the address once it can be opened.

    Raises:
        UsageError: the address cannot be had (taken, or not allowed).
        Exception: whatever rebuilding raises ends the serving.
    """
    app = application(served.release, served.index, log=served.log)
    listening = _listen(host, port)
    if served.preview:
        from kbgen.serve.previewing import Previewed

        server = server_of(Previewed(served.preview, app))
    else:
        server = server_of(app, app.quick)
    watching = Watch(*watch, lambda: setattr(server, "should_exit", True)) if watch else None
    if watching:
        watching.start()
        watching.ready.wait()
    if opened:
        opened(_address(listening))
    _run(server, listening, watching)


def server_of(app: ASGIApp, quick: Quick | None = None) -> Any:
    """A server for *app*; *quick* answers first what it can."""
    import uvicorn

    from kbgen.serve.connections import TOGETHER, Connection
    from kbgen.serve.straight import understood

    _allow_files(TOGETHER * 3)
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=partial(Connection, quick=quick if understood() else None),  # type: ignore[arg-type]
            loop="asyncio",  # others cannot send files straight
            log_config=None,
            log_level="error",  # what others send us is not our trouble
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            limit_concurrency=TOGETHER,
            backlog=_WAITING,
            timeout_graceful_shutdown=2,
        )
    )


def _allow_files(wanted: int) -> None:
    """As many open files and connections as may be needed, where the system lets us."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, min(wanted, most)), most))


def _run(server: Any, listening: socket.socket, watch: Watch | None) -> None:
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # the usual way to stop
    finally:
        listening.close()
        if watch:
            watch.stop()
    if watch and watch.failure:
        raise watch.failure


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=_WAITING)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else small answers wait 40 ms for their ends
        return listening
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError([Problem("serve_address", Place(f"{host}:{port}"), {"reason": reason})]) from error


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = socket.gethostname()
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
