"""Pictures of guides: framed, with numbered callouts over them, enlarged by a click, tied to their second of the video.

A picture that stands on a line of its own becomes one line of inline HTML, so that it may stand in a list or a note;
one inside a sentence stays Markdown. Places of callouts are attributes of SVG: a strict security policy forbids styles.
"""

from __future__ import annotations

import hashlib
import html
import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.guides import Guide, Picture
from kbgen.model.kb import KnowledgeBase
from kbgen.templates import escape, render
from kbgen.trace.wordings import with_terms
from kbgen.wiki.links import Links
from kbgen.wiki.player import clock

_IMAGE = re.compile(
    r"(?P<linked>(?<=\[))?!\[(?P<alt>[^\[\]\n]{0,500})\]\(\s*<?(?P<src>[^)\s>\"']{1,500})>?(?P<title>\s+\"[^\"\n]{0,300}\")?\s*\)(?:\{:?(?P<attrs>[^{}\n]{0,300})\})?"
)
_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
_KEPT = re.compile("\x04(\\d+)\x05")
_CODE_LEFT = re.compile("\x02\\d+\x03")  # code in an alternative text: kept aside by ``neutral``, unreachable here


def published(path: str) -> str:
    """Where a picture of a guide is published: readable, safe, and different for different *path*."""
    stem, ending = posixpath.splitext(posixpath.basename(path))
    digest = hashlib.sha256(path.encode()).hexdigest()[:8]
    return f"guides/images/{addresses.slug(stem)}.{digest}{ending.lower()}"


def beside(guide: Guide, target: str) -> str:
    """*target* as the guide's file sees it, relative to the workspace."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(guide.file), unquote(target)))


@dataclass(slots=True)
class Pictures:
    """Takes the pictures out of a guide's prose, and puts them back as HTML when nothing else will be changed."""

    guide: Guide
    kb: KnowledgeBase
    link: Links
    files: dict[str, str] = field(default_factory=dict)
    """Published path → path of the file relative to the workspace."""
    _made: list[str] = field(default_factory=list)

    def taken_out(self, prose: str) -> str:
        """*prose* with a mark in the place of each picture that stands alone."""
        return _IMAGE.sub(lambda m: self._one(m, prose), prose)

    def put_back(self, text: str) -> str:
        """*text* with the pictures."""
        return _KEPT.sub(lambda m: self._made[int(m[1])], text)

    def _one(self, match: re.Match[str], prose: str) -> str:
        source = match["src"]
        if re.match(r"[\w+.-]+:|/", source):
            return match[0]
        path = beside(self.guide, source)
        if not self._may_show(path) or not path.lower().endswith(_ENDINGS):
            return str(escape(match["alt"]))
        address = published(path)
        self.files[address] = path
        picture = next((p for p in self.guide.pictures if beside(self.guide, p.path) == path), Picture(source))
        if match["linked"] is not None or "width" in (match["attrs"] or "") or not _alone(match, prose):
            return self._in_sentence(match, address, picture)
        self._made.append(self._framed(match, address, picture))
        return f"\x04{len(self._made) - 1}\x05"

    def _may_show(self, path: str) -> bool:
        """Whether the file is shared content or the client's own: never another client's."""
        own = f"content/clients/{self.kb.client.id}/"
        return path.startswith(("content/guides/", own))

    def _in_sentence(self, match: re.Match[str], address: str, picture: Picture) -> str:
        """The picture as Markdown, itself a link to its full size."""
        given = match["attrs"] or ""
        sizes = f"width={picture.width} height={picture.height}" if picture.width and "width" not in given else ""
        attributes = " ".join(filter(None, (given, sizes, "loading=lazy"))).strip()
        made = f"![{match['alt']}]({self.link.path(address)}{match['title'] or ''}){{ {attributes} }}"
        return made if match["linked"] is not None else f"[{made}]({self.link.path(address)})"

    def _framed(self, match: re.Match[str], address: str, picture: Picture) -> str:
        said = words(self.kb.language)
        callouts = [
            {"x": f"{100 * c.at[0]:g}%", "y": f"{100 * c.at[1]:g}%", "text": with_terms(c.text, self.kb)}
            for c in picture.callouts
        ]
        alt = [with_terms(html.unescape(_CODE_LEFT.sub("", match["alt"])), self.kb)]
        alt += [said("wiki.pictures.callout", n=n, text=c["text"]) for n, c in enumerate(callouts, 1)]
        made = render(
            "wiki/picture.html.j2",
            self.kb.language,
            source=self.link.path(address),
            alt="; ".join(filter(None, alt)),
            picture=picture,
            callouts=callouts,
            caption=html.unescape((match["title"] or "").strip()[1:-1]),
            moment=self._moment(match),
        )
        return re.sub(r">\s+<", "><", " ".join(made.split()))

    def _moment(self, match: re.Match[str]) -> dict[str, str] | None:
        """The second of the guide's video that the picture was taken at."""
        video = self.kb.video(self.guide.videos[0]) if self.guide.videos else None
        at = next((s.at for s in self.guide.steps if s.image == match["src"] and s.at is not None), None)
        if video is None or at is None or "data-at" not in (match["attrs"] or ""):
            return None
        page = self.link.path(addresses.html(addresses.video_page(video.id)))
        return {"href": f"{page}#t={int(at)}", "seek": f"{at:g}", "clock": clock(at)}


def _alone(match: re.Match[str], prose: str) -> bool:
    """Whether nothing but blanks stands beside the picture on its line."""
    start = prose.rfind("\n", 0, match.start()) + 1
    end = prose.find("\n", match.end())
    return not (prose[start : match.start()] + prose[match.end() : end if end >= 0 else len(prose)]).strip()
