"""Files that are not plain UTF-8 text are named for what they are."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.importers.text_files import read_text
from kbgen.workspace import Workspace

RUSSIAN = "Отдел продаж ведёт сделки, а бухгалтер проверяет оплату.\n"


def read(tmp_path: Path, content: bytes) -> tuple[str, list[tuple[str, int, int, object]]]:
    path = tmp_path / "file.yml"
    path.write_bytes(content)
    file = read_text(path, Workspace(tmp_path))
    found = [
        (p.code, p.place.line, p.place.column, p.values.get("encoding") or p.values.get("sign")) for p in file.problems
    ]
    return file.text, found


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("cp1251", "Windows-1251 (cp1251)"), ("cp866", "DOS (cp866)"), ("koi8-r", "KOI8-R"), ("utf-16", "UTF-16")],
)
def test_other_encodings_are_recognized(tmp_path: Path, encoding: str, name: str) -> None:
    text, problems = read(tmp_path, RUSSIAN.encode(encoding))
    assert text == "" and [(code, said) for code, _, _, said in problems] == [("wrong_encoding", name)]


def test_utf_16_without_a_mark_is_recognized(tmp_path: Path) -> None:
    assert read(tmp_path, "name: x\n".encode("utf-16-le"))[1][0][0::3] == ("wrong_encoding", "UTF-16")


def test_place_of_the_first_bad_byte(tmp_path: Path) -> None:
    assert read(tmp_path, "name: Да\nrole: ".encode() + b"\xcf\xf0\n")[1][0][:3] == ("wrong_encoding", 2, 7)


def test_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\rc: 3\n") == ("a: 1\nb: 2\nc: 3\n", [])


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9d", "\ufffe"])
def test_control_characters_are_refused_with_their_place(tmp_path: Path, character: str) -> None:
    found = read(tmp_path, f"name: Слово\ntext: а{character}б\n".encode())[1]
    assert found == [("control_character", 2, 8, f"U+{ord(character):04X}")]


def test_folders_and_pipes_are_not_read(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    (tmp_path / "folder.yml").mkdir()
    assert read_text(tmp_path / "folder.yml", workspace).problems[0].code == "not_a_file"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.yml")
        assert read_text(tmp_path / "pipe.yml", workspace).problems[0].code == "not_a_file"


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.yml").write_text("a: 1")
    try:
        (tmp_path / "inside" / "link.yml").symlink_to(tmp_path / "secret.yml")
        (tmp_path / "inside" / "loop.yml").symlink_to(tmp_path / "inside" / "loop.yml")
    except OSError:
        pytest.skip("no symbolic links here")
    workspace = Workspace(tmp_path / "inside")
    assert read_text(tmp_path / "inside" / "link.yml", workspace).problems[0].code == "outside_folder"
    assert read_text(tmp_path / "inside" / "loop.yml", workspace).problems


def test_a_huge_file_is_not_even_opened(tmp_path: Path) -> None:
    with (tmp_path / "huge.yml").open("wb") as file:
        file.truncate(17 * 1024 * 1024)
    assert read_text(tmp_path / "huge.yml", Workspace(tmp_path)).problems[0].code == "file_too_large"


Written = Callable[[Mapping[str, str | bytes]], Workspace]


def test_a_cp1251_guide_is_a_problem_of_the_client(written: Written) -> None:
    from kbgen.importers import try_kb

    workspace = written({"guides/old.md": "---\ntitle: Старая\n---\nТекст\n".encode("cp1251")})
    assert [(p.code, p.place.file) for p in try_kb(workspace, "tiny").problems] == [
        ("wrong_encoding", "content/clients/tiny/guides/old.md")
    ]
