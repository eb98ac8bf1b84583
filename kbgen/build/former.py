"""Former: slides and papers that would come out as they did before are taken from there, byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from kbgen.build.inputs import contents, own_fingerprint
from kbgen.keeping import keep, kept, name_of
from kbgen.model.decks import Deck
from kbgen.theme import Theme
from kbgen.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Former:
    """Files that were made before, each under a name that tells what it was made of."""

    folder: Path
    made_with: str
    """Tells kbgen itself, its engines, the theme and every file of it."""
    force: bool = False
    """Make everything anew; what is made is kept for the next time."""

    @property
    def parts(self) -> Path | None:
        """Where compressed parts of archives are kept; None: they are to be made anew."""
        return None if self.force else self.folder

    def put(self, path: Path, write: Callable[[], None], *made_of: object) -> None:
        """Put at *path* what *write* puts there; it is made of nothing but *made_of*, the theme, and kbgen itself.

        A file of its own, never a link: people change slides and papers.
        """
        try:
            place = self.folder / f"kept-{name_of(path.suffix, self.made_with, *made_of)[:40]}{path.suffix}"
        except TypeError:
            write()
            return
        content = None if self.force else kept(place)
        if content is None:
            write()
            keep(place, path.read_bytes())
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def former(workspace: Workspace, theme: Theme, *, force: bool = False) -> Former:
    """What was made before with *theme* as it is now."""
    return Former(workspace.cache / "slides", made_with(theme), force)


def made_with(theme: Theme) -> str:
    """A name that tells kbgen itself, its engines, *theme* and every file of it."""
    return name_of(own_fingerprint(), theme, contents(_files(theme)))


def pictures(deck: Deck) -> tuple[tuple[str, str], ...]:
    """Every file that slides of *deck* show, with the sum of its content."""
    return tuple((path, _sum(path)) for path in dict.fromkeys(_shown(deck)))


def _shown(deck: Deck) -> Iterator[str]:
    for slide in deck.slides:
        if slide.picture and slide.picture.path:
            yield slide.picture.path
        if slide.clip and slide.clip.poster:
            yield slide.clip.poster


def _sum(path: str) -> str:
    try:
        return sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""


def _files(theme: Theme) -> Iterator[str]:
    """Every file of all layers, and those that the theme names wherever they lie."""
    for folder in theme.folders:
        yield from (str(path) for path in sorted(folder.rglob("*")) if path.is_file())
    named = (theme.logo, theme.favicon, *(face.file for face in theme.fonts.files))
    yield from (str(path) for path in named if path is not None and path.is_file())
