"""The writer's preview over HTTP: pages as they are now, and what keeps newer ones from being shown."""

from __future__ import annotations

import asyncio
import hashlib
from time import monotonic
from typing import Any
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kbgen.build.preview import Preview
from kbgen.errors import KbgenError, Problem
from kbgen.language import say, words
from kbgen.language.locale import user_language
from kbgen.serve.headers import LOOSE, SAFETY
from kbgen.serve.preview_script import SCRIPT, STYLE

_HELD = 1.5
"""Seconds that a question for news waits for them; no longer, so that the server can be stopped at any time."""
_LOOKED = 0.03
_TAGS = '<link rel="stylesheet" href="/api/preview.css"><script src="/api/preview.js" data-words="{words}"></script>'
_FRESH = {"Cache-Control": "no-store", **SAFETY}


class Previewed:
    """Answers for pages of the site and for news of them; *rest* answers for everything else."""

    def __init__(self, preview: Preview, rest: ASGIApp) -> None:
        self.preview, self.rest = preview, rest
        self.language = user_language()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.rest(scope, receive, send)
        elif path == "/api/preview":
            await (await self._news(Request(scope)))(scope, receive, send)
        elif path == "/api/preview.js":
            await Response(SCRIPT, media_type="text/javascript", headers=_FRESH)(scope, receive, send)
        elif path == "/api/preview.css":
            await Response(STYLE, media_type="text/css", headers=_FRESH)(scope, receive, send)
        elif (page := await run_in_threadpool(self._page, path)) is not None:
            headers = {**_FRESH, "Content-Security-Policy": LOOSE}
            await HTMLResponse(self._watched(page), headers=headers)(scope, receive, send)
        else:
            await self.rest(scope, receive, send)

    def _page(self, path: str) -> bytes | None:
        """The page at *path*; before there is any, one that says why."""
        if not path.startswith("/site/") or not path.endswith(".html"):
            return None
        if self.preview.folder is None:
            said = words(self.language)
            return f'<!doctype html><meta charset="utf-8"><title>{said("preview.none")}</title><body></body>'.encode()
        try:
            return self.preview.page(path.removeprefix("/site/"))
        except KbgenError as failure:
            self.preview.noted(failure.problems)
            return None

    def _watched(self, page: bytes) -> bytes:
        before, found, after = page.rpartition(b"</body>")
        said = words(self.language)
        told = "|".join(said(f"preview.{key}") for key in ("errors", "warnings", "stays", "hide"))
        tags = _TAGS.format(words=told.replace('"', "&quot;")).encode()
        return before + tags + found + after if found else page + tags

    async def _news(self, request: Request) -> Response:
        """How the preview and one page of it are, as soon as that differs from what the page knows."""
        path, known = unquote(request.query_params.get("page", "")), request.query_params.get("known", "")
        until = monotonic() + _HELD
        while str(self._moment()) == known and monotonic() < until:
            await asyncio.sleep(_LOOKED)
        moment = self._moment()
        page = await run_in_threadpool(self._page, path)
        told = {
            "known": str(moment),
            "page": hashlib.sha256(page).hexdigest() if page is not None else "",
            "assets": self.preview.assets,
            "good": self.preview.state.good,
            "problems": [self._problem(problem) for problem in self.preview.state.problems],
        }
        return JSONResponse(told, headers=_FRESH)

    def _moment(self) -> tuple[int, str]:
        return self.preview.state.number, self.preview.folder.name if self.preview.folder else ""

    def _problem(self, problem: Problem) -> dict[str, Any]:
        said = say(problem, self.language)
        return {"where": said.where, "what": said.what, "hint": said.hint, "error": problem.severity == "error"}
