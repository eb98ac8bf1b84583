"""Signatures of copies: made and checked with a real ssh-keygen; nobody is ever asked for a passphrase."""

from __future__ import annotations

import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.bundles import manifest, signing, zip
from kbgen.bundles.verifying import verify_copy
from kbgen.errors import KbgenError
from kbgen.language import say

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="no ssh-keygen here: install openssh-client")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys: firm, stranger, locked (has a passphrase); signers: who may sign."""
    folder = tmp_path_factory.mktemp("keys")
    for name, passphrase in (("firm", ""), ("stranger", ""), ("locked", "geheim")):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", name, "-f", str(folder / name)]
        subprocess.run(command, check=True, timeout=60)
    firm = " ".join((folder / "firm.pub").read_text().split()[:2])
    (folder / "signers").write_text(f"# who may sign\n\nold@firm.ru,it@firm.ru {firm}\n")
    return folder


@pytest.fixture()
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "3"
    (folder / "site").mkdir(parents=True)
    (folder / "site/index.html").write_text("<h1>x</h1>")
    manifest.write(folder, client="acme", release="3")
    return folder


def refused(work: Callable[[], object]) -> str:
    """The kind of problem that *work* ends with; it is told in both languages."""
    with pytest.raises(KbgenError) as caught:
        work()
    (problem,) = caught.value.problems
    assert all(say(problem, language).what and say(problem, language).hint for language in ("ru", "en"))
    return problem.code


def test_a_signed_copy_tells_who_signed_it(copy: Path, keys: Path) -> None:
    signing.sign(copy, keys / "firm")
    zip.pack(copy, copy / "acme-3.zip")
    assert manifest.verify(copy) == (), "the signature is no extra file"
    for path in (copy, copy / "acme-3.zip"):
        found = verify_copy(path, keys / "signers")
        assert (found.whole, found.signed, found.signer) == (True, True, "old@firm.ru")
    with zipfile.ZipFile(copy / "acme-3.zip") as packed:
        assert "acme-3/manifest.json.sig" in packed.namelist()


def test_others_can_check_it_without_us(copy: Path, keys: Path) -> None:
    signing.sign(copy, keys / "firm")
    command = ["ssh-keygen", "-Y", "verify", "-n", "kbgen", "-f", str(keys / "signers"), "-I", "it@firm.ru"]
    command += ["-s", str(copy / "manifest.json.sig")]
    for content, code in (((copy / "manifest.json").read_bytes(), 0), (b"changed", 255)):
        assert subprocess.run(command, input=content, capture_output=True, timeout=60).returncode == code


def test_the_same_key_gives_the_same_signature(copy: Path, keys: Path) -> None:
    signing.sign(copy, keys / "firm")
    first = (copy / "manifest.json.sig").read_bytes()
    signing.sign(copy, keys / "firm")
    assert (copy / "manifest.json.sig").read_bytes() == first


def test_a_changed_list_a_stranger_and_no_signature_are_told_apart(copy: Path, keys: Path) -> None:
    def found() -> list[str]:
        return [problem.code for problem in verify_copy(copy, keys / "signers").problems]

    assert found() == ["signature_missing"]
    signing.sign(copy, keys / "stranger")
    assert found() == ["signature_stranger"]
    signing.sign(copy, keys / "firm")
    signature = (copy / "manifest.json.sig").read_bytes()
    (copy / "site/index.html").write_text("<h1>another</h1>")
    manifest.write(copy, client="acme", release="3")
    assert found() == ["signature_missing"], "the old signature goes with the old list"
    (copy / "manifest.json.sig").write_bytes(signature)
    assert found() == ["signature_wrong"]
    for nonsense in (b"", b"x", signature[:-60], b"-----BEGIN SSH SIGNATURE-----\n" + b"A" * 100_000):
        (copy / "manifest.json.sig").write_bytes(nonsense)
        assert found() in (["signature_wrong"], ["signature_missing"])


def test_a_signature_for_something_else_is_none(copy: Path, keys: Path) -> None:
    path = copy / "manifest.json"
    command = ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", str(keys / "firm")]
    made = subprocess.run(command, input=path.read_bytes(), capture_output=True, timeout=60, check=True)
    assert refused(lambda: signing.signer(path.read_bytes(), made.stdout, keys / "signers")) == "signature_wrong"


def test_nobody_is_asked_for_a_passphrase(copy: Path, keys: Path) -> None:
    since = time.monotonic()
    assert refused(lambda: signing.sign(copy, keys / "locked")) == "sign_passphrase"
    assert time.monotonic() - since < 20
    assert not (copy / "manifest.json.sig").exists()


def test_what_is_no_key_signs_nothing(copy: Path, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(lambda: signing.sign(copy, keys / "signers")) == "sign_failed"
    assert refused(lambda: signing.key_named(keys / "nothing")) == "sign_no_key"
    monkeypatch.setenv("KBGEN_SIGNING_KEY", str(keys / "firm"))
    assert signing.key_named() == keys / "firm"
    assert signing.key_named(keys / "stranger") == keys / "stranger", "what is asked for goes first"
    monkeypatch.setenv("KBGEN_SIGNING_KEY", " ")
    assert signing.key_named() is None
    monkeypatch.setenv("PATH", str(keys))
    assert refused(lambda: signing.sign(copy, keys / "firm")) == "sign_no_program"


def test_a_list_of_signers_that_names_nobody_is_told(copy: Path, keys: Path, tmp_path: Path) -> None:
    signing.sign(copy, keys / "firm")
    content, signature = (copy / "manifest.json").read_bytes(), (copy / "manifest.json.sig").read_bytes()
    for text in (None, "", "# nobody\n"):
        if text is not None:
            (tmp_path / "signers").write_text(text)
        assert refused(lambda: signing.signer(content, signature, tmp_path / "signers")) == "signers_missing"
    line = (keys / "signers").read_text("utf-8").splitlines()[-1]
    for encoding in ("utf-8-sig", "utf-16"):
        (tmp_path / "signers").write_text(f"{line}\n", encoding, newline="\r\n")
        assert signing.signer(content, signature, tmp_path / "signers") == "old@firm.ru", "as Windows saves it"
