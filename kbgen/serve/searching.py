"""Searching over HTTP, and the log of what was searched for."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from kbgen.build.indexes import Kept
from kbgen.search.logs import Log, asked
from kbgen.serve.metrics import Metrics

if TYPE_CHECKING:
    from kbgen.search import Answer, Sought

Index = Path | Callable[[], Path]
"""A folder, or what names it at the moment; :class:`~kbgen.build.indexes.Kept` can make a damaged one anew."""

LONGEST_QUERY = 400
LONGEST_RECORD = 4000
"""Bytes of what a page may tell about one search."""
MOST_HITS = 50
_PATIENCE = 8
"""Seconds for these bytes."""
_REST = 60
"""Seconds before an index that could not be made anew is tried again."""


class Searching:
    """Answers ``/api/search`` from *index* and keeps what is told at ``/api/search-log`` in the file *log*."""

    def __init__(self, index: Index | None, log: Path | None, metrics: Metrics) -> None:
        self.index = index
        self.log = Log(log) if log else None
        self.metrics = metrics
        self._mending = Lock()
        self._failed = -float(_REST)

    async def answer(self, request: Request) -> Response:
        """Answers of the search index as JSON: what the command line and the pages' search box would say."""
        from kbgen.search import Sought

        query = request.query_params.get("q", "")[:LONGEST_QUERY].strip()
        limit = request.query_params.get("limit", "10")
        number = min(max(int(limit), 1), MOST_HITS) if limit.isdecimal() and len(limit) < 5 else 10
        if not query or self.index is None:
            return JSONResponse({"error": "q"}, 400)
        sought = Sought(*(frozenset(request.query_params.getlist(key)[:MOST_HITS]) for key in ("kind", "role")))
        try:
            found = await run_in_threadpool(self._found, query, number, sought)
        except OSError:  # none, or a damaged one that could not be made anew: there may be no room on the disk
            return JSONResponse({"error": "index"}, 503)
        self.metrics.searched(found.total)
        if self.log and "log" not in request.query_params:
            told = {"query": query, "hits": found.total, "changed": found.changed}
            await run_in_threadpool(_keep, self.log, told)
        return JSONResponse({"query": query, **_said(found)})

    def _found(self, query: str, limit: int, sought: Sought) -> Answer:
        from kbgen.search import answer

        def ask() -> Answer:
            assert self.index is not None
            return answer(self.index if isinstance(self.index, Path) else self.index(), query, limit, sought)

        try:
            return ask()
        except FileNotFoundError:
            if not isinstance(self.index, Kept):
                raise
            return self._mended(self.index, ask)

    def _mended(self, index: Kept, ask: Callable[[], Answer]) -> Answer:
        """The damaged *index* made anew, and asked. By one of those who ask: the others are not kept waiting for it.

        Raises:
            FileNotFoundError: somebody is at it, or it could not be done a moment ago.
        """
        if time.monotonic() < self._failed + _REST or not self._mending.acquire(blocking=False):
            raise FileNotFoundError
        try:
            with suppress(FileNotFoundError):
                return ask()  # somebody has mended it while we came here
            self._failed = time.monotonic()
            index.anew()
            found = ask()
            self._failed = -float(_REST)
            return found
        finally:
            self._mending.release()

    async def keep(self, request: Request) -> Response:
        """What a page of ours tells: the query, how many pages it found, which was opened."""
        if self.log is None:
            return PlainTextResponse("404", 404)
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return PlainTextResponse("403", 403)
        try:
            async with asyncio.timeout(_PATIENCE):
                body = await _record(request)
        except (TimeoutError, ClientDisconnect):
            return PlainTextResponse("408", 408, {"Connection": "close"})
        if body is None:
            return PlainTextResponse("413", 413, {"Connection": "close"})
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            told = None
        kept = await run_in_threadpool(_keep, self.log, told)
        return Response(status_code=204 if kept else 400)


def _said(found: Answer) -> dict[str, object]:
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
    offers = [{"title": offer.title, "address": f"/site/{offer.address}"} for offer in found.offers]
    told = {"understood": found.changed, "total": found.total, "everywhere": found.everywhere, "loose": found.loose}
    return {**told, "hits": hits, "offers": offers}


async def _record(request: Request) -> bytes | None:
    """What the page sends; None where it is more than a record can be."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_RECORD:
            return None
    return body


def _keep(log: Log, told: object) -> bool:
    """Whether *told* was a search, and is in the log now. A disk that cannot be written to hinders no search."""
    one = asked(told)
    if one:
        with suppress(OSError):
            log.add(one, datetime.now().astimezone().date())
    return one is not None
