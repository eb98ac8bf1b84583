"""Diagrams: processes, states and neighbours as SVG with real text, and as PNG for slides. No browser, no network."""

from kbgen.diagrams.drawing import COLOURS, Diagram
from kbgen.diagrams.neighbours import Neighbour, neighbours, neighbours_of
from kbgen.diagrams.states import states
from kbgen.diagrams.swimlane import swimlane

__all__ = ["COLOURS", "Diagram", "Neighbour", "neighbours", "neighbours_of", "states", "swimlane"]
