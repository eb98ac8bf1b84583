"""RESULTS.md: what is measured stands between two markers, what people wrote stays."""

from __future__ import annotations

from pathlib import Path

BEGIN = "<!-- measured by `make bench`; written over each time -->"
END = "<!-- end of what is measured -->"
_HEAD = "## Measured by `make bench`"


def put(file: Path, block: str) -> None:
    """Put *block* between the markers of *file*; at the end of it where it has none.

    Raises:
        ValueError: only one of the markers is there.
    """
    text = file.read_text("utf-8") if file.is_file() else ""
    whole = f"{BEGIN}\n\n{block}\n\n{END}"
    if (BEGIN in text) != (END in text):
        raise ValueError(f"{file.name}: one marker of two")
    if BEGIN in text:
        before, _, rest = text.partition(BEGIN)
        text = before + whole + rest.partition(END)[2]
    else:
        text = f"{text.rstrip()}\n\n{_HEAD}\n\n{whole}\n".lstrip()
    file.write_text(text, "utf-8")
