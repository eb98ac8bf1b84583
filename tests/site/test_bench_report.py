"""What `make bench` writes: measured figures between two markers, a picture of growth, nothing of what people wrote."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.__main__ import _block
from benchmarks.growth import drawn, exponent
from benchmarks.report import BEGIN, END, put

NAMES = ("cold", "nothing", "one_page", "field")


def figures(pages: int) -> dict[str, float]:
    """Of a site of *pages* pages; ours takes half the time."""
    made: dict[str, float] = {"pages": pages, "memory": 1.1, "memory_mb": 110, "memory_mkdocs_mb": 100}
    for n, name in enumerate(NAMES, 1):
        made |= {name: 0.5, f"{name}_seconds": pages / 100 / n, f"{name}_mkdocs_seconds": pages / 50}
        made |= {f"{name}_cpu": pages / 100, f"{name}_mkdocs_cpu": pages / 50}
    return made


def test_remarks_stay_and_figures_are_replaced(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    file.write_text("# What was measured\n\nBy hand.\n", "utf-8")
    put(file, "one")
    file.write_text(file.read_text("utf-8") + "\nA remark below.\n", "utf-8")
    put(file, "two")
    text = file.read_text("utf-8")
    assert "By hand." in text and "A remark below." in text and "two" in text and "one" not in text
    assert text.count(BEGIN) == text.count(END) == 1


def test_a_lost_marker_is_told_and_nothing_written(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    file.write_text(f"remark\n{BEGIN}\n", "utf-8")
    with pytest.raises(ValueError, match="marker"):
        put(file, "x")
    assert file.read_text("utf-8") == f"remark\n{BEGIN}\n"


def test_the_block_names_machine_ratios_and_growth() -> None:
    block = _block([figures(100), figures(1000), figures(10_000)], [figures(400)])
    assert "Python" in block and "mkdocs" in block and "processors" in block
    assert "| 1000 | cold | 0.5 | 10 | 20 | 10 | 20 |" in block
    assert "from 1000 to 10000 pages: ours 1.00, MkDocs 1.00" in block
    assert "| 400 real |" in block


def test_growth_is_the_slope() -> None:
    assert exponent([{"pages": 1000, "s": 10}, {"pages": 10_000, "s": 1000}], "s") == pytest.approx(2)


def test_the_picture_has_a_line_for_each_of_ours_and_of_each_peer() -> None:
    told = [{**figures(n), "cold_zensical_seconds": n / 40} for n in (100, 1000, 10_000)]
    picture = ElementTree.fromstring(drawn(told))
    names = {text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert {"MkDocs", "Zensical", "kbgen, cold", "kbgen, nothing changed"} <= names
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}polyline"))) == 6
