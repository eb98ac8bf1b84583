"""Closing: a release with all its files in it gets its list of files, its signature, its ZIP and its ZIM."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kbgen.bundles import manifest, release, shared, signing, zim, zip
from kbgen.bundles.disks import to_disk
from kbgen.bundles.manifest import Entry
from kbgen.model.documents import Delivered, Document
from kbgen.model.kb import KnowledgeBase
from kbgen.theme import Theme
from kbgen.trace.standing import spec_version


def close(
    kb: KnowledgeBase,
    folder: Path,
    dist: Path,
    number: str,
    key: Path | None = None,
    known: Sequence[Entry] = (),
) -> manifest.Manifest:
    """Close release *number* made in *folder*; nothing is added to it after that. *key*: signs the list of files.

    *dist*: the releases it will lie among. *known*: sums of files that have been read already.

    Raises:
        KbgenError: a name that some system cannot hold, a file damaged since the last release, or no signature.
    """
    client, audience = kb.client.id, kb.audience_id
    made = manifest.write(folder, client=client, release=number, audience=audience, spec=spec_version(kb), known=known)
    shared.refuse_damaged(folder, made, release.releases(dist))
    if key is not None:
        signing.sign(folder, key)
    return made


def archive(kb: KnowledgeBase, folder: Path, made: manifest.Manifest, kept: Path | None = None) -> None:
    """Add the ZIP and the ZIM of the closed release to its *folder*.

    *kept*: where their parts are kept for the next time; None: nothing is taken from there, nor kept.
    """

    def others() -> None:
        zip.pack(folder, folder / f"{made.name}.zip")
        to_disk(folder)  # so that there is little left to wait for when the release is published

    if zim.available():
        zim.pack(folder, kb, folder / f"{made.name}.zim", kb.today, kept, others)
    else:
        others()


def hand_over(
    kb: KnowledgeBase, theme: Theme, folder: Path, number: str, papers: Sequence[Document]
) -> tuple[Entry, ...]:
    """Add the list of what is handed over to release *number* in *folder*; it names all files there but itself.

    Returns the sums it is made of, so that nothing need be read twice.
    """
    from kbgen.documents import handed_over, write_docx

    known = manifest.entries(folder)
    paper = handed_over(kb, number, delivered(known), papers)
    write_docx(paper, theme, folder / "documents" / f"{paper.id}.docx")
    return known


def delivered(entries: Sequence[Entry]) -> tuple[Delivered, ...]:
    """Files of a manifest as papers name them."""
    return tuple(Delivered(entry.path, entry.size, entry.sha256) for entry in entries)
