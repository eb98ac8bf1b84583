"""What is written and read again is the same: spec, snapshot, manifest, captions, posting lists; for any content.

KBGEN_EXAMPLES=2000 tries so many of each.
"""

from __future__ import annotations

import base64
import json
import os
import zlib
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbgen.bundles import manifest
from kbgen.importers.captions import parse
from kbgen.importers.guides import FrontMatter
from kbgen.importers.yaml_files import read_yaml_text
from kbgen.importers.yaml_writer import to_yaml
from kbgen.model.changes import Snapshot
from kbgen.model.clients import Client
from kbgen.model.kb import Spec
from kbgen.model.plain import plain
from kbgen.model.redirects import Redirects
from kbgen.model.rules import RuleSettings
from kbgen.model.videos import Cue
from kbgen.search import numbers
from kbgen.search.packing import pack
from kbgen.trace.snapshots import digest, from_json, to_json
from kbgen.wiki.webvtt import webvtt
from tests.hostile.nouns_at_random import IDS, WORDS, nouns

EXAMPLES = int(os.environ.get("KBGEN_EXAMPLES", "8"))
some = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

KINDS = {f.name: next(k for k in (*get_args(h), h) if isinstance(k, type)) for f, h in
         ((f, get_type_hints(Spec)[f.name]) for f in fields(Spec))}  # fmt: skip
KINDS |= {"client": Client, "rules": RuleSettings, "redirects": Redirects, "front matter": FrontMatter}


@pytest.mark.parametrize("name", KINDS)
def test_any_noun_comes_back_from_its_file(name: str) -> None:
    """Written as ``kbgen import`` writes it, read as every file is read."""

    @some
    @given(nouns(KINDS[name]))
    def try_one(noun: Any) -> None:
        text = to_yaml(dated(plain(noun)))
        reading = read_yaml_text(text, KINDS[name], "x.yml")
        assert reading.problems == (), text
        assert reading.value == noun, text

    try_one()


def dated(value: Any) -> Any:
    """What :func:`plain` gives, as it may be written: a day in quotes is a day still."""
    return value


@some
@given(
    st.dictionaries(
        IDS, st.recursive(st.one_of(WORDS, st.integers(), st.booleans()), lambda x: st.lists(x, max_size=3))
    )
)
def test_a_snapshot_comes_back_with_its_sum(spec: dict[str, Any]) -> None:
    whole = Snapshot(name="1.0", spec=spec)
    back = from_json(to_json(whole))
    assert back == whole and digest(back) == digest(whole)


@some
@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}(/[a-z0-9]{1,8}){0,3}\.html", fullmatch=True), st.binary(max_size=40), max_size=6
    )
)
def test_a_manifest_is_read_as_it_was_written(files: dict[str, bytes]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        written = manifest.write(folder, client="acme", release="3", audience="staff", spec="1.0")
        assert manifest.read(folder) == written
        assert {entry.path: entry.size for entry in written.entries} == {n: len(c) for n, c in files.items()}
        assert manifest.verify(folder) == ()


LINES = WORDS.map(lambda text: " ".join(text.split())).filter(lambda text: text and "-->" not in text)


@some
@given(
    st.lists(LINES, min_size=1, max_size=5), st.lists(st.integers(0, 3_000_000), min_size=12, max_size=12, unique=True)
)
def test_captions_come_back(lines: list[str], moments: list[int]) -> None:
    """To the millisecond, whatever was said; what looks like a tag is said as it stands."""
    times = list(pairwise(sorted(moments)))[::2]
    cues = tuple(Cue(a / 1000, b / 1000, line) for (a, b), line in zip(times, lines, strict=False))
    back, problems = parse(webvtt(cues), "x.vtt", ".vtt")
    assert problems == ()
    assert [(round(c.start * 1000), round(c.end * 1000), c.text) for c in back] == [
        (round(c.start * 1000), round(c.end * 1000), c.text) for c in cues
    ]


@some
@given(
    st.dictionaries(
        st.integers(0, 9), st.dictionaries(st.integers(0, 400), st.integers(1, 255), min_size=1), max_size=6
    )
)
def test_posting_lists_come_back(pages: dict[int, dict[int, int]]) -> None:
    """A list a word: page → place on it → weight."""
    parts = [
        (page, numbers.part([n for pair in sorted(own.items()) for n in pair])) for page, own in sorted(pages.items())
    ]
    posted = numbers.joined(parts)
    assert list(numbers.parted(posted)) == parts
    first = {page: page * 1000 for page in pages}
    assert numbers.records(posted, first) == {p * 1000 + at: w for p, own in pages.items() for at, w in own.items()}
    assert [numbers.count(part) for _, part in parts] == [len(pages[page]) for page, _ in parts]


@some
@given(st.binary(max_size=300))
def test_a_shard_is_unpacked_as_it_was_packed(content: bytes) -> None:
    """As the browser does: base64, then deflate with its checksum."""
    assert zlib.decompress(base64.b64decode(pack(content))) == content


@some
@given(st.lists(IDS, max_size=300, unique=True))
def test_no_two_pages_have_one_number(addresses: list[str]) -> None:
    found = numbers.places(addresses)
    assert sorted(found) == sorted(addresses)
    assert len(set(found.values())) == len(addresses)
    assert list(found.values()) == sorted(found.values())


def test_the_kinds_are_all_there() -> None:
    assert len(KINDS) >= 16 and json.dumps(sorted(KINDS))
