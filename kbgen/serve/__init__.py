"""The intranet server, and the writer's preview that refreshes itself."""

from kbgen.serve.application import application
from kbgen.serve.running import serve

__all__ = ["application", "serve"]
