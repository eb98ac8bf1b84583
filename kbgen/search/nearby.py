"""Words of an index that somebody may have meant by one it does not have."""

from __future__ import annotations

from pathlib import Path

from kbgen.search.store import Store

_ALIKE = 4
"""Letters two words have in common at their beginning to be called alike."""


def words_like(folder: Path, lemma: str, most: int = 3) -> list[str]:
    """Lemmas of the index in *folder* that begin like *lemma*, the most frequent first; none without an index."""
    if len(lemma) < _ALIKE:
        return []
    try:
        store = Store(folder)
    except FileNotFoundError:
        return []
    try:
        start = lemma[:_ALIKE]
        rows = store.rows(
            "select lemma from terms where lemma >= ? and lemma < ? order by records desc, lemma limit ?",
            start, start + "\uffff", most,
        )  # fmt: skip
        return [word for (word,) in rows if word != lemma]
    except FileNotFoundError:
        return []
    finally:
        store.close()
