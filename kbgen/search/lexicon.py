"""The lexicon of an index: forms, frequencies, families and synonyms, kept beside it as ``lexicon.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from whoosh.reading import IndexReader

from kbgen.search.analysis import clean, forms, paradigm, tokens
from kbgen.search.families import families
from kbgen.search.query import Lexicon
from kbgen.search.store import terms
from kbgen.search.tables import STOP
from kbgen.search.weights import Lemmas

Synonyms = Iterable[Sequence[str]]
"""Groups of wordings that mean the same; a wording is one to three words."""


_PLAIN = re.compile(r"[a-zа-я]{3,}(?:-[a-zа-я]+)*")


def make_lexicon(reader: IndexReader, lemmas: Lemmas, groups: Synonyms, records: int) -> Lexicon:
    """The lexicon of what *reader* holds; *groups* are turned into lemmas."""
    frequencies = {term: reader.doc_frequency("words", term) for term in terms(reader)}
    synonyms = _alternatives(groups, lemmas, frequencies)
    needed = {lemma for wording in synonyms for lemma in wording.split()} | frequencies.keys()
    known = {form: lemma for form, lemma in lemmas.known.items() if lemma in needed}
    spelled = sorted(form for form in known if _PLAIN.fullmatch(form))
    for lemma in needed:
        for form in (lemma, *paradigm(lemma)):
            known.setdefault(form, lemma)
    return Lexicon(known, frequencies, families(frequencies), synonyms, spelled, records)


def _alternatives(groups: Synonyms, lemmas: Lemmas, frequencies: Mapping[str, int]) -> dict[str, list[tuple[str, ...]]]:
    """Wording in lemmas → its synonyms that stand on some page."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for group in groups:
        wordings = list(dict.fromkeys(w for wording in group if (w := _in_lemmas(wording, lemmas))))
        for wording in wordings:
            others = [o for o in wordings if o != wording and all(lemma in frequencies for lemma in o)]
            known = found.setdefault(" ".join(wording), [])
            known.extend(o for o in others if o not in known)
    return {wording: others for wording, others in found.items() if others}


def _in_lemmas(wording: str, lemmas: Lemmas) -> tuple[str, ...]:
    words = (forms(match[0]) for match in tokens(clean(wording)))
    return tuple(lemmas(found[0]) for found in words if found and found[0] not in STOP)


def write_lexicon(lexicon: Lexicon, folder: Path, stamp: str) -> None:
    """Keeps *lexicon* in *folder*; *stamp* says what it was made from."""
    content = {
        "lemmas": lexicon.lemmas, "frequencies": lexicon.frequencies, "families": lexicon.families,
        "synonyms": lexicon.synonyms, "spelled": lexicon.spelled, "records": lexicon.records,
    }  # fmt: skip
    fresh = folder / "lexicon.new"
    fresh.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    fresh.replace(folder / "lexicon.json")
    (folder / "lexicon.stamp").write_text(stamp, encoding="ascii")


def is_made_for(folder: Path, stamp: str) -> bool:
    """Whether the lexicon in *folder* was made from the synonyms of *stamp*."""
    try:
        return (folder / "lexicon.stamp").read_text(encoding="ascii") == stamp and bool(read_lexicon(folder).records)
    except (OSError, ValueError):
        return False


def read_lexicon(folder: Path) -> Lexicon:
    """The lexicon kept in *folder*.

    Raises:
        FileNotFoundError: there is none, or it is damaged.
    """
    try:
        return Lexicon(**json.loads((folder / "lexicon.json").read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        raise FileNotFoundError(folder) from None
