"""Ids of checks: short, sayable over the phone, the same whatever else stands in the spec."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

SIGNS = "23456789ACEHKMPTXY"
"""Signs that look alike in Latin and Cyrillic and are not mistaken for each other: no 0/O, no 1/I, no B/8."""
_LENGTH = 4
_CYRILLIC = str.maketrans("АСЕНКМРТХУОВ", "ACEHKMPTXYOB")


def ids(letter: str, keys: Sequence[str]) -> Mapping[str, str]:
    """An id for each of *keys*: ``H-4K7M``. Keys whose first four signs are the same all get more of them.

    So an id never passes to another check: where a newcomer needs the same signs, the old id is given out no more,
    and a result recorded under it is reported instead of being counted for the wrong check.
    """
    codes = {key: _code(key) for key in dict.fromkeys(keys)}
    found: dict[str, str] = {}
    waiting, length = list(codes), _LENGTH
    while waiting:
        often = Counter(codes[key][:length] for key in waiting)
        found.update({key: f"{letter}-{codes[key][:length]}" for key in waiting if often[codes[key][:length]] == 1})
        waiting, length = [key for key in waiting if often[codes[key][:length]] > 1], length + 1
    return found


def _code(key: str) -> str:
    """The key's hash in :data:`SIGNS`, 50 signs: more than enough to tell any two keys apart."""
    number, signs = int.from_bytes(hashlib.sha256(key.encode()).digest(), "big"), []
    for _ in range(50):
        number, rest = divmod(number, len(SIGNS))
        signs.append(SIGNS[rest])
    return "".join(signs)


def normal(written: str) -> str:
    """*written* as ids are printed: «н-4к7м» → ``H-4K7M``. What is no such id comes back without its outer spaces."""
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", "".join(written.split())).upper().translate(_CYRILLIC)
    letter, _, code = plain.partition("-")
    made = len(letter) == 1 and len(code) >= _LENGTH and all(sign in SIGNS for sign in code)
    return plain if made else written.strip()


def own_ids(pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """Ids of criteria, given as (stage, criterion): their own, unless another stage has it or it looks like ours."""
    pairs = tuple(pairs)
    often = Counter(criterion for _, criterion in pairs)
    alone = {id for id, n in often.items() if n == 1 and normal(id) == id.strip() and not _ours(id)}
    return {(stage, id): id if id in alone else f"{stage}/{id}" for stage, id in pairs}


def _ours(id: str) -> bool:
    letter, dash, code = id.partition("-")
    return bool(dash) and len(letter) == 1 and len(code) >= _LENGTH and all(sign in SIGNS for sign in code)
