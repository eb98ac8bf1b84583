"""YAML files as nouns: the one way every YAML file of a workspace is read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from kbgen.importers.nodes import read_nodes
from kbgen.importers.text_files import read_text
from kbgen.importers.typed import Reading, read_noun
from kbgen.workspace import Workspace

T = TypeVar("T")


def read_yaml(path: Path, kind: type[T], workspace: Workspace, given: Mapping[str, object] | None = None) -> Reading[T]:
    """The noun *kind* (a dataclass) that the YAML file *path* describes.

    Promises strictness: types as written, no duplicate or unknown keys, no anchors, tags or ambiguous words.
    The reading's ``value`` is None exactly when it has problems; all of them are there, each with line and column.
    *given* attributes are known beforehand (an id that is the file's name) and may stay unwritten.
    """
    file = read_text(path, workspace)
    if file.problems:
        return Reading(None, file.problems)
    return read_yaml_text(file.text, kind, file.name, given=given)


def read_yaml_text(
    text: str, kind: type[T], name: str, first_line: int = 1, given: Mapping[str, object] | None = None
) -> Reading[T]:
    """The same from a *text* that starts at *first_line* of the file *name*."""
    root, problems = read_nodes(text, name, first_line)
    if root is None and problems:
        return Reading(None, tuple(problems))
    reading = read_noun(root, kind, name, given)
    if not problems:
        return reading
    return Reading(None, (*problems, *reading.problems), reading.places)
