"""Captions: drafts recognised from the sound of recordings, and their approval by a person who has read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbgen.build.progress import Progress, Silent
from kbgen.build.writing import write_all
from kbgen.errors import KbgenError, Place, Problem, UsageError
from kbgen.language import words
from kbgen.model.kb import KnowledgeBase
from kbgen.model.videos import Cue, Video
from kbgen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CaptionDraft:
    """Captions recognised for one recording."""

    video: str
    file: Path
    cues: tuple[Cue, ...]
    doubtful: tuple[Cue, ...]
    """Of these the model itself is not sure."""


def draft_captions(
    workspace: Workspace,
    client_id: str,
    named: Sequence[str] = (),
    model: Path | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[CaptionDraft, ...], tuple[Problem, ...]]:
    """Recognise the captions of the recordings *named*, or of all without any, into ``<name>.<language>.draft.vtt``.

    Recordings with captions of a person are left alone; a draft is made anew only where it is named.
    Returns the drafts and what went wrong; one recording without sound keeps no other from its captions.

    Raises:
        UsageError: no such video, or there is no usable model.
        ContentError: the client's content has errors.
    """
    from kbgen.importers.kb import read_kb
    from kbgen.video.encode import inside
    from kbgen.video.tools import find_tool
    from kbgen.video.transcribing import Heard, Speech, open_model, transcribe

    progress = progress or Silent()
    kb = read_kb(workspace, client_id)
    wanted = _wanted(kb, named)
    if not wanted:
        return (), ()
    opened, tool = open_model(model), find_tool(workspace.cache / "videos")
    drafts: list[CaptionDraft] = []
    problems: list[Problem] = []
    for video in wanted:
        progress.step("captions", Path(video.file).name)
        source = inside(workspace.videos, workspace.root / video.file)
        speech = Speech(source, video.language, _prompt(kb, video))
        found = transcribe(opened, speech, tool, lambda part: progress.advance(part, 1.0))
        if isinstance(found, Heard):
            drafts.append(_written(kb, video, source, found))
        else:
            problems.append(found)
    return tuple(drafts), tuple(problems)


def _wanted(kb: KnowledgeBase, named: Sequence[str]) -> tuple[Video, ...]:
    """The videos to listen to: those named, else all that have no captions in their own language."""
    unknown = [id for id in named if kb.video(id) is None]
    if unknown:
        known = ", ".join(video.id for video in kb.videos) or "—"
        raise UsageError([Problem("captions_no_video", Place(id), {"video": id, "known": known}) for id in unknown])
    return tuple(
        video
        for video in kb.videos
        if not any(c.language == video.language and (not c.draft or video.id not in named) for c in video.captions)
        and (not named or video.id in named)
    )


def _prompt(kb: KnowledgeBase, video: Video) -> str:
    """The client's words, those of the video's own records first."""
    from kbgen.video.transcribing import prompt

    w = words(video.language)
    return prompt(video.title.said(video.language), _terms(kb, video), lambda said: w("video.draft.terms", terms=said))


def _terms(kb: KnowledgeBase, video: Video) -> Iterator[str]:
    language = video.language
    yield kb.client.product.name
    entities = sorted(kb.spec.entities.entities, key=lambda entity: entity.id not in video.entities)
    own = [entity for entity in entities if entity.id in video.entities]
    yield from (chapter.title for chapter in video.chapters)
    for entity in own:
        yield from (entity.label.said(language), (entity.plural or entity.label).said(language))
    yield from (state.label.said(language) for p in kb.spec.processes.processes if p.id in video.processes
                for state in p.states)  # fmt: skip
    yield from (field.label.said(language) for entity in own for field in entity.fields)
    yield from (role.label.said(language) for role in kb.spec.roles.roles)
    yield from (entity.label.said(language) for entity in entities)


def _written(kb: KnowledgeBase, video: Video, source: Path, found: object) -> CaptionDraft:
    from kbgen.video.transcribing import Heard
    from kbgen.wiki.webvtt import webvtt

    assert isinstance(found, Heard)
    note = words(video.language)("video.draft.captions_note", client=kb.client.id, video=video.id)
    head, _, cues = webvtt(found.cues).partition("\n\n")
    file = source.with_name(f"{source.stem}.{video.language}.draft.vtt")
    write_all({file: f"{head}\n\nNOTE\n{note.replace('-->', '→')}\n\n{cues}".encode()})
    return CaptionDraft(video.id, file, found.cues, found.doubtful)


def approve_captions(workspace: Workspace, client_id: str, named: Sequence[str]) -> tuple[Path, ...]:
    """Make the drafts of the videos *named* the captions, now that a person has read them; return the files.

    Raises:
        UsageError: no such video.
        KbgenError: a video has no draft, or captions of a person as well. Nothing is changed then.
    """
    from kbgen.importers.kb import read_kb

    kb = read_kb(workspace, client_id)
    moves: dict[Path, Path] = {}
    problems: list[Problem] = []
    for id in dict.fromkeys(named):
        video = kb.video(id)
        if video is None:
            known = ", ".join(v.id for v in kb.videos) or "—"
            raise UsageError([Problem("captions_no_video", Place(id), {"video": id, "known": known})])
        found = _approval(workspace, client_id, video)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            moves |= found
    if problems:
        raise KbgenError(problems)
    for draft, goal in moves.items():
        draft.replace(goal)
    return tuple(moves.values())


def _approval(workspace: Workspace, client_id: str, video: Video) -> dict[Path, Path] | Problem:
    """Draft → its name once approved, or what stands in the way."""
    from kbgen.importers.captions import ENDINGS

    recording = workspace.root / video.file
    own = [f"{recording.stem}.{video.language}", recording.stem]
    drafts = [f for e in ENDINGS for o in own if (f := recording.with_name(f"{o}.draft{e}")).is_file()]
    people = [f for e in ENDINGS for o in own if (f := recording.with_name(f"{o}{e}")).is_file()]
    if not drafts:
        values = {"video": video.id, "client": client_id}
        return Problem("captions_no_draft", Place(video.file), values)
    if people:
        return Problem("captions_both", Place(video.file), {"video": video.id, "file": workspace.shown(people[0])})
    return {draft: draft.with_name(draft.name.replace(".draft.", ".")) for draft in drafts}


__all__ = ["CaptionDraft", "approve_captions", "draft_captions"]
