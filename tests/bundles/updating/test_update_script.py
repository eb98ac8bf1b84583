"""``update.py`` as it lies in a release: one file, the standard library, Python 3.8, both languages, signatures."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from update_world import NEW, OLD, World, release

from kbgen.bundles import manifest
from kbgen.bundles.update import packing, script
from kbgen.bundles.update.applying import check, update
from kbgen.bundles.update.refused import Refused
from kbgen.language import words

_BESIDE = sorted(Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob("versions/3.8.*/bin/python"))
OLDEST = next(map(str, _BESIDE), shutil.which("python3.8") or "")


def python(program: Path, *call: object, language: str = "") -> subprocess.CompletedProcess[str]:
    """The program in an isolated Python, the oldest at hand: no packages, no environment, another folder."""
    command = [OLDEST or sys.executable, "-I", "-S", "-X", "utf8", str(program), *map(str, call)]
    command += ["--language", language] if language else []
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd="/", timeout=60, env={"PATH": os.defpath})


def test_it_is_one_file_of_the_standard_library_for_python_3_8() -> None:
    text = script.text("ru")
    tree = ast.parse(text, feature_version=(3, 8))
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names | {"__future__"}
    named = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    named += [
        t.id for node in tree.body if isinstance(node, ast.Assign) for t in node.targets if isinstance(t, ast.Name)
    ]
    assert [name for name, times in Counter(named).items() if times > 1 and name not in ("LANGUAGE", "TEXTS")] == []
    assert len(text) < 200_000


def test_nothing_of_a_newer_python_is_called() -> None:
    """What came after 3.8 and would be noticed only where it runs."""
    newer = (
        r"\.removeprefix\(|\.removesuffix\(|file_digest|\.is_relative_to\(|\.readlink\(\)|hardlink_to|zip\([^)]*strict="
        r"|\.with_stem\(|slots=True|kw_only|int \| None\)|isinstance\([^)]* \| "
    )
    assert re.findall(newer, script.text("en")) == []


def test_every_refusal_has_words_and_every_word_its_blanks() -> None:
    source = script.text("ru")
    codes = set(re.findall(r'"(update_[a-z_]+)"', source))
    assert len(codes) > 25
    for language in ("ru", "en"):
        say = words(language)
        for code in codes:
            assert say.get(f"problems.{code}.what"), code
    assert not re.findall(r"\{\w+:[^}]*\|", source), "no plurals: the program fills blanks only"


def test_texts_of_both_languages_lie_in_it_and_advice_beside_it(tmp_path: Path) -> None:
    script.write(tmp_path, "ru")
    advice = (tmp_path / "update.txt").read_bytes()
    assert advice.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in advice and b"\r\r" not in advice
    assert "Как обновить эту копию" in advice.decode("utf-8-sig")
    assert "How to update" in words("en")("update.advice", script="update.py")
    one = (tmp_path / "update.py").read_bytes()
    script.write(tmp_path, "ru")
    assert one == (tmp_path / "update.py").read_bytes()
    assert b"\r" not in one


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_program_does_all_the_library_does(made: World, tmp_path: Path, language: str) -> None:
    for folder in (made.alone, made.shelf / "1"):
        (folder / "update.py").write_text(script.text("ru" if language == "ru" else "en"), "utf-8")
        manifest.write(folder, client="acme", release="1")
    new = release(tmp_path / "n", {**NEW, "update.py": script.text("en").encode()}, 2)
    pack = packing.pack(new, packing.read(made.alone), tmp_path / "p.zip")
    ru = language == "ru"

    done = python(made.alone / "update.py", "--check")
    assert (done.returncode, ("Копия цела" if ru else "The copy is whole") in done.stdout) == (0, True), done
    done = python(made.alone / "update.py", "--check", pack)
    assert (done.returncode, ("Подходит" if ru else "It fits") in done.stdout) == (0, True), done
    done = python(made.alone / "update.py", pack)
    assert (done.returncode, ("Готово" if ru else "Done") in done.stdout) == (0, True), done
    assert made.whole(alone=True) == "2"
    done = python(made.alone / "update.py", pack, language=language)
    assert ("Обновлять нечего" if ru else "Nothing to update") in done.stdout
    assert python(made.alone / "update.py", "--back").returncode == 0
    assert made.whole(alone=True) == "1"
    done = python(made.shelf / "current" / "update.py", pack)
    assert done.returncode == 0, done
    assert made.whole(alone=False) == "2"
    done = python(made.shelf / "1" / "update.py", made.pack.parent / "no.zip")
    assert (done.returncode, ("нет такого файла" if ru else "no such file") in done.stdout) == (1, True), done
    (made.alone / "start.html").write_bytes(b"x")
    assert python(made.alone / "update.py", "--check").returncode == 1


@pytest.mark.slow
def test_wrong_calls_and_help(tmp_path: Path) -> None:
    program = tmp_path / "update.py"
    program.write_text(script.text("ru"), "utf-8")
    assert "python update.py --back" in python(program, "--help").stdout
    assert python(program).returncode == 0
    assert "Go back".lower() in python(program, "--help", language="en").stdout.lower()
    for call in (["--nonsense"], ["a", "b"], ["--keep", "x"], ["--language", "fr"]):
        done = python(program, *call)
        assert (done.returncode, "usage" in done.stdout + done.stderr) == (2, False)


@pytest.mark.slow
def test_a_terminal_of_an_old_windows_gets_question_marks_not_a_crash(made: World, tmp_path: Path) -> None:
    program = tmp_path / "update.py"
    program.write_text(script.text("ru"), "utf-8")
    for page in ("cp866", "cp1251", "ascii"):
        done = subprocess.run(
            [sys.executable, "-S", str(program), "--check", "--to", str(made.alone)],
            capture_output=True,
            timeout=60,
            env={"PYTHONIOENCODING": page, "PATH": os.defpath},
        )
        assert done.returncode == 0, done
        assert done.stdout.decode(page)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys of the firm and of a stranger, and who the client trusts."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("no ssh-keygen here (Debian: openssh-client)")
    folder = tmp_path_factory.mktemp("keys")
    for name in ("firm", "stranger"):
        made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)]
        subprocess.run(made, check=True, timeout=60)
    public = (folder / "firm.pub").read_text().split()
    (folder / "allowed_signers").write_text(f'# we trust\nit@firm.example namespaces="kbgen" {public[0]} {public[1]}\n')
    return folder


def signed(folder: Path, key: Path, namespace: str = "kbgen") -> None:
    path = folder / "manifest.json"
    path.with_suffix(".json.sig").unlink(missing_ok=True)
    subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(key), str(path)], check=True, timeout=60
    )


@pytest.mark.fault
def test_who_keeps_a_list_of_signers_gets_signed_releases_only(made: World, tmp_path: Path, keys: Path) -> None:
    shutil.copy(keys / "allowed_signers", made.shelf)
    old = packing.read(made.alone)

    def refused() -> str:
        pack = packing.pack(made.new, old, tmp_path / "p.zip")
        with pytest.raises(Refused) as caught:
            update(made.shelf, str(pack))
        assert made.whole(alone=False) == "1"
        return caught.value.code

    assert refused() == "update_unsigned"
    signed(made.new, keys / "stranger")
    assert refused() == "update_signature"
    signed(made.new, keys / "firm", namespace="git")
    assert refused() == "update_signature"
    signed(made.new, keys / "firm")
    text = (made.new / "manifest.json").read_bytes()
    (made.new / "manifest.json").write_bytes(text.replace(b'"kbgen": "', b'"kbgen": "9'))
    assert refused() == "update_signature", "signed, then changed"
    (made.new / "manifest.json").write_bytes(text)
    (made.new / "manifest.json.sig").write_bytes(b"nonsense")
    assert refused() == "update_signature"
    signed(made.new, keys / "firm")
    pack = packing.pack(made.new, old, tmp_path / "p.zip")
    assert update(made.shelf, str(pack)).signer == "it@firm.example"
    assert made.whole(alone=False) == "2"
    assert check(made.shelf)[2] == "it@firm.example"
    assert (made.current / "manifest.json.sig").is_file()


@pytest.mark.fault
def test_a_list_that_came_with_a_release_is_nobodys(made: World, tmp_path: Path, keys: Path) -> None:
    """Else whoever makes a pack says who is to be trusted."""
    stranger = (keys / "stranger.pub").read_text()
    shutil.rmtree(made.alone)
    release(made.alone, {**OLD, "allowed_signers": b"it@firm.example " + stranger.encode()}, 1)
    assert update(made.alone, str(made.new)).signer == ""
    shutil.copy(keys / "allowed_signers", made.alone.parent)
    with pytest.raises(Refused) as caught:
        update(made.alone, str(release(tmp_path / "3", NEW, 3)))
    assert caught.value.code == "update_unsigned"


@pytest.mark.fault
def test_without_ssh_keygen_nothing_is_believed(made: World, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signed(made.new, keys / "firm")
    shutil.copy(keys / "allowed_signers", made.shelf)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Refused) as caught:
        update(made.shelf, str(made.new))
    assert caught.value.code == "update_no_ssh"
