"""The program ``update.py``, called at the client on its own. Its words are laid in when it is joined."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from pathlib import Path

from kbgen.bundles.update.applying import Outcome, Wishes, back, check, update
from kbgen.bundles.update.disk import megabytes
from kbgen.bundles.update.refused import Busy, Refused
from kbgen.bundles.update.switching import KEPT

LANGUAGE = "en"
TEXTS: dict[str, dict[str, str]] = {}


def main(words: list[str]) -> int:
    """The program ``update.py``. Returns its exit code: 0 done, 1 refused, 2 wrong call, 75 another one runs."""
    told = _arguments(words)
    say = _Sayer(told.language or LANGUAGE)
    if told.help or told.wrong or not (told.pack or told.check or told.back):
        say("wrong" if told.wrong else "help", script=Path(sys.argv[0]).name)
        return 2 if told.wrong else 0
    folder = Path(told.to) if told.to else Path(os.path.realpath(__file__)).parent
    signers = Path(told.signers) if told.signers else None
    wishes = Wishes(told.allow_older, max(told.keep, 0), signers, told.check, say.progress)
    try:
        if told.check and not told.pack:
            return _check_said(folder, signers, say)
        outcome = back(folder, wishes) if told.back else update(folder, told.pack, wishes)
    except Refused as refused:
        say.refused(refused)
        return 75 if isinstance(refused, Busy) else 1
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    say.outcome(outcome, told.check)
    return 0


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("pack", nargs="?", default="")
    parser.add_argument("--to", default="")
    parser.add_argument("--signers", default="")
    parser.add_argument("--language", choices=("ru", "en"))
    parser.add_argument("--keep", type=int, default=KEPT)
    for name in ("--check", "--back", "--allow-older", "--help"):
        parser.add_argument(name, action="store_true")

    def wrong(_: str) -> None:
        raise ValueError

    parser.error = wrong  # type: ignore[method-assign,assignment] # its own words would be English
    try:
        return argparse.Namespace(**{**vars(parser.parse_args(words)), "wrong": False})
    except ValueError:
        return argparse.Namespace(**{**vars(parser.parse_args([])), "wrong": True})


def _check_said(folder: Path, signers: Path | None, say: _Sayer) -> int:
    copy, listing, signer, differing = check(folder, signers)
    for code, path in differing[:50]:
        say.refused(Refused(code, path))
    if differing:
        say("bad", n=len(differing), folder=copy.folder)
        return 1
    size = megabytes(sum(entry.size for entry in listing.entries))
    say("good", folder=copy.folder, release=listing.release, n=len(listing.entries), size=size)
    say("signed" if signer else "unsigned", signer=signer)
    return 0


class _Sayer:
    """Says things in the language of the copy; signs the terminal cannot show become question marks."""

    def __init__(self, language: str) -> None:
        self.texts = TEXTS.get(language) or TEXTS.get("en") or {}
        self.shown = -1
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, ValueError):
                stream.reconfigure(errors="replace")  # type: ignore[union-attr,unused-ignore]

    def __call__(self, key: str, **values: object) -> None:
        text = self.texts.get(key, key + " {}".format(values or "") if not self.texts else key)
        sys.stdout.write(("\r" + " " * 20 + "\r" if self.shown >= 0 else "") + text.format(**values) + "\n")
        self.shown = -1
        sys.stdout.flush()

    def refused(self, refused: Refused) -> None:
        """What is wrong, where, and what to do."""
        values = {**refused.values, "place": refused.place}
        what = self.texts.get(refused.code + ".what", refused.code).format(**values)
        hint = self.texts.get(refused.code + ".hint", "").format(**values)
        self("refusal", place=refused.place, what=what)
        if hint:
            self("hint", hint=hint)

    def outcome(self, outcome: Outcome, dry: bool) -> None:
        """What was done, or would be."""
        key = "same" if not outcome.changed else "would" if dry else "done"
        size = megabytes(outcome.size)
        self(key, before=outcome.before, after=outcome.after, n=outcome.files, size=size, folder=outcome.copy.folder)
        self("signed" if outcome.signer else "unsigned", signer=outcome.signer)

    def progress(self, done: int, total: int, _: str) -> None:
        """How far it is, in whole per cent, on a terminal only."""
        part = 100 * done // (total or 1)
        if part != self.shown and sys.stdout.isatty():
            self.shown = part
            sys.stdout.write(f"\r{part:3d} % ")
            sys.stdout.flush()
