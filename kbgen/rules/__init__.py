"""Checks of a loaded knowledge base: dead references, dead ends, doubtful words."""

from kbgen.rules.checking import check

__all__ = ["check"]
