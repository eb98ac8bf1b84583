"""The story of a build: read, check, videos, wiki, site, index, decks, papers, pack, switch."""

from kbgen.build.checking import check_client
from kbgen.build.progress import Progress, Silent
from kbgen.build.seminars import build_decks
from kbgen.build.story import Built, Options, build_client

__all__ = ["Built", "Options", "Progress", "Silent", "build_client", "build_decks", "check_client"]
