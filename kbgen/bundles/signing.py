"""Signing: whoever gets a copy can tell who made it. The list of files is signed, as OpenSSH signs files.

``manifest.json.sig`` is made by ``ssh-keygen -Y sign`` and can be checked without kbgen:
``ssh-keygen -Y verify -n kbgen -f allowed_signers -I WHO -s manifest.json.sig < manifest.json``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from kbgen.bundles.manifest import NAME, SIGNATURE
from kbgen.errors import KbgenError, Place, Problem

NAMESPACE = "kbgen"
"""What is signed for: a signature made with the same key for something else is none here."""

VARIABLE = "KBGEN_SIGNING_KEY"
"""The environment variable that names the key."""

_LONGEST = 30  # seconds of one call
_MOST = 64 << 10  # bytes of a signature, and of the list of signers
_MOST_SIGNERS = 200


def key_named(named: Path | None = None) -> Path | None:
    """The key to sign with: *named*, else of the environment; None: nothing is signed.

    Raises:
        KbgenError: there is no such file.
    """
    told = os.environ.get(VARIABLE, "").strip()
    key = named or (Path(told) if told else None)
    if key is not None and not key.expanduser().is_file():
        raise KbgenError([Problem("sign_no_key", Place(str(key)))])
    return key.expanduser() if key else None


def sign(folder: Path, key: Path) -> None:
    """Sign the manifest in *folder*: leave ``manifest.json.sig`` beside it.

    *key*: a private key of OpenSSH without a passphrase, or one that the agent holds. Nobody is ever asked.

    Raises:
        KbgenError: no ssh-keygen here, or it does not sign with this key.
    """
    content = (folder / NAME).read_bytes()
    done = _ssh_keygen("sign", "-f", str(key), "-n", NAMESPACE, given=content)
    told = done.stderr.decode(errors="replace")
    if done.returncode or b"BEGIN SSH SIGNATURE" not in done.stdout:
        locked = "passphrase" in told.lower()
        values = {"reason": _last_line(told)}
        raise KbgenError([Problem("sign_passphrase" if locked else "sign_failed", Place(str(key)), values)])
    beside = folder / f".{SIGNATURE}.new"
    try:
        beside.write_bytes(done.stdout.replace(b"\r\n", b"\n"))
        beside.replace(folder / SIGNATURE)
    finally:
        beside.unlink(missing_ok=True)


def signer(content: bytes, signature: bytes, signers: Path) -> str:
    """Who signed *content* (a manifest's bytes), of those in the *signers* file (as ``allowed_signers`` of OpenSSH).

    Raises:
        KbgenError: nobody in the list did, it was changed since, or the list cannot be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        path, known = Path(folder, SIGNATURE), Path(folder, "signers")
        path.write_bytes(signature[:_MOST])
        told = _told(signers)
        known.write_text(told, "utf-8", newline="\n")
        common = ("-n", NAMESPACE, "-s", str(path))
        if _ssh_keygen("check-novalidate", *common, given=content).returncode:
            raise KbgenError([Problem("signature_wrong", Place(SIGNATURE))])
        for name in _names(told):
            if not _ssh_keygen("verify", "-f", str(known), "-I", name, *common, given=content).returncode:
                return name
    raise KbgenError([Problem("signature_stranger", Place(SIGNATURE), {"signers": str(signers)})])


def _told(signers: Path) -> str:
    """The list of signers as plain UTF-8: Notepad and PowerShell mark what they save, and ssh-keygen trips over it.

    Raises:
        KbgenError: it cannot be read, or names nobody.
    """
    try:
        with signers.open("rb") as file:
            content = file.read(_MOST)
    except OSError as error:
        raise KbgenError([Problem("signers_missing", Place(str(signers)))]) from error
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    told = content.decode("utf-16" if wide else "utf-8-sig", "replace")
    if not _names(told):
        raise KbgenError([Problem("signers_missing", Place(str(signers)))])
    return told


def _names(told: str) -> list[str]:
    """Everybody on the list, each once. Older versions of ssh-keygen (Windows 10) cannot tell whose key it was."""
    found: dict[str, None] = {}
    for line in told.splitlines():
        first = (line.split('"')[1:2] if line.startswith('"') else line.split()[:1]) or [""]
        found |= dict.fromkeys(n for n in first[0].split(",") if n and not n.startswith(("!", "#", "-")))
    return list(found)[:_MOST_SIGNERS]


def _ssh_keygen(action: str, *options: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
    """One call that cannot ask anything: no terminal, no window, no passphrase."""
    program = shutil.which("ssh-keygen")
    if program is None:
        raise KbgenError([Problem("sign_no_program", Place("ssh-keygen"))])
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_ASKPASS")}
    try:
        return subprocess.run(
            [program, "-Y", action, *options],
            input=given,
            capture_output=True,
            timeout=_LONGEST,
            env={**environment, "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C"},
            start_new_session=True,  # takes the terminal away
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise KbgenError([Problem("sign_failed", Place("ssh-keygen"), {"reason": f"> {_LONGEST} s"})]) from error


def _last_line(text: str) -> str:
    lines = [line.strip(" \r@") for line in text.splitlines() if line.strip(" \r@")]
    return (lines[-1] if lines else "ssh-keygen")[:200]
