"""What can go wrong, said as values: one :class:`Problem` is one thing for a person to mend.

A problem keeps its facts (where, which kind, which words); the sentence is made from the catalogue
of the reader's language by ``kbgen.language.say``, so that every room can report without printing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point in a file: path as the analyst sees it (relative to the workspace), line and column from 1.

    Line 0 means the file as a whole.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend.

    ``code`` names the kind and finds the sentence ``problem.<code>.what`` and the advice
    ``problem.<code>.hint`` in the catalogues; ``values`` fills their blanks.
    Only problems of severity "error" stop a build.
    """

    code: str
    place: Place
    values: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = "error"


class KbgenError(Exception):
    """A failure that was foreseen: it is shown as sentences, never as a traceback."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.place}: {p.code} {dict(p.values)}" for p in self.problems))


class ContentError(KbgenError):
    """What people wrote (spec, guides, videos) has problems; nothing was built. Exit code 1."""


class UsageError(KbgenError):
    """The command was asked for something impossible (no such client, folder not empty). Exit code 2."""


class BusyError(KbgenError):
    """Another build of the same client runs. Exit code 75."""


def of_disk(error: OSError) -> OSError:
    """*error* itself; of a whole folder that could not be copied (``shutil.Error``) the failure of its first file.

    ``shutil`` keeps of each file: source, goal, and the failure as text, ``[Errno 28] No space left on device: …``.
    """
    import re
    import shutil

    if not isinstance(error, shutil.Error) or not isinstance(error.args[0], list) or not error.args[0]:
        return error
    _, goal, said = error.args[0][0]
    number, why = re.match(r"(?:\[\w+ (\d+)\] )?(.*?)(?:: '|$)", str(said), re.DOTALL).groups()  # type: ignore[union-attr]
    return OSError(int(number), why, str(goal)) if number else error
