"""Progress: how the build tells whoever watches what it is doing. It never prints itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kbgen.video.estimate import Standing


class Progress(Protocol):
    """Somebody who watches a build: the terminal, a test, nobody."""

    def step(self, key: str, what: str = "") -> None:
        """A step of the story begins; *key* is its name in the catalogue, ``build.steps.<key>``; *what* it is about."""

    def advance(self, done: float, total: float, what: str = "") -> None:
        """The step has come this far; *what* is the thing being worked on (a file, a page)."""

    def work(self, standing: Standing) -> None:
        """How the work on recordings stands. Told from any thread."""


class Silent:
    """Nobody watches."""

    def step(self, key: str, what: str = "") -> None:
        """Nothing."""

    def advance(self, done: float, total: float, what: str = "") -> None:
        """Nothing."""

    def work(self, standing: Standing) -> None:
        """Nothing."""
