"""A theme's ``theme.yml``: colours, logo and fonts, the client's layer over the base one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kbgen.errors import ContentError, Place, Problem
from kbgen.theme import Fonts, Theme, readable_on
from kbgen.workspace import Workspace

_COLOURS = ("primary", "on_primary", "accent", "on_accent")
_PICTURES = ("logo", "favicon")
_FONTS = ("text", "heading", "office")
_KEYS = ("name", *_COLOURS, *_PICTURES, "fonts", "scripts")


def read_theme(workspace: Workspace, name: str) -> Theme:
    """The theme *name* over ``base``.

    Raises:
        ContentError: no such theme, an unknown key, a colour that is not ``#rrggbb``, a missing picture; all at once.
    """
    raise NotImplementedError
