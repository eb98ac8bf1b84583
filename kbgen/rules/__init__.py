"""Checks of a loaded knowledge base: dead references, dead ends, doubtful words."""

from kbgen.rules.checking import check
from kbgen.rules.known import KNOWN, Known, rule_of
from kbgen.rules.settling import Settled, Silenced, settle

__all__ = ["KNOWN", "Known", "Settled", "Silenced", "check", "rule_of", "settle"]
