"""BPMN files as trees of elements, read so that no file can do harm.

A file from a customer is not trusted: a document type (and with it every entity, inside or outside) is refused before
it is read, and size, depth and number of elements are bounded. Nothing is ever fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from kbgen.diagrams.bpmn import KBGEN
from kbgen.errors import ContentError, Place, Problem
from kbgen.importers.text_files import without_controls

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
LARGEST = 100 * 1024**2
"""Bytes."""
DEEPEST = 100
MOST = 500_000
"""Elements of one file; a page of the largest wall chart has about 5,000."""

_PICTURE = (
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DC",
    "http://www.omg.org/spec/DD/20100524/DI",
)
_KNOWN = ("http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace", "")


@dataclass(slots=True)
class Element:
    """An element of BPMN or of kbgen's own."""

    namespace: str
    name: str
    line: int
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    """Its text in pieces."""

    def get(self, name: str) -> str:
        """An attribute without the blanks around it; empty where it is absent."""
        return self.attributes.get(name, "").strip()

    def all(self, *names: str) -> Iterator[Element]:
        """Children of BPMN with one of these names."""
        return (c for c in self.children if c.name in names and c.namespace == MODEL)

    def one(self, name: str) -> Element | None:
        """The first child with this name."""
        return next(self.all(name), None)

    def walk(self) -> Iterator[Element]:
        """The element and all below it, in the order of the file."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))

    @property
    def text(self) -> str:
        """All text in it, as written."""
        return without_controls("".join(part for e in self.walk() for part in e.parts))


@dataclass(slots=True)
class Document:
    """One BPMN file."""

    name: str
    """As the person sees it."""
    stem: str
    """Its file name without the ending."""
    root: Element
    foreign: Counter[str] = field(default_factory=Counter)
    """Namespace of somebody's extension → how many elements and attributes it has here."""

    def place(self, element: Element) -> Place:
        """Where an element stands."""
        return Place(self.name, element.line)


def read_document(path: Path) -> Document:
    """The file *path* as a tree; the picture (where everything is drawn) is left out.

    Raises:
        ContentError: it is too large, not XML, has a document type, or is something else than BPMN 2.0.
    """
    name = path.as_posix()
    try:
        if not path.is_file():  # a device would never end
            raise _refused("not_a_file", Place(name))
        if path.stat().st_size > LARGEST:
            raise _refused("bpmn_large", Place(name), megabytes=LARGEST // 1024**2)
        reading = _Reading(name)
        with path.open("rb") as file:
            while chunk := file.read(1 << 16):
                reading.parser.Parse(chunk, False)
        reading.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise _refused("bpmn_not_xml", Place(name, error.lineno, error.offset + 1)) from None
    except (LookupError, UnicodeError):  # an encoding nobody knows
        raise _refused("bpmn_not_xml", Place(name, 1)) from None
    except OSError as error:
        raise _refused("unreadable_file", Place(name), reason=error.strerror or str(error)) from None
    if reading.root is None or (reading.root.namespace, reading.root.name) != (MODEL, "definitions"):
        raise _refused("bpmn_namespace", Place(name, 1), found=reading.first[:120])
    return Document(name, path.stem, reading.root, reading.foreign)


class _Reading:
    """Builds the tree while expat reads."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Element | None = None
        self.first = ""
        self.foreign: Counter[str] = Counter()
        self.count = self.depth = 0
        self.open: list[Element | None] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def doctype(self, *_: object) -> None:
        raise _refused("bpmn_dtd", Place(self.name, self.parser.CurrentLineNumber))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        self.first = self.first or f"{name} ({namespace})"
        self.count += 1
        if len(self.open) >= DEEPEST or self.count > MOST:
            code, limit = ("bpmn_deep", DEEPEST) if len(self.open) >= DEEPEST else ("bpmn_many", MOST)
            raise _refused(code, Place(self.name, self.parser.CurrentLineNumber), limit=limit)
        self.open.append(self.kept(namespace, name, attributes))

    def kept(self, namespace: str, name: str, attributes: dict[str, str]) -> Element | None:
        """The new element in its place; None for pictures and extensions, which are only counted."""
        if self.open and self.open[-1] is None and namespace != KBGEN:
            self.count_foreign(namespace, {})
            return None
        if namespace not in (MODEL, KBGEN) and self.open:
            self.count_foreign(namespace, {})
            return None
        self.count_foreign("", attributes)
        own = {n.removeprefix(f"{KBGEN} "): v for n, v in attributes.items() if " " not in n or n.startswith(KBGEN)}
        element = Element(namespace, name, self.parser.CurrentLineNumber, own)
        above = next((e for e in reversed(self.open) if e is not None), None)
        if above is None:
            self.root = element
        else:
            above.children.append(element)
        return element

    def count_foreign(self, namespace: str, attributes: dict[str, str]) -> None:
        for found in (namespace, *(n.rpartition(" ")[0] for n in attributes)):
            if found not in (MODEL, KBGEN, *_PICTURE, *_KNOWN):
                self.foreign[found] += 1

    def end(self, _: str) -> None:
        self.open.pop()

    def text(self, text: str) -> None:
        if self.open and self.open[-1] is not None:
            self.open[-1].parts.append(text)


def _refused(code: str, place: Place, **values: object) -> ContentError:
    return ContentError([Problem(code, place, values)])
