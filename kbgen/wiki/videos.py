"""Pages of videos: the index, and a page a video with its contents and its transcript."""

from __future__ import annotations

import json

from markupsafe import escape

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.model.text import Language
from kbgen.model.videos import Media, Video
from kbgen.templates import render
from kbgen.wiki.player import MEDIA, PLAYER_WORDS, Place, clock, cue_line, html, one_line, published, shown_captions
from kbgen.wiki.transcripts import passages
from kbgen.wiki.writing import write


def video_pages(kb: KnowledgeBase) -> tuple[Page, ...]:
    """The index of videos, then a page a video in the order of ``kb.videos``, with media and posters as files."""
    if not kb.videos:
        return ()
    title = words(kb.language)("wiki.section.videos")
    index = Page(addresses.VIDEOS, title, "", "index", "videos")
    index = write(index, "videos", kb, cards=[_card(video, kb) for video in kb.videos])
    return (index, *(_page(video, kb) for video in kb.videos))


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
    text = one_line(
        render(
            "wiki/transcript.html.j2",
            kb.language,
            chapters=chapters,
            passages=_passages(video),
            draft=bool(video.captions) and shown_captions(video, kb.language).draft,
            lang=shown_captions(video, kb.language).language if video.captions else video.language,
        )
    )
    embedded = html(video, kb, Place(page.path.count("/"), own_page=True))
    about = escape(video.description.said(kb.language))
    return write(page, "video", kb, video=video, about=about, player=embedded, text=text)


def _passages(video: Video) -> list[dict[str, object]]:
    """The transcript: of the captions in the video's own language, whose words were really said."""
    cues = shown_captions(video, video.language).cues if video.captions else ()
    return [
        {
            "start": passage.start,
            "clock": clock(passage.start),
            "chapter": escape(passage.chapter),
            "cues": [cue_line(c) for c in passage.cues],
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
        "draft": video.draft,
    }


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
