"""The day of a build comes from one place and can be set."""

from __future__ import annotations

from datetime import date

import pytest

from kbgen.build.today import today


def test_the_day_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")
    assert today() == date(2027, 1, 1)


@pytest.mark.parametrize("odd", ["", "soon", "-5", "१२३", "9" * 40])
def test_without_a_number_it_is_today(monkeypatch: pytest.MonkeyPatch, odd: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", odd)
    assert today() == date.today()
