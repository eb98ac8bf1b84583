"""Serving until interrupted."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

from kbgen.build.indexes import current_index
from kbgen.build.searches import log_file
from kbgen.bundles import release
from kbgen.errors import Place, Problem, UsageError
from kbgen.serve.application import application
from kbgen.serve.watching import Rebuild, Watch
from kbgen.workspace import Workspace

_WAITING = 128  # connections the system keeps for us while all others are being answered


def serve(
    workspace: Workspace,
    client_id: str,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    rebuild: Rebuild | None = None,
    opened: Callable[[str], None] | None = None,
) -> None:
    """Serve the client's current release at *host*:*port* (0: any free port) until interrupted.

    A release published meanwhile is served from then on. With *rebuild*, changes in the workspace's sources call it
    (with the changed files), and open pages reload themselves when it has published another release.
    *opened* is told the address once it can be opened.

    Raises:
        UsageError: the address cannot be had (taken, or not allowed).
        Exception: whatever *rebuild* raises ends the serving.
    """
    import uvicorn

    dist = workspace.dist(client_id)
    app = application(
        lambda: release.current(dist),
        lambda: current_index(workspace, client_id),
        preview=rebuild is not None,
        log=log_file(workspace, client_id),
    )
    listening = _listen(host, port)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
    )
    watch = Watch(workspace, rebuild, lambda: setattr(server, "should_exit", True)) if rebuild else None
    if watch:
        watch.start()
        watch.ready.wait()
    if opened:
        opened(_address(listening))
    _run(server, listening, watch)


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
