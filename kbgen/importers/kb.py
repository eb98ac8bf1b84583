"""The knowledge base: everything of one client, read from a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kbgen.errors import ContentError, Place, Problem, UsageError
from kbgen.importers.approvals import read_approved
from kbgen.importers.guides import COMMON, read_guides
from kbgen.importers.kept import Kept
from kbgen.importers.links import links_out
from kbgen.importers.quiet import without_pauses
from kbgen.importers.redirects import read_redirects
from kbgen.importers.rules import read_rules
from kbgen.importers.slides import read_slides
from kbgen.importers.spec import read_spec, subfolders
from kbgen.importers.videos import read_videos
from kbgen.language.nearness import nearest
from kbgen.model.clients import Client, Firm, Product
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.redirects import Redirects
from kbgen.model.text import Text
from kbgen.trace.wordings import worded
from kbgen.workspace import Workspace


def client_ids(workspace: Workspace) -> tuple[str, ...]:
    """Ids of all clients of a workspace in order of the alphabet: folders with a ``client.yml``."""
    if not workspace.clients.is_dir():
        return ()
    return tuple(sorted(f.name for f in workspace.clients.iterdir() if (f / "client.yml").is_file()))


@dataclass(frozen=True, slots=True)
class Attempt:
    """As much of a knowledge base as could be read."""

    kb: KnowledgeBase
    problems: tuple[Problem, ...] = ()
    """All problems of all files, in the order of files and lines; empty: *kb* is whole."""
    unread: frozenset[str] = frozenset()
    """Nouns that are missing from *kb* wholly or partly: ``client``, ``entities``… ``guides``, ``videos``."""


def read_kb(workspace: Workspace, client_id: str) -> KnowledgeBase:
    """Everything agreed, written and recorded for a client.

    Raises:
        ContentError: with all problems of all files, in the order of files and lines.
        UsageError: there is no such client.
    """
    attempt = try_kb(workspace, client_id)
    if any(p.severity == "error" for p in attempt.problems):
        raise ContentError(attempt.problems)
    return attempt.kb


def try_kb(workspace: Workspace, client_id: str, kept: Kept | None = None) -> Attempt:
    """The same without giving up: what could not be read is left out, so that the rest can still be checked.

    Files in *kept* that did not change are not read again.

    Raises:
        UsageError: there is no such client.
    """
    known = client_ids(workspace)
    if client_id not in known and not _half_made(workspace, client_id):
        near = nearest(client_id, known)
        code = "unknown_client_near" if near else "unknown_client" if known else "no_clients"
        values = {"client": client_id, "near": near, "known": ", ".join(known)}
        raise UsageError([Problem(code, Place("content/clients"), values)])
    with without_pauses():
        reading = read_spec(workspace, client_id, kept)
    client = reading.client
    if client is None:
        unnamed = Client(client_id, Text(client_id), Product("", ""), Firm(""))
        kb = KnowledgeBase(unnamed, reading.spec, places=reading.places)
        return Attempt(kb, in_order(reading.problems), frozenset({*reading.unread, "guides", "videos"}))
    guides = read_guides(workspace, client, kept)
    folders = [f for f in (client.id, *client.videos) if f in subfolders(workspace.videos) and _own(f, client, known)]
    videos, video_problems = read_videos(workspace, folders, client.language)
    unread = {
        *reading.unread,
        *({"guides"} if guides.broken else ()),
        *({"videos"} if any(p.severity == "error" for p in video_problems) else ()),
    }
    own_slides, slide_problems = read_slides(workspace, client)
    redirects = read_redirects(workspace, client_id)
    rules, rule_places, rule_problems = read_rules(workspace)
    places = {**reading.places, **guides.places, **rule_places}
    places |= {("redirects", *key): place for key, place in redirects.places.items()}
    approved, approval_problems = read_approved(workspace, client_id, reading.spec.approval, places)
    kb = KnowledgeBase(
        client,
        reading.spec,
        tuple(guides.guides),
        tuple(videos),
        redirects=redirects.value or Redirects(),
        rules=rules,
        places=places,
        approved=approved,
        own_slides=own_slides,
    )
    kb = replace(kb, guides=tuple(_with_video(worded(guide, kb), kb) for guide in kb.guides))
    found = [
        *reading.problems,
        *guides.problems,
        *video_problems,
        *slide_problems,
        *approval_problems,
        *rule_problems,
        *redirects.problems,
        *links_out(_taken(workspace, client, folders), workspace),
    ]
    return Attempt(kb, in_order(found), frozenset(unread))


def _taken(workspace: Workspace, client: Client, videos: Iterable[str]) -> Iterator[Path]:
    """The folders a client's content is read from."""
    yield workspace.client(client.id)
    yield from (workspace.guides / group for group in dict.fromkeys((COMMON, client.product.id, *client.guides)))
    yield from (workspace.videos / folder for folder in videos)
    yield from (workspace.themes / theme for theme in dict.fromkeys((client.theme, "base")))


def _with_video(guide: Guide, kb: KnowledgeBase) -> Guide:
    """*guide* with the videos that say they show it, where it names none itself."""
    found = () if guide.videos else tuple(video.id for video in kb.videos if video.guide == guide.id)
    return replace(guide, videos=found) if found else guide


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """*problems* by file, line and column, each once."""
    unique = {(p.place, p.code, repr(sorted(p.values.items(), key=lambda v: v[0]))): p for p in problems}
    return tuple(p for _, p in sorted(unique.items(), key=lambda item: item[0]))


def _own(folder: str, client: Client, clients: tuple[str, ...]) -> bool:
    """Whether recordings of *folder* may be shown to *client*: its own, or those of nobody in particular."""
    return folder == client.id or folder not in clients


def _half_made(workspace: Workspace, client_id: str) -> bool:
    """Whether the client's folder is there without its ``client.yml``: a problem of content, not of the command."""
    folder = workspace.client(client_id)
    return folder.parent == workspace.clients and bool(client_id.strip(".")) and folder.is_dir()
