"""Files of the release that is served: found by address, or said to be missing with the site's own page."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path, PurePosixPath

from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from kbgen.bundles.deploy import MISSING, SHOWN, missing_page
from kbgen.bundles.names import is_safe
from kbgen.serve.headers import policy
from kbgen.serve.sending import send_file

_SHOWN = re.compile(SHOWN)

Found = tuple[str, int]
"""A path, and what is there (``st_mode``)."""

NOWHERE: Found = ("", 0)


class Files:
    """An ASGI application that answers with files of the folder *release* names at the moment of each request."""

    def __init__(self, release: Callable[[], Path | None]) -> None:
        self.release = release

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; GET and HEAD only."""
        if scope["method"] not in ("GET", "HEAD"):
            await PlainTextResponse("405", 405, {"Allow": "GET, HEAD"})(scope, receive, send)
            return
        folder = self.release()
        wanted = scope["path"].removeprefix("/")
        path, mode = inside(folder, wanted) if folder else NOWHERE
        if folder is not None and stat.S_ISDIR(mode):
            await _folder(folder, wanted.rstrip("/"))(scope, receive, send)
        elif folder is None or not stat.S_ISREG(mode):
            await missing(folder, wanted)(scope, receive, send)
        else:
            scope["policy"] = policy(folder, wanted)
            try:
                await send_file(path, scope, send)
            except FileNotFoundError:  # between the look and the answer the release went
                await missing(folder, wanted)(scope, receive, send)


def inside(folder: Path, wanted: str) -> Found:
    """The file or folder *wanted* below *folder*; NOWHERE for what is not there, not for readers, or leads out.

    A release has no links and no names but those that any system can hold: nothing else is looked for.
    """
    path, mode = str(folder), 0
    try:
        for part in _parts(wanted):
            path = f"{path}{os.sep}{part}"
            mode = os.lstat(path).st_mode  # strings: this is done for every request
            if stat.S_ISLNK(mode):
                return NOWHERE
    except OSError:  # not there, or a name too long
        return NOWHERE
    return path, mode


@lru_cache(4096)
def _parts(wanted: str) -> tuple[str, ...]:
    """Names on the way to *wanted*; raises FileNotFoundError where it is not for readers."""
    parts = tuple(wanted.rstrip("/").split("/"))
    if not (_SHOWN.search(f"/{wanted}") or _SHOWN.search(f"/{wanted}/")) or not all(map(is_safe, parts)):
        raise FileNotFoundError(wanted)
    return parts


def missing(folder: Path | None, address: str) -> Response:
    """The site's own page for what is not there; for pictures and scripts the number alone."""
    if folder is None or PurePosixPath(address).suffix not in ("", ".html"):
        return PlainTextResponse("404", 404)
    own = folder / MISSING
    text = own.read_text("utf-8") if own.is_file() else missing_page(folder)
    if not text:
        return PlainTextResponse("404", 404)
    return HTMLResponse(text, 404, {"Content-Security-Policy": policy(folder, "site/404.html")})


def _folder(folder: Path, wanted: str) -> Response:
    known = (folder / wanted / "index.html").is_file()
    return RedirectResponse(f"/{wanted}/index.html") if known else missing(folder, wanted)
