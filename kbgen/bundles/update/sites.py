"""Sites: a release as a server shows it; and which source it is that somebody named."""

from __future__ import annotations

import hashlib
import re
import zipfile
from contextlib import suppress
from pathlib import Path

from kbgen.bundles.update.copies import current_of
from kbgen.bundles.update.disk import refuse_full
from kbgen.bundles.update.listing import (
    LONGEST_MANIFEST,
    LONGEST_SIGNATURE,
    MANIFEST,
    SIGNATURE,
    Entry,
    chunks_of,
    parse,
)
from kbgen.bundles.update.packs import Zip, zip_door
from kbgen.bundles.update.refused import Refused
from kbgen.bundles.update.sources import Folder, Source
from kbgen.bundles.update.staging import Stage
from kbgen.bundles.update.web import Ranged, Web

_NOT_SHOWN = ("update_http_missing", "update_http_denied")


class Site(Source):
    """A release as a server shows it: its manifest, and the files one by one, each from where it broke off."""

    def __init__(self, url: str) -> None:
        self.web = Web(url)
        self.zip: zipfile.ZipFile | None = None
        try:
            raw = self.web.short(MANIFEST, LONGEST_MANIFEST)
        except FileNotFoundError:
            raise Refused("update_http_missing", self.web.shown + MANIFEST) from None
        self.listing = parse(raw, self.web.shown + MANIFEST)
        with suppress(FileNotFoundError):
            self.signature = self.web.short(SIGNATURE, LONGEST_SIGNATURE)

    def holds(self, _: Entry) -> bool:
        return True

    def fetch(self, wanted: dict[str, Entry], stage: Stage) -> None:
        for entry in wanted.values():
            part = stage.part(entry)
            if part.exists() and part.stat().st_size > entry.size:
                part.unlink()
            try:
                for last in (False, True):
                    self.web.download(entry.path, part, entry.size)
                    if stage.accept(entry, None, must=last):
                        break  # else it was a part kept from another release: once more, from its start
            except Refused as refused:
                if refused.code not in _NOT_SHOWN:
                    raise
                self._fetch_from_zip(entry, stage, refused)

    def _fetch_from_zip(self, entry: Entry, stage: Stage, refused: Refused) -> None:
        """A file that is not for readers, such as the server's own settings: it is in the release's ZIP beside."""
        name = self.listing.name
        try:
            if self.zip is None:
                with zip_door(name):
                    self.zip = zipfile.ZipFile(Ranged(self.web, name + ".zip"))
            with zip_door(name), self.zip.open(f"{name}/{entry.path}") as file:
                stage.put(entry, chunks_of(file, entry.size + 1))
        except FileNotFoundError:
            raise refused from None


def open_source(named: str, work: Path) -> Source:
    """The source *named*: address of a server or of a pack on it, a pack, a whole ZIP, or a folder with a release.

    Raises:
        Refused: it is none of these, or is damaged.
    """
    if re.match(r"https?://", named, re.IGNORECASE):
        return Zip(downloaded(named, work)) if re.search(r"\.zip$", named, re.IGNORECASE) else Site(named)
    path = Path(named)
    if path.is_dir():
        return Folder(current_of(path) or path)
    if not path.is_file():
        raise Refused("update_source", named)
    return Zip(path)


def downloaded(url: str, work: Path) -> Path:
    """The pack at *url* in *work*; what an earlier run fetched of it is kept, if the server still has the same."""
    web = Web(url)
    part = work / ("download-" + hashlib.sha256(url.encode()).hexdigest()[:16] + ".zip")
    noted = part.with_suffix(".mark")
    try:
        size, mark = web.about()
    except FileNotFoundError:
        raise Refused("update_http_missing", web.shown) from None
    have = part.stat().st_size if part.exists() else 0
    if not mark or have > (size or 0) or not noted.exists() or noted.read_text("utf-8", "replace") != mark:
        have = 0
        if part.exists():
            part.unlink()
    noted.write_text(mark, "utf-8")
    if size is not None:
        refuse_full(work, size - have)
    web.download("", part, size, mark)
    return part
