"""What an update moves: the pack between two releases, beside the new files themselves.

``python -m benchmarks.updates OLD NEW [--json OUT]``: folders of two releases. Bar: the pack is not more than 1.05 of
the new files, each deflated as a ZIP would. Seconds are of the processor, since other work slows the clock.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from kbgen.bundles.update import packing
from kbgen.bundles.update.applying import update

MOST = 1.05


def measured(old: Path, new: Path) -> dict[str, object]:
    """One row: how many files are new, their bytes, the pack's, rsync's, and what packing and applying cost."""
    before, after = packing.read(old), packing.read(new)
    entries = packing.new_entries(before, after)
    contents = [(new / entry.path).read_bytes() for entry in entries]
    fair = sum(min(len(content), len(zlib.compress(content, 6))) for content in contents)
    with tempfile.TemporaryDirectory(dir=old.parent) as folder:
        pack, copy = Path(folder, "p.zip"), Path(folder, "copy")
        packing_s = _seconds(lambda: packing.pack(new, before, pack, old))
        shutil.copytree(old, copy)
        applying_s = _seconds(lambda: update(copy, str(pack)))
        size = pack.stat().st_size
    return {
        "from": before.release,
        "to": after.release,
        "files": len(after.entries),
        "new_files": len(entries),
        "new_bytes": sum(map(len, contents)),
        "new_bytes_deflated": fair,
        "pack_bytes": size,
        "ratio": round(size / fair, 3),
        "packing_cpu_s": packing_s,
        "applying_cpu_s": applying_s,
        "holds": size <= MOST * fair,
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return round(time.process_time() - began, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--json", type=Path)
    told = parser.parse_args()
    row = measured(told.old.resolve(), told.new.resolve())
    text = json.dumps(row, indent=1)
    print(text)
    if told.json:
        told.json.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
