"""Videos and cuts in guides: how they are written, what is refused and where, what stands on the page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import html5lib
import markdown
import pytest

from kbgen.diagrams.qr import qr
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.videos import Captions, Cue, Media, Storyboard
from kbgen.rules.checking import check
from kbgen.rules.embeds import embeds, late_embeds
from kbgen.trace.embeds import EMBED, Embed, Refusal, read_embed
from kbgen.wiki.guides import staged_body
from kbgen.wiki.player import player, published
from kbgen.workspace import Workspace
from tests.video.standalone import knowledge
from tests.wiki.test_videos import MEDIA, VIDEO

HERE = Workspace(Path())
CUES = (Cue(1, 4, "Раз."), Cue(14, 16, "Два <b>."), Cue(20, 25, "Три."), Cue(41, 45, "Четыре."))
FILM = replace(VIDEO, captions=(Captions("ru", CUES),))


def kb(body: str) -> KnowledgeBase:
    made = knowledge((FILM,), {"deal": MEDIA})
    return replace(made, guides=(Guide("g", "Г", body, "content/guides/crm/g.md", body_line=7),))


def read(text: str) -> Embed | Refusal:
    match = EMBED.search(text)
    assert match is not None
    return read_embed(match)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('{{ video("deal") }}', Embed("deal")),
        ('{{video("deal")}}', Embed("deal")),
        ("{{ video('deal', from='0:15', to='0:40') }}", Embed("deal", 15, 40)),
        ('{{ video("deal", to = "1m2s", from = 5) }}', Embed("deal", 5, 62)),
        ("{{ video(&quot;deal&quot;, from=&quot;1:02:03.5&quot;) }}", Embed("deal", 3723.5)),
        ('{{ video(id="deal", from=83.5) }}', Embed("deal", 83.5)),
    ],
)
def test_a_video_is_read(text: str, wanted: Embed) -> None:
    assert read(text) == wanted


HOSTILE = {
    '{{ video }}': "embed_unreadable",
    '{{ video() }}': "embed_unreadable",
    '{{ video("") }}': "embed_unreadable",
    '{{ video("deal" }}': "embed_unreadable",
    '{{ video("deal", "0:15") }}': "embed_unreadable",
    '{{ video("deal", from="1", from="2") }}': "embed_unreadable",
    '{{ video("deal"; from="1") }}': "embed_unreadable",
    '{{ video("deal", from=__import__("os")) }}': "embed_unreadable",
    '{{ video("deal", from="0:15"': "embed_unreadable",
    '{{ video("de\nal") }}': "embed_unreadable",
    '{{ video("deal", autoplay="yes") }}': "embed_unknown_argument",
    '{{ video("deal", onerror="alert 1") }}': "embed_unknown_argument",
    '{{ video("deal", from="скоро") }}': "embed_bad_second",
    '{{ video("deal", from="-1") }}': "embed_bad_second",
    '{{ video("deal", to="1e9") }}': "embed_bad_second",
    '{{ video("deal", to="") }}': "embed_bad_second",
    '{{ video("deal", from="0:40", to="0:15") }}': "embed_backwards",
    '{{ video("deal", to="0") }}': "embed_backwards",
    '{{ video("dael") }}': "dead_video_near",
    '{{ video("<script>") }}': "dead_video",
    'Как {{ video("deal") }} тут': "embed_in_sentence",
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_cannot_be_shown_is_a_problem_with_its_line(text: str) -> None:
    made = kb(f"Начало.\n\n{text}\n\nКонец.")
    found = list(embeds(made, HERE))
    assert [(p.code, p.place.line) for p in found] == [(HOSTILE[text], 9)]
    assert not [p for p in check(made, HERE) if p.code == "unclear_term"]  # said once
    body, _ = staged_body(made.guides[0], made)
    assert re.search(r"<(?!/?a\b)", body) is None


def test_endless_calls_are_read_in_no_time() -> None:
    for text in ('{{ video("' * 20_000, "{{ video(" + '"a",' * 240 + ")}}", "{{ video" + " " * 900 + "}}"):
        assert list(embeds(kb(text), HERE))


def test_code_is_left_alone() -> None:
    made = kb('`{{ video("deal") }}`\n\n```\n{{ video("нет") }}\n```\n')
    assert list(embeds(made, HERE)) == []
    assert "<figure" not in staged_body(made.guides[0], made)[0]


def test_cuts_after_the_end_are_told_when_the_video_is_there() -> None:
    cuts = ('from="1:00", to="1:23.8"', 'to="2:00"', "from=84")
    made = kb("\n\n".join(f'{{{{ video("deal", {cut}) }}}}' for cut in cuts))
    assert [(p.code, p.place.line, p.severity) for p in late_embeds(made)] == [
        ("embed_late", 9, "warning"), ("embed_late", 11, "warning"),
    ]  # fmt: skip
    assert late_embeds(replace(made, media={"deal": Media("deal")})) == ()


def test_the_page_gets_the_cut_and_only_its_words() -> None:
    made = kb('1. Так:\n\n    {{ video("deal", from="0:15", to="0:40") }}\n\n2. И {{ video("deal", from=20) }}.')
    body, _ = staged_body(made.guides[0], made)
    line = next(line for line in body.split("\n") if "<figure" in line)
    assert line.startswith("    </p><figure") and line.endswith("</figure><p>")
    html5lib.HTMLParser(strict=True).parseFragment(markdown.markdown(body, extensions=["md_in_html"]))
    assert 'data-start="15.0" data-end="40.0"' in line
    assert "#t=15,40" in line and "Отрывок 0:15–0:40 из 1:23" in line
    assert "Два &lt;b&gt;." in line and "Три." in line and "Раз." not in line.split("kb-cut-text")[1]
    assert "Четыре." not in line.split("kb-cut-text")[1]
    assert '2. И <a href="../videos/deal.html#t=20">Сделка</a>.' in body


def test_readers_who_do_not_get_the_video_see_nothing_of_it() -> None:
    made = kb('Раз.\n\n{{ video("secret", from="0:15") }}\n\nИ {{ video("secret") }} тут.')
    body, _ = staged_body(made.guides[0], made)
    assert "secret" not in body and "Раз." in body


def test_everything_around_the_picture_is_published_with_it() -> None:
    board = Storyboard("/store/s.jpg", "deal.dddd.story.jpg", 2, 37, 7, 256, 144)
    media = replace(MEDIA, storyboard=board)
    assert published(media)["media/deal.dddd.story.jpg"] == "/store/s.jpg"
    html = player(knowledge((FILM,), {"deal": media}), "deal", depth=1)
    assert 'data-story="../media/deal.dddd.story.jpg" data-tiles="2 37 7 256 144"' in html
    assert 'data-key="aaaa"' in html and 'preload="none"' in html
    assert "style=" not in html and not [word for word in html.split() if word.startswith("on")]


def test_sizes_are_offered_for_watching_and_for_download() -> None:
    small = [
        replace(r, name=r.name.replace(".mp4", "-720.mp4"), width=1280, height=720, bytes=900_000)
        for r in MEDIA.renditions
    ]
    html = player(knowledge((FILM,), {"deal": replace(MEDIA, renditions=(*MEDIA.renditions, *small))}), "deal", depth=1)
    assert [html.count(f'data-size="{size}"') for size in (1080, 720)] == [2, 2]
    assert (
        'h264.mp4" download>1080p</a>, 1,8&nbsp;МБ' in html and 'h264-720.mp4" download>720p</a>, 0,9&nbsp;МБ' in html
    )


def test_paper_says_where_to_watch() -> None:
    made = knowledge((FILM,), {"deal": MEDIA})
    assert "раздел «Видео»" in player(made, "deal", depth=1) and "kb-qr" not in player(made, "deal", depth=1)
    made = replace(made, client=replace(made.client, site="http://wiki.firm.example/site/"))
    html = player(made, "deal", depth=1, start=75)
    assert "http://wiki.firm.example/site/videos/deal.html?t=1m15s" in html and "<svg" in html


def test_a_qr_code_holds_its_text_and_nothing_else() -> None:
    drawn = qr("http://wiki.firm.example/site/videos/deal.html?t=1m15s")
    assert drawn.startswith("<svg ") and drawn.endswith("</svg>") and "style" not in drawn and "http" not in drawn
    assert drawn != qr("http://wiki.firm.example/site/videos/deal.html?t=1m16s")
    with pytest.raises(ValueError, match="Data too large"):
        qr("я" * 3000)
