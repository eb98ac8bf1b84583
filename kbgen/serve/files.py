"""Files of the release that is served: found by address, or said to be missing with the site's own page."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from kbgen.bundles.deploy import MISSING, SHOWN, missing_page
from kbgen.serve.headers import policy
from kbgen.serve.sending import send_file

_SHOWN = re.compile(SHOWN)
_RELOADING = b'<script src="/api/preview.js"></script></body>'


class Files:
    """An ASGI application that answers with files of the folder *release* names at the moment of each request.

    *preview*: pages get the script that reloads them when another release is served.
    """

    def __init__(self, release: Callable[[], Path | None], *, preview: bool = False) -> None:
        self.release = release
        self.preview = preview

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; GET and HEAD only."""
        if scope["method"] not in ("GET", "HEAD"):
            await PlainTextResponse("405", 405, {"Allow": "GET, HEAD"})(scope, receive, send)
            return
        folder = self.release()
        wanted = scope["path"].removeprefix("/")
        path = inside(folder, wanted) if folder else None
        if folder is None or path is None:
            await missing(folder, wanted)(scope, receive, send)
        elif path.is_dir():
            await _folder(folder, path, wanted)(scope, receive, send)
        elif self.preview and path.suffix == ".html":
            page = _with_reloading(await run_in_threadpool(path.read_bytes))
            headers = {"Cache-Control": "no-store", "Content-Security-Policy": policy(folder, wanted)}
            await HTMLResponse(page, headers=headers)(scope, receive, send)
        else:
            scope["policy"] = policy(folder, wanted)
            await _sent(path, folder, scope, send)


async def _sent(path: Path, folder: Path, scope: Scope, send: Send) -> None:
    try:
        await send_file(path, scope, send)
    except FileNotFoundError:  # between the look and the answer the release went
        await missing(folder, path.name)(scope, _nothing, send)


async def _nothing() -> dict[str, str]:
    return {"type": "http.disconnect"}


def inside(folder: Path, wanted: str) -> Path | None:
    """The file or folder *wanted* below *folder*; None for what is not there, not for readers, or leads out."""
    parts = wanted.rstrip("/").split("/")
    if any(not p or p.startswith(".") or any(c in p for c in "\\:\0") for p in parts):
        return None
    if not _SHOWN.search(f"/{wanted}") and not _SHOWN.search(f"/{wanted}/"):
        return None
    try:
        top = os.path.realpath(folder)
        path = os.path.realpath(os.path.join(top, *parts))  # noqa: PTH118 - a tenth of the time, at every request
    except (OSError, ValueError):  # a name too long
        return None
    return Path(path) if path.startswith(top + os.sep) and os.path.exists(path) else None  # noqa: PTH110


def missing(folder: Path | None, address: str) -> Response:
    """The site's own page for what is not there; for pictures and scripts the number alone."""
    if folder is None or PurePosixPath(address).suffix not in ("", ".html"):
        return PlainTextResponse("404", 404)
    own = folder / MISSING
    text = own.read_text("utf-8") if own.is_file() else missing_page(folder)
    if not text:
        return PlainTextResponse("404", 404)
    return HTMLResponse(text, 404, {"Content-Security-Policy": policy(folder, "site/404.html")})


def _folder(folder: Path, path: Path, wanted: str) -> Response:
    if not (path / "index.html").is_file():
        return missing(folder, wanted)
    name = path.relative_to(os.path.realpath(folder)).as_posix()
    return RedirectResponse(f"/{name}/index.html")


def _with_reloading(page: bytes) -> bytes:
    before, found, after = page.rpartition(b"</body>")
    return before + _RELOADING + after if found else page
