"""Watching what people write, and rebuilding when it changes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from threading import Event, Thread

from kbgen.workspace import Workspace

Rebuild = Callable[[Collection[Path]], None]
"""Called with the files that changed; one call at a time."""

_LOOKED = 300  # milliseconds between looks at whether to stop
_SETTLED = 40  # milliseconds without a change: an editor writes a file in several steps
_LONGEST = 400  # milliseconds after which changes that never settle are told


class Watch(Thread):
    """Calls *rebuild* after changes in the workspace's sources until :meth:`stop`.

    An exception of *rebuild* ends the watch: *ended* is called, and ``failure`` holds it.
    """

    def __init__(self, workspace: Workspace, rebuild: Rebuild, ended: Callable[[], None]) -> None:
        super().__init__(name="kbgen-watch", daemon=True)
        self.workspace = workspace
        self.rebuild = rebuild
        self.ended = ended
        self.failure: BaseException | None = None
        self.ready = Event()
        """Set once changes are seen."""
        self._stopped = Event()

    def run(self) -> None:
        """Wait for changes; see the class."""
        from watchfiles import watch

        try:
            for changes in watch(
                *_sources(self.workspace),
                watch_filter=_is_source,
                step=_SETTLED,
                debounce=_LONGEST,
                rust_timeout=_LOOKED,
                yield_on_timeout=True,  # so that the first, empty turn says: from now on nothing is missed
                stop_event=self._stopped,
            ):
                self.ready.set()
                if changes:
                    self.rebuild({Path(path) for _, path in changes})
        except BaseException as error:  # noqa: BLE001 - handed to the thread that serves
            self.failure = error
            self.ended()
        finally:
            self.ready.set()

    def stop(self) -> None:
        """Stop watching; a rebuild under way is finished first."""
        self._stopped.set()
        self.join()


def _sources(workspace: Workspace) -> list[Path]:
    """Folders and files a build reads; those that do not exist yet are left out."""
    places = (workspace.root / "content", workspace.themes, workspace.videos, workspace.base_config)
    return [place for place in places if place.exists()]


def _is_source(_: object, path: str) -> bool:
    """Whether a changed path is somebody's work rather than an editor's scratch file."""
    name = Path(path).name
    return not name.startswith((".", "~", "#", "4913")) and not name.endswith(("~", ".swp", ".tmp", ".bak", ".part"))
