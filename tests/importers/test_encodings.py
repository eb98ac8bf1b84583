"""Encodings, told by the letters: of whole files, of one line, in capitals, broken."""

from __future__ import annotations

import random

import pytest

from kbgen.importers.encodings import decoded

PAGES = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "cp866", "koi8-r", "iso8859-5")
LINES = (
    "Здравствуйте! В этом видео мы войдём в систему.",
    "Введите имя и пароль, затем нажмите кнопку «Войти».",
    "Откройте карточку клиента и проверьте телефон.",
    "Сделка переходит на этап «Оплата», когда пришли деньги.",
    "Ещё раз: отчёт за неделю смотрит руководитель отдела.",
    "Нажмите Ctrl+S или кнопку Save — всё сохранится.",
    "Фильтр «Мои сделки» показывает объекты, за которые вы отвечаете.",
    "Если звонок сорвался, перезвоните: номер подставится сам.",
    "Юрий Щукин подписал счёт-фактуру № 15 и акт.",
    "Цена — 1 250 ₽, скидка — 10 %, подъезд к складу со двора.",
)


def film(lines: tuple[str, ...]) -> str:
    cues = (f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{line}\n" for n, line in enumerate(lines, 1))
    return "\n".join(cues)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("shape", [str, str.upper, str.lower])
def test_a_file_in_russian(page: str, shape: type[str]) -> None:
    text = film(tuple(shape(line) for line in LINES))
    for sign in "₽«»—№":  # the old pages have not all of them
        if sign.encode(page, "ignore") == b"":
            text = text.replace(sign, "-")
    assert decoded(text.encode(page)) == text


@pytest.mark.parametrize("page", PAGES[5:])
def test_one_line_is_enough(page: str) -> None:
    for line in LINES:
        text = film((line,)).translate(str.maketrans({"₽": "р", "«": '"', "»": '"', "—": "-", "№": "N"}))
        assert decoded(text.encode(page)) == text


def test_old_macs_with_a_few_lines() -> None:
    text = film(LINES[:4])
    assert decoded(text.encode("mac-cyrillic")) == text


def test_english_with_signs_and_foreign_letters() -> None:
    text = film(("Don’t click “Save” twice — the café’s order is sent once.", "Now open the list of deals."))
    assert decoded(text.encode("cp1252")) == text
    assert decoded(b"plain\r\n") == "plain\r\n" and decoded(b"") == ""


def test_a_few_broken_letters_leave_the_rest() -> None:
    content = film(LINES).encode()
    broken = content.replace("карточку".encode(), "карточк".encode() + b"\xd1", 1)
    assert broken != content
    assert decoded(broken) == film(LINES).replace("карточку", "карточк\ufffd")


@pytest.mark.parametrize(
    "content", [bytes(range(256)) * 20, random.Random(1).randbytes(3000), b"\x89PNG\r\n\0\0\xff" * 99]
)
def test_what_is_no_text(content: bytes) -> None:
    assert decoded(content) is None
