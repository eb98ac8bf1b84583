"""Workspace: the folder everything lies in. It knows paths only, reads and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder with ``mkdocs.yml``, ``content/``, ``themes/`` and ``videos/``."""

    root: Path

    @property
    def base_config(self) -> Path:
        """Site settings every client inherits."""
        return self.root / "mkdocs.yml"

    @property
    def clients(self) -> Path:
        """Folder of client folders."""
        return self.root / "content" / "clients"

    @property
    def guides(self) -> Path:
        """Guides shared by all clients, grouped by product."""
        return self.root / "content" / "guides"

    @property
    def rules(self) -> Path:
        """How bad finds of the rules are for all clients, where it is not as usual; may be absent."""
        return self.root / "content" / "rules.yml"

    @property
    def videos(self) -> Path:
        """Source recordings."""
        return self.root / "videos"

    @property
    def themes(self) -> Path:
        """Themes; ``base`` lies under every other."""
        return self.root / "themes"

    @property
    def cache(self) -> Path:
        """Things made once and used by every client: the video store, page caches. Safe to delete."""
        return self.root / ".kbgen"

    def client(self, id: str) -> Path:
        """A client's own folder."""
        return self.clients / id

    def build(self, id: str, audience: str = "") -> Path:
        """The staged MkDocs project of a client, or of one of its audiences."""
        return self.root / "build" / _of(id, audience)

    def dist(self, id: str, audience: str = "") -> Path:
        """Releases of a client, or of one of its audiences."""
        return self.root / "dist" / id / "for" / audience if audience else self.root / "dist" / id

    def index(self, id: str, audience: str = "") -> Path:
        """The search index of a client, or of one of its audiences."""
        return self.cache / "search" / _of(id, audience)

    def shown(self, path: Path) -> str:
        """*path* as an analyst sees it: relative to the workspace, with forward slashes."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return path.as_posix()


def _of(id: str, audience: str) -> Path:
    """A folder of its own for every audience, which no other client's can be: ids have no point in them."""
    return Path(f"{id}.for", audience) if audience else Path(id)


def find(start: Path) -> Workspace | None:
    """The workspace *start* lies in: the nearest folder upwards with ``mkdocs.yml`` and ``content/``."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "content").is_dir():
            return Workspace(folder)
    return None
