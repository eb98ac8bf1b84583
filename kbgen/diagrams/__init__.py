"""Diagrams: processes, states and neighbours as SVG with real text, and as PNG for slides. No browser, no network."""

from kbgen.diagrams.drawing import COLOURS, Diagram
from kbgen.diagrams.neighbours import Neighbour, neighbours, neighbours_of
from kbgen.diagrams.states import states
from kbgen.diagrams.swimlane import swimlane
from kbgen.diagrams.whole import entity_map, links_of_all

__all__ = [
    "COLOURS",
    "Diagram",
    "Neighbour",
    "entity_map",
    "links_of_all",
    "neighbours",
    "neighbours_of",
    "states",
    "swimlane",
]
