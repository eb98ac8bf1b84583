"""The web application: files of a release with byte ranges, the search, the release's number."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kbgen.bundles.types import media_type
from kbgen.search.logs import Log, asked
from kbgen.serve.headers import SAFETY, caching

if TYPE_CHECKING:
    from kbgen.search import Answer, Sought

Index = Path | Callable[[], Path]

FRONT = "/site/index.html"
"""Where the bare address leads."""

LONGEST_QUERY = 400
LONGEST_RECORD = 4000
"""Bytes of what a page may tell about one search."""
MOST_HITS = 50

_RELOADING = b'<script src="/api/preview.js"></script></body>'
_PREVIEW = """\
(function () {
  var shown = null;
  function ask() {
    fetch('/api/release', { cache: 'no-store' })
      .then(function (answer) { return answer.json(); })
      .then(function (now) {
        if (shown !== null && now.release !== shown) location.reload();
        shown = now.release;
      })
      .catch(function () {})
      .then(function () { setTimeout(ask, 700); });
  }
  ask();
})();
"""


def application(
    release: Callable[[], Path | None],
    index: Index | None = None,
    *,
    preview: bool = False,
    log: Path | None = None,
) -> ASGIApp:
    """An ASGI application that serves the folder *release* names at the moment of each request.

    *index*: folder of the search index for ``/api/search?q=…&limit=…&kind=…&role=…``, or what names it at the moment
    of each search. *preview*: pages reload themselves when another release is served. *log*: file that keeps what was
    searched for; pages tell it at ``/api/search-log``. Answers GET and HEAD only but there; hidden files and paths
    that lead out are not there.
    """

    searches = Log(log) if log else None

    async def file(request: Request) -> Response:
        folder = release()
        path = _inside(folder, request.path_params["path"]) if folder else None
        if path is None or folder is None:
            return _missing(folder, request.url.path)
        if path.is_dir():
            name = path.relative_to(folder.resolve()).as_posix()
            to = "" if name == "." else f"/{name}"
            known = (path / "index.html").is_file()
            return RedirectResponse(f"{to}/index.html") if known else _missing(folder, request.url.path)
        if preview and path.suffix == ".html":
            page = await run_in_threadpool(path.read_bytes)
            return HTMLResponse(_with_reloading(page), headers={"Cache-Control": "no-store"})
        return _sent(path, request)

    async def front(_: Request) -> Response:
        return RedirectResponse(FRONT)

    async def sign(_: Request) -> Response:
        return Response(status_code=204)  # pages name their own; decks and papers have none

    async def search(request: Request) -> Response:
        return await _searched(request, index, searches)

    async def log_search(request: Request) -> Response:
        return await _logged(request, searches)

    async def number(_: Request) -> Response:
        folder = release()
        return JSONResponse({"release": folder.name if folder else None}, headers={"Cache-Control": "no-store"})

    async def reloading(_: Request) -> Response:
        return Response(_PREVIEW, media_type="text/javascript")

    routes = [
        Route("/", front),
        Route("/favicon.ico", sign),
        Route("/api/search", search),
        Route("/api/search-log", log_search, methods=["POST"]),
        Route("/api/release", number),
        *([Route("/api/preview.js", reloading)] if preview else []),
        Route("/{path:path}", file),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    return _Safe(app)


class _Safe:
    """Adds the safety headers to every answer, errors among them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = [(k.lower().encode(), v.encode()) for k, v in SAFETY.items()]
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def _inside(folder: Path, wanted: str) -> Path | None:
    """The file or folder *wanted* below *folder*; None for what is not there, hidden, or leads out."""
    parts = wanted.rstrip("/").split("/")
    if any(not p or p.startswith(".") or any(c in p for c in "\\:\0") for p in parts):
        return None
    try:
        path = folder.joinpath(*parts).resolve()
        return path if path.is_relative_to(folder.resolve()) and path.exists() else None
    except OSError:  # a name too long
        return None


def _sent(path: Path, request: Request) -> Response:
    stat = path.stat()
    answer = FileResponse(
        path, media_type=media_type(path.name), headers={"Cache-Control": caching(path.name)}, stat_result=stat
    )
    if request.headers.get("if-none-match") == answer.headers["etag"]:
        kept = {k: answer.headers[k] for k in ("etag", "cache-control", "last-modified")}
        return Response(status_code=304, headers=kept)
    return answer


def _missing(folder: Path | None, address: str) -> Response:
    """The site's own page for what is not there; it stands at the top of the site, so its links are moved there."""
    page = folder / "site" / "404.html" if folder else None
    if page is None or not page.is_file() or Path(address).suffix not in ("", ".html"):
        return PlainTextResponse("404", 404)
    text = page.read_text("utf-8").replace('="/', '="/site/').replace('"base": "/"', '"base": "/site/"')
    text = text.replace('"search": "/', '"search": "/site/').replace('URL("/",', 'URL("/site/",')
    return HTMLResponse(text, 404)


def _with_reloading(page: bytes) -> bytes:
    before, found, after = page.rpartition(b"</body>")
    return before + _RELOADING + after if found else page


def _answer(index: Index, query: str, limit: int, sought: Sought) -> Answer:
    from kbgen.search import answer

    return answer(index if isinstance(index, Path) else index(), query, limit, sought)


async def _searched(request: Request, index: Index | None, log: Log | None) -> Response:
    """Answers of the search index as JSON: what the command line and the pages' search box would say."""
    from kbgen.search import Sought

    query = request.query_params.get("q", "")[:LONGEST_QUERY].strip()
    limit = request.query_params.get("limit", "10")
    number = min(max(int(limit), 1), MOST_HITS) if limit.isdecimal() and len(limit) < 5 else 10
    if not query or index is None:
        return JSONResponse({"error": "q"}, 400)
    try:
        sought = Sought(*(frozenset(request.query_params.getlist(key)[:MOST_HITS]) for key in ("kind", "role")))
        found = await run_in_threadpool(_answer, index, query, number, sought)
    except FileNotFoundError:
        return JSONResponse({"error": "index"}, 503)
    hits = [
        {
            "title": hit.title,
            "section": hit.section,
            "fragment": hit.fragment,
            "address": f"/site/{hit.address}",
            "kind": hit.kind,
            "roles": hit.roles,
            "marks": hit.marks,
        }
        for hit in found.hits
    ]
    if log and "log" not in request.query_params:
        await run_in_threadpool(_keep, log, {"query": query, "hits": found.total, "changed": found.changed})
    offers = [{"title": offer.title, "address": f"/site/{offer.address}"} for offer in found.offers]
    told = {"query": query, "understood": found.changed, "total": found.total, "everywhere": found.everywhere}
    return JSONResponse({**told, "loose": found.loose, "hits": hits, "offers": offers})


def _keep(log: Log, told: object) -> bool:
    """Whether *told* was a search, and is in the log now. A disk that cannot be written to hinders no search."""
    one = asked(told)
    if one:
        with suppress(OSError):
            log.add(one, datetime.now().astimezone().date())
    return one is not None


async def _logged(request: Request, log: Log | None) -> Response:
    """What a page of ours tells: the query, how many pages it found, which was opened."""
    if log is None:
        return PlainTextResponse("404", 404)
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return PlainTextResponse("403", 403)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_RECORD:
            return PlainTextResponse("413", 413)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    kept = await run_in_threadpool(_keep, log, told)
    return Response(status_code=204 if kept else 400)
