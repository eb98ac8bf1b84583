"""Storyboards: a recording in small pictures, for the time bar; and the second its poster is best taken at."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kbgen.model.videos import Storyboard
from kbgen.video import graph
from kbgen.video.running import Stop, run
from kbgen.video.store import Item, Store, key
from kbgen.video.work import Failure, Job, Study, failure, poster

if TYPE_CHECKING:
    from PIL.Image import Image

VERSION = 2
"""Part of the cache key: raise it when other pictures come out."""
MOST = 60
"""Pictures at most: more make the image heavy, and nobody points finer than a sixtieth of the bar."""
_STEP = 2.0
"""Seconds between pictures at least."""
_BLANK = 1.0
"""Mean brightness of edges, of 255, below which there is nothing to see: a plain desktop has 0, a short form 5."""
_PPM = re.compile(rb"P6\s([1-9]\d{0,3})\s([1-9]\d{0,3})\s255\s")
_QUALITY = 60
"""Of the JPEG. A form needs 3 KB; at 40 letters get halos, 80 weighs half as much again."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The still pictures of a recording."""

    poster: Item
    storyboard: Item
    """Its facts: ``step``, ``count``, ``columns``, ``width``, ``height``, and ``best``, the second of the poster."""


def pictures(job: Job, studied: Study, stop: Stop | None = None) -> Pictures | Failure:
    """Storyboard and poster, made or taken from the store.

    The poster is of the second the sidecar names, else of one that is neither black nor blank and typical of the rest.
    """
    board = storyboard(job, studied, stop)
    if isinstance(board, Failure):
        return board
    second = job.poster if job.poster is not None else board.facts["best"]
    image = poster(replace(job, poster=second), studied, stop)
    return image if isinstance(image, Failure) else Pictures(image, board)


def storyboard(job: Job, studied: Study, stop: Stop | None = None) -> Item | Failure:
    """At most 60 pictures of the recording as one JPEG, every so many seconds from its start to its end."""
    store = Store(job.store)
    name = key("storyboard", VERSION, job.digest, job.tool.build)
    if kept := store.find(name):
        return kept
    recording = studied.recording
    step = max(_STEP, math.ceil(recording.duration / MOST * 10) / 10)
    with store.drafting(name, ".ppm") as raw:
        command = graph.glancing(job.tool, job.source, recording, step, raw)
        outcome = run(command, stop=stop)
        if outcome.code or outcome.ending != "ended":
            return failure(outcome, "storyboard")
        tiles = _tiles(raw.read_bytes() if raw.exists() else b"")
    if not tiles:
        return failure(outcome, "storyboard")
    with store.drafting(name, ".jpg") as draft:
        columns = math.ceil(math.sqrt(len(tiles)))
        _joined(tiles, columns).save(draft, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
        facts = {"step": step, "count": len(tiles), "columns": columns, "best": _best(tiles, step)}
        return store.put(name, draft, {**facts, "width": tiles[0].width, "height": tiles[0].height})


def published(item: Item, stem: str) -> Storyboard:
    """The storyboard *item* as the wiki publishes it, for a video whose files are called *stem*."""
    facts = item.facts
    return Storyboard(
        path=str(item.path.absolute()),
        name=f"{stem}.{item.mark}.story.jpg",
        step=facts["step"],
        count=facts["count"],
        columns=facts["columns"],
        width=facts["width"],
        height=facts["height"],
    )


def _tiles(content: bytes) -> list[Image]:
    """The pictures in a row of PPM images (netpbm.sourceforge.net/doc/ppm.html): all of one size, at most 60."""
    from PIL import Image

    tiles: list[Image.Image] = []
    at = 0
    while len(tiles) < MOST and (head := _PPM.match(content, at)):
        width, height = int(head[1]), int(head[2])
        at = head.end() + 3 * width * height
        if at > len(content):
            break
        tiles.append(Image.frombytes("RGB", (width, height), content[head.end() : at]))
    return tiles


def _joined(tiles: list[Image], columns: int) -> Image:
    from PIL import Image

    width, height = tiles[0].size
    sheet = Image.new("RGB", (columns * width, math.ceil(len(tiles) / columns) * height))
    for n, tile in enumerate(tiles):
        sheet.paste(tile, (n % columns * width, n // columns * height))
    return sheet


def _best(tiles: list[Image], step: float) -> float | None:
    """The second of the picture that has much to see and is most like the others that do; None: all are blank.

    Beginning and end are left out where there is more: titles, desktops and farewells.
    """
    rich = _rich(tiles[len(tiles) // 12 : len(tiles) - len(tiles) // 12], len(tiles) // 12) or _rich(tiles, 0)
    if not rich:
        return None
    far = {n: sum(_unlike(own, other) for other in rich.values()) for n, own in rich.items()}
    return (min(far, key=lambda n: (far[n], n)) + 0.5) * step


def _unlike(one: bytes, other: bytes) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def _rich(tiles: list[Image], first: int) -> dict[int, bytes]:
    """Numbers (from *first*) and grey outlines of the pictures that have at least half as much to see as the best."""
    from PIL import ImageFilter, ImageStat

    grey = [tile.convert("L") for tile in tiles]
    seen = [
        ImageStat.Stat(tile.filter(ImageFilter.FIND_EDGES).crop((1, 1, tile.width - 1, tile.height - 1)))
        for tile in grey
    ]
    detail = [stat.mean[0] for stat in seen]
    least = max(_BLANK, max(detail, default=0) / 2)
    return {first + n: grey[n].resize((16, 9)).tobytes() for n, amount in enumerate(detail) if amount >= least}
