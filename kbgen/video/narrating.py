"""Narrating: a script becomes a recording, spoken by a voice of this machine, with captions exact to the frame.

Each sentence is spoken alone, so its length is known: the frames are made to fit it, and the captions are its times.
"""

from __future__ import annotations

import math
import tempfile
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import ffmpeg
from PIL import Image

from kbgen.errors import KbgenError, Place, Problem
from kbgen.language.spoken import spoken
from kbgen.model.videos import Chapter, Cue
from kbgen.video.frames import RATE, Card, Look, Spot, Stage, card
from kbgen.video.narration import Line, Scene, Script
from kbgen.video.probing import PROTOCOLS
from kbgen.video.running import Stop, run
from kbgen.video.speaking import Voice, speak
from kbgen.video.tools import Tool

_PAUSE = 0.45
"""Seconds after a sentence: time to move the mouse there."""
_BREATH = 0.8
"""Seconds after the last sentence of a scene."""
_SHORTEST = 2.0
"""Seconds a scene lasts at least."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on cards besides the script."""

    small: str
    """Above the title: whose instruction it is."""
    note: str
    """At the foot: that it is a draft, and how it was made."""


@dataclass(frozen=True, slots=True)
class Order:
    """All that a draft is made of."""

    script: Script
    voice: Voice
    look: Look
    words: Words
    root: Path
    """The workspace: pictures lie below it."""
    tool: Tool


@dataclass
class _Reel:
    """The film as it grows: still frames with their lengths, sound, captions."""

    folder: Path
    order: Order
    frames: int = 0
    """Length so far."""
    shots: list[tuple[str, int]] = field(default_factory=list)
    """File name and how many frames it stays."""
    sounds: list[tuple[int, Path | None]] = field(default_factory=list)
    """Frame at which a sound begins."""
    cues: list[Cue] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)

    def show(self, image: Image.Image, frames: int) -> None:
        """Add a picture that stays for *frames*."""
        if frames > 0:
            name = f"{len(self.shots):05}.jpg"
            image.save(self.folder / name, quality=93, subsampling=0)
            self.shots.append((name, frames))
            self.frames += frames


@dataclass(frozen=True, slots=True)
class Draft:
    """What was made besides the file."""

    seconds: float
    cues: tuple[Cue, ...]
    chapters: tuple[Chapter, ...]


def narrate(
    order: Order, target: Path, progress: Callable[[float], None] | None = None, stop: Stop | None = None
) -> Draft:
    """Make the film of *order* at *target* (MP4, H.264 and AAC); return its captions and chapters.

    *progress* is told 0 to 1.

    Raises:
        KbgenError: the voice or ffmpeg failed; *target* is not there then.
    """
    with tempfile.TemporaryDirectory(prefix="kbgen-draft-") as name:
        reel = _Reel(Path(name), order)
        scenes = order.script.scenes
        for number, scene in enumerate(scenes):
            _film(reel, scene)
            if progress:
                progress(0.7 * (number + 1) / len(scenes))
        _join_sounds(reel)
        _encode(reel, target, progress, stop)
        return Draft(reel.frames / RATE, tuple(reel.cues), tuple(reel.chapters))


def _film(reel: _Reel, scene: Scene) -> None:
    """Add one scene: its sentences one after another, the picture moving to what they speak of."""
    reel.chapters.append(Chapter(round(reel.frames / RATE, 3), _chapter(scene)))
    start, stage = reel.frames, _stage(scene, reel.order)
    here: Spot | None = None
    for line, length in _spoken(reel, scene):
        moves = list(stage.moves(here, line.at)) if stage else []
        image = stage.still(line.at, line.number) if stage else _card(scene, reel.order)
        for moved in moves[:length]:
            reel.show(moved, 1)
        reel.show(image, length - min(len(moves), length))
        here = line.at
    missing = round(_SHORTEST * RATE) - (reel.frames - start)
    if missing > 0:
        reel.show(stage.still(here) if stage else _card(scene, reel.order), missing)


def _spoken(reel: _Reel, scene: Scene) -> Iterator[tuple[Line, int]]:
    """Each line with the number of frames it takes, its pause included. Its sound and caption are noted."""
    last = scene.lines[-1] if scene.lines else None
    for line in scene.lines:
        sound = reel.folder / f"{len(reel.sounds):05}.wav"
        length = speak(reel.order.voice, spoken(line.text, reel.order.voice.language), sound)
        if not length:
            continue
        begins = reel.frames
        reel.sounds.append((begins, sound))
        reel.cues.append(Cue(round(begins / RATE, 3), round(begins / RATE + length, 3), line.text))
        yield line, math.ceil((length + (_BREATH if line is last else _PAUSE)) * RATE)


def _stage(scene: Scene, order: Order) -> Stage | None:
    """The scene's screenshot under its bar; None where there is none, or none that can be shown."""
    path = order.root / scene.picture
    if not scene.picture or not path.resolve().is_relative_to(order.root.resolve()):
        return None
    stage = Stage(scene.heading, order.script.title, path, order.look)
    try:
        stage.still(None)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise KbgenError([Problem("draft_picture", Place(scene.picture), {"reason": reason})]) from error
    return stage


def _card(scene: Scene, order: Order) -> Image.Image:
    if scene.kind == "title":
        lines = [said.text for said in scene.lines[1:]]
        return card(Card(scene.heading, " ".join(lines), order.words.note, order.words.small), order.look)
    text = " ".join(said.text for said in scene.lines)
    return card(Card(scene.heading, text, "", order.script.title), order.look)


def _chapter(scene: Scene) -> str:
    """A step's first words, without the point."""
    first = scene.lines[0].text if scene.lines else ""
    return scene.heading if scene.kind != "step" or not first else f"{scene.heading}. {first.rstrip('.:;,')}"


def _join_sounds(reel: _Reel) -> None:
    """One WAV file of all sentences, each beginning at its frame; the first one tells the format."""
    if not reel.sounds:
        raise KbgenError([Problem("draft_wordless", Place(reel.order.script.title))])
    with wave.open(str(reel.sounds[0][1]), "rb") as first:
        form = first.getparams()
    width = form.sampwidth * form.nchannels
    with wave.open(str(reel.folder / "sound.wav"), "wb") as out:
        out.setparams(form)
        at = 0
        for begins, path in reel.sounds:
            goal = round(begins / RATE * form.framerate)
            out.writeframes(b"\0" * max(0, goal - at) * width)
            with wave.open(str(path), "rb") as sound:
                out.writeframes(sound.readframes(sound.getnframes()))
                at = max(goal, at) + sound.getnframes()
        out.writeframes(b"\0" * max(0, round(reel.frames / RATE * form.framerate) - at) * width)


def _encode(reel: _Reel, target: Path, progress: Callable[[float], None] | None, stop: Stop | None) -> None:
    """Pictures and sound into *target*, beside it first."""
    lines = ["ffconcat version 1.0"]
    for name, frames in reel.shots:
        lines += [f"file {name}", f"duration {frames / RATE:.6f}"]
    lines.append(f"file {reel.shots[-1][0]}")  # the last length counts only when something follows
    listed = reel.folder / "frames.ffconcat"
    listed.write_text("\n".join(lines) + "\n", "utf-8")
    beside = target.with_name(f".{target.stem}.new.mp4")
    target.parent.mkdir(parents=True, exist_ok=True)
    told = progress and (lambda seconds: progress(0.7 + 0.3 * min(1.0, seconds * RATE / reel.frames)))
    try:
        outcome = run(_argv(reel, listed, beside), progress=told, stop=stop)
        if outcome.ending != "ended" or outcome.code or not beside.is_file():
            reason = outcome.complaints.splitlines()[-1:] or [outcome.ending]
            raise KbgenError([Problem("draft_encode", Place(target.name), {"reason": reason[0]})])
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _argv(reel: _Reel, listed: Path, target: Path) -> list[str]:
    pictures = ffmpeg.input(f"file:{listed}", f="concat", safe=1, protocol_whitelist=PROTOCOLS)
    sound = ffmpeg.input(f"file:{reel.folder / 'sound.wav'}", protocol_whitelist=PROTOCOLS)
    # JPEG is full range, and its matrix is always that of BT.601.
    shades = {"in_color_matrix": "bt601", "in_range": "pc", "out_color_matrix": "bt709", "out_range": "tv"}
    picture = pictures.video.filter("fps", RATE).filter("scale", **shades).filter("format", "yuv420p")
    tags = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "range": "tv"}
    options = {
        "c:v": "libx264",
        "preset": "veryfast",
        "crf": 18,  # a source: what is published is made of it like of any recording
        "tune": "stillimage",
        "g": 300,
        "c:a": "aac",
        "b:a": "96k",
        "ar": 48000,
        "ac": 1,
        "t": f"{reel.frames / RATE:.6f}",
        "movflags": "+faststart",
        "map_metadata": "-1",
        "fflags": "+bitexact",
        "f": "mp4",
    }
    output = ffmpeg.output(picture.filter("setparams", **tags), sound.audio, f"file:{target.absolute()}", **options)
    quiet = ("-y", "-loglevel", "error", "-nostdin", "-hide_banner", "-nostats", "-progress", "pipe:1")
    argv: list[str] = output.global_args(*quiet).compile(cmd=reel.order.tool.path)
    return argv
