"""The index of one release, kept apart from the one that builds go on changing: searches of a release answer for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from kbgen.search.store import FILE
from kbgen.search.synonyms import shared_groups
from kbgen.search.updating import bring_up, digest, html
from kbgen.search.whoosh_index import FOLDER

_MISSING_PAGE = "404.html"


def keep(index: Path, goal: Path) -> None:
    """Copy what searches need of the *index* folder into the new folder *goal*.

    Raises:
        FileNotFoundError: there is no index.
    """
    goal.mkdir(parents=True)
    shutil.copyfile(index / FILE, goal / FILE)
    if (index / FOLDER).is_dir():
        shutil.copytree(index / FOLDER, goal / FOLDER)


def make(site: Path, groups: Sequence[Sequence[str]], goal: Path) -> None:
    """Make the index of the built *site* in *goal*, from its pages alone; *groups*: words that mean the same.

    The site is only read.

    Raises:
        FileNotFoundError: no page of it has anything to find; nothing is left in *goal*.
    """
    digests = {}
    for here, _, names in os.walk(site):
        for name in sorted(n for n in names if n.endswith(".html")):
            path = Path(here) / name
            if name != _MISSING_PAGE:
                digests[path.relative_to(site).as_posix()] = digest(html(path))
    if not bring_up(goal, site, digests, (*shared_groups(), *groups), {})[0].records:
        shutil.rmtree(goal)
        raise FileNotFoundError(site)
