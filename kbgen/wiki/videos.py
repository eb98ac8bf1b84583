"""Pages of videos, and the player that guides embed."""

from __future__ import annotations

from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page


def video_pages(kb: KnowledgeBase) -> tuple[Page, ...]:
    """A page a video, in the order of ``kb.videos``, with media and posters in ``Page.files``."""
    return ()


def player(
    kb: KnowledgeBase, video_id: str, *, depth: int, start: float | None = None, end: float | None = None
) -> str:
    """The player of a video as one line of HTML: a raw HTML block in Markdown, also inside lists.

    *depth*: how many folders the page lies below the docs root (``guides/x.md`` is 1).
    *start*, *end*: seconds, to show only a cut. Empty for an unknown video.
    """
    return ""
