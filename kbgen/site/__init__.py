"""The only place that knows MkDocs: stage a project, build it beside its goal, mend it for offline use, check it."""

from kbgen.site.built import Built, build
from kbgen.site.staging import stage

__all__ = ["Built", "build", "stage"]
