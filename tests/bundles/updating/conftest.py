"""The world of a client's copy, for every test of updates."""

from __future__ import annotations

from pathlib import Path

import pytest
from update_world import World, world


@pytest.fixture
def made(tmp_path: Path) -> World:
    """Release 1 at the client, release 2 here, and the pack between them."""
    return world(tmp_path)
