"""All benchmarks that need nothing but the project: ``python -m benchmarks`` (``make bench``).

Search and video want a corpus and recordings: see the help of ``benchmarks.search`` and ``benchmarks.video``.
"""

from __future__ import annotations

import subprocess
import sys

SUITES = ("demo", "spec", "seminar")


def main() -> int:
    failed = 0
    for suite in SUITES:
        print(f"\n=== {suite} ===", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"benchmarks.{suite}"]).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
