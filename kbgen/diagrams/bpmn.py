"""Processes as BPMN 2.0, laid out, for bpmn.io and Camunda Modeler."""

from __future__ import annotations

from collections.abc import Mapping

from kbgen.model.kb import KnowledgeBase


def bpmn_files(kb: KnowledgeBase, ids: tuple[str, ...] = ()) -> Mapping[str, bytes]:
    """File name → BPMN XML of every process with steps, or of those named *ids*; the same spec gives the same bytes."""
    return {}
