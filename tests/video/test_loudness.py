"""Loudness: what meters say is read, and what is done comes out as loud as it should, whatever the sound is like."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.video.loudness import (
    HIGHEST,
    SQUEEZES,
    WITHIN,
    Level,
    Loudness,
    aim,
    better,
    heard_in,
    is_squeezed,
    squeezed_in,
)
from kbgen.video.presets import AV1, H264, LUFS, Preset

_SAID = """[Parsed_ebur128_0 @ 0x1] Summary:

  Integrated loudness:
    I:         %s LUFS
    Threshold: -26.8 LUFS

  Loudness range:
    LRA:         5.0 LU

  True peak:
    Peak:       %s dBFS
"""
TALK = Loudness(-19.1, -4.7)
TIGHT = Loudness(-29.1, -7.9, ((4.0, -17.6), (8.0, -15.3), (12.0, -13.8), (18.0, -11.7), (24.0, -10.3)))


def test_the_summary_is_read() -> None:
    assert heard_in("title: I: -5.0 LUFS\n" + _SAID % ("-16.3", "-1.4")) == Loudness(-16.3, -1.4)
    assert heard_in(_SAID % ("-70.0", "-3.0") + _SAID % ("-16.3", "-1.4")) == Loudness(-16.3, -1.4)
    assert heard_in("nothing") is None


@pytest.mark.parametrize(("integrated", "peak"), [("-70.0", "-80.0"), ("-70.0", "-inf")])
def test_silence_is_known(integrated: str, peak: str) -> None:
    loudness = heard_in(_SAID % (integrated, peak))
    assert loudness is not None and loudness.silent and not loudness.good
    assert not is_squeezed(loudness)


def test_good_is_what_readers_are_promised() -> None:
    assert Loudness(-16.3, -1.6).good
    assert not Loudness(-16.3, -1.4).good and not Loudness(-17.1, -3.0).good and not Loudness(-14.9, -3.0).good


def test_tries_are_read_in_whatever_order_they_end() -> None:
    tries = ["-13.8", "-10.3", "-17.6", "-11.7", "-15.3"]
    assert squeezed_in("".join(_SAID % (loud, "-0.1") for loud in tries)) == TIGHT.squeezed
    assert squeezed_in(_SAID % ("-13.8", "-0.1")) == ()


def test_only_what_needs_much_of_the_limiter_is_tried_out() -> None:
    assert is_squeezed(replace(TIGHT, squeezed=())) and not is_squeezed(TALK)


@pytest.mark.parametrize("preset", [AV1, H264])
def test_a_sound_that_is_squeezed_gets_more_gain_than_it_lacks(preset: Preset) -> None:
    level = aim(TIGHT, preset)
    assert level.gain > LUFS - TIGHT.integrated + 3
    assert level.ceiling < HIGHEST - preset.overshoot
    assert aim(TALK, preset).gain == pytest.approx(LUFS - TALK.integrated)


def swallowed(loudness: Loudness, level: Level) -> float:
    """How loud a sound is that loses half of what is lifted above the ceiling: what a limiter does, roughly."""
    over = level.over(loudness)
    return loudness.integrated + level.gain - (0.5 * over if over > 0 else 0.0)


@given(
    integrated=st.floats(-60, -8),
    crest=st.floats(3, 30),
    peaks=st.floats(0, 5),
    quieter=st.floats(-1, 1),
    preset=st.sampled_from([AV1, H264]),
)
def test_any_sound_and_codec_ends_where_it_should(
    integrated: float, crest: float, peaks: float, quieter: float, preset: Preset
) -> None:
    """A codec that adds to peaks and takes from loudness, and a limiter that swallows half of what it holds back."""
    loudness = Loudness(integrated, integrated + crest)
    tried = tuple((over, -crest + 0.5 * over) for over in SQUEEZES)
    loudness = replace(loudness, squeezed=tried) if is_squeezed(loudness) else loudness
    level = aim(loudness, preset)
    for _ in range(4):
        heard = Loudness(swallowed(loudness, level) + quieter, min(level.ceiling, loudness.peak + level.gain) + peaks)
        if heard.good:
            return
        done, level = level, better(level, loudness, heard)
    assert heard.peak <= HIGHEST
    most = loudness.squeezed and done.over(loudness) >= SQUEEZES[-1] - 0.01  # a click a minute is no speech
    assert most or abs(heard.integrated - LUFS) <= WITHIN
