"""Videos in guides: rightly written, of recordings there are, on a line of their own, cut where there is something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen.errors import Place, Problem
from kbgen.language import prose
from kbgen.language.nearness import nearest
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.rules.settling import settle
from kbgen.trace.embeds import EMBED, Embed, Refusal, read_embed
from kbgen.workspace import Workspace

_SLACK = 0.5
"""Seconds a cut may end after its video: who writes reads them off a clock that shows whole ones."""


def embeds(kb: KnowledgeBase, workspace: Workspace) -> Iterator[Problem]:  # noqa: ARG001
    """Videos in guides that cannot be shown as written."""
    known = [video.id for video in kb.videos]
    for guide in kb.guides:
        text = prose.without_code(guide.body)
        for match in EMBED.finditer(text):
            place, read = _place(guide, match.start()), read_embed(match)
            if isinstance(read, Refusal):
                yield Problem(read.code, place, dict(read.values))
            elif kb.video(read.video) is None:
                near = nearest(read.video, known)
                yield Problem("dead_video_near" if near else "dead_video", place, {"id": read.video[:60], "near": near})
            elif not _alone(match, text):
                yield Problem("embed_in_sentence", place, {"id": read.video[:60]}, "warning")


def late_embeds(kb: KnowledgeBase) -> tuple[Problem, ...]:
    """Warnings of cuts that begin or end after their video does; known only when it was encoded."""
    found = []
    for guide in kb.guides:
        for match in EMBED.finditer(prose.without_code(guide.body)):
            read = read_embed(match)
            media = kb.media.get(read.video) if isinstance(read, Embed) else None
            if isinstance(read, Embed) and media is not None and media.ready:
                last = max(read.start or 0, read.end or 0)
                if last > media.duration + _SLACK or (read.start or 0) >= media.duration:
                    values = {"id": read.video, "second": f"{last:g}", "duration": f"{media.duration:.0f}"}
                    found.append(Problem("embed_late", _place(guide, match.start()), values, "warning"))
    return settle(found, kb, whole=False).problems if found else ()


def _alone(match: re.Match[str], text: str) -> bool:
    """Whether nothing but blanks stands beside it on its line."""
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    return not (text[start : match.start()] + text[match.end() : end if end >= 0 else len(text)]).strip()


def _place(guide: Guide, offset: int) -> Place:
    line = guide.body.count("\n", 0, offset)
    return Place(guide.file, guide.body_line + line, offset - guide.body.rfind("\n", 0, offset))
