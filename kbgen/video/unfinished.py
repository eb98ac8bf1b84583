"""Unfinished: drafts, files on their way into the store. Names say who writes them, so that nobody's can be swept."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

ABANDONED = 3600.0
"""Seconds without a change after which a draft is nobody's, whoever may have written it."""

_NAME = re.compile(r"\..+\.(?P<host>[0-9A-Za-z_-]*)@(?P<pid>\d+)-\d+\.draft(\.\w+)?")


def name(key: str, suffix: str) -> str:
    """The name of this thread's draft of *key*."""
    return f".{key}.{_host()}@{os.getpid()}-{threading.get_ident()}.draft{suffix}"


def sweep(folder: Path, key: str = "") -> int:
    """Delete drafts in *folder* (of *key* only) whose writer is no more; the bytes that were freed."""
    freed = 0
    for draft in folder.glob(f".{key}*.draft*"):
        with suppress(OSError):  # another worker swept it
            if nobodys(draft):
                size = draft.stat().st_size
                draft.unlink()
                freed += size
    return freed


def nobodys(draft: Path) -> bool:
    """Whether no program will finish *draft*: its process on this machine ended, or nothing came for an hour.

    Raises:
        OSError: it is gone.
    """
    if time.time() - draft.stat().st_mtime > ABANDONED:
        return True
    said = _NAME.fullmatch(draft.name)
    return said is not None and said["host"] == _host() and not _lives(int(said["pid"]))


def _host() -> str:
    return re.sub(r"[^0-9A-Za-z_-]", "_", socket.gethostname())


def _lives(pid: int) -> bool:
    """Whether a process of this number runs here. In doubt it does."""
    if os.name != "posix":
        return True  # there os.kill would end it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
