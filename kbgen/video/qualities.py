"""Found qualities, kept beside the recordings: whoever gets these gets them too, and need not search again.

``videos/<folder>/qualities.json``: SHA-256 of a recording → its name and, by preset, what was found::

    {"4f0c…": {"file": "overview.mp4", "av1": {"crf": 46, "score": 95.4, "measure": "vmaf", "flags": "0c3f9a1e"}}}

The file may be deleted: the next build searches anew.
"""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from kbgen.video.presets import Preset
from kbgen.video.quality import VERSION, Quality, facts
from kbgen.video.store import key, write_whole

_WRITING = threading.Lock()


def flags(preset: Preset) -> str:
    """A mark of everything a finding depends on: the search and what the encoder is told."""
    return key(VERSION, preset.codec, preset.video, preset.camera, preset.box, preset.fastest)[:8]


def kept(file: Path | None, digest: str, preset: Preset) -> Quality | None:
    """What *file* says of the recording of this SHA-256; None: nothing, or it was found for other flags."""
    said = _read(file).get(digest, {}).get(preset.name) if file else None
    if not isinstance(said, dict) or said.get("flags") != flags(preset) or not isinstance(said.get("crf"), int):
        return None
    score, measure = said.get("score"), said.get("measure", "")
    return Quality(said["crf"], score if isinstance(score, float | int) else None, str(measure))


def keep(file: Path | None, recording: Path, digest: str, preset: Preset, quality: Quality) -> None:
    """Add it to *file*. A folder that cannot be written to is no reason to fail: the store keeps it, too."""
    if file is None:
        return
    with _WRITING, suppress(OSError):
        known = _read(file)
        known[digest] = {
            **known.get(digest, {}),
            "file": recording.name,
            preset.name: {**facts(quality), "flags": flags(preset)},
        }
        ordered = dict(sorted(known.items(), key=lambda pair: (str(pair[1].get("file")), pair[0])))
        write_whole(file, json.dumps(ordered, ensure_ascii=False, indent=1) + "\n")


def _read(file: Path) -> dict[str, Any]:
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {k: v for k, v in known.items() if isinstance(v, dict)} if isinstance(known, dict) else {}
