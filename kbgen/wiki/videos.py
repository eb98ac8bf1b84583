"""Pages of videos, and the player that guides embed."""

from __future__ import annotations

import json
import re

from markupsafe import escape

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.model.text import Language
from kbgen.model.videos import Captions, Media, Video
from kbgen.templates import render
from kbgen.wiki.transcripts import passages
from kbgen.wiki.webvtt import chapter_cues, inline, webvtt
from kbgen.wiki.writing import write

MEDIA = addresses.MEDIA
"""Folder of published media, relative to the docs root."""
PLAYER_WORDS = f"{MEDIA}/player-words.js"
"""Words of the player in the language of the site, as a classic script: it loads on ``file://``, too."""


def video_pages(kb: KnowledgeBase) -> tuple[Page, ...]:
    """The index of videos, then a page a video in the order of ``kb.videos``, with media and posters as files."""
    if not kb.videos:
        return ()
    title = words(kb.language)("wiki.section.videos")
    index = Page(addresses.VIDEOS, title, "", "index", "videos")
    index = write(index, "videos", kb, cards=[_card(video, kb) for video in kb.videos])
    return (index, *(_page(video, kb) for video in kb.videos))


def player(
    kb: KnowledgeBase, video_id: str, *, depth: int, start: float | None = None, end: float | None = None
) -> str:
    """The player of a video as one line of HTML: a raw HTML block in Markdown, also inside lists.

    *depth*: how many folders the page lies below the docs root (``guides/x.md`` is 1).
    *start*, *end*: seconds, to show only a cut. Empty for an unknown video. The page it stands on needs nothing
    else: media and words are published with the video's own page.
    """
    video = kb.video(video_id)
    return _player(video, kb, depth, (start, end), own_page=False) if video else ""


def published(media: Media) -> dict[str, str]:
    """Files of a video's page: published path → absolute path in the store."""
    files = {f"{MEDIA}/{r.name}": r.path for r in media.renditions}
    return files | {f"{MEDIA}/{media.poster_name}": media.poster} if media.poster else files


def clock(seconds: float) -> str:
    """``1:23``, ``1:02:03``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _page(video: Video, kb: KnowledgeBase) -> Page:
    media = kb.media.get(video.id, Media(video.id))
    page = Page(
        addresses.video_page(video.id),
        video.title.said(kb.language),
        "",
        "video",
        "videos",
        description=video.description.said(kb.language),
        roles=video.roles,
        keywords=(video.id,),
        trace=(*(f"entities/{id}" for id in video.entities), *(f"processes/{id}" for id in video.processes)),
        files=published(media),
        texts={PLAYER_WORDS: _player_words(kb.language)},
    )
    chapters = [{"start": c.start, "clock": clock(c.start), "title": escape(c.title)} for c in video.chapters]
    text = _one_line(
        render(
            "wiki/transcript.html.j2",
            kb.language,
            chapters=chapters,
            passages=_passages(video),
            draft=bool(video.captions) and _shown_captions(video, kb.language).draft,
            lang=_shown_captions(video, kb.language).language if video.captions else video.language,
        )
    )
    embedded = _player(video, kb, page.path.count("/"), (None, None), own_page=True)
    about = escape(video.description.said(kb.language))
    return write(page, "video", kb, video=video, about=about, player=embedded, text=text)


def _player(
    video: Video, kb: KnowledgeBase, depth: int, cut: tuple[float | None, float | None], *, own_page: bool
) -> str:
    media, up = kb.media.get(video.id, Media(video.id)), "../" * depth
    start, end = cut
    fragment = "" if start is None and end is None else f"#t={start or 0:g}" + (f",{end:g}" if end else "")
    html = render(
        "wiki/player.html.j2",
        kb.language,
        media=media,
        id=escape(addresses.slug(video.id)),
        title=escape(video.title.said(kb.language)),
        sources=[{"src": f"{up}{MEDIA}/{r.name}{fragment}", "type": escape(r.mime)} for r in media.renditions],
        download=f"{up}{MEDIA}/{media.renditions[-1].name}" if media.ready else "",
        megabytes=_megabytes(media, kb.language),
        poster=f"{up}{MEDIA}/{media.poster_name}" if media.poster else "",
        script=f"{up}{PLAYER_WORDS}",
        length=clock(media.duration),
        cut={"start": start, "end": end},
        tracks=_tracks(video, media, kb.language),
        page="" if own_page else up + addresses.html(addresses.video_page(video.id)),
    )
    return _one_line(html)


def _tracks(video: Video, media: Media, language: Language) -> list[dict[str, object]]:
    """Captions in every language, the site's own first, and chapters."""
    said = words(language)
    first = _shown_captions(video, language) if video.captions else None
    ordered = sorted(video.captions, key=lambda c: c is not first)
    tracks: list[dict[str, object]] = [
        {
            "kind": "captions",
            "language": captions.language,
            "label": escape(said(f"video.language.{captions.language}")),
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


def _shown_captions(video: Video, language: Language) -> Captions:
    """The captions in *language*, else in the video's own, else the first there are."""
    by_language = {c.language: c for c in video.captions}
    return by_language.get(language) or by_language.get(video.language) or video.captions[0]


def _passages(video: Video) -> list[dict[str, object]]:
    """The transcript: of the captions in the video's own language, whose words were really said."""
    cues = _shown_captions(video, video.language).cues if video.captions else ()
    return [
        {
            "start": passage.start,
            "clock": clock(passage.start),
            "chapter": escape(passage.chapter),
            "cues": [{"start": round(c.start, 2), "text": escape(" ".join(c.text.split()))} for c in passage.cues],
        }
        for passage in passages(cues, video.chapters)
    ]


def _card(video: Video, kb: KnowledgeBase) -> dict[str, object]:
    media = kb.media.get(video.id, Media(video.id))
    return {
        "video": video,
        "page": addresses.html(addresses.video_page(video.id)).removeprefix("videos/"),
        "title": escape(video.title.said(kb.language)),
        "about": escape(video.description.said(kb.language)),
        "poster": f"../{MEDIA}/{media.poster_name}" if media.poster else "",
        "length": clock(media.duration) if media.ready else "",
    }


def _megabytes(media: Media, language: Language) -> str:
    """Size of what is downloaded: H.264, which every program plays."""
    if not media.ready:
        return ""
    size = f"{media.renditions[-1].bytes / 1_000_000:.1f}"
    return size.replace(".", ",") if language == "ru" else size


def _player_words(language: Language) -> str:
    """The player's script of words: ours, and those of media-chrome under their English originals."""
    ours, chrome = {}, {}
    for key, text in words(language).texts.items():
        if key.startswith("video.player."):
            ours[key.removeprefix("video.player.")] = text
        elif key.startswith("video.chrome."):
            chrome[key.removeprefix("video.chrome.")] = text
    said = {"language": language, "words": ours, "chrome": chrome}
    return f"window.kbgenPlayerWords = {json.dumps(said, ensure_ascii=False, sort_keys=True)};\n"


def _one_line(html: str) -> str:
    """*html* without line breaks: one raw block for Markdown, wherever it stands. It holds no ``<pre>``."""
    return re.sub(r">\s+<", "><", " ".join(html.split()))
