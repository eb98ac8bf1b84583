"""The lexicon of an index: what the query rules know of its words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from kbgen.search.analysis import clean, forms, tokens
from kbgen.search.families import LARGEST as LARGEST_FAMILY
from kbgen.search.known import Lexicon
from kbgen.search.store import Store
from kbgen.search.tables import STOP
from kbgen.search.weights import Lemmas

Synonyms = Iterable[Sequence[str]]
"""Groups of wordings that mean the same; a wording is one to three words."""

_PLAIN = re.compile(r"[a-zа-я]{3,}(?:-[a-zа-я]+)*")


def spelled(store: Store) -> list[tuple[str, int]]:
    """Forms a typo may have been made from, with the records of their lemma: plain words that stand on pages."""
    return [(form, records) for form, records in store.spelled() if _PLAIN.fullmatch(form)]


def alternatives(store: Store, groups: Synonyms, lemmas: Lemmas) -> dict[str, list[tuple[str, ...]]]:
    """Wording in lemmas → its synonyms that stand on some page."""
    found: dict[str, list[tuple[str, ...]]] = {}
    there: dict[str, bool] = {}

    def stands(lemma: str) -> bool:
        if lemma not in there:
            there[lemma] = store.frequency(lemma) > 0
        return there[lemma]

    for group in groups:
        wordings = list(dict.fromkeys(w for wording in group if (w := in_lemmas(wording, lemmas))))
        for wording in wordings:
            others = [o for o in wordings if o != wording and all(map(stands, o))]
            known = found.setdefault(" ".join(wording), [])
            known.extend(o for o in others if o not in known)
    return {wording: others for wording, others in sorted(found.items()) if others}


def in_lemmas(wording: str, lemmas: Lemmas) -> tuple[str, ...]:
    """The lemmas of a wording's words, without those that carry no meaning."""
    words = (forms(match[0]) for match in tokens(clean(wording)))
    return tuple(lemmas(found[0]) for found in words if found and found[0] not in STOP)


def write_synonyms(store: Store, synonyms: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Keeps *synonyms* in the index."""
    store.tell("synonyms", json.dumps(synonyms, ensure_ascii=False, separators=(",", ":")))


def read_synonyms(store: Store) -> dict[str, list[list[str]]]:
    """The synonyms kept in the index."""
    found: dict[str, list[list[str]]] = json.loads(store.told("synonyms") or "{}")
    return found


def relatives(store: Store) -> dict[str, tuple[str, ...]]:
    """Lemma → words of one root with it; families too large to mean anything are left out."""
    families: dict[str, list[str]] = {}
    for root, lemma in store.rows("select root, lemma from terms where root <> '' order by lemma"):
        families.setdefault(root, []).append(lemma)
    return {
        lemma: tuple(x for x in members if x != lemma)
        for members in families.values()
        if 1 < len(members) <= LARGEST_FAMILY
        for lemma in members
    }


def read_lexicon(store: Store) -> Lexicon:
    """The lexicon of the index.

    Raises:
        FileNotFoundError: the index is damaged.
    """
    return Lexicon(
        lemmas={form: lemma for form, lemma, *_ in store.lines()},
        frequencies=dict(store.rows("select lemma, records from terms")),
        families=relatives(store),
        synonyms=read_synonyms(store),
        spelled=[form for form, _ in spelled(store)],
        records=sum(count for *_, count in store.pages()),
    )
