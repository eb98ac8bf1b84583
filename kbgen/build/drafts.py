"""Draft: a guide without a recording gets a video made of its own text and pictures. People's recordings stay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.build.progress import Progress, Silent
from kbgen.build.writing import write_all
from kbgen.errors import KbgenError, Place, Problem, UsageError
from kbgen.language import words
from kbgen.language.nearness import nearest
from kbgen.language.plain import plain
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.workspace import Workspace

if TYPE_CHECKING:
    from kbgen.video.frames import Look
    from kbgen.video.narrating import Draft

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class DraftOptions:
    """What the person at the terminal asked for."""

    client: str = ""
    """Empty: the one client that has the guide."""
    name: str = ""
    """Of the recording; empty: like the guide."""
    engine: str = ""
    """Of speech; empty: the best there is."""
    voice: Path | None = None
    """Piper's voice."""


@dataclass(frozen=True, slots=True)
class VideoDraft:
    """A draft that was made."""

    client: str
    files: tuple[Path, ...]
    """Recording, sidecar, captions."""
    seconds: float
    engine: str
    """What spoke."""


def draft_video(
    workspace: Workspace, guide_id: str, options: DraftOptions | None = None, progress: Progress | None = None
) -> VideoDraft:
    """Make a narrated draft of a guide in ``videos/<client>/``: recording, captions, sidecar. The next build takes it.

    Raises:
        UsageError: no such guide, several clients have it and none is named, or nothing to speak with.
        ContentError: the client's content has errors.
        KbgenError: the guide has no steps, a person's recording has the name, or the voice or ffmpeg failed.
    """
    from kbgen.video.narrating import Order, Words, narrate
    from kbgen.video.narration import script
    from kbgen.video.speaking import find_voice
    from kbgen.video.tools import find_tool

    options, progress = options or DraftOptions(), progress or Silent()
    kb, guide = _guide(workspace, guide_id, options.client)
    target = _target(workspace, kb.client.id, options.name or guide.id)
    voice = find_voice(kb.language, options.engine, options.voice)
    tool = find_tool(workspace.cache / "videos")
    said = Words(kb.client.name.said(kb.language), words(kb.language)("video.draft.note"))
    order = Order(script(guide, kb), voice, _look(workspace, kb), said, workspace.root, tool)
    progress.step("draft", plain(guide.title))
    beside = target.with_name(f".{target.stem}.draft.mp4")
    try:
        made = narrate(order, beside, lambda part: progress.advance(part, 1.0, target.name))
        texts = _texts(kb, guide, target, made)
        write_all(texts)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return VideoDraft(kb.client.id, (target, *texts), made.seconds, voice.engine)


def _guide(workspace: Workspace, guide_id: str, client: str) -> tuple[KnowledgeBase, Guide]:
    """The guide, and the knowledge base of the client that has it."""
    from kbgen.importers.kb import client_ids, read_kb

    all_ = [read_kb(workspace, id) for id in ((client,) if client else client_ids(workspace))]
    found = [(kb, guide) for kb in all_ if (guide := kb.guide(guide_id))]
    if len(found) > 1:
        values = {"guide": guide_id, "clients": ", ".join(kb.client.id for kb, _ in found)}
        raise UsageError([Problem("draft_several_clients", Place(guide_id), values)])
    if not found:
        near = nearest(guide_id, [guide.id for kb in all_ for guide in kb.guides])
        code = "draft_no_guide_near" if near else "draft_no_guide"
        raise UsageError([Problem(code, Place(guide_id), {"guide": guide_id, "near": near})])
    kb, guide = found[0]
    if not guide.steps:
        raise KbgenError([Problem("draft_stepless", Place(guide.file), {"guide": guide.title})])
    return kb, guide


def _target(workspace: Workspace, client: str, name: str) -> Path:
    """Where the draft goes: never over what a person recorded."""
    from kbgen.importers.videos import RECORDINGS, sidecar_of

    if not _NAME.fullmatch(name):
        raise UsageError([Problem("draft_name", Place(name), {"name": name})])
    folder = workspace.videos / client
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    there = [path for path in files if path.stem == name and path.suffix.lower() in RECORDINGS]
    if there and not sidecar_of(there[0], workspace).draft:
        file = workspace.shown(there[0])
        raise KbgenError([Problem("draft_taken", Place(file), {"file": file})])
    return folder / f"{name}.mp4"


def _look(workspace: Workspace, kb: KnowledgeBase) -> Look:
    from kbgen.importers.themes import read_theme
    from kbgen.video.frames import Look

    theme = read_theme(workspace, kb.client.theme)
    badge = words(kb.language)("video.draft.badge")
    return Look(theme.primary, theme.on_primary, theme.accent, theme.on_accent, badge)


def _texts(kb: KnowledgeBase, guide: Guide, target: Path, made: Draft) -> dict[Path, bytes]:
    """The sidecar and the captions of the draft at *target*."""
    from kbgen.importers.yaml_writer import to_yaml
    from kbgen.wiki.webvtt import webvtt

    title = plain(guide.title)
    sidecar = {
        "title": title,
        "description": words(kb.language)("video.draft.about", title=title),
        "draft": True,
        "roles": list(guide.roles),
        "entities": list(guide.entities),
        "processes": list(guide.processes),
        "guide": guide.id,
        "language": kb.language,
        "poster": round((made.chapters[1].start if len(made.chapters) > 1 else 0) + 1.0, 3),
        "chapters": [{"start": chapter.start, "title": chapter.title} for chapter in made.chapters],
    }
    return {
        target.with_suffix(".yml"): to_yaml({key: value for key, value in sidecar.items() if value}).encode(),
        target.with_name(f"{target.stem}.{kb.language}.vtt"): webvtt(made.cues).encode(),
    }
