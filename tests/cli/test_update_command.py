"""``kbgen pack update`` and ``kbgen update``, called as a person does."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.bundles import manifest

Call = Callable[..., "subprocess.CompletedProcess[str]"]


def release(dist: Path, number: str, text: str, audience: str = "") -> Path:
    folder = dist / number
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "index.html").write_text(text * 50, "utf-8")
    (folder / "start.html").write_text("same", "utf-8")
    manifest.write(folder, client="tiny", release=number, audience=audience)
    (dist / "current").unlink(missing_ok=True)
    (dist / "current").symlink_to(number)
    return folder


@pytest.fixture
def built(here: Path) -> Path:
    """A workspace with two releases of its client."""
    for number in ("1", "2"):
        release(here / "dist" / "tiny", number, f"<p>{number}</p>")
    return here


@pytest.mark.slow
def test_a_pack_is_made_and_applied(built: Path, kbgen: Call, tmp_path: Path) -> None:
    copy = tmp_path / "client"
    shutil.copytree(built / "dist" / "tiny" / "1", copy)
    done = kbgen("pack", "update", "tiny", "--from", "1", "--to", str(tmp_path), cwd=built)
    assert done.returncode == 0, done
    assert "с выпуска 1 на 2" in done.stdout
    pack = tmp_path / "tiny-1-to-2.update.zip"
    looked = kbgen("update", str(pack), "--to", str(copy), "--check", cwd=tmp_path)
    assert (looked.returncode, "Ничего не изменено" in looked.stdout) == (0, True), looked
    done = kbgen("update", str(pack), cwd=copy, language="en")
    assert (done.returncode, "replaced by release 2" in done.stdout) == (0, True), done
    assert manifest.read(copy).release == "2"
    assert manifest.verify(copy) == ()
    assert "Обновлять нечего" in kbgen("update", str(pack), cwd=copy).stdout
    assert kbgen("update", "--back", cwd=copy).returncode == 0
    assert manifest.read(copy).release == "1"


@pytest.mark.slow
def test_what_the_client_has_is_named_in_any_way(built: Path, kbgen: Call, tmp_path: Path) -> None:
    alone = tmp_path / "manifest.json"
    shutil.copy(built / "dist" / "tiny" / "1" / "manifest.json", alone)
    shutil.rmtree(built / "dist" / "tiny" / "1")
    made = []
    for number, old in enumerate((alone, tmp_path)):
        to = tmp_path / f"out{number}"
        done = kbgen("pack", "tiny", "--as", "update", "--from", str(old), "--to", str(to), cwd=built)
        assert done.returncode == 0, done
        made.append((to / "tiny-1-to-2.update.zip").read_bytes())
    assert made[0] == made[1]


@pytest.mark.slow
def test_an_audience_has_packs_of_its_own(built: Path, kbgen: Call, tmp_path: Path) -> None:
    for number in ("1", "2"):
        release(built / "dist" / "tiny" / "for" / "boss", number, f"<p>boss {number}</p>", audience="boss")
    call = ("pack", "update", "tiny", "--from", "1", "--to", str(tmp_path), "--audience", "boss")
    assert kbgen(*call, cwd=built).returncode == 0
    pack = tmp_path / "tiny-boss-1-to-2.update.zip"
    done = kbgen("update", str(pack), "--to", str(built / "dist" / "tiny" / "1"), cwd=tmp_path)
    assert (done.returncode, "tiny-boss" in done.stderr) == (1, True), done


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "code", "said"),
    [
        (("pack", "tiny", "--as", "update"), 2, "--from"),
        (("pack", "tiny", "--from", "1"), 2, "--from"),
        (("pack", "update", "tiny", "--from", "7"), 2, "выпуска «7» здесь нет"),
        (("pack", "update", "tiny", "--from", "2"), 2, "обновлять нечего"),
        (("pack", "other", "tiny"), 2, "нужен один клиент"),
        (("update",), 2, "откуда"),
        (("update", "nothing.zip", "--to", "dist/tiny"), 1, "нет такого файла"),
        (("update", "nothing.zip", "--to", "content"), 1, "нет копии"),
        (("update", "--back", "--to", "dist/tiny/3"), 1, "нет копии"),
    ],
)
def test_wrong_calls_are_explained(built: Path, kbgen: Call, call: tuple[str, ...], code: int, said: str) -> None:
    done = kbgen(*call, cwd=built)
    assert (done.returncode, said in done.stderr) == (code, True), done
    assert "Traceback" not in done.stderr
    assert "Ничего не собрано" not in done.stderr
