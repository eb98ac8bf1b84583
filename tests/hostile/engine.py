"""The converter as the site's settings set it up, for tests that need no site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

Settings = dict[str, dict[str, Any]]


def extensions(root: Path) -> tuple[list[str], Settings]:
    """Names of Markdown's extensions and their settings, from the workspace's ``mkdocs.yml``."""
    told = yaml.unsafe_load((root / "mkdocs.yml").read_text("utf-8"))["markdown_extensions"]
    return list(told), {name: settings or {} for name, settings in told.items()}
