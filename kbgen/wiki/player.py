"""The player: what stands in a page for a video or a cut of it. It works without scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import escape

from kbgen.diagrams.qr import qr
from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Language
from kbgen.model.videos import Captions, Cue, Media, Rendition, Video
from kbgen.templates import render
from kbgen.wiki.transcripts import passages
from kbgen.wiki.webvtt import chapter_cues, inline, webvtt

MEDIA = addresses.MEDIA
"""Folder of published media, relative to the docs root."""
PLAYER_WORDS = f"{MEDIA}/player-words.js"
"""Words of the player in the language of the site, as a classic script: it loads on ``file://``, too."""
_HASH = re.compile(r"\.([0-9a-f]{4,64})\.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a player stands, and what of the video it shows."""

    depth: int
    """Folders between the page and the docs root (``guides/x.md`` is 1)."""
    start: float | None = None
    end: float | None = None
    own_page: bool = False

    @property
    def cut(self) -> bool:
        """Whether it shows only a part."""
        return self.start is not None or self.end is not None

    @property
    def up(self) -> str:
        """The way to the docs root."""
        return "../" * self.depth


def player(
    kb: KnowledgeBase, video_id: str, *, depth: int, start: float | None = None, end: float | None = None
) -> str:
    """The player of a video as one line of HTML: a raw HTML block in Markdown, also inside lists.

    *depth*: how many folders the page lies below the docs root. *start*, *end*: seconds, to show only a cut.
    Empty for an unknown video. The page it stands on needs nothing else: media and words are published with the
    video's own page.
    """
    video = kb.video(video_id)
    return html(video, kb, Place(depth, start, end)) if video else ""


def html(video: Video, kb: KnowledgeBase, place: Place) -> str:
    """The player of *video* at *place*, as one line."""
    media = kb.media.get(video.id, Media(video.id))
    own = addresses.html(addresses.video_page(video.id))
    return one_line(
        render(
            "wiki/player.html.j2",
            kb.language,
            media=media,
            place=place,
            id=escape(addresses.slug(video.id)),
            title=escape(video.title.said(kb.language)),
            key=_mark(media),
            sources=_sources(media, place),
            downloads=_downloads(media, place, kb.language),
            poster=f"{place.up}{MEDIA}/{media.poster_name}" if media.poster else "",
            story=f"{place.up}{MEDIA}/{media.storyboard.name}" if media.storyboard else "",
            script=f"{place.up}{PLAYER_WORDS}",
            length=clock(media.duration),
            clocks=(clock(place.start or 0), clock(min(place.end or media.duration, media.duration))),
            tracks=_tracks(video, media, kb.language),
            draft_video=video.draft,
            draft_captions=bool(video.captions) and shown_captions(video, kb.language).draft,
            page="" if place.own_page else place.up + own,
            lines=_lines(video, media, place),
            lang=shown_captions(video, video.language).language if video.captions else "",
            paper=_paper(kb, own, place),
        )
    )


def published(media: Media) -> dict[str, str]:
    """Files of a video's page: published path → absolute path in the store."""
    files = {f"{MEDIA}/{r.name}": r.path for r in media.renditions}
    if media.poster:
        files[f"{MEDIA}/{media.poster_name}"] = media.poster
    if media.storyboard and media.ready:
        files[f"{MEDIA}/{media.storyboard.name}"] = media.storyboard.path
    return files


def clock(seconds: float) -> str:
    """``1:23``, ``1:02:03``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def shown_captions(video: Video, language: Language) -> Captions:
    """The captions in *language*, else in the video's own, else the first there are."""
    by_language = {c.language: c for c in video.captions}
    return by_language.get(language) or by_language.get(video.language) or video.captions[0]


def one_line(text: str) -> str:
    """*text* without line breaks: one raw block for Markdown, wherever it stands. It holds no ``<pre>``."""
    return re.sub(r">\s+<", "><", " ".join(text.split()))


def size(rendition: Rendition) -> int:
    """What people call the size of a picture: its shorter side, as in «1080p»."""
    return min(rendition.width, rendition.height)


def _mark(media: Media) -> str:
    """The part of the content's hash in the first file's name: what a reader's place in the film is kept under."""
    found = _HASH.search(media.renditions[0].name) if media.ready else None
    return found[1] if found else ""


def _sources(media: Media, place: Place) -> list[dict[str, object]]:
    """Files to play, in the order browsers try them; those of smaller pictures are chosen by the reader."""
    cut = f"#t={place.start or 0:g}" + (f",{place.end:g}" if place.end else "") if place.cut else ""
    return [
        {"src": f"{place.up}{MEDIA}/{r.name}{cut}", "type": escape(r.mime), "size": size(r)} for r in media.renditions
    ]


def _downloads(media: Media, place: Place, language: Language) -> list[dict[str, object]]:
    """One file a size of picture: H.264, which every program plays, where there is one."""
    best: dict[int, Rendition] = {}
    for rendition in media.renditions:
        known = best.get(size(rendition))
        if known is None or (rendition.codec == "h264" and known.codec != "h264"):
            best[size(rendition)] = rendition
    return [
        {"href": f"{place.up}{MEDIA}/{r.name}", "size": height, "megabytes": _megabytes(r, language)}
        for height, r in best.items()
    ]


def _megabytes(rendition: Rendition, language: Language) -> str:
    said = f"{max(rendition.bytes / 1_000_000, 0.1):.1f}"
    return said.replace(".", ",") if language == "ru" else said


def _tracks(video: Video, media: Media, language: Language) -> list[dict[str, object]]:
    """Captions in every language, the site's own first, and chapters."""
    said = words(language)
    first = shown_captions(video, language) if video.captions else None
    ordered = sorted(video.captions, key=lambda c: c is not first)
    tracks: list[dict[str, object]] = [
        {
            "kind": "captions",
            "language": captions.language,
            "label": escape(_label(captions, language)),
            "src": inline(webvtt(captions.cues)),
            "default": captions is first,
        }
        for captions in ordered
    ]
    if video.chapters:
        vtt = webvtt(chapter_cues(video.chapters, media.duration))
        track = {"kind": "chapters", "language": video.language, "src": inline(vtt), "default": True}
        tracks.append({**track, "label": escape(said("video.chapters"))})
    return tracks


def _label(captions: Captions, language: Language) -> str:
    said = words(language)
    name = said(f"video.language.{captions.language}")
    return said("video.draft_track", language=name) if captions.draft else name


def _lines(video: Video, media: Media, place: Place) -> list[dict[str, object]]:
    """The words of a cut, in the language they were said in; nothing for a whole video: its own page has them."""
    if not place.cut or not video.captions:
        return []
    start, end = place.start or 0.0, place.end or media.duration
    said = [c for c in shown_captions(video, video.language).cues if c.end > start and c.start < end]
    return [
        {"start": passage.start, "clock": clock(passage.start), "cues": [cue_line(c) for c in passage.cues]}
        for passage in passages(said, ())
    ]


def cue_line(cue: Cue) -> dict[str, object]:
    """A caption as a line of a transcript."""
    return {"start": round(cue.start, 2), "text": escape(" ".join(cue.text.split()))}


def _paper(kb: KnowledgeBase, own: str, place: Place) -> dict[str, object]:
    """How a reader of the printed page gets to this second: an address and its QR code, where the site has one."""
    site = kb.client.site.strip()
    if not site:
        return {"address": "", "qr": ""}
    second = int(place.start or 0)
    moment = f"?t={second // 60}m{second % 60:02}s" if second else ""
    address = f"{site.rstrip('/')}/{own}{moment}"
    return {"address": escape(address), "qr": qr(address)}
