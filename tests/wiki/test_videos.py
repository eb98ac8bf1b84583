"""Pages of videos: what stands on them, and that nothing written by people becomes markup."""

from __future__ import annotations

import base64
import re
from dataclasses import replace

import pytest

from kbgen.model.text import Text
from kbgen.model.videos import Captions, Chapter, Cue, Media, Rendition, Video
from kbgen.wiki.player import player
from kbgen.wiki.transcripts import passages
from kbgen.wiki.videos import video_pages
from kbgen.wiki.webvtt import chapter_cues, inline, webvtt
from tests.video.standalone import knowledge

MEDIA = Media(
    "deal", 83.4, 1920, 1080,
    (
        Rendition("av1", "/store/a.mp4", "deal.aaaa.av1.mp4", 'video/mp4; codecs="av01.0"', 1920, 1080, 900_000),
        Rendition("h264", "/store/h.mp4", "deal.bbbb.h264.mp4", 'video/mp4; codecs="avc1"', 1920, 1080, 1_840_000),
    ),
    "/store/p.jpg", "deal.cccc.jpg",
)  # fmt: skip
VIDEO = Video(
    "deal",
    Text(ru="Сделка", en="Deal"),
    "videos/firm/deal.mkv",
    description=Text("Как <создать> сделку"),
    chapters=(Chapter(0, "Введение"), Chapter(8.67, "Вход & выход")),
    captions=(Captions("ru", (Cue(0.7, 8.3, "Здравствуйте!"), Cue(8.8, 13.8, "Введите <имя>."))),),
)


def test_a_page_has_its_media_and_its_text() -> None:
    index, page = video_pages(knowledge((VIDEO,), {"deal": MEDIA}))
    assert (index.path, index.kind, page.path, page.kind, page.title) == (
        "videos/index.md", "index", "videos/deal.md", "video", "Сделка"
    )  # fmt: skip
    assert page.files == {
        "media/deal.aaaa.av1.mp4": "/store/a.mp4",
        "media/deal.bbbb.h264.mp4": "/store/h.mp4",
        "media/deal.cccc.jpg": "/store/p.jpg",
    }
    assert '<source src="../media/deal.aaaa.av1.mp4" type="video/mp4; codecs=&#34;av01' in page.body
    assert page.body.index("av1.mp4") < page.body.index("h264.mp4")
    assert '<li data-start="8" id="t8">' in page.body and "Введите &lt;имя&gt;." in page.body
    assert '<strong class="kb-chapter">Вход &amp; выход</strong>' in page.body
    assert "1:23" in page.body and "1,8&nbsp;МБ" in page.body
    assert "../media/deal.cccc.jpg" in index.body and 'href="deal.html"' in index.body


def test_the_tracks_are_inside() -> None:
    page = video_pages(knowledge((VIDEO,), {"deal": MEDIA}))[1]
    tracks = re.findall(r'<track kind="(\w+)" srclang="ru" label="[^"]+" src="data:text/vtt;base64,([^"]+)"', page.body)
    captions, chapters = (base64.b64decode(data).decode() for _, data in tracks)
    assert [kind for kind, _ in tracks] == ["captions", "chapters"]
    assert captions == (
        "WEBVTT\n\n00:00:00.700 --> 00:00:08.300\nЗдравствуйте!\n\n"
        "00:00:08.800 --> 00:00:13.800\nВведите &lt;имя&gt;.\n"
    )
    assert "00:00:08.670 --> 00:01:23.400\nВход &amp; выход" in chapters


def test_an_english_site_says_it_in_english() -> None:
    page = video_pages(knowledge((VIDEO,), {"deal": MEDIA}, "en"))[1]
    assert page.title == "Deal" and "Contents" in page.body and "1.8&nbsp;MB" in page.body
    assert '"language": "en"' in page.texts["media/player-words.js"]


def test_a_failed_video_says_so_and_keeps_its_text() -> None:
    page = video_pages(knowledge((VIDEO,), {"deal": Media("deal")}))[1]
    assert "Видео готовится" in page.body and "<video" not in page.body and page.files == {}
    assert "Здравствуйте!" in page.body
    assert "Видео готовится" in video_pages(knowledge((VIDEO,), {}))[1].body


def test_a_guide_embeds_a_cut() -> None:
    kb = knowledge((VIDEO,), {"deal": MEDIA})
    html = player(kb, "deal", depth=2, start=15, end=40.5)
    assert "\n" not in html and html.startswith("<figure") and html.endswith("</figure>")
    assert "../../media/deal.aaaa.av1.mp4#t=15,40.5" in html
    assert 'data-start="15"' in html and 'data-end="40.5"' in html
    assert 'href="../../videos/deal.html#t=15"' in html
    assert player(kb, "other", depth=1) == ""


HOSTILE = "<script>alert(1)</script> & \"'`*_[x](javascript:y) {{ 7*7 }}"


def test_nothing_people_wrote_becomes_markup() -> None:
    video = replace(
        VIDEO,
        title=Text(HOSTILE),
        description=Text(HOSTILE),
        chapters=(Chapter(0, HOSTILE),),
        captions=(Captions("ru", (Cue(0, 1, HOSTILE),)),),
    )
    kb = knowledge((video,), {"deal": MEDIA})
    for text in (*(p.body for p in video_pages(kb)), player(kb, "deal", depth=1)):
        assert "<script" not in text and "\"'`" not in text


def test_passages_end_with_chapters_pauses_and_length() -> None:
    cues = [Cue(i * 5, i * 5 + 4.5, f"{i}") for i in range(8)] + [Cue(60, 62, "8"), Cue(60.5, 63, "9")]
    chapters = [Chapter(0, "A"), Chapter(9.9, "B"), Chapter(60.2, "C"), Chapter(90, "D")]
    made = passages(cues, chapters)
    assert [(p.start, p.chapter, [c.text for c in p.cues]) for p in made] == [
        (0, "A", ["0", "1"]),
        (9, "B", ["2", "3", "4", "5"]),
        (30, "", ["6", "7"]),
        (60, "C", ["8", "9"]),
        (90, "D", []),
    ]


@pytest.mark.parametrize("chapters", [(), (Chapter(3, "A"), Chapter(3.2, "B"))])
def test_no_word_is_lost(chapters: tuple[Chapter, ...]) -> None:
    cues = tuple(Cue(t, t + 1, str(t)) for t in (0.1, 0.4, 2.9, 3.1, 3.3, 50, 51))
    made = passages(cues, chapters)
    assert [c for p in made for c in p.cues] == list(cues)
    assert [p.chapter for p in made if p.chapter] == [c.title for c in chapters]


def test_webvtt_keeps_its_shape() -> None:
    text = webvtt([Cue(3599.9996, 3601, "a --> b\n\n<c>")])
    assert text == "WEBVTT\n\n01:00:00.000 --> 01:00:01.000\na --&gt; b\n&lt;c&gt;\n"
    assert inline("WEBVTT\n") == "data:text/vtt;base64,V0VCVlRUCg=="
    assert chapter_cues([], 10) == ()
