"""All copies of a release are switched, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.bundles import manifest, release
from kbgen.errors import KbgenError, Place, Problem


def made(dist: Path, number: str) -> tuple[Path, Path]:
    folder = release.staging(dist, number)
    (folder / "a.txt").write_text(number, encoding="utf-8")
    manifest.write(folder, client="sklad", release=number)
    return folder, dist


@pytest.fixture
def dists(tmp_path: Path) -> list[Path]:
    """Two copies with a release 1."""
    found = [tmp_path / "sklad", tmp_path / "sklad" / "for" / "staff"]
    release.publish_all([made(dist, "1") for dist in found], "1")
    return found


def now(dists: list[Path]) -> list[str]:
    return [folder.name for dist in dists if (folder := release.current(dist))]


def test_copies_become_releases_together(dists: list[Path]) -> None:
    assert now(dists) == ["1", "1"]
    places = release.publish_all([made(dist, "2") for dist in dists], "2")
    assert now(dists) == ["2", "2"] and places == tuple(dist / "2" for dist in dists)


@pytest.mark.parametrize("at", [1, 2])
def test_where_one_cannot_be_switched_all_stay(dists: list[Path], at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    switch, calls = release.switch, []

    def failing(dist: Path, number: str) -> None:
        calls.append(number)
        if calls.count("2") == at and number == "2":
            raise KbgenError([Problem("release_unwritable", Place("sklad"), {"reason": "no space left"})])
        switch(dist, number)

    ready = [made(dist, "2") for dist in dists]
    monkeypatch.setattr(release, "switch", failing)
    with pytest.raises(KbgenError):
        release.publish_all(ready, "2")
    assert now(dists) == ["1", "1"]
    assert not any((dist / "2").exists() for dist in dists), "half a release must not look whole"


def test_nothing_is_switched_where_one_was_not_finished(dists: list[Path]) -> None:
    whole = made(dists[0], "2")
    broken = release.staging(dists[1], "2")
    with pytest.raises(KbgenError):
        release.publish_all([whole, (broken, dists[1])], "2")
    assert now(dists) == ["1", "1"]
