"""Names that pages are called by: in links by name, and in running text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kbgen.language.lemmas import phrase
from kbgen.language.nearness import nearest
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Language


@dataclass(frozen=True, slots=True)
class Named:
    """A page, or a place of one, that can be linked by name."""

    address: str
    title: str


@dataclass(frozen=True, slots=True)
class Names:
    """Every name there is. Names are compared without regard to capitals, blanks, ё and е, and grammatical form."""

    language: Language
    exact: Mapping[str, Named]
    by_lemma: Mapping[frozenset[str], tuple[tuple[tuple[frozenset[str], ...], Named], ...]] = field(repr=False)
    """Lemmas of a name's first word → whole names that start with it."""

    def find(self, name: str) -> Named | None:
        """What is called *name*: «Сделка», «сделками», ``entity:Deal``, ``Deal``; None where nothing is."""
        return self.exact.get(_key(name)) or (None if ":" in name else self._by_form(name))

    def _by_form(self, name: str) -> Named | None:
        said = phrase(name, self.language)
        if not said:
            return None
        for first, names in self.by_lemma.items():
            if first & said[0]:
                for words, page in names:
                    if len(words) == len(said) and all(a & b for a, b in zip(words, said, strict=True)):
                        return page
        return None

    def near(self, name: str) -> str:
        """The name that was probably meant; empty where none is alike."""
        return nearest(name, self.exact)


def names_of(kb: KnowledgeBase) -> Names:
    """Names of *kb*: ids with their kind (``guide:new-request``), titles, plurals, synonyms, bare ids.

    Where nouns share a name, entities win, then terms, processes, roles, guides, videos, devices.
    """
    exact: dict[str, Named] = {}
    forms: dict[frozenset[str], list[tuple[tuple[frozenset[str], ...], Named]]] = {}
    for name, page in (*_entities(kb), *_terms(kb), *_others(kb)):
        if not name or _key(name) in exact:
            continue
        exact[_key(name)] = page
        if ":" not in name and (words := phrase(name, kb.language)):
            forms.setdefault(words[0], []).append((words, page))
    return Names(kb.language, exact, {first: tuple(names) for first, names in forms.items()})


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").split())


def _entities(kb: KnowledgeBase) -> Iterator[tuple[str, Named]]:
    for entity in kb.spec.entities.entities:
        if not entity.external:
            label = entity.label.said(kb.language)
            page = Named(addresses.entity_page(entity.id), label)
            own = kb.client.terms.get(entity.id, "")
            for name in (f"entity:{entity.id}", label, entity.plural.said(kb.language), own, entity.id):
                yield name, page


def _terms(kb: KnowledgeBase) -> Iterator[tuple[str, Named]]:
    for term in kb.spec.glossary.terms:
        label = term.term.said(kb.language)
        page = Named(f"{addresses.GLOSSARY}#{addresses.term_anchor(term.id)}", label)
        for name in (f"term:{term.id}", label, *term.synonyms):
            yield name, page


def _others(kb: KnowledgeBase) -> Iterator[tuple[str, Named]]:
    said = kb.language
    rows = [("process", p.id, p.label.said(said), addresses.process_page(p.id)) for p in kb.spec.processes.processes]
    rows += [("role", r.id, r.label.said(said), addresses.role_page(r.id)) for r in kb.spec.roles.roles]
    rows += [("guide", g.id, g.title, addresses.guide_page(g.id)) for g in kb.guides]
    rows += [("video", v.id, v.title.said(said), addresses.video_page(v.id)) for v in kb.videos]
    rows += [("device", d.id, d.label.said(said), addresses.device_page(d.id)) for d in kb.spec.equipment.devices]
    for kind, id, label, address in rows:
        for name in (f"{kind}:{id}", label, id):
            yield name, Named(address, label)
