"""The web application: files of a release, the search, and what monitoring asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kbgen.serve.files import Files
from kbgen.serve.headers import NOTHING, POLICY, SAFE
from kbgen.serve.health import examine, number
from kbgen.serve.metrics import TYPE, Metrics
from kbgen.serve.quick import Quick
from kbgen.serve.searching import Index, Searching
from kbgen.serve.sending import STRAIGHT

FRONT = "/site/index.html"
"""Where the bare address leads."""

_FRESH = {"Cache-Control": "no-store"}

Current = Callable[[], Path | None]
"""Names the folder of the release that is served at this moment."""


def application(
    release: Current,
    index: Index | None = None,
    *,
    log: Path | None = None,
) -> Application:
    """An ASGI application that serves the folder *release* names at the moment of each request.

    *index*: folder of the search index for ``/api/search?q=…&limit=…&kind=…&role=…``, or what names it at the moment
    of each search. *log*: file that keeps what was
    searched for; pages tell it at ``/api/search-log``. ``/healthz`` and ``/metrics`` say how it is. Answers GET and
    HEAD only but at the log; hidden files, files that are not for readers and paths that lead out are not there.
    """
    metrics = Metrics()
    own = _asked_of_programs(release, index, Searching(index, log, metrics))
    app = Starlette(routes=list(own.values()))
    app.router.redirect_slashes = False
    return Application(app, Quick(Files(release), frozenset(own), metrics))


def _asked_of_programs(release: Current, index: Index | None, searching: Searching) -> dict[str, Route]:
    """Every address that is no file."""

    async def now(_: Request) -> Response:
        folder = release()
        return JSONResponse({"release": number(folder) if folder else None}, headers=_FRESH)

    async def health(_: Request) -> Response:
        found = await run_in_threadpool(examine, release, index)
        return JSONResponse(asdict(found), 200 if found.good else 503, headers=_FRESH)

    async def counts(_: Request) -> Response:
        found = await run_in_threadpool(examine, release, index)
        text = searching.metrics.text(found.release, whole=found.whole, index=found.index)
        return Response(text, media_type=TYPE, headers=_FRESH)

    routes = (
        Route("/", _front),
        Route("/favicon.ico", _sign),
        Route("/healthz", health),
        Route("/metrics", counts),
        Route("/api/search", searching.answer),
        Route("/api/search-log", searching.keep, methods=["POST"]),
        Route("/api/release", now),
    )
    return {route.path: route for route in routes}


async def _front(_: Request) -> Response:
    return RedirectResponse(FRONT)


async def _sign(_: Request) -> Response:
    return Response(status_code=204)  # pages name their own; decks and papers have none


class Application:
    """Parts requests between files and programs, adds the safety headers to every answer, and counts them.

    *quick*: what a server may ask first.
    """

    def __init__(self, programs: ASGIApp, quick: Quick) -> None:
        self.programs, self.quick = programs, quick

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        began, status, sent = perf_counter(), 0, 0

        async def with_headers(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_safety(message.get("headers", ()), scope)]
            else:
                sent += len(message.get("body", b"")) if scope["method"] != "HEAD" else 0
            await send(message)

        app = self.programs if scope["path"] in self.quick.addresses else self.quick.files
        try:
            await app(scope, receive, with_headers)
        finally:
            self.quick.metrics.answered(status, sent + scope.get(STRAIGHT, 0), perf_counter() - began)


def _safety(told: Mapping[bytes, bytes] | list[tuple[bytes, bytes]], scope: Scope) -> list[tuple[bytes, bytes]]:
    """Headers that *told* has not yet; the file found for *scope* brings its own policy."""
    if any(name == POLICY for name, _ in told):
        return [*SAFE]
    return [*SAFE, (POLICY, scope.get("policy", NOTHING).encode())]
