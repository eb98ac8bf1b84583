"""Pictures of guides: callouts over them, nothing of the text lost, nothing dangerous let in."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markdown import markdown

from kbgen.model.guides import Callout, Guide, GuideStep, Picture
from kbgen.model.kb import KnowledgeBase
from kbgen.wiki.guides import staged_body
from kbgen.wiki.pictures import published

FILE = "content/guides/crm/g.md"
SHOT = Picture(
    "images/a.png", 1280, 720, (Callout((0.42, 0.31), "«Добавить»"), Callout((0, 1), 'Ещё <b>"жирно"</b> *да* [x](y)'))
)


def body_of(text: str, kb: KnowledgeBase, *shots: Picture, **more: object) -> str:
    return staged_body(Guide("g", "Г", text, FILE, pictures=shots, **more), kb)[0]  # type: ignore[arg-type]


def test_callouts_stand_over_the_picture_and_below_it(tiny: KnowledgeBase) -> None:
    body = body_of("1. Раз\n\n    ![Окно](images/a.png)", tiny, SHOT)
    assert '<circle cx="42%" cy="31%"' in body
    assert '<circle cx="0%" cy="100%"' in body
    assert 'width="1280" height="720"' in body
    built = markdown(body, extensions=["attr_list", "md_in_html"])
    shown = re.sub(r"<[^>]+>", " ", built.partition('role="list"')[2])
    assert "«Добавить»" in shown
    assert "&lt;b&gt;&quot;жирно&quot;&lt;/b&gt; &#42;да&#42; &#91;x&#93;(y)" in shown
    assert "<em>" not in built and 'href="y"' not in built
    assert 'alt="Окно; 1: «Добавить»; 2: Ещё &lt;b&gt;' in built
    assert "style=" not in built


def test_a_picture_in_a_sentence_or_with_a_width_stays_markdown(tiny: KnowledgeBase) -> None:
    body = body_of("Нажмите ![плюс](images/a.png) справа.", tiny, SHOT)
    assert "{ width=1280 height=720 loading=lazy }" in body
    assert "<span" not in body
    body = body_of("![плюс](images/a.png){ width=50% onclick=x }", tiny, SHOT)
    assert "{ width=50% loading=lazy }" in body


def test_pictures_are_published_beside_the_guides(tiny: KnowledgeBase) -> None:
    body, files = staged_body(Guide("g", "Г", '![Окно](images/Снимок%201.PNG "Вид *сбоку*")', FILE), tiny)
    ((address, source),) = files.items()
    assert source == "content/guides/crm/images/Снимок 1.PNG"
    assert address == published(source)
    name = address.removeprefix("guides/")
    assert body.count(f'="{name}"') == 2
    assert "Вид &#42;сбоку&#42;</span>" in body


def test_the_moment_of_a_step_leads_into_the_video(tiny: KnowledgeBase) -> None:
    video = tiny.videos[0]
    steps = (GuideStep("Раз", "images/a.png", "Окно", 71.5),)
    body = body_of("![Окно](images/a.png){ data-at=1:11.5 }", tiny, SHOT, videos=(video.id,), steps=steps)
    assert f'href="../videos/{video.id}.html#t=71" data-moment="71.5"' in body
    assert "1:11" in body
    assert "data-moment" not in body_of("![Окно](images/a.png)", tiny, SHOT, videos=(video.id,), steps=steps)


def test_the_clients_words_stand_in_callouts_too(tiny: KnowledgeBase) -> None:
    shot = replace(SHOT, callouts=(Callout((0.5, 0.5), 'Кнопка {{ term("Deal").gen }} <i>'),))
    body = body_of('![Окно {{ term("Deal") }}](images/a.png)', tiny, shot)
    assert "Кнопка сделки &lt;i&gt;" in body
    assert 'alt="Окно сделка; 1: Кнопка сделки' in body


def test_marks_of_our_own_cannot_be_written_by_hand(tiny: KnowledgeBase) -> None:
    assert "\x04" not in body_of("a \x040\x05 b", tiny)


@pytest.mark.parametrize("source", ["../../../../etc/x.png", "../../../themes/x.png", "a.html", "images/x.svg.exe"])
def test_pictures_outside_the_content_are_left_out(source: str, tiny: KnowledgeBase) -> None:
    assert staged_body(Guide("g", "Г", f"![Окно]({source})", FILE), tiny) == ("Окно", {})


def test_pictures_of_different_folders_do_not_meet() -> None:
    assert published("content/guides/a/x.png") != published("content/guides/b/x.png")
    assert published("content/x.PNG").endswith(".png")
