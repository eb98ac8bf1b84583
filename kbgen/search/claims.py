"""Forms of words in the index: on how many pages each stands, and which belong to a word somebody may ask for.

A form that stands nowhere still finds its word when the word stands on a page in another form, or is a synonym: such
a form is claimed by its lemma.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from kbgen import forks
from kbgen.search.analysis import paradigm
from kbgen.search.store import Store

Lemmas = tuple[AbstractSet[str], AbstractSet[str]]
"""Lemmas that came to stand on some page, and those that stand on none any more."""

_PARADIGMS = 50
"""Lemmas whose forms one piece of work makes."""


def count(store: Store, steps: Mapping[tuple[str, str], int]) -> set[str]:
    """Forms stand on so many pages more or fewer, by (form, lemma); gives the forms for which that is so."""
    changed = sorted((form, lemma, step) for (form, lemma), step in steps.items() if step)
    store.base.executemany(
        "insert into forms values (?, ?, ?, 0) on conflict do update set pages = pages + excluded.pages", changed
    )
    _drop_idle(store, [(form, lemma) for form, lemma, step in changed if step < 0])
    return {form for form, _, _ in changed}


def _drop_idle(store: Store, pairs: Iterable[tuple[str, str]]) -> None:
    store.base.executemany("delete from forms where form = ? and lemma = ? and pages = 0 and claims = 0", pairs)


def keep(store: Store, lemmas: Lemmas, extra: set[tuple[str, str]]) -> set[str]:
    """Claims forms of needed lemmas: those that stand on a page, or are of *extra*; gives the forms touched by that."""
    told = store.told("extra")
    before = {(form, lemma) for form, lemma in (line.split("\t") for line in told.split("\n") if line)}
    store.tell("extra", "\n".join(f"{form}\t{lemma}" for form, lemma in sorted(extra)))
    touched = _claim(store, sorted(extra - before), 1) | _claim(store, sorted(before - extra), -1)
    fresh, idle = _needed(store, lemmas, {lemma for _, lemma in before}, {lemma for _, lemma in extra})
    for chosen, step in ((fresh, 1), (idle, -1)):
        pairs = [(form, lemma) for lemma, own in _paradigms(chosen) for form in (lemma, *own)]
        touched |= _claim(store, sorted(pairs), step)
    return touched


def _needed(store: Store, lemmas: Lemmas, old: set[str], wanted: set[str]) -> tuple[list[str], list[str]]:
    """Lemmas that are needed now and were not, and those that were and are not."""
    came, went = lemmas
    fresh: list[str] = []
    idle: list[str] = []
    for lemma in sorted(came | went | (old ^ wanted)):
        there = lemma in came or (lemma not in went and store.frequency(lemma) > 0)
        needed = there or lemma in wanted
        if needed != (lemma in old or lemma in went or (there and lemma not in came)):
            (fresh if needed else idle).append(lemma)
    return fresh, idle


def _claim(store: Store, pairs: Sequence[tuple[str, str]], step: int) -> set[str]:
    store.base.executemany(
        "insert into forms values (?, ?, 0, ?) on conflict do update set claims = claims + excluded.claims",
        ((form, lemma, step) for form, lemma in pairs),
    )
    if step < 0:
        _drop_idle(store, pairs)
    return {form for form, _ in pairs}


def _paradigms(lemmas: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    portions = [lemmas[at : at + _PARADIGMS] for at in range(0, len(lemmas), _PARADIGMS)]
    made = forks.shared_out(lambda n: [paradigm(lemma) for lemma in portions[n]], len(portions))
    for portion, forms in zip(portions, made, strict=True):
        yield from zip(portion, forms, strict=True)
