"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kbgen.errors import Problem
from kbgen.model.kb import KnowledgeBase
from kbgen.workspace import Workspace

Rule = Callable[[KnowledgeBase, Workspace], Iterator[Problem]]
"""Looks at a knowledge base and yields what is to be mended; writes nothing, knows no other rule."""
