"""The intranet server, and the writer's preview that refreshes itself."""

from kbgen.serve.application import application
from kbgen.serve.running import Served, copied, own, serve, written

__all__ = ["Served", "application", "copied", "own", "serve", "written"]
