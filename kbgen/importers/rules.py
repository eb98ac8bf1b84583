"""What was decided about rules for the whole workspace: ``content/rules.yml``."""

from __future__ import annotations

from kbgen.errors import Place, Problem
from kbgen.importers.yaml_files import read_yaml
from kbgen.model.kb import PlaceKey
from kbgen.model.rules import RuleSettings
from kbgen.workspace import Workspace


def read_rules(workspace: Workspace) -> tuple[RuleSettings, dict[PlaceKey, Place], tuple[Problem, ...]]:
    """The decisions, their places under the key ``rules``, and the file's problems; none of these where no file is."""
    if not workspace.rules.is_file():
        return RuleSettings(), {}, ()
    reading = read_yaml(workspace.rules, RuleSettings, workspace)
    places: dict[PlaceKey, Place] = {("rules", *key): place for key, place in reading.places.items()}
    return reading.value or RuleSettings(), places, reading.problems
