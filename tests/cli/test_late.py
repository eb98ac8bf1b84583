"""``kbgen --help`` loads nothing that only other commands need."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("markdown_it", "pygments", "rich.traceback", "attr", "mkdocs", "jinja2", "pydantic", "yaml", "dask", "av")


def test_help_loads_no_parser_and_no_engine() -> None:
    code = "import sys, kbgen.cli; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=120)
    assert set(HEAVY) & set(ran.stdout.split()) == set()


def test_what_is_loaded_late_works_when_it_is_called() -> None:
    import typer.rich_utils

    import kbgen.cli.late  # noqa: F401

    assert type(typer.rich_utils.Markdown("*a*")).__name__ == "Markdown"
    with pytest.raises(AttributeError):
        typer.rich_utils.Traceback.no_such_thing  # noqa: B018
