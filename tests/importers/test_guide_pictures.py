"""Callouts of the front matter: read with their pictures' sizes; every mistake has its place."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from kbgen.importers.guides import read_guide
from kbgen.model.guides import Callout, Picture
from kbgen.workspace import Workspace


def guide(folder: Path, front: str, body: str) -> tuple[tuple[Picture, ...], list[tuple[str, int]]]:
    """Pictures of a guide, and code and line of each of its problems."""
    root = folder / "content" / "guides"
    (root / "images").mkdir(parents=True)
    Image.new("RGB", (320, 200)).save(root / "images" / "a b.png")
    (root / "images" / "note.svg").write_text("<svg/>")
    (root / "g.md").write_text(f"---\ntitle: Г\n{front}---\n\n{body}\n", "utf-8")
    reading = read_guide(root / "g.md", root, Workspace(folder))
    shown = reading.value.pictures if reading.value else ()
    return shown, [(p.code, p.place.line) for p in reading.problems]


def test_callouts_and_sizes_are_read(tmp_path: Path) -> None:
    front = 'callouts:\n  images/a b.png:\n    - {at: [0.5, 0.25], text: "Кнопка"}\n    - at: [1, 0]\n      text: Ещё\n'
    shown, problems = guide(tmp_path, front, "![А](images/a%20b.png) ![Б](images/note.svg)")
    assert problems == []
    marks = (Callout((0.5, 0.25), "Кнопка"), Callout((1, 0), "Ещё"))
    assert shown == (Picture("images/a%20b.png", 320, 200, marks), Picture("images/note.svg"))


def test_every_wrong_callout_is_told_at_its_line(tmp_path: Path) -> None:
    front = (
        "callouts:\n  images/a b.png:\n    - {at: [1.5, 0.2], text: мимо}\n    - {at: [0.5], text: одна доля}\n"
        "    - {at: [-0.1, 0.2], text: минус}\n  images/c.png:\n    - {at: [0, 0], text: нет такой}\n"
    )
    _, problems = guide(tmp_path, front, "![А](images/a%20b.png)")
    assert problems == [("callouts_not_shown", 9), ("callout_at", 5), ("callout_at", 6), ("callout_at", 7)]


def test_a_callout_needs_its_words_and_place(tmp_path: Path) -> None:
    front = "callouts:\n  images/a b.png:\n    - {at: [0.5, 0.2]}\n    - {text: где}\n    - {at: тут, text: х}\n"
    _, problems = guide(tmp_path, front, "![А](images/a%20b.png)")
    assert problems == [("expected_list", 7), ("missing_key", 5), ("missing_key", 6)]


def test_a_picture_that_is_none_has_no_size(tmp_path: Path) -> None:
    (tmp_path / "content/guides").mkdir(parents=True)
    (tmp_path / "content/guides/b.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    path = tmp_path / "content/guides/g.md"
    path.write_text("---\ntitle: Г\n---\n\n![А](b.png)\n", "utf-8")
    reading = read_guide(path, path.parent, Workspace(tmp_path))
    assert reading.value is not None
    assert reading.value.pictures == (Picture("b.png"),)


def test_more_marks_than_can_be_told_apart(tmp_path: Path) -> None:
    rows = "".join(f'    - {{at: [0.5, 0.5], text: "{n}"}}\n' for n in range(21))
    _, problems = guide(tmp_path, f"callouts:\n  images/a b.png:\n{rows}", "![А](images/a%20b.png)")
    assert problems == [("too_many_callouts", 5)]
