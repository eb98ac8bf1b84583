"""How qualities are found and kept, and how recordings are told apart: pure functions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from kbgen.video.kinds import flat_shares, kind_of
from kbgen.video.pieces import Piece, pieces
from kbgen.video.presets import AV1, H264, PRESETS, SMALL, Range, full, small
from kbgen.video.qualities import keep, kept
from kbgen.video.quality import Aim, Quality, Trial, search, usual
from kbgen.video.scores import fifth
from kbgen.video.trials import most
from tests.video.test_graph import SCREEN

FACTORS = Range(start=47, best=28, worst=55)
VMAF, SSIM = Aim(FACTORS, "vmaf"), Aim(FACTORS, "ssim")


def curve(top: float, steep: float) -> Callable[[int], Trial]:
    """Scores that fall ever faster, as pictures do."""
    return lambda crf: Trial(top - steep * (crf - 20) ** 2 / 100)


@pytest.mark.parametrize(("top", "steep"), [(97.0, 0.1), (97.5, 0.2), (96.5, 0.05), (98.0, 0.5), (96.2, 0.06)])
def test_the_search_ends_at_a_factor_that_is_good_and_not_much_better_than_asked(top: float, steep: float) -> None:
    tries: list[int] = []

    def attempt(crf: int) -> Trial:
        tries.append(crf)
        return curve(top, steep)(crf)

    found = search(VMAF, attempt)
    assert len(tries) <= 2 and FACTORS.best <= found.crf <= FACTORS.worst
    score = attempt(found.crf).score
    assert score >= 95.3
    assert score <= 96.1 or found.crf == FACTORS.worst
    assert found.score is None or found.score == round(score, 4)


def test_one_try_is_enough_where_it_is_just_right() -> None:
    tries: list[int] = []
    found = search(VMAF, lambda crf: tries.append(crf) or Trial(95.7))  # type: ignore[func-returns-value]
    assert (found, tries) == (Quality(47, 95.7, "vmaf"), [47])


@pytest.mark.parametrize(
    ("at_start", "step", "most"),
    [(96.07, 0.23, 1), (95.3, 0.27, 0), (95.83, 0.2, 1), (95.76, 0.17, 0), (96.03, 0.3, 1), (95.0, 0.2, 1)],
)
def test_one_try_near_the_goal_is_enough_for_h264(at_start: float, step: float, most: int) -> None:
    """*most*: steps that a careful choice may stay below the best one. Scores as measured of recordings of a CRM."""
    tries: list[int] = []

    def attempt(crf: int) -> Trial:
        tries.append(crf)
        return Trial(at_start - step * (crf - H264.crf.start))

    aim = Aim(H264.crf, "vmaf", "screen", "h264")
    found = search(aim, attempt)
    assert len(tries) == 1 and attempt(found.crf).score >= 95.55
    assert attempt(found.crf + most + 1).score < 95.6


@pytest.mark.parametrize("at_start", [80.0, 94.5, 96.8, 99.0])
def test_what_is_far_from_the_goal_is_tried_again(at_start: float) -> None:
    tries: list[int] = []
    search(Aim(H264.crf, "vmaf", "screen", "h264"), lambda crf: tries.append(crf) or Trial(at_start))  # type: ignore[func-returns-value]
    assert len(tries) == 2


def test_what_cannot_be_good_enough_gets_the_best_there_is() -> None:
    assert search(VMAF, lambda crf: Trial(80.0)).crf == FACTORS.best


def test_what_is_always_good_enough_gets_the_smallest() -> None:
    assert search(SSIM, lambda crf: Trial(0.9999)).crf == FACTORS.worst


def test_structure_is_compared_where_there_is_no_vmaf() -> None:
    found = search(SSIM, lambda crf: Trial(0.999 - (crf - 30) * 0.0002))
    assert found.measure == "ssim" and 0.995 <= 0.999 - (found.crf - 30) * 0.0002 <= 0.998


@pytest.mark.parametrize("most", [1500.0, 900.0, 400.0])
def test_noise_never_takes_more_bits_than_it_came_with(most: float) -> None:
    tries: list[int] = []

    def noisy(crf: int) -> Trial:
        tries.append(crf)
        return Trial(96.5 - 0.15 * (crf - 20), rate(crf))

    def rate(crf: int) -> float:
        return float(2000 * 0.94 ** (crf - 20))

    found = search(Aim(Range(32, 14, 55), "vmaf", "camera", "av1", most), noisy)
    assert rate(found.crf) <= most * 1.001 and len(tries) <= 2
    free = search(Aim(Range(32, 14, 55), "vmaf", "camera"), noisy)
    assert noisy(free.crf).score >= 95.4 and found.crf >= free.crf
    assert found.crf == free.crf or rate(found.crf - 1) > most  # and no less than that


def test_h264_may_take_what_it_needs_for_what_came_in_a_better_codec() -> None:
    came = replace(SCREEN, codec="h264", picture_rate=1000.0)
    assert most(came, "av1") == most(came, "h264") == 1000
    assert most(replace(came, codec="vp9"), "h264") == 2000 and most(replace(came, codec="vp9"), "av1") == 1000
    assert most(replace(came, picture_rate=0.0), "av1") == float("inf")


def test_what_cannot_be_measured_gets_more_than_most_need() -> None:
    assert usual(AV1, "screen").crf < AV1.crf.start and usual(AV1, "screen").score is None
    assert AV1.camera_crf is not None and usual(AV1, "camera").crf <= AV1.camera_crf.start


def test_the_fifth_percentile(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(json.dumps({"frames": [{"metrics": {"vmaf": float(n)}} for n in reversed(range(100))]}))
    assert fifth(log, "vmaf") == 5.0
    log.write_text("".join(f"n:{n} Y:0.99{n:02} U:1 V:1 All:0.5 (1)\n" for n in range(40)))
    assert fifth(log, "ssim") == 0.9902
    log.write_text("")
    with pytest.raises(ValueError, match="no frames"):
        fifth(log, "ssim")


def test_a_piece_counts_what_it_stands_for(tmp_path: Path) -> None:
    log = tmp_path / "log"
    frames = [{"frameNum": n * 3, "metrics": {"vmaf": 97.0 if n < 8 else 90.0}} for n in range(16)]
    log.write_text(json.dumps({"frames": frames}))
    for weight, wanted in ((0.5, 90.0), (0.06, 90.0), (0.04, 97.0)):
        assert fifth(log, "vmaf", (Piece(0, 0.8, 1 - weight), Piece(9, 0.8, weight))) == wanted


def test_seams_between_pieces_do_not_count(tmp_path: Path) -> None:
    log = tmp_path / "log"
    inside = {*range(8, 21), *range(32, 45)}
    frames = [{"frameNum": n, "metrics": {"vmaf": 96.0 if n in inside else 80.0}} for n in range(0, 48, 2)]
    log.write_text(json.dumps({"frames": frames}))
    assert fifth(log, "vmaf", (Piece(0, 0.8, 0.5), Piece(9, 0.8, 0.5))) == 96.0
    assert fifth(log, "vmaf") == 80.0


def test_findings_are_kept_beside_the_recordings(tmp_path: Path) -> None:
    file, recording = tmp_path / "qualities.json", tmp_path / "Новый запрос.mp4"
    keep(file, recording, "d1", AV1, Quality(46, 95.9, "vmaf"))
    keep(file, recording, "d1", H264, Quality(21))
    assert kept(file, "d1", AV1) == Quality(46, 95.9, "vmaf") and kept(file, "d1", H264) == Quality(21)
    assert kept(file, "d2", AV1) is None and kept(None, "d1", AV1) is None
    assert kept(file, "d1", replace(AV1, video=(*AV1.video, ("preset", "6")))) is None  # found for other flags
    assert "Новый запрос.mp4" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"d1": 5}', '{"d1": {"av1": 7}}', '{"d1": {"av1": {"crf": "46", "flags": "x"}}}']
)
def test_a_damaged_file_of_findings_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "qualities.json"
    file.write_text(text)
    assert kept(file, "d1", AV1) is None
    keep(file, tmp_path / "a.mp4", "d1", AV1, Quality(46))
    assert kept(file, "d1", AV1) == Quality(46)


def test_findings_nobody_can_keep_are_no_failure(tmp_path: Path) -> None:
    (tmp_path / "wall").write_text("")
    keep(tmp_path / "wall" / "qualities.json", tmp_path / "a.mp4", "d1", AV1, Quality(46))
    keep(None, tmp_path / "a.mp4", "d1", AV1, Quality(46))


@pytest.mark.parametrize("duration", [4.0, 5.3, 20.0, 65.0, 600.0, 36_000.0])
@pytest.mark.parametrize("known", [True, False])
def test_pieces_lie_apart_inside_the_recording_and_stay_short(duration: float, known: bool) -> None:
    activity = [(n * 7919) % 1000 for n in range(int(duration))] if known else []
    cuts = pieces(duration, activity)
    assert cuts[0].start >= 0 and cuts[-1].start + cuts[-1].length <= duration
    assert all(cut.start + cut.length <= later.start for cut, later in pairwise(cuts))
    assert sum(cut.length for cut in cuts) <= min(6.5, duration * 0.13)
    assert all(abs(cut.length * 30 - round(cut.length * 30)) < 1e-6 for cut in cuts)
    assert abs(sum(cut.weight for cut in cuts) - 1) < 1e-9


def test_the_busiest_seconds_are_looked_at_most() -> None:
    scrolling = set(range(40, 46))  # a tenth of a minute
    cuts = pieces(60.0, [5000 if second in scrolling else second for second in range(60)])
    busy = [cut for cut in cuts if int(cut.start) in scrolling]
    assert len(busy) == 3 and abs(sum(cut.weight for cut in busy) - 0.1) < 1e-9


def pgm(width: int, height: int, pixel: Callable[[int, int], int]) -> bytes:
    pixels = bytes(pixel(x, y) % 256 for y in range(height) for x in range(width))
    return b"P5\n%d %d\n255\n" % (width, height) + pixels


def test_flat_areas_make_a_screen_and_texture_a_camera() -> None:
    form = pgm(64, 48, lambda x, y: 0 if x % 16 == 0 or y % 16 == 0 else 240)
    grain = pgm(64, 48, lambda x, y: (x * 7919 + y * 104729) >> 3)
    assert kind_of(form * 4 + grain) == "screen" and kind_of(grain * 4 + form) == "camera"
    assert len(flat_shares(form * 3)) == 3


@pytest.mark.parametrize("content", [b"", b"nonsense", b"P5\n64 48\n255\n", b"P5\n1 1\n255\n\0"])
def test_what_cannot_be_looked_at_is_treated_with_care(content: bytes) -> None:
    assert kind_of(content) == "camera"


def test_kinds_have_flags_of_their_own() -> None:
    screen, camera = dict(AV1.tuned("screen", 46).video), dict(AV1.tuned("camera", 30).video)
    assert (screen["crf"], camera["crf"]) == ("46", "30")
    assert "scm=1" in screen["svtav1-params"] and "scm=0" in camera["svtav1-params"]
    assert dict(H264.tuned("camera", 20).video)["tune"] == "film"


@pytest.mark.parametrize("preset", PRESETS)
def test_the_smaller_picture_differs_in_size_alone(preset: object) -> None:
    assert preset in PRESETS
    less = small(preset)  # type: ignore[arg-type]
    assert less.box == SMALL and full(less) == preset and less.name not in {p.name for p in PRESETS}
    assert replace(less, name=full(less).name, box=full(less).box) == preset
