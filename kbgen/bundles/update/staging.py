"""Staging: the next release, made beside the copy."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from kbgen.bundles.update.copies import Copy
from kbgen.bundles.update.disk import delete, is_litter, sync, walk, write_whole
from kbgen.bundles.update.listing import MANIFEST, SIGNATURE, Entry, Listing, chunks_of, digest, is_good
from kbgen.bundles.update.refused import Refused


class Stage:
    """The next release while it is made. What is in it is verified; what an interrupted run left in it is kept."""

    def __init__(self, copy: Copy, old: Listing, new: Listing, progress: Callable[[int, int, str], None]) -> None:
        self.copy, self.old, self.new, self.progress = copy, old, new, progress
        self.root, self.parts = copy.work / "new", copy.work / "parts"
        self.paths: dict[str, list[str]] = {}
        for entry in new.entries:
            self.paths.setdefault(entry.sha256, []).append(entry.path)
        self.done, self.fetched, self.total = 0, 0, sum(entry.size for entry in new.entries)
        self.file_mode = stat.S_IMODE((copy.folder / MANIFEST).stat().st_mode)
        self.folder_mode = stat.S_IMODE(copy.folder.stat().st_mode)

    def prepare(self) -> None:
        """Keep what is there if it was meant for the same release; else begin anew."""
        plan, meant = self.copy.work / "plan", hashlib.sha256(self.new.raw).hexdigest()
        kept = plan.is_file() and plan.read_text("utf-8", "replace") == meant
        if not kept:
            for stale in (self.root, self.parts):
                delete(stale)
        self.root.mkdir(exist_ok=True)
        self.root.chmod(self.folder_mode)
        self.parts.mkdir(exist_ok=True)
        if not kept:
            write_whole(plan, meant.encode())

    def reuse(self) -> dict[str, Entry]:
        """Take over what the old copy has; return what it has not, or has damaged."""
        have = self.old.by_sha256
        missing: dict[str, Entry] = {}
        for entry in self.new.entries:
            target = self.root / entry.path
            if not is_good(target, entry):
                with suppress(FileNotFoundError):
                    target.unlink()
                source = have.get(entry.sha256)
                if source is None or not self._adopted(self.copy.folder / source.path, target, entry):
                    missing.setdefault(entry.sha256, entry)
                    continue
            self._tell(entry)
        return missing

    def adopt(self, path: Path, entry: Entry) -> bool:
        """Take over the file *path* for *entry*; False if it is not what it should be."""
        if not self._adopted(path, self.root / entry.path, entry):
            return False
        self._tell(entry)
        return True

    def _adopted(self, source: Path, target: Path, entry: Entry) -> bool:
        if not source.is_file() or source.is_symlink() or source.stat().st_size != entry.size:
            return False
        self._make_room(target)
        self._linked(source, target)
        if is_good(target, entry):
            return True
        target.unlink()
        return False

    def _linked(self, source: Path, target: Path) -> None:
        """The same file a second time; a copy of it where the disk knows no links, or has too many of this file."""
        try:
            os.link(source, target)
        except OSError:
            self._copied(source, target)

    def _copied(self, source: Path, target: Path) -> None:
        part = self.parts / "copy"
        with source.open("rb") as file, part.open("wb") as goal:
            for chunk in chunks_of(file):
                goal.write(chunk)
            goal.flush()
            os.fsync(goal.fileno())
        part.chmod(self.file_mode)
        part.replace(target)

    def part(self, entry: Entry) -> Path:
        """Where what has come of *entry* is kept until it is whole."""
        return self.parts / entry.sha256

    def put(self, entry: Entry, chunks: Iterator[bytes]) -> None:
        """Write a new file, and take it in if it is what the manifest says.

        Raises:
            Refused: it is not.
        """
        made, size = hashlib.sha256(), 0
        with (self.part(entry)).open("wb") as file:
            for chunk in chunks:
                made.update(chunk)
                size += len(chunk)
                file.write(chunk)
                if size > entry.size:
                    break
        self.accept(entry, made.hexdigest() if size == entry.size else "")

    def accept(self, entry: Entry, sha256: str | None = None, must: bool = True) -> bool:
        """Take in the part of *entry*; False (or refused, if it *must* be) where it is not what it should be."""
        part = self.part(entry)
        if not part.exists():
            part.touch()
        if (digest(part) if sha256 is None else sha256) != entry.sha256:
            part.unlink()
            if must:
                raise Refused("update_damaged", entry.path)
            return False
        sync(part)
        part.chmod(self.file_mode)
        target = self.root / entry.path
        self._make_room(target)
        part.replace(target)
        self.fetched += entry.size
        self._tell(entry)
        return True

    def finish(self, signature: bytes | None) -> None:
        """Twins of files, what people put in, the manifest and its *signature*. Everything is on the disk then."""
        for entry in self.new.entries:
            target = self.root / entry.path
            if not os.path.lexists(target) and not self._adopted(self._first(entry), target, entry):
                raise Refused("update_damaged", entry.path)
        wanted = {entry.path for entry in self.new.entries}
        for path, _ in walk(self.root):
            if path not in wanted:
                (self.root / path).unlink()
        for extra in self.extras():
            self._make_room(self.root / extra)
            self._linked(self.copy.folder / extra, self.root / extra)
        write_whole(self.root / MANIFEST, self.new.raw, self.file_mode)
        if signature:
            write_whole(self.root / SIGNATURE, signature, self.file_mode)
        for here, _, _ in os.walk(self.root):
            sync(Path(here))

    def _first(self, entry: Entry) -> Path:
        """Where the same content is already."""
        there = (self.root / path for path in self.paths[entry.sha256])
        return next((path for path in there if path.is_file()), self.root / entry.path)

    def extras(self) -> list[str]:
        """Files people put into a copy that lies alone, such as ``web.config``: they stay where they do not clash."""
        if not self.copy.alone:
            return []
        ours = {e.path.lower() for e in (*self.old.entries, *self.new.entries)}
        ours |= {MANIFEST, SIGNATURE, self.old.name + ".zip", self.old.name + ".zim"}
        files = [path for path, _ in walk(self.copy.folder) if path.lower() not in ours and not is_litter(path)]
        return [path for path in files if not _clashes(path.lower(), ours)]

    def _make_room(self, target: Path) -> None:
        missing = []
        for folder in target.parents:
            if folder.is_dir():
                break
            missing.append(folder)
        for folder in reversed(missing):
            folder.mkdir()
            folder.chmod(self.folder_mode)

    def _tell(self, entry: Entry) -> None:
        self.done += entry.size
        self.progress(self.done, self.total, entry.path)


def _clashes(path: str, ours: set[str]) -> bool:
    """Whether *path* lies below one of our files, or one of our files below it."""
    parts = path.split("/")
    below = any("/".join(parts[:n]) in ours for n in range(1, len(parts)))
    return below or any(each.startswith(path + "/") for each in ours)
