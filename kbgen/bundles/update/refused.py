"""Refused: why an update was not made, as a value; the catalogue of the reader's language makes the sentence."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - the word people read
    """The update was not made and the copy is as it was. *code* finds the sentence in the catalogue."""

    def __init__(self, code: str, place: object = "", **values: object) -> None:
        super().__init__(code, str(place), values)
        self.code, self.place, self.values = code, str(place), values


class Busy(Refused):
    """Another update, or a build, of the same copy runs."""
