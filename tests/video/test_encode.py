"""Recordings, really encoded: what comes in all sorts, what comes out, and what must not come in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import av
import pytest

from kbgen.language import say
from kbgen.video import encode
from kbgen.video.levelling import heard
from kbgen.video.tools import Tool
from kbgen.video.verify import is_web_ready
from kbgen.workspace import Workspace
from tests.video.conftest import QUICK, Clip, at_work, encoded, video

pytestmark = pytest.mark.media


def stream(path: str, kind: str) -> Any:
    with av.open(path) as container:
        found = next(iter(getattr(container.streams, kind)), None)
        return found and (found.codec_context.name, getattr(found, "average_rate", None), found.codec_context)


def drafts(workspace: Workspace) -> list[Path]:
    return [p for p in workspace.cache.rglob("*draft*") if p.is_file()]


def test_a_recording_becomes_av1_and_h264_with_a_poster(workspace: Workspace, clip: Clip) -> None:
    path = clip(workspace.videos / "firm" / "new-deal.mkv")
    media, problems = encoded(workspace, path, poster=1.0)
    made = media["new-deal"]
    assert problems == () and made.ready and abs(made.duration - 2) < 0.2
    assert [r.codec for r in made.renditions] == ["av1", "h264"]
    for rendition in made.renditions:
        assert (rendition.width, rendition.height) == (320, 180)
        assert rendition.name.startswith("new-deal.") and rendition.name.endswith(f".{rendition.codec}.mp4")
        assert Path(rendition.path).stat().st_size == rendition.bytes
        assert is_web_ready(Path(rendition.path))
        name, rate, context = stream(rendition.path, "video")
        assert (name in ("libdav1d", "av1", "h264")) and rate == 30 and context.pix_fmt == "yuv420p"
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)
        assert stream(rendition.path, "audio")[2].channels == 1
    assert made.renditions[0].mime.startswith('video/mp4; codecs="av01.0.') and "opus" in made.renditions[0].mime
    assert made.renditions[1].mime.startswith('video/mp4; codecs="avc1.64') and "mp4a.40.2" in made.renditions[1].mime
    assert Path(made.poster).read_bytes()[:2] == b"\xff\xd8" and made.poster_name.endswith(".jpg")
    assert drafts(workspace) == []


def test_a_second_run_touches_nothing(workspace: Workspace, clip: Clip) -> None:
    path = clip(workspace.videos / "firm" / "a.mp4")
    first, _ = encoded(workspace, path)
    before = {p: p.stat().st_mtime_ns for p in workspace.cache.rglob("*")}
    again, problems = encoded(workspace, path)
    assert problems == () and again == first
    assert {p: p.stat().st_mtime_ns for p in workspace.cache.rglob("*")} == before
    shutil.copyfile(path, path.with_name("b.mp4"))  # the same recording under another name costs nothing, too
    other, _ = encoded(workspace, path.with_name("b.mp4"))
    assert other["b"].renditions[0].path == first["a"].renditions[0].path


def test_what_was_finished_is_not_made_again(workspace: Workspace, clip: Clip) -> None:
    path = clip(workspace.videos / "firm" / "a.mp4")
    first, _ = encoded(workspace, path)
    kept, lost = first["a"].renditions
    stamp = Path(kept.path).stat().st_mtime_ns
    Path(lost.path).unlink()
    again, _ = encoded(workspace, path)
    assert Path(kept.path).stat().st_mtime_ns == stamp
    assert again["a"].ready and Path(again["a"].renditions[1].path).is_file()


Make = Callable[[Clip, Path], Path]

ODD: dict[str, tuple[Make, tuple[int, int]]] = {
    "odd size": (lambda c, p: c(p / "a.mkv", "-vf", "format=yuv444p,pad=321:181", "-c:v", "libx264"), (322, 182)),
    "no sound": (lambda c, p: c(p / "a.mp4", sound=False), (320, 180)),
    "screen without frames for a while": (
        lambda c, p: c(p / "a.mkv", "-vf", "select='not(between(n,15,40))'", "-fps_mode", "vfr", *QUICK),
        (320, 180),
    ),
    "sixty frames a second": (lambda c, p: c(p / "a.mp4", rate="60"), (320, 180)),
    "turned by a phone": (
        lambda c, p: _turned(c(p / "flat.mp4"), p / "a.mov"),
        (180, 320),
    ),
    "pixels that are no squares": (lambda c, p: c(p / "a.mp4", "-vf", "setsar=4/3", *QUICK), (428, 180)),
    "RGB": (lambda c, p: c(p / "a.mkv", "-c:v", "libx264rgb", "-qp", "0"), (320, 180)),
    "larger than 1080p": (lambda c, p: c(p / "a.mp4", size="2560x1440", seconds=1), (1920, 1080)),
    "transport stream": (lambda c, p: c(p / "a.ts"), (320, 180)),
    "animation": (lambda c, p: c(p / "a.gif", "-r", "10", sound=False), (320, 180)),
    "old camera": (lambda c, p: c(p / "a.avi", "-c:v", "mpeg4", "-c:a", "mp3"), (320, 180)),
    "browser": (lambda c, p: c(p / "a.webm", "-c:v", "libvpx", "-c:a", "libopus"), (320, 180)),
    "ten sound tracks": (
        lambda c, p: c(p / "a.mkv", "-map", "0:v", *["-map", "1:a"] * 10, *QUICK),
        (320, 180),
    ),
    "HDR of a phone": (
        lambda c, p: c(
            p / "a.mkv",
            "-vf",
            "format=yuv420p10le,setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc:range=tv",
            *("-c:v", "libx265", "-x265-params", "log-level=none", "-c:a", "aac"),
        ),
        (320, 180),
    ),
    "starts late": (lambda c, p: c(p / "a.mkv", "-output_ts_offset", "5", *QUICK), (320, 180)),
}


def _turned(source: Path, goal: Path) -> Path:
    from imageio_ffmpeg import get_ffmpeg_exe

    argv = [get_ffmpeg_exe(), "-v", "error", "-display_rotation", "90", "-i", str(source), "-c", "copy", str(goal)]
    subprocess.run(argv, check=True, timeout=60)
    return goal


@pytest.mark.parametrize("kind", ODD)
def test_sources_of_all_sorts(workspace: Workspace, clip: Clip, kind: str) -> None:
    make, size = ODD[kind]
    path = make(clip, workspace.videos / "firm")
    media, problems = encoded(workspace, path)
    assert problems == ()
    for rendition in media["a"].renditions:
        assert (rendition.width, rendition.height) == size
        rate = stream(rendition.path, "video")[1]
        assert rate <= 30
        assert (stream(rendition.path, "audio") is None) == (kind in ("no sound", "animation"))


SHADES = {
    "RGB": ("-c:v", "libx264rgb", "-qp", "0"),
    "named BT.601": (
        "-vf",
        "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p,"
        "setparams=colorspace=smpte170m:color_primaries=smpte170m:color_trc=smpte170m",
        *("-c:v", "libx264", "-qp", "0"),
    ),
    "nameless and large": (
        "-vf",
        "scale=1280:720:out_color_matrix=bt709:out_range=tv,format=yuv420p,"
        "setparams=colorspace=unknown:color_primaries=unknown:color_trc=unknown",
        *("-c:v", "libx264", "-qp", "0"),
    ),
    "full range": (
        "-vf",
        "scale=out_color_matrix=bt709:out_range=pc,format=yuv420p,setparams=colorspace=bt709:range=pc",
        *("-c:v", "libx264", "-qp", "0"),
    ),
}


@pytest.mark.parametrize("kind", SHADES)
def test_colours_stay(workspace: Workspace, tool: Tool, kind: str) -> None:
    path = workspace.videos / "firm" / "a.mkv"
    argv = [tool.path, "-v", "error", "-f", "lavfi", "-i", "color=0xC83C1E:size=320x180:rate=10,format=gbrp", "-t", "1"]
    subprocess.run([*argv, *SHADES[kind], str(path)], check=True, timeout=60)
    media, problems = encoded(workspace, path)
    assert problems == ()
    for file, matrix in [(r.path, "bt709") for r in media["a"].renditions] + [(media["a"].poster, "bt601")]:
        graph = f"crop=2:2,scale=in_color_matrix={matrix},format=rgb24"
        argv = [tool.path, "-v", "error", "-i", file, "-vf", graph, "-frames:v", "1", "-f", "rawvideo", "-"]
        pixel = subprocess.run(argv, check=True, capture_output=True, timeout=60).stdout[:3]
        assert all(abs(a - b) <= 6 for a, b in zip(pixel, (0xC8, 0x3C, 0x1E), strict=True)), (file, tuple(pixel))


def test_speech_is_levelled(workspace: Workspace, clip: Clip, tool: Tool) -> None:
    quiet = clip(workspace.videos / "firm" / "quiet.mp4", "-af", "volume=-22dB", *QUICK, seconds=6)
    media, _ = encoded(workspace, quiet)
    for rendition in media["quiet"].renditions:
        loudness = heard(tool, Path(rendition.path))
        assert loudness is not None
        assert abs(loudness.integrated + 16) <= 1 and loudness.peak <= -1.5


def test_silence_needs_no_sound(workspace: Workspace, clip: Clip) -> None:
    path = clip(workspace.videos / "firm" / "mute.mp4", "-af", "volume=0", *QUICK)
    media, problems = encoded(workspace, path)
    assert problems == () and media["mute"].ready
    assert stream(media["mute"].renditions[0].path, "audio") is None


NAMES = ("-i.mp4", "Новый запрос — «сделка».mp4", "д" * 115 + ".mp4", "a b'c;$(d)&.mp4", "100%d.mp4", "x:y.mp4")


@pytest.mark.parametrize("name", NAMES)
def test_any_name_will_do(workspace: Workspace, clip: Clip, name: str) -> None:
    path = workspace.videos / "firm" / name
    clip(workspace.root / "plain.mp4").rename(path)
    media, problems = encoded(workspace, path, id="v")
    assert problems == () and media["v"].ready


def _cut(source: Path, part: float) -> Path:
    content = source.read_bytes()
    source.write_bytes(content[: int(len(content) * part)])
    return source


def _text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


FAULTS: dict[str, tuple[Make, str]] = {
    "cut mp4": (lambda c, p: _cut(c(p / "a.mp4", seconds=6), 0.6), "video-unreadable"),
    "cut faststart mp4": (
        lambda c, p: _cut(c(p / "a.mp4", *QUICK, "-movflags", "+faststart", seconds=6), 0.6),
        "video-cut-short",
    ),
    "cut mkv": (lambda c, p: _cut(c(p / "a.mkv", seconds=6), 0.6), "video-cut-short"),
    "zero bytes": (lambda c, p: _text(p / "a.mp4", ""), "video-empty"),
    "text renamed": (lambda c, p: _text(p / "a.mp4", "Это не видео.\n" * 100), "video-unreadable"),
    "no picture": (lambda c, p: c(p / "a.mp4", "-c:a", "aac", picture=False), "video-no-picture"),
    "one pixel": (lambda c, p: c(p / "a.mkv", "-c:v", "ffv1", size="2x2"), "video-odd-size"),
}


@pytest.mark.fault
@pytest.mark.parametrize("kind", FAULTS)
def test_one_bad_recording_is_one_problem_and_others_go_on(workspace: Workspace, clip: Clip, kind: str) -> None:
    make, code = FAULTS[kind]
    bad = make(clip, workspace.videos / "firm")
    good = clip(workspace.videos / "firm" / "good.mp4")
    media, problems = encoded(workspace, bad, good)
    assert [(p.code, p.place.file) for p in problems] == [(code, bad.relative_to(workspace.root).as_posix())]
    assert bad.name in say(problems[0], "ru").what and bad.name in say(problems[0], "en").what
    assert not media["a"].ready and media["a"].poster == "" and media["good"].ready
    assert drafts(workspace) == []
    before = {p: p.stat().st_mtime_ns for p in workspace.cache.rglob("*")}
    assert encoded(workspace, bad)[1] == problems
    assert {p: p.stat().st_mtime_ns for p in workspace.cache.rglob("*")} == before, "the verdict is kept"


@pytest.mark.fault
@pytest.mark.parametrize("kind", ["hls", "concat", "dash", "link"])
def test_files_that_name_other_files_are_not_followed(
    workspace: Workspace, clip: Clip, tmp_path: Path, kind: str
) -> None:
    secret = clip(workspace.root / "secret.ts", size="640x360")
    path = workspace.videos / "firm" / "a.mp4"
    name = secret.as_posix()
    if kind == "link":
        path.symlink_to(secret)
    else:
        texts = {
            "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.0,\n{name}\n#EXT-X-ENDLIST\n",
            "concat": f"ffconcat version 1.0\nfile '{name}'\n",
            "dash": f'<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><BaseURL>{name}</BaseURL></MPD>',
        }
        _text(path, texts[kind])
    media, problems = encoded(workspace, path)
    assert [p.code for p in problems] == ["video-outside" if kind == "link" else "video-unreadable"]
    assert not media["a"].ready


@pytest.mark.fault
def test_a_missing_recording(workspace: Workspace) -> None:
    media, problems = encoded(workspace, workspace.videos / "firm" / "none.mp4")
    assert [p.code for p in problems] == ["video-missing"] and not media["none"].ready


def _stand_in(workspace: Workspace, tool: Tool, body: str) -> Path:
    """A program that is ffmpeg until it is to encode: then it does *body*."""
    script = workspace.root / "ffmpeg-stand-in"
    code = f"#!{sys.executable}\nimport os, subprocess, sys\n"
    code += f"if '-movflags' not in sys.argv: os.execv({tool.path!r}, [{tool.path!r}, *sys.argv[1:]])\n{body}\n"
    script.write_text(code)
    script.chmod(0o755)
    return script


BREAKDOWNS = {
    "says 0 and leaves nothing": ("sys.exit(0)", "video-encode-failed"),
    "says 0 and leaves half": (
        "half = [a if a != '-movflags' else '-t' for a in sys.argv[1:]]\n"
        "half[half.index('-t') + 1] = '1'\n"
        "sys.exit(subprocess.run(['{tool}', *half]).returncode)",
        "video-encode-failed",
    ),
    "is killed": ("import signal; os.kill(os.getpid(), signal.SIGKILL)", "video-encode-failed"),
    "finds the disk full": (
        "target = sys.argv[[i for i, a in enumerate(sys.argv) if a.startswith('file:')][-1]].removeprefix('file:')\n"
        "open(target, 'wb').write(b'x' * 1000)\n"
        "print('av_interleaved_write_frame(): No space left on device', file=sys.stderr)",
        "video-no-space",
    ),
}


@pytest.mark.fault
@pytest.mark.skipif(os.name != "posix", reason="needs an executable script")
@pytest.mark.parametrize("kind", BREAKDOWNS)
def test_exit_codes_are_not_believed(
    workspace: Workspace, clip: Clip, tool: Tool, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, code = BREAKDOWNS[kind]
    path = clip(workspace.videos / "firm" / "a.mp4")
    monkeypatch.setenv("KBGEN_FFMPEG", str(_stand_in(workspace, tool, body.replace("{tool}", tool.path))))
    media, problems = encoded(workspace, path)
    assert [p.code for p in problems] == [code] and not media["a"].ready
    assert drafts(workspace) == []
    assert list(workspace.cache.rglob("*.mp4")) == []


@pytest.mark.fault
def test_a_full_disk_is_seen_before(workspace: Workspace, clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbgen.video.work._SPARE", 1 << 60)
    _, problems = encoded(workspace, clip(workspace.videos / "firm" / "a.mp4"))
    assert [p.code for p in problems] == ["video-no-space"]


@pytest.mark.fault
def test_an_interruption_ends_the_encoders(workspace: Workspace, clip: Clip) -> None:
    path = clip(workspace.videos / "firm" / "a.mp4", seconds=60, size="1280x720")
    began = threading.Event()

    def progress(name: str, part: float) -> None:
        began.set()

    with ThreadPoolExecutor(1) as pool:
        code = (
            "import signal\nfrom pathlib import Path\nfrom kbgen.model.text import Text\n"
            # a shell that starts the tests in the background makes its children deaf to this signal
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "from kbgen.model.videos import Video\n"
            "from kbgen.video import encode\nfrom kbgen.workspace import Workspace\n"
            f"w = Workspace(Path({str(workspace.root)!r}))\n"
            "def told(name, part):\n    if part > 0: print('began', flush=True)\n"
            "encode([Video('a', Text('a'), 'videos/firm/a.mp4')], w, progress=told)\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert pool.submit(process.stdout.readline).result(120) == "began\n"
        process.send_signal(2)
        process.wait(60)
    assert process.returncode != 0
    assert drafts(workspace) == []
    assert at_work(path) == {}


def test_seconds_past_the_end_are_told(workspace: Workspace, clip: Clip) -> None:
    from kbgen.model.videos import Chapter

    path = clip(workspace.videos / "firm" / "a.mp4")
    media, problems = encoded(workspace, path, poster=9.0, chapters=(Chapter(0, "A"), Chapter(5, "B")))
    assert [(p.code, p.severity) for p in problems] == [
        ("video-poster-late", "warning"),
        ("video-chapter-late", "warning"),
    ]
    assert media["a"].ready and media["a"].poster


def test_an_executor_of_ones_own(workspace: Workspace, clip: Clip) -> None:
    path = clip(workspace.videos / "firm" / "a.mp4")
    seen: list[float] = []
    with ThreadPoolExecutor(1) as executor:
        media, _ = encode(
            [video(workspace, path)], workspace, progress=lambda n, part: seen.append(part), jobs=executor
        )
    assert media["a"].ready and seen[-1] == 1.0


@pytest.mark.slow
def test_a_real_recording(workspace: Workspace, shared: Callable[[str], Path], tool: Tool) -> None:
    source = shared("videos/03-sdelka-etapy.mkv")
    path = workspace.videos / "firm" / "deal.mkv"
    argv = [tool.path, "-v", "error", "-ss", "30", "-i", str(source), "-t", "8", "-c", "copy", str(path)]
    subprocess.run(argv, check=True, timeout=60)
    media, problems = encoded(workspace, path)
    assert problems == ()
    av1, h264 = media["deal"].renditions
    assert (av1.width, av1.height) == (1920, 1080)
    # a good small picture is taken over; only its sound, FLAC in this recording, is made anew
    assert av1.bytes < path.stat().st_size / 4 and av1.bytes < h264.bytes < path.stat().st_size
