"""Videos in the text of guides: ``{{ video("new-request", from="0:15", to="0:40") }}`` becomes a player."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from kbgen.language.prose import without_code
from kbgen.model import addresses
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.templates import escape
from kbgen.trace.embeds import EMBED, Embed, read_embed
from kbgen.wiki.links import Links
from kbgen.wiki.player import player

_KEPT = re.compile("\x06(\\d+)\x07")


def embedded(guide: Guide) -> frozenset[str]:
    """Ids of videos that the guide's text shows whole."""
    found = (read_embed(match) for match in EMBED.finditer(without_code(guide.body)))
    return frozenset(e.video for e in found if isinstance(e, Embed) and e.start is None and e.end is None)


@dataclass(slots=True)
class Embeds:
    """Takes the videos out of a guide's prose, and puts them back as HTML when nothing else will be changed.

    One inside a sentence becomes a link to its second; one that cannot be read stays as written; one of a video that
    these readers do not get leaves nothing.
    """

    kb: KnowledgeBase
    link: Links
    depth: int
    _made: list[str] = field(default_factory=list)

    def taken_out(self, prose: str) -> str:
        """*prose* with a mark in the place of each video."""
        return EMBED.sub(lambda m: self._one(m, prose), prose) if "{{" in prose else prose

    def put_back(self, text: str) -> str:
        """*text* with the players."""
        return _KEPT.sub(lambda m: self._made[int(m[1])], text)

    def _one(self, match: re.Match[str], prose: str) -> str:
        embed = read_embed(match)
        if not isinstance(embed, Embed):
            return match[0]
        video = self.kb.video(embed.video)
        if video is None:
            return ""
        if not _alone(match, prose):
            page = self.link.path(addresses.html(addresses.video_page(video.id)))
            moment = f"#t={int(embed.start)}" if embed.start else ""
            made = f'<a href="{html.escape(page)}{moment}">{escape(video.title.said(self.kb.language))}</a>'
        else:
            made = player(self.kb, video.id, depth=self.depth, start=embed.start, end=embed.end)
            if _indented(match, prose):
                # Inside a list Markdown puts raw HTML into a paragraph, and a paragraph cannot hold a figure: it ends
                # before and begins again after. player.css shows nothing of the empty ones.
                made = f"</p>{made}<p>"
        self._made.append(made)
        return f"\x06{len(self._made) - 1}\x07"


def _indented(match: re.Match[str], prose: str) -> bool:
    start = prose.rfind("\n", 0, match.start()) + 1
    return prose[start : match.start()].startswith(("    ", "\t"))


def _alone(match: re.Match[str], prose: str) -> bool:
    start = prose.rfind("\n", 0, match.start()) + 1
    end = prose.find("\n", match.end())
    return not (prose[start : match.start()] + prose[match.end() : end if end >= 0 else len(prose)]).strip()
