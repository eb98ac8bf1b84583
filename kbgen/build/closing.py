"""Closing: a release with all its files in it gets its list of files, its signature, its ZIP and its ZIM."""

from __future__ import annotations

from pathlib import Path

from kbgen.bundles import manifest, release, shared, signing, zim, zip
from kbgen.model.kb import KnowledgeBase
from kbgen.trace.standing import spec_version


def close(kb: KnowledgeBase, folder: Path, dist: Path, number: str, key: Path | None = None) -> manifest.Manifest:
    """Close release *number* made in *folder*; nothing is added to it after that. *key*: signs the list of files.

    *dist*: the releases it will lie among.

    Raises:
        KbgenError: a name that some system cannot hold, a file damaged since the last release, or no signature.
    """
    client, audience = kb.client.id, kb.audience_id
    made = manifest.write(folder, client=client, release=number, audience=audience, spec=spec_version(kb))
    shared.refuse_damaged(folder, made, release.releases(dist))
    if key is not None:
        signing.sign(folder, key)
    zip.pack(folder, folder / f"{made.name}.zip")
    if zim.available():
        zim.pack(folder, kb, folder / f"{made.name}.zim", kb.today)
    return made
