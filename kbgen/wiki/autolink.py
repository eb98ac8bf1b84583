"""The first mention of a term in a guide becomes a link, in whatever form it stands; its meaning is the link's hint."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup

from kbgen.language.lemmas import WORD, lemmas, phrase, same_phrase
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Language
from kbgen.templates import escape
from kbgen.wiki.links import Links

MOST = 12
"""Links a page gets this way at most: more would make it hard to read."""
_SHORTEST = 3
"""Shorter names are too often something else."""

Phrase = tuple[frozenset[str], ...]

_PROTECTED = re.compile(
    r"""(?mx)
    [\x02\x04]t?\d+[\x03\x05]                            # code and pictures, kept aside
    | ^\ {0,3}\#{1,6}\ .*$                               # headings
    | ^.*\n(?=\ {0,3}(?:=+|-+)\ *$)                      # headings underlined
    | ^.*\|.*\n(?=\s*\|?\s*:?-{3,})                      # heads of tables
    | ^\s*(?:!!!|\?\?\?\+?|===\+?)\ .*$                  # titles of notes and tabs
    | ^\s*\[[^\]\n]+\]:.*$ | ^\s*\*\[.*$                 # definitions
    | \[!\[[^\]\n]*\]\([^)\n]*\)(?:\{[^}\n]*\})?\]\([^)\n]*\)
    | !?\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?(?:\{[^}\n]*\})?
    | <(kbd|summary|code|a|mark)\b[^>\n]*>.*?</\1>
    | <[^>\n]*>
    | \*\*(?:(?!\*\*|\n\n)[\s\S])+?\*\* | __(?:(?!__|\n).)+?__ | ==.+?==   # what stands on the screen
    | «[^»\n]*» | “[^”\n]*” | (?<!\w)"[^"\n]*"
    | \{[^}\n]*\} | &\#?\w+;
    | \b(?:https?|mailto|tel):\S+ | \S+@\S+\.\w+
    """
)


_LINKED = re.compile(r"\]\(([^)\s]+)")


@dataclass(frozen=True, slots=True)
class Target:
    """What a mention leads to."""

    words: Phrase
    address: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Targets:
    """Everything that can be linked by itself, found by the lemmas of its first word."""

    language: Language
    by_first: Mapping[str, tuple[Target, ...]] = field(repr=False)
    """Lemma → what starts with it, the longest name first."""


def targets(kb: KnowledgeBase) -> Targets:
    """Entities, terms, processes and devices by their names; those of ``client.never_link`` in no form."""
    never = [phrase(word, kb.language) for word in kb.client.never_link]
    found: dict[str, list[Target]] = {}
    for name, address, meaning in _named(kb):
        words = phrase(name, kb.language)
        if not words or len(name) < _SHORTEST or any(same_phrase(words, other) for other in never):
            continue
        for lemma in words[0]:
            found.setdefault(lemma, []).append(Target(words, address, meaning))
    ordered = {lemma: tuple(sorted(same, key=lambda t: -len(t.words))) for lemma, same in found.items()}
    return Targets(kb.language, ordered)


def _named(kb: KnowledgeBase) -> Iterator[tuple[str, str, str]]:
    """Names with their addresses and meanings; where two share a name, the first is taken."""
    said = kb.language
    meanings = {t.entity: t.meaning.said(said) for t in kb.spec.glossary.terms if t.entity}
    for entity in kb.spec.entities.entities:
        if not entity.external:
            meaning = meanings.get(entity.id) or entity.description.said(said)
            address = addresses.entity_page(entity.id)
            for name in dict.fromkeys(
                (entity.label.said(said), entity.plural.said(said), kb.client.terms.get(entity.id, ""))
            ):
                yield name, address, meaning
    for term in kb.spec.glossary.terms:
        named = kb.entity(term.entity) if term.entity else None
        own_page = named is not None and not named.external
        address = (
            addresses.entity_page(term.entity) if own_page else f"{addresses.GLOSSARY}#{addresses.term_anchor(term.id)}"
        )
        yield term.term.said(said), address, term.meaning.said(said)
    for process in kb.spec.processes.processes:
        yield process.label.said(said), addresses.process_page(process.id), process.goal.said(said)
    for device in kb.spec.equipment.devices:
        yield device.label.said(said), addresses.device_page(device.id), device.model


@dataclass(slots=True)
class Mentions:
    """What one page has linked already."""

    link: Links
    targets: Targets
    seen: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    """Targets of links that the writer made, as the page has them."""
    made: int = 0

    def linked(self, prose: str) -> str:
        """*prose* with first mentions linked. Links, headings, code, pictures, quotes and bold words stay."""
        kept: list[str] = []
        at = 0
        for protected in _PROTECTED.finditer(prose):
            kept.append(self._plain(prose[at : protected.start()]))
            kept.append(protected[0])
            self.written.update(match[1] for match in _LINKED.finditer(protected[0]))
            at = protected.end()
        kept.append(self._plain(prose[at:]))
        return "".join(kept)

    def _plain(self, text: str) -> str:
        if self.made >= MOST or not text.strip():
            return text
        words = list(WORD.finditer(text))
        said = [lemmas(word[0], self.targets.language) for word in words]
        kept, end, at = [], 0, 0
        while at < len(words):
            target = self._target(text, words, said, at) if self.made < MOST else None
            if target is None:
                at += 1
                continue
            last = words[at + len(target.words) - 1]
            kept += [text[end : words[at].start()], self._link(text[words[at].start() : last.end()], target)]
            end, at = last.end(), at + len(target.words)
        return "".join([*kept, text[end:]])

    def _target(self, text: str, words: list[re.Match[str]], said: list[frozenset[str]], at: int) -> Target | None:
        """The longest name that starts at the word *at*, unless the page has linked it already."""
        for target in _starting(said[at], self.targets):
            end = at + len(target.words)
            if same_phrase(tuple(said[at:end]), target.words) and _unbroken(text, words[at:end]):
                return None if self._linked_already(target.address) else target
        return None

    def _linked_already(self, address: str) -> bool:
        return address in (*self.seen, self.link.here) or self.link.path(address) in self.written

    def _link(self, words: str, target: Target) -> str:
        self.seen.add(target.address)
        self.made += 1
        hint = Markup(' "{}"').format(escape(_first_sentence(target.meaning))) if target.meaning else ""
        return f"[{words}]({self.link.path(target.address)}{hint}){{ .kb-term }}"


def _starting(lemma_set: frozenset[str], targets: Targets) -> list[Target]:
    if lemma_set.isdisjoint(targets.by_first):
        return []
    found = {id(t): t for lemma in lemma_set for t in targets.by_first.get(lemma, ())}
    return sorted(found.values(), key=lambda t: -len(t.words))


def _unbroken(text: str, run: list[re.Match[str]]) -> bool:
    """Whether nothing but blanks, or the slash of a double name, stands between the words."""
    return all(re.fullmatch(r"[ \u00a0]+|\n[ ]*|/", text[a.end() : b.start()]) for a, b in pairwise(run))


def _first_sentence(text: str) -> str:
    """A hint has to be short."""
    return text if len(text) <= 200 else text[:199].rsplit(" ", 1)[0] + "…"
