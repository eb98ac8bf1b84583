"""A release as one ZIM file for Kiwix: read on phones and computers, or served by kiwix-serve, with its own search.

Takes libzim, which is under the GPL and therefore optional (``pip install "kbgen[zim]"``).
"""

from __future__ import annotations

import errno
import glob
import hashlib
import html
import importlib.util
import mmap
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kbgen.bundles import clusters, deploy, manifest
from kbgen.bundles.apart import LibraryError, StillError, apart
from kbgen.bundles.types import media_type
from kbgen.errors import KbgenError, Place, Problem, UsageError
from kbgen.language import words
from kbgen.model.kb import KnowledgeBase

MAIN = "site/index.html"

_LANGUAGES = {"ru": "rus", "en": "eng"}  # ISO 639-3, as the format wants
_TITLE, _DESCRIPTION = 30, 80  # characters the format allows
_JOINING = ("\u200d", "\ufe0e", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400)))
_TEXTS = ("text/", "application/json", "image/svg", "application/xml")
_CLUSTER = 1 << 20  # bytes: larger ones make a reader unpack more than it shows, and more be compressed anew
_OFTEN = ("site/assets/kbgen/search/", "site/assets/kbgen/release.js", "site/project/changes.html", "start.html")
"""What every release has anew: it comes last, together, so that clusters before it stay as they are."""
_TITLE_TAG = re.compile(r"<title>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_MOVED = re.compile(r'<meta http-equiv="refresh"')
_PLAIN_SIGN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#1f4e79" d="M0 0h9v9H0z"/></svg>'
_XAPIAN = b"\x0f\x0dXapian Glass"


def available() -> bool:
    """Whether the optional library is installed (``pip install kbgen[zim]``)."""
    return importlib.util.find_spec("libzim") is not None


def pack(
    release: Path,
    kb: KnowledgeBase,
    target: Path,
    made_on: date | None = None,
    kept: Path | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> Path:
    """Put the *release* folder into the ZIM file *target*; return *target*.

    Holds what the manifest lists, but for what is not for readers. Written beside, checked, then switched. Same
    release, same bytes: the unique ids that the library draws are made of the content instead. *made_on*: the day
    readers see; by default the day of the build. *kept*: folder where compressed parts are kept for the next time; they
    change nothing but how long it takes. *meanwhile*: is done beside it.

    Raises:
        UsageError: libzim is not installed.
        KbgenError: the folder has no good manifest, or the file made does not pass its own check.
    """
    if not available():
        raise UsageError([Problem("zim_missing", Place(target.name))])
    told = manifest.read(release)
    beside = target.with_name(f".new-{target.name}")
    _sweep(beside)
    day = made_on or kb.today or datetime.fromtimestamp((release / manifest.NAME).stat().st_mtime, UTC).date()
    try:
        making = apart(lambda: _made(release, told, (kb, day), beside, kept), target.parent)
        with _quiet(), _failing(target), making:  # where the disk is full, the library may wait for ever
            meanwhile()
        _make_repeatable(beside, hashlib.sha256((release / manifest.NAME).read_bytes()).digest())
        _check(beside)
        beside.replace(target)
    finally:
        _sweep(beside)
    return target


def _sweep(beside: Path) -> None:
    """Remove *beside* and what the library keeps next to it while it is at work."""
    for path in beside.parent.glob(f"{glob.escape(beside.name)}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _made(
    release: Path, told: manifest.Manifest, about: tuple[KnowledgeBase, date], target: Path, kept: Path | None
) -> None:
    """Have the library write the file, with parts that were compressed before, where they are kept."""
    if kept is not None:
        plain, scratch = (target.with_name(f"{target.name}.{part}") for part in ("plain", "part"))
        try:
            _write(release, told, about, plain, plainly=True)
            clusters.compressed(plain, target, kept, lambda kind: kind.startswith(_TEXTS), scratch)
            return
        except clusters.UnknownLayoutError:  # another version of the library: it does all by itself
            target.unlink(missing_ok=True)
        finally:
            plain.unlink(missing_ok=True)
    _write(release, told, about, target)


def _write(
    release: Path, told: manifest.Manifest, about: tuple[KnowledgeBase, date], target: Path, plainly: bool = False
) -> None:
    from libzim.writer import Compression, Creator

    kb, day = about
    creator = Creator(target)
    if plainly:
        creator.config_compression(Compression.none)
    creator.config_indexing(True, _LANGUAGES[kb.language])
    creator.config_clustersize(_CLUSTER)
    creator.config_nbworkers(1)  # several write the pages in another order each time
    creator.set_mainpath(MAIN)
    with creator:
        creator.add_illustration(48, _illustration(release))
        for entry in sorted(told.entries, key=lambda entry: entry.path.startswith(_OFTEN)):
            if entry.path.partition("/")[0] not in deploy.HIDDEN:
                creator.add_item(_item(release, entry.path))
        for name, value in _metadata(told, kb, day).items():  # last: the release's number is in it
            creator.add_metadata(name, value)


def _item(release: Path, path: str) -> Any:
    """One file as the library wants it."""
    from libzim.writer import FileProvider, Hint, Item

    kind = media_type(path)
    page = kind == "text/html" and path.startswith("site/") and not path.endswith("404.html")
    article = page and not _MOVED.search((release / path).read_text("utf-8"))

    class File(Item):  # type: ignore[misc]
        def get_path(self) -> str:
            return path

        def get_title(self) -> str:
            return _title(release / path) if page else ""

        def get_mimetype(self) -> str:
            return kind

        def get_contentprovider(self) -> Any:
            return FileProvider(release / path)

        def get_hints(self) -> dict[Any, int]:
            return {Hint.FRONT_ARTICLE: article, Hint.COMPRESS: kind.startswith(_TEXTS)}

    return File()


def _title(page: Path) -> str:
    """A page's title without the site's name behind it, or every suggestion would end alike."""
    found = _TITLE_TAG.search(page.read_text("utf-8"))
    return html.unescape(found[1]).rpartition(" - ")[0] or html.unescape(found[1]) if found else ""


def _metadata(told: manifest.Manifest, kb: KnowledgeBase, day: date) -> dict[str, str]:
    say, client = words(kb.language), kb.client
    about = client.about.said(kb.language) or say("bundles.subtitle", product=client.product.name)
    return {
        "Name": "_".join(filter(None, (told.client, told.audience, kb.language, "kb"))),
        "Title": _shortened(": ".join(filter(None, (_audience(kb), client.name.said(kb.language)))), _TITLE),
        "Description": _shortened(" ".join(about.split()), _DESCRIPTION),
        "Language": _LANGUAGES[kb.language],
        "Creator": client.implementer.name or client.name.said(kb.language),
        "Publisher": client.implementer.name or client.name.said(kb.language),
        "Date": day.isoformat(),
        "Flavour": told.release,
        "Scraper": f"kbgen {told.kbgen}",
    }


def _audience(kb: KnowledgeBase) -> str:
    """Whom the copy is for: first, so that books of one client can be told apart where titles are cut."""
    return kb.audience.title.said(kb.language) if kb.audience else ""


def _shortened(text: str, longest: int) -> str:
    """*text*, or as much of it as *longest* signs can hold: the format counts what people see, not code points."""
    signs = _signs(text)
    return text if len(signs) <= longest else "".join(signs[: longest - 1]).rstrip(" ,.:") + "…"


def _signs(text: str) -> list[str]:
    """Graphemes: a sign with the marks over it is one, so is a family of emoji (roughly Unicode Annex 29)."""
    signs: list[str] = []
    for character in text:
        follows = unicodedata.category(character) in ("Mn", "Me", "Mc") or character in _JOINING
        if signs and (follows or signs[-1].endswith("\u200d")):
            signs[-1] += character
        else:
            signs.append(character)
    return signs


def _illustration(release: Path) -> bytes:
    """The site's sign as a PNG of 48 × 48; a plain square where the site has none."""
    import resvg_py

    folder = release / "site" / "assets" / "kbgen"
    found = [folder / name for name in ("favicon.svg", "logo.svg") if (folder / name).is_file()]
    svg = found[0].read_text("utf-8") if found else _PLAIN_SIGN
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=48, height=48))


def _make_repeatable(path: Path, seed: bytes) -> None:
    """Replace the random ids of the file and of its search indexes by *seed*, then set the file's checksum anew.

    The format: id at byte 8, MD5 of all the rest in the last 16 bytes; Xapian keeps an id behind its name.
    """
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as content:
        content[8:24] = seed[:16]
        at = content.find(_XAPIAN)
        while at >= 0:
            content[at + 16 : at + 32] = seed[16:32]
            at = content.find(_XAPIAN, at + 32)
        digest = hashlib.md5(usedforsecurity=False)
        end = len(content) - 16
        for start in range(0, end, 1 << 20):
            digest.update(content[start : min(start + (1 << 20), end)])
        content[end:] = digest.digest()


def _check(path: Path) -> None:
    from libzim.reader import Archive

    if not Archive(path).check():
        raise KbgenError([Problem("zim_failed", Place(path.name), {"reason": "check"})])


@contextmanager
def _failing(target: Path) -> Iterator[None]:
    """The library tells a disk that will not take any more as a text."""
    try:
        yield
    except StillError as error:
        raise KbgenError([Problem("zim_still", Place(target.name))]) from error
    except LibraryError as error:
        reason = (str(error).strip().splitlines() or [""])[-1]
        if reason == os.strerror(errno.ENOSPC):
            raise OSError(errno.ENOSPC, reason, str(target)) from error
        raise KbgenError([Problem("zim_failed", Place(target.name), {"reason": reason})]) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's own progress, written by C++ past Python, off the terminal."""
    sys.stdout.flush()
    kept = os.dup(1)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a descriptor is wanted
        os.dup2(nowhere.fileno(), 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
