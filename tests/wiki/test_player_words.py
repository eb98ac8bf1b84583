"""The player's words: all that media-chrome says, in Russian."""

from __future__ import annotations

import json
import re
from pathlib import Path

from kbgen.language import words


def test_every_word_of_media_chrome_is_translated(root: Path) -> None:
    script = (root / "themes/base/assets/vendor/media-chrome/all.js").read_text("utf-8")
    table = re.search(r"var \w+=\{(\"Start airplay\":.*?)\};", script)
    assert table is not None
    known = re.findall(r'(?:^|,)("(?:[^"\\]|\\.)*"|\w+):"', table[1])
    english = {json.loads(k) if k.startswith('"') else k for k in known}
    russian = {k.removeprefix("video.chrome.") for k in words("ru").texts if k.startswith("video.chrome.")}
    absent = {k for k in english - russian if not re.search("airplay|cast|live", k)}  # controls we do not show
    assert len(english) > 60 and absent == set()
