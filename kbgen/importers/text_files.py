"""Files people wrote, as text: UTF-8 and nothing odd in it, or a problem with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import Place, Problem
from kbgen.workspace import Workspace

LARGEST = 16 * 1024 * 1024
"""Bytes; a spec of 200 entities with 40 fields each takes about 3 MB."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True, slots=True)
class TextFile:
    """The text of a file, or the problems that keep it from being read."""

    name: str
    """As the analyst sees it: relative to the workspace."""
    text: str = ""
    problems: tuple[Problem, ...] = ()


def read_text(path: Path, workspace: Workspace, inside: Path | None = None) -> TextFile:
    """The text of *path*: UTF-8 with or without a byte order mark, line ends made ``\\n``.

    *inside* is the folder the file must really lie in, once symbolic links are followed: by default the workspace,
    or its recordings, which may be on a disk of their own.
    Never raises for what a file may hold; unreadable files are problems too.
    """
    name = shown(path, workspace)
    home = inside or (workspace.videos if path.is_relative_to(workspace.videos) else workspace.root)
    try:
        if not path.resolve().is_relative_to(home.resolve()):
            return _refused(name, "outside_folder")
        if not path.is_file():  # a folder, or a device that would never end
            return _refused(name, "not_a_file")
        if path.stat().st_size > LARGEST:
            return _refused(name, "file_too_large", megabytes=LARGEST // 1024**2)
        content = path.read_bytes()
    except PermissionError:
        return _refused(name, "no_permission")
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        return _refused(name, "unreadable_file", reason=getattr(error, "strerror", None) or str(error))
    return decode(content, name)


def shown(path: Path, workspace: Workspace) -> str:
    """*path* as written, relative to the workspace, links not followed."""
    try:
        return path.absolute().relative_to(workspace.root.absolute()).as_posix()
    except ValueError:
        return path.as_posix()


def decode(content: bytes, name: str) -> TextFile:
    """*content* as text; *name* is only for the places of problems."""
    if encoding := _BOMS.get(content[:2]):
        return _refused(name, "wrong_encoding", encoding=encoding)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        return _refused(name, "wrong_encoding", Place(name, line, column), encoding=_guess(content))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text[:200].count("\x00") > len(text[:200]) // 4:
        return _refused(name, "wrong_encoding", encoding="UTF-16")
    if match := _CONTROL.search(text):
        return _refused(name, "control_character", place_at(name, text, match.start()), sign=f"U+{ord(match[0]):04X}")
    return TextFile(name, text)


def control_character(text: str) -> str:
    """The first character of *text* that may not stand in a value, as ``U+0007``; empty where there is none."""
    match = _CONTROL.search(text)
    return f"U+{ord(match[0]):04X}" if match else ""


def place_at(name: str, text: str, offset: int, first_line: int = 1) -> Place:
    """The place of the character at *offset* of *text*, whose first line is line *first_line* of the file."""
    line = text.count("\n", 0, offset)
    return Place(name, line + first_line, offset - text.rfind("\n", 0, offset))


def _guess(content: bytes) -> str:
    """The likely encoding of Russian text that is not UTF-8: the one in which most letters are small Cyrillic."""
    best, most = "", 0.0
    foreign = bytes(b for b in content[:100_000] if b >= 0x80)
    for encoding in ("cp1251", "cp866", "koi8-r"):
        letters = foreign.decode(encoding, errors="replace")
        small = sum("а" <= letter <= "я" for letter in letters) / max(len(letters), 1)
        if small > max(most, 0.5):
            best, most = encoding, small
    return {"cp1251": "Windows-1251 (cp1251)", "cp866": "DOS (cp866)", "koi8-r": "KOI8-R"}.get(best, "?")


def _refused(name: str, code: str, place: Place | None = None, **values: object) -> TextFile:
    return TextFile(name, "", (Problem(code, place or Place(name), values),))


def without_controls(text: str) -> str:
    """*text* without the characters that may not stand in a value."""
    return _CONTROL.sub("", text)
