"""Large files of a site lie on the disk once, however many copies take them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.site import written
from kbgen.site.written import share


def test_what_is_large_and_the_same_is_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "_LINKED_FROM", 8)
    docs, site = tmp_path / "docs" / "media", tmp_path / "site" / "media"
    for folder in (docs, site):
        folder.mkdir(parents=True)
        (folder / "film.mp4").write_bytes(b"a film of some length")
        (folder / "small.jpg").write_bytes(b"small")
    (docs / "only.mp4").write_bytes(b"nothing takes this one")
    (docs / "page.md").write_bytes(b"made into something else")
    (site / "page.md").write_bytes(b"another length")
    share(tmp_path / "docs", tmp_path / "site")
    assert (docs / "film.mp4").samefile(site / "film.mp4")
    assert not (docs / "small.jpg").samefile(site / "small.jpg")
    assert not (docs / "page.md").samefile(site / "page.md")
    assert sorted(p.name for p in site.iterdir()) == ["film.mp4", "page.md", "small.jpg"]
