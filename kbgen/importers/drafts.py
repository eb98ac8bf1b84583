"""Drafts: a spec made of somebody else's metadata, as files a person will read and mend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from kbgen.importers.yaml_writer import to_yaml
from kbgen.language import words
from kbgen.model.plain import plain
from kbgen.model.text import Language, Text

Kind = Literal[
    "rights", "process", "file", "entity", "lane", "step", "flow", "message", "text", "extension", "field", "type",
    "link", "label", "option", "default", "value", "hint", "condition", "layout", "attribute",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Kinds of things that may not be understood, the most important first."""


class NotUnderstood(NamedTuple):
    """Something of the source that the draft does not hold, and why; ``why`` is a sentence for people."""

    kind: str
    """What it is, in a word for people: «поле», «связь»."""
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A draft spec: files to write below ``content/clients/<id>/``, and everything that was not understood."""

    files: Mapping[str, str]
    """Path (``client.yml``, ``spec/entities.yml``) → text."""
    report: tuple[NotUnderstood, ...] = ()
    invented: tuple[str, ...] = ()
    """Nouns that are mere placeholders, of no use to a client who has his own: ``roles``."""


@dataclass(slots=True)
class Report:
    """Collects what was not understood, in words of *language*."""

    language: Language
    found: list[tuple[Kind, NotUnderstood]] = field(default_factory=list)

    def add(self, kind: Kind, name: str, reason: str, **values: object) -> None:
        """Note that *name* was not understood; *reason* is a key of the catalogue below ``importers.reason``."""
        said = words(self.language)
        why = said(f"importers.reason.{reason}", **values)
        self.found.append((kind, NotUnderstood(said(f"importers.kind.{kind}"), name, why)))

    def in_order(self) -> tuple[NotUnderstood, ...]:
        """Everything once, what matters most first."""
        found = sorted(self.found, key=lambda note: KINDS.index(note[0]))
        return tuple(dict.fromkeys(note for _, note in found))


def in_both(key: str, **values: object) -> Text:
    """The text at *key* in both languages; a value that is itself a :class:`Text` is said in each."""

    def said(language: Language) -> str:
        own = {name: value.said(language) if isinstance(value, Text) else value for name, value in values.items()}
        return words(language)(key, **own)

    return Text(ru=said("ru"), en=said("en"))


def joined(texts: Iterable[Text], between: Text) -> Text:
    """Texts one after another in both languages."""
    several = tuple(texts)
    return Text(
        ru=between.said("ru").join(t.said("ru") for t in several),
        en=between.said("en").join(t.said("en") for t in several),
    )


def draft_file(noun: Any, source: str, language: Language) -> str:
    """A noun as the text of its YAML file, under a heading that says it is a draft made of *source*."""
    return headed(to_yaml(plain(noun)), source, language)


def headed(text: str, source: str, language: Language) -> str:
    """The *text* of a YAML file under that heading."""
    heading = words(language)("importers.draft.heading", source=source)
    return "".join(f"# {line}\n" for line in heading.split("\n")) + "\n" + text
