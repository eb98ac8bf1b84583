"""Player: reveal.js and its speaker view, read from the theme and put into the deck's language."""

from __future__ import annotations

from collections.abc import Mapping

from kbgen.errors import ContentError, Place, Problem
from kbgen.language import words
from kbgen.model.text import Language
from kbgen.theme import Theme

_FOLDER = "assets/vendor/reveal"

_PLAYER: Mapping[str, str] = {
    "`next slide`": "next_slide",
    "`previous slide`": "previous_slide",
    '"above slide"': "above_slide",
    '"below slide"': "below_slide",
    ">Resume presentation<": "resume",
}
_PRESENTER: Mapping[str, str] = {
    '<html lang="en">': "lang",
    "<title>reveal.js - Speaker View</title>": "title",
    "`reveal.js - Notes`": "title",
    ">Loading speaker view...<": "loading",
    "Error connecting to main window.<br>Please try closing and reopening the speaker view.": "failed",
    "Speaker view popup failed to open. Please make sure popups are allowed and reopen the speaker view.": "blocked",
    ">Upcoming<": "upcoming",
    ">Time <span": "time",
    ">Click to Reset<": "reset",
    ">Pacing – Time to finish current slide<": "pacing",
    ">Notes<": "notes",
    "= 'Layout' +": "layout",
    "'default': 'Default'": "default",
    "'wide': 'Wide'": "wide",
    "'tall': 'Tall'": "tall",
    "'notes-only': 'Notes only'": "notes_only",
    "'en-US'": "locale",
    "hour12: true": "hour12",
    "`Speaker notes view`": "key",
}
_QUOTED = ("'default': ", "'wide': ", "'tall': ", "'notes-only': ")


def part(theme: Theme, name: str) -> str:
    """The text of the theme's file *name*.

    Raises:
        ContentError: no layer of the theme has it.
    """
    path = theme.find(name)
    if path is None:
        raise ContentError([Problem("deck_part_missing", Place(f"themes/base/{name}"), {"file": name})])
    return path.read_text(encoding="utf-8")


def player(theme: Theme, language: Language) -> str:
    """reveal.js, ready to stand in a ``<script>``."""
    return _translated(theme, f"{_FOLDER}/reveal.js", _PLAYER, "seminar.player", language)


def presenter(theme: Theme, language: Language) -> str:
    """The speaker view's plug-in, ready to stand in a ``<script>``."""
    return _translated(theme, f"{_FOLDER}/notes.js", _PRESENTER, "seminar.presenter", language)


def _translated(theme: Theme, name: str, phrases: Mapping[str, str], room: str, language: Language) -> str:
    """The script *name* with its *phrases* said in *language*.

    Raises:
        ContentError: a phrase is not there, so this is not the version the phrases were read from.
    """
    script, w = part(theme, name), words(language)
    for phrase, key in phrases.items():
        if phrase not in script:
            raise ContentError([Problem("deck_player_changed", Place(f"themes/base/{name}"), {"phrase": phrase})])
        script = script.replace(phrase, _said(phrase, w(f"{room}.{key}")))
    return script.replace("</script", "<\\/script")


def _said(phrase: str, text: str) -> str:
    """*phrase* with its words replaced by *text*, its quotes and marks kept."""
    for prefix in _QUOTED:
        if phrase.startswith(prefix):
            return f"{prefix}'{text}'"
    marks = {
        '<html lang="en">': f'<html lang="{text}">',
        "<title>reveal.js - Speaker View</title>": f"<title>{text}</title>",
        ">Time <span": f">{text} <span",
        "= 'Layout' +": f"= '{text}' +",
        "hour12: true": f"hour12: {text}",
    }
    if phrase in marks:
        return marks[phrase]
    if phrase[0] in "`\"'>":
        return phrase[0] + text + phrase[-1]
    return text
