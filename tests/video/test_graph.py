"""What ffmpeg is told, as argument lists."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kbgen.video.graph import encoding, ending, kept, kept_rate, listening, picturing, sound_kept, squeezing, threaded
from kbgen.video.jobs import Study
from kbgen.video.loudness import SQUEEZES, Loudness
from kbgen.video.presets import AV1, H264, PRESETS, Preset
from kbgen.video.probing import Recording
from kbgen.video.tools import Tool

TOOL = Tool("ffmpeg", "9", "b", frozenset({"scale", "zscale", "tonemap"}))
SCREEN = Recording(
    duration=60.0, width=1920, height=1080, picture=0, sound=1, rate="30/1", codec="h264",
    pixels="yuv420p", pixel_shape="1/1", matrix=1, transfer=1,
)  # fmt: skip
QUIET = Loudness(-27.3, -8.1)


def told(recording: Recording = SCREEN, preset: Preset = AV1, loudness: Loudness | None = QUIET) -> list[str]:
    return encoding(TOOL, Path("in.mkv"), Study(recording, loudness), preset, Path("out.mp4"))


def graph_of(argv: list[str]) -> str:
    return argv[argv.index("-filter_complex") + 1]


@pytest.mark.parametrize("preset", PRESETS)
def test_only_local_media_files_are_opened(preset: Preset) -> None:
    argv = told(preset=preset)
    source = argv[argv.index("-i") + 1]
    assert source.startswith("file:") and Path(source.removeprefix("file:")).is_absolute()
    assert argv[argv.index("-protocol_whitelist") + 1] == "file"
    formats = argv[argv.index("-format_whitelist") + 1].split(",")
    assert not {"hls", "dash", "concat", "concatf", "image2", "lavfi", "sdp"} & set(formats)
    assert "-nostdin" in argv


def test_a_name_that_looks_like_an_option_is_a_name() -> None:
    argv = encoding(TOOL, Path("-i.mp4"), Study(SCREEN, None), AV1, Path("-o.mp4"))
    assert not [a for a in argv if a in ("-i.mp4", "-o.mp4")]


@pytest.mark.parametrize(("preset", "video", "audio"), [(AV1, "libsvtav1", "libopus"), (H264, "libx264", "aac")])
def test_presets_reach_the_command(preset: Preset, video: str, audio: str) -> None:
    argv = told(preset=preset)
    for flag, value in (("-c:v", video), ("-c:a", audio), ("-pix_fmt", "yuv420p"), ("-movflags", "+faststart")):
        assert argv[argv.index(flag) + 1] == value
    for flag in ("-color_primaries", "-color_trc", "-colorspace"):
        assert argv[argv.index(flag) + 1] == "bt709"


def test_nothing_is_cropped_or_enlarged() -> None:
    graph = graph_of(told())
    assert "crop" not in graph
    assert r"min(1\,min(1920/max(iw\,ih)\,1080/min(iw\,ih)))" in graph.replace("\\\\", "\\")
    assert "pad=h=ceil(ih/2)*2:w=ceil(iw/2)*2" in graph.replace("\\", "")


@pytest.mark.parametrize(
    ("loudness", "recording", "has"),
    [
        (QUIET, SCREEN, True),
        (replace(QUIET, integrated=float("-inf")), SCREEN, False),
        (replace(QUIET, integrated=-75.0), SCREEN, False),
        (None, replace(SCREEN, sound=None), False),
    ],
)
def test_silence_is_left_out(loudness: Loudness | None, recording: Recording, has: bool) -> None:
    argv = told(recording, loudness=loudness)
    assert ("-c:a" in argv) == has
    assert ("volume" in graph_of(argv)) == has


def test_the_second_pass_gets_what_the_first_measured() -> None:
    graph = graph_of(told())
    assert "volume=11.30dB" in graph and "alimiter" in graph
    assert "aresample=192000" in graph  # peaks between samples are seen
    assert "alimiter" not in graph_of(told(loudness=Loudness(-20.0, -12.0)))  # nothing to hold back


@pytest.mark.parametrize(
    ("rate", "kept"),
    [("30/1", "30/1"), ("60/1", "30"), ("25/1", "25/1"), ("30000/1001", "30000/1001"), ("", "30"), ("10/1", "10/1")],
)
def test_rates_are_constant_and_never_raised(rate: str, kept: str) -> None:
    assert kept_rate(rate, 30) == kept


@pytest.mark.parametrize(
    ("changes", "matrix"),
    [
        ({}, "auto"),
        ({"matrix": 2}, "bt709"),
        ({"matrix": 2, "width": 720, "height": 576}, "bt601"),
        ({"matrix": 2, "pixels": "gbrp"}, "auto"),
    ],
)
def test_colours_nobody_named_are_guessed_as_players_do(changes: dict[str, object], matrix: str) -> None:
    assert f"in_color_matrix={matrix}" in graph_of(told(replace(SCREEN, **changes)))  # type: ignore[arg-type]


def test_hdr_is_brought_down() -> None:
    assert "tonemap=hable" in graph_of(told(replace(SCREEN, transfer=16)))


def test_pixels_that_are_no_squares_become_ones() -> None:
    assert "iw*16/15" in graph_of(told(replace(SCREEN, pixel_shape="16/15")))


def test_other_commands() -> None:
    assert "ebur128" in graph_of(listening(TOOL, Path("a.mp4"), SCREEN))
    assert graph_of(squeezing(TOOL, Path("a.mp4"), SCREEN, QUIET)).count("alimiter") == len(SQUEEZES)
    assert "-ss" in picturing(TOOL, Path("a.mp4"), SCREEN, 12.0, Path("p.jpg"))
    assert "thumbnail" in graph_of(picturing(TOOL, Path("a.mp4"), SCREEN, None, Path("p.jpg")))
    assert "-sseof" in ending(TOOL, Path("a.mp4"), 2.0) and "-xerror" in ending(TOOL, Path("a.mp4"), 2.0)


GOOD = replace(SCREEN, codec="h264", plain=True, density=0.003, seek_step=10.0)


def test_a_good_small_picture_is_taken_over_untouched_and_its_sound_levelled() -> None:
    argv = told(GOOD, H264)
    assert kept(Study(GOOD, None), H264)
    assert argv[argv.index("-c:v") + 1] == "copy"
    assert "volume" in graph_of(argv)
    assert "scale" not in graph_of(argv)
    assert not kept(Study(GOOD, None), AV1)


@pytest.mark.parametrize(
    "changes",
    [
        {"codec": "vp9"},
        {"plain": False},
        {"density": 0.006},
        {"seek_step": 20.0},
        {"width": 3840, "height": 2160},
        {"width": 1919},
        {"rate": ""},
        {"rate": "60/1"},
        {"pixels": "yuv444p"},
        {"matrix": 6},
        {"pixel_shape": "4/3"},
    ],
)
def test_any_other_picture_is_encoded_anew(changes: dict[str, object]) -> None:
    assert not kept(Study(replace(GOOD, **changes), None), H264)  # type: ignore[arg-type]


def test_threads_are_told_to_av1_alone() -> None:
    assert "scm=1:enable-tf=0:enable-restoration=0:lp=1" in threaded(told(), 1)
    assert threaded(told(), 0) == told()
    assert threaded(told(preset=H264), 1) == told(preset=H264)


LEVEL = Loudness(-16.4, -2.1)
HEARD = replace(GOOD, sound_codec="aac", sound_rate=66_000, channels=1)


def test_sound_that_is_as_it_should_be_is_taken_over_beside_its_picture_alone() -> None:
    argv = told(HEARD, H264, LEVEL)
    assert (argv[argv.index("-c:v") + 1], argv[argv.index("-c:a") + 1]) == ("copy", "copy")
    assert "-filter_complex" not in argv
    argv = told(replace(HEARD, rate=""), H264, LEVEL)  # a picture made anew: its sound must fit it
    assert argv[argv.index("-c:a") + 1] == "aac"


@pytest.mark.parametrize(
    ("changes", "loudness"),
    [
        ({"sound_codec": "opus"}, LEVEL),
        ({"sound_rate": 128_000}, LEVEL),
        ({"sound_rate": 0}, LEVEL),
        ({"channels": 6}, LEVEL),
        ({}, replace(LEVEL, integrated=-17.2)),
        ({}, replace(LEVEL, peak=-1.0)),
        ({}, None),
    ],
)
def test_any_other_sound_is_levelled(changes: dict[str, object], loudness: Loudness | None) -> None:
    assert not sound_kept(Study(replace(HEARD, **changes), loudness), H264)  # type: ignore[arg-type]


def test_what_we_made_is_taken_over_whole() -> None:
    ours = replace(HEARD, codec="av1", density=0.0015, sound_codec="opus", sound_rate=33_000)
    argv = told(ours, AV1, LEVEL)
    assert argv[argv.index("-c:v") + 1] == "copy" and argv[argv.index("-tag:v") + 1] == "av01"
    assert not kept(Study(replace(ours, density=0.01), LEVEL), AV1)
    assert kept(Study(replace(ours, density=0.01), LEVEL, "camera"), AV1)
