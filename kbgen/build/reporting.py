"""Report: a comparison in words, for the terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from kbgen.build.comparing import Compared, Comparison
from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.decks import SlideRef
from kbgen.model.text import Language
from kbgen.templates import escape

_SHOWN = 8
"""Pages, checks and slides of a deck named one by one; more are counted."""


def heading(found: Comparison, language: Language) -> str:
    """«Версия 1.0 от 12 ноября 2026 г. → сейчас»."""
    text = words(language)("cli.diff.heading", old=found.old.name, new=found.new.name)
    return text[:1].upper() + text[1:]


def touched_in_words(one: Compared, language: Language) -> list[str]:
    """What the change touches, a line a kind; then the request that allows it."""
    w, touched = words(language), one.touched
    lines = [
        _line("pages", [_html(page) for page in touched.pages], language),
        _line("guides", list(touched.guides), language),
        _line("videos", list(touched.videos), language),
        _line("slides", [w("changes.deck", deck=deck, numbers=n) for deck, n in slides(touched.slides)], language),
        _line("checks", list(touched.checks), language),
        _line("lapsed", list(touched.lapsed), language),
        _line("documents", list(touched.documents), language),
    ]
    lines += [w(f"changes.request.{r.decision}", id=r.id) for r in one.requests]
    lines += [w("changes.request.none")] if one.deviates else []
    return [line for line in lines if line]


def slides(found: tuple[SlideRef, ...]) -> Iterator[tuple[str, str]]:
    """Deck → numbers of its slides in order: ``("manager", "3, 5–7")``."""
    for deck, refs in groupby(sorted(found, key=lambda r: (r.deck, r.number)), key=lambda r: r.deck):
        yield deck, ", ".join(_ranges([r.number for r in refs]))


def _ranges(numbers: list[int]) -> Iterator[str]:
    at = 0
    while at < len(numbers):
        end = at
        while end + 1 < len(numbers) and numbers[end + 1] == numbers[end] + 1:
            end += 1
        first, last = numbers[at], numbers[end]
        yield str(first) if first == last else f"{first}–{last}" if last > first + 1 else f"{first}, {last}"
        at = end + 1


def as_markdown(found: Comparison, language: Language) -> str:
    """The comparison as a Markdown file that shows everything verbatim."""
    w = words(language)
    client = found.kb.client.name.said(language)
    lines = [f"# {escape(w('changes.title'))}: {escape(client)}", ""]
    lines += [escape(heading(found, language)), ""]
    if not found.found:
        lines += [escape(w("cli.diff.none")), ""]
    for noun, group in groupby(found.found, key=lambda one: one.change.trace.split("/")[0]):
        lines += [f"## {escape(w.get(f'changes.noun.{noun}') or w('changes.noun.other'))}", ""]
        for one in group:
            lines.append(f"- {escape(one.change.text.said(language))} <!-- {_comment(one.change.trace)} -->")
            lines += [f"    - {escape(line)}" for line in touched_in_words(one, language)]
        lines.append("")
    return "\n".join(lines)


def _line(kind: str, names: list[str], language: Language) -> str:
    if not names:
        return ""
    w, shown = words(language), ("; " if kind == "slides" else ", ").join(names[:_SHOWN])
    rest = len(names) - _SHOWN
    return w(f"changes.touched.{kind}", names=shown if rest <= 0 else w("changes.more", names=shown, n=rest))


def _html(page: str) -> str:
    path, mark, anchor = page.partition("#")
    return addresses.html(path) + mark + anchor


def _comment(trace: str) -> str:
    """A trace id inside an HTML comment, which it must not end."""
    return " ".join(trace.replace("--", "- -").split())
