"""Pages of a small film with everything around it, as folders that browsers open: what the player's tests look at."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

from kbgen.model.text import Text
from kbgen.model.videos import Captions, Chapter, Cue, Media, Rendition, Video
from kbgen.video.storyboard import Pictures, pictures, published
from kbgen.video.tools import Tool
from kbgen.video.work import Job, Study, study
from kbgen.wiki.player import player
from tests.video.standalone import knowledge, write_page, write_pages

SECONDS = 14
_CUES = (Cue(0.5, 4, "Откройте <b>раздел</b> «Сделки»."), Cue(5, 8, "Нажмите & сохраните."), Cue(9, 13, "Готово."))
FILM = Video(
    "deal",
    Text(ru="Новая сделка", en="A new deal"),
    "videos/firm/deal.mp4",
    captions=(Captions("ru", _CUES), Captions("en", (Cue(0.5, 13, "Open the deals."),))),
    chapters=(Chapter(0, "Введение"), Chapter(4.8, "Сохранение")),
)


def shoot(folder: Path, tool: Tool) -> Media:
    """A film of 14 seconds in which every second has a grey of its own, in two codecs and two sizes."""
    folder.mkdir(parents=True)
    grey = f"nullsrc=size=640x360:rate=15,format=yuv420p,geq=lum='20+15*floor(T)':cb=128:cr=128,trim=duration={SECONDS}"
    raw = folder / "raw.mkv"
    sound = ("-f", "lavfi", "-i", f"sine=frequency=440:duration={SECONDS}")
    _ffmpeg(tool, "-f", "lavfi", "-i", grey, *sound, "-c:v", "libx264", "-qp", "4", "-g", "30", "-c:a", "aac", str(raw))
    av1 = ("-c:v", "libsvtav1", "-preset", "12", "-g", "30", "-c:a", "libopus", "-b:a", "24k")
    h264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-c:a", "aac")
    renditions = tuple(
        _rendition(tool, folder, codec, (width, width * 9 // 16), options)
        for width in (640, 320)
        for codec, options in (("av1", av1), ("h264", h264))
    )
    job = Job(raw, "film", folder / "store", tool)
    known = study(job)
    assert isinstance(known, Study)
    still = pictures(job, known)
    assert isinstance(still, Pictures)
    board = published(still.storyboard, "deal")
    return Media("deal", SECONDS, 640, 360, renditions, str(still.poster.path), "deal.0123abcd.jpg", board)


def write_site(folder: Path, media: Media, root: Path) -> None:
    """``ru/`` and ``en/`` with pages of the film, of one that failed, a guide with two cuts, one with ten films."""
    broken = Video("broken", Text("Не вышло"), "videos/firm/broken.mp4")
    drafts = replace(FILM, id="draft", draft=True, captions=(replace(FILM.captions[0], draft=True),))
    films = {"deal": media, "broken": Media("broken"), "draft": replace(media, video="draft")}
    kb = knowledge((FILM, broken, drafts), films)
    kb = replace(kb, client=replace(kb.client, site="http://wiki.firm.example/site"))
    write_pages(kb, folder / "ru", root)
    cuts = player(kb, "deal", depth=1, start=5, end=7.5) + "<p>И ещё:</p>" + player(kb, "deal", depth=1, start=9)
    write_page(folder / "ru", "guides/cut.md", "Отрывки", cuts)
    write_page(folder / "ru", "guides/many.md", "Много", player(kb, "deal", depth=1) * 10)
    (folder / "ru" / "videos" / "neighbour.txt").write_text("for pages that must not read it")
    write_pages(knowledge((FILM,), {"deal": media}, "en"), folder / "en", root)


def _rendition(tool: Tool, folder: Path, codec: str, size: tuple[int, int], options: tuple[str, ...]) -> Rendition:
    name = f"deal.{'ab' * 3}{size[1] % 100:02}.{codec}{size[1]}.mp4"
    file = folder / name
    scale = ("-vf", f"scale={size[0]}:{size[1]}", "-movflags", "+faststart")
    _ffmpeg(tool, "-i", str(folder / "raw.mkv"), *options, *scale, str(file))
    mime = 'video/mp4; codecs="av01.0.00M.08, opus"' if codec == "av1" else 'video/mp4; codecs="avc1.42c01e, mp4a.40.2"'
    return Rendition(codec, str(file), name, mime, *size, file.stat().st_size)


def _ffmpeg(tool: Tool, *options: str) -> None:
    argv = [tool.path, "-y", "-v", "error", *options]
    subprocess.run(argv, check=True, timeout=120, stdin=subprocess.DEVNULL, capture_output=True)
