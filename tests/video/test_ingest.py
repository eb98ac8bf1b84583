"""What people hand in, really encoded: broken, hostile, huge, many-tracked, loud; and lines it has to go through."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import pytest

from kbgen.model.videos import QUALITIES, Media
from kbgen.video import encode
from kbgen.video.jobs import Failure, Job
from kbgen.video.loudness import heard_in
from kbgen.video.running import run
from kbgen.video.store import sha256
from kbgen.video.tools import Tool
from kbgen.video.trials import quality
from kbgen.video.work import study
from kbgen.workspace import Workspace
from tests.video.conftest import QUICK, Clip, encoded, video

pytestmark = pytest.mark.media

Make = Callable[[Clip, Path], Path]


def cut(source: Path, part: float) -> Path:
    content = source.read_bytes()
    source.write_bytes(content[: int(len(content) * part)])
    return source


BROKEN: dict[str, tuple[Make, str]] = {
    "cut webm": (
        lambda c, p: cut(c(p / "a.webm", "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus", seconds=5), 0.5),
        "video-cut-short",
    ),
    "cut behind its index": (
        lambda c, p: cut(c(p / "a.mp4", *QUICK, "-movflags", "+faststart"), 0.1),
        "video-cut-short",
    ),
    "1 x 1": (lambda c, p: c(p / "a.mkv", "-vf", "scale=1:1", "-c:v", "ffv1", "-t", "0.2"), "video-odd-size"),
    "wider than 8K": (
        lambda c, p: c(p / "a.mkv", "-vf", "scale=8400:64", "-c:v", "ffv1", "-t", "0.1", sound=False),
        "video-odd-size",
    ),
    "a cover beside sound": (lambda c, p: _covered(c, p), "video-no-picture"),
}


def _covered(clip: Clip, folder: Path) -> Path:
    from imageio_ffmpeg import get_ffmpeg_exe

    sound = clip(folder.parent.parent / "sound.m4a", "-c:a", "aac", picture=False)
    cover = clip(folder.parent.parent / "cover.png", "-frames:v", "1", "-c:v", "png", sound=False)
    argv = [get_ffmpeg_exe(), "-v", "error", "-i", str(sound), "-i", str(cover), "-map", "0:a", "-map", "1:v"]
    argv += ["-c", "copy", "-disposition:v:0", "attached_pic", str(folder / "a.mp4")]
    subprocess.run(argv, check=True, timeout=60)
    return folder / "a.mp4"


@pytest.mark.fault
@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_published_is_one_problem(workspace: Workspace, clip: Clip, kind: str) -> None:
    make, code = BROKEN[kind]
    path = make(clip, workspace.videos / "firm")
    media, problems = encoded(workspace, path)
    assert [(p.code, p.place.file) for p in problems] == [(code, "videos/firm/" + path.name)]
    assert not media["a"].ready and list(workspace.cache.rglob("*.mp4")) == []


@pytest.mark.fault
@pytest.mark.parametrize("kind", ["concat protocol", "m3u8 by another name", "sdp", "reference movie", "subtitles"])
def test_other_files_are_not_read_through_a_recording(workspace: Workspace, clip: Clip, kind: str) -> None:
    secret = clip(workspace.root / "secret.ts")
    folder = workspace.videos / "firm"
    path = folder / "a.mp4"
    if kind == "concat protocol":
        path = folder / f"concat:{secret.name}|b.mp4"
        path.write_bytes(b"")
        shutil.copy(secret, folder / secret.name)
    elif kind == "m3u8 by another name":
        path = folder / "a.ts"
        path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.0,\nfile:{secret}\n#EXT-X-ENDLIST\n")
    elif kind == "sdp":
        path.write_text("v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n")
    elif kind == "reference movie":  # QuickTime: «the picture lies in that other file»
        address = f"file://{secret}\0".encode()
        parts = b"rdrf" + b"\0\0\0\0url " + len(address).to_bytes(4, "big") + address
        for name in (b"", b"rmda", b"rmra", b"moov"):
            parts = (len(parts) + 4).to_bytes(4, "big") + parts if not name else _box(name, parts)
        path.write_bytes(_box(b"ftyp", b"qt  \0\0\0\0qt  ") + parts)
    else:
        path.write_text(f"[Script Info]\n{secret}\n1\n00:00:00,000 --> 00:00:02,000\n{secret}\n")
    media, problems = encoded(workspace, path, id="a")
    assert len(problems) == 1 and not media["a"].ready
    assert problems[0].code in ("video-unreadable", "video-empty", "video-no-picture")


def _box(name: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + name + content


@pytest.mark.fault
def test_a_name_of_two_hundred_letters(workspace: Workspace, clip: Clip) -> None:
    path = workspace.videos / "firm" / ("-" + "z" * 199 + ".mp4")
    clip(workspace.root / "plain.mp4", seconds=1).rename(path)
    media, problems = encoded(workspace, path, id="v")
    assert problems == () and media["v"].ready


@pytest.mark.fault
def test_sixteen_streams(workspace: Workspace, clip: Clip) -> None:
    titles = workspace.root / "titles.srt"
    titles.write_text("1\n00:00:00,000 --> 00:00:01,000\nПривет\n", encoding="utf-8")
    small = ("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=10")
    maps = ["-map", "0:v", "-map", "2:v", *["-map", "1:a"] * 10, *["-map", "3:s"] * 4]
    options = [*small, "-i", str(titles), *maps, *QUICK, "-c:s", "srt", "-t", "1"]
    path = clip(workspace.videos / "firm" / "a.mkv", *options)
    with av.open(str(path)) as container:
        assert len(container.streams) == 16
    media, problems = encoded(workspace, path)
    assert problems == () and (media["a"].width, media["a"].height) == (320, 180)  # the largest picture
    with av.open(media["a"].renditions[0].path) as container:
        assert [s.type for s in container.streams] == ["video", "audio"]


PEAK = """
import sys
from pathlib import Path
from kbgen.model.text import Text
from kbgen.model.videos import Video
from kbgen.video import encode
from kbgen.workspace import Workspace
root, name = Path(sys.argv[1]), sys.argv[2]
media, problems = encode([Video("a", Text("a"), name)], Workspace(root), progress=lambda name, part: None)
made = media["a"]
peak = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]  # ru_maxrss may be the parent's
print(made.width, made.height, len(problems), int(peak) // 1024)
"""


@pytest.mark.fault
@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
def test_8k_is_shrunk_and_our_process_stays_small(workspace: Workspace, clip: Clip) -> None:
    path = workspace.videos / "firm" / "a.ts"  # the container that says least, so that libraries look into frames
    options = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    clip(path, *options, size="7680x4320", rate="5", seconds=0.6, sound=False)
    argv = [sys.executable, "-c", PEAK, str(workspace.root), "videos/firm/a.ts"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=300, check=True)
    width, height, problems, megabytes = map(int, done.stdout.split())
    assert (width, height, problems) == (1920, 1080, 0)
    assert megabytes <= 150


SOUNDS = {
    "5.1": ("-af", "pan=5.1|FL=0.2*c0|FR=0.2*c0|FC=c0|LFE=0.1*c0|BL=0.1*c0|BR=0.1*c0"),
    "loud": ("-af", "volume=14dB,alimiter=limit=0.99:level=0"),
    "clicks": ("-af", "volume='if(lt(mod(t,0.5),0.02),6,0.3)':eval=frame,alimiter=limit=0.98:level=0"),
    "one ear": ("-af", "volume=-24dB,pan=stereo|c0=c0|c1=0*c0"),
}


@pytest.mark.parametrize("kind", SOUNDS)
def test_every_sound_ends_at_one_loudness_under_its_peak(
    workspace: Workspace, clip: Clip, tool: Tool, kind: str
) -> None:
    path = clip(workspace.videos / "firm" / "a.mkv", *SOUNDS[kind], *QUICK, seconds=6, rate="5", size="128x72")
    media, problems = encoded(workspace, path)
    assert problems == ()
    for rendition in media["a"].renditions:
        argv = [tool.path, "-hide_banner", "-i", rendition.path, "-af", "ebur128=peak=true", "-f", "null", "-"]
        heard = heard_in(run(argv).complaints)
        assert heard is not None
        assert abs(heard.integrated + 16) <= 1 and heard.peak <= -1.5, (rendition.codec, heard)
        with av.open(rendition.path) as container:
            assert container.streams.audio[0].codec_context.channels == 1


def moving(workspace: Workspace, clip: Clip) -> Path:
    return clip(workspace.videos / "firm" / "a.mp4", size="1600x900", seconds=0.6, sound=False)


def test_a_thin_line_gets_a_smaller_picture_besides(workspace: Workspace, clip: Clip) -> None:
    path = moving(workspace, clip)
    videos = [video(workspace, path)]

    def made(line: float) -> Media:
        media, problems = encode(videos, workspace, progress=lambda name, part: None, line=line)
        assert problems == ()
        return media["a"]

    fast = made(0)
    assert [(r.codec, r.height) for r in fast.renditions] == [("av1", 900), ("h264", 900)]
    assert made(1000) == fast  # goes through as it is
    slow = made(0.05)
    assert [(r.codec, r.width, r.height) for r in slow.renditions] == [
        ("av1", 1280, 720), ("av1", 1600, 900), ("h264", 1280, 720), ("h264", 1600, 900),
    ]  # fmt: skip
    assert (slow.width, slow.height) == (1600, 900) and len({r.name for r in slow.renditions}) == 4
    assert slow.renditions[0].bytes < slow.renditions[1].bytes
    assert {r.name for r in fast.renditions} < {r.name for r in slow.renditions}


STILL = ("-vf", "drawbox=c=white:t=fill,drawgrid=w=40:h=24:c=gray", *QUICK)


def test_what_we_made_is_taken_over_untouched(workspace: Workspace, clip: Clip) -> None:
    path = clip(workspace.videos / "firm" / "first.mkv", *STILL, "-g", "60", seconds=3)
    first, _ = encoded(workspace, path)
    for number, rendition in enumerate(first["first"].renditions):
        again = workspace.videos / "firm" / f"again{number}.mp4"
        shutil.copyfile(rendition.path, again)
        media, problems = encoded(workspace, again)
        assert problems == ()
        assert _packets(Path(media[again.stem].renditions[number].path)) == _packets(again)


def _packets(path: Path) -> dict[str, list[bytes]]:
    with av.open(str(path)) as container:
        found: dict[str, list[bytes]] = {"video": [], "audio": []}
        for packet in container.demux():
            if packet.size:
                found[packet.stream.type].append(bytes(packet))
        return found


def test_a_quality_is_sought_once_and_comes_with_the_recordings(workspace: Workspace, clip: Clip, tool: Tool) -> None:
    path = clip(workspace.videos / "firm" / "a.mp4", *STILL, seconds=6, sound=False)
    from kbgen.video.presets import AV1

    job = Job(path, sha256(path), workspace.cache / "videos", tool, qualities=path.with_name(QUALITIES))
    studied = study(job)
    assert not isinstance(studied, Failure) and studied.kind == "screen"
    told: list[float] = []
    found = quality(job, studied, AV1, tell=told.append)
    assert told == sorted(told) and told[0] == 0.2 and 0.4 <= told[-1] <= 1.0  # time left sees the search
    assert not isinstance(found, Failure) and found.score is not None and found.measure in ("vmaf", "ssim")
    said = json.loads(path.with_name(QUALITIES).read_text(encoding="utf-8"))
    assert said[job.digest]["file"] == "a.mp4" and said[job.digest]["av1"]["crf"] == found.crf
    # a fresh clone has the recordings and an empty store; its ffmpeg could not even begin a search
    elsewhere = replace(job, store=workspace.root / "fresh", tool=replace(tool, path="/nowhere"))
    assert quality(elsewhere, studied, AV1, tell=told.clear) == found and told  # type: ignore[arg-type]
    path.with_name(QUALITIES).unlink()
    assert quality(replace(job, tool=replace(tool, path="/nowhere")), studied, AV1) == found  # the store knows it, too


def test_without_vmaf_structure_is_compared(workspace: Workspace, clip: Clip, tool: Tool) -> None:
    from kbgen.video.presets import H264

    path = clip(workspace.videos / "firm" / "a.mp4", *STILL, seconds=6, sound=False)
    blind = replace(tool, filters=tool.filters - {"libvmaf"})
    job = Job(path, sha256(path), workspace.cache / "videos", blind)
    studied = study(job)
    assert not isinstance(studied, Failure)
    found = quality(job, studied, H264)
    assert not isinstance(found, Failure) and found.measure == "ssim" and (found.score or 1.0) >= 0.995


def test_noise_is_not_blown_up(workspace: Workspace, clip: Clip, tool: Tool) -> None:
    noise = ("-vf", "noise=alls=40:allf=t+u", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "34")
    path = clip(workspace.videos / "firm" / "a.mp4", *noise, size="256x144", seconds=5, sound=False)
    media, problems = encoded(workspace, path)
    assert problems == ()
    for rendition in media["a"].renditions:
        assert rendition.bytes <= path.stat().st_size * 1.1, rendition.codec
    stamps = {p: p.stat().st_mtime_ns for p in workspace.cache.rglob("*.mp4")}
    assert encoded(workspace, path)[0] == media
    assert {p: p.stat().st_mtime_ns for p in workspace.cache.rglob("*.mp4")} == stamps
