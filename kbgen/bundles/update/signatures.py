"""Signatures: who signed a manifest, told by ``ssh-keygen``, and whom the client trusts."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from kbgen.bundles.update.copies import Copy
from kbgen.bundles.update.listing import LONGEST_SIGNATURE, SIGNATURE, Listing, short
from kbgen.bundles.update.refused import Refused

SIGNERS = "allowed_signers"
"""Whom the client trusts, as ``ssh-keygen`` wants it: at the copy's top, beside it, or beside the releases."""
NAMESPACE = "kbgen"
MOST_SIGNERS = 200
LONGEST_CALL = 60  # seconds


def signers_of(copy: Copy, old: Listing) -> Path | None:
    """The file of those whom the client trusts; one that came with the release itself does not count."""
    places = [copy.home / SIGNERS, copy.home.parent / SIGNERS]
    if copy.alone and any(entry.path == SIGNERS for entry in old.entries):
        del places[0]
    return next((place for place in places if place.is_file()), None)


def check_signature(raw: bytes, signature: bytes | None, signers: Path) -> str:
    """Who of *signers* signed the manifest *raw*.

    Raises:
        Refused: nobody did, the list is empty, or ``ssh-keygen`` is not there to tell.
    """
    if not signature:
        raise Refused("update_unsigned", signers)
    program = shutil.which("ssh-keygen")
    if program is None:
        raise Refused("update_no_ssh", signers)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, SIGNATURE)
        path.write_bytes(signature[:LONGEST_SIGNATURE])
        for name in _signer_names(signers):
            about = ["-n", NAMESPACE, "-I", name, "-s", str(path), "-f", str(signers)]
            if _verified([program, "-Y", "verify", *about], raw):
                return name
    raise Refused("update_signature", signers)


def _signer_names(signers: Path) -> list[str]:
    """Everybody on the list, each once. The ssh-keygen of Windows 10 cannot tell whose key it was."""
    found: dict[str, None] = {}
    for line in short(signers, LONGEST_SIGNATURE).decode("utf-8-sig", "replace").splitlines():
        first = (line.split('"')[1:2] if line.startswith('"') else line.split()[:1]) or [""]
        for name in first[0].split(","):
            if name and not name.startswith(("!", "#", "-")):
                found[name] = None
    return list(found)[:MOST_SIGNERS]


def _verified(command: list[str], given: bytes) -> bool:
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=LONGEST_CALL,
            env={**os.environ, "SSH_ASKPASS_REQUIRE": "never"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("update_no_ssh", command[0]) from error
    return done.returncode == 0
