"""Names of files that can be unpacked on Windows, FAT32 and macOS alike."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kbgen.errors import Place, Problem

LONGEST = 120
"""Characters of a path inside a release: Windows allows 260 with the drive, the user's folder and the copy's name."""

_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10)}


def name_problems(paths: Iterable[str]) -> tuple[Problem, ...]:
    """One problem for every path (relative, POSIX) that some system cannot hold beside the others."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in paths:
        if not all(is_safe(part) for part in path.split("/")):
            problems.append(Problem("bundle_name", Place(path)))
        elif len(path) > LONGEST:
            problems.append(Problem("bundle_name_long", Place(path), {"length": len(path), "longest": LONGEST}))
        elif (twin := seen.setdefault(path.casefold(), path)) != path:
            problems.append(Problem("bundle_name_twin", Place(path), {"twin": twin}))
    return tuple(problems)


def is_safe(part: str) -> bool:
    """Whether *part* can be the name of a file or folder anywhere."""
    stem = part.partition(".")[0].lower()
    return bool(_PART.fullmatch(part)) and not part.endswith(".") and stem not in _RESERVED
