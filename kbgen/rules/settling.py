"""Settling: what the client and the workspace decided about rules, applied to what the rules found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from kbgen.errors import Place, Problem, Severity
from kbgen.language.nearness import nearest
from kbgen.model.kb import KnowledgeBase, PlaceKey
from kbgen.model.rules import RuleSetting
from kbgen.rules.known import ELSEWHERE, KNOWN, rule_of
from kbgen.rules.places import trace_finder


@dataclass(frozen=True, slots=True)
class Silenced:
    """A find that nobody is bothered with, and why."""

    problem: Problem
    reason: str
    setting: Place
    """Where it was decided."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What the rules found, with everybody's decisions applied."""

    problems: tuple[Problem, ...]
    silenced: tuple[Silenced, ...] = ()
    idle: tuple[Problem, ...] = ()
    """Settings of the whole workspace that changed nothing for this client; they may for another."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A setting and where it stands."""

    setting: RuleSetting
    key: PlaceKey
    place: Place

    @property
    def own(self) -> bool:
        """Whether it is the client's own."""
        return self.key[0] == "client"


def settle(problems: Iterable[Problem], kb: KnowledgeBase, whole: bool = True) -> Settled:
    """*problems* with the severity that was decided for them, without those silenced, and mistakes in the decisions.

    *whole*: nothing of *kb* is missing because of other problems; only then a setting can be called idle.
    """
    settings = list(_settings(kb))
    mistakes = [problem for placed in settings for problem in _mistakes(placed, kb)]
    good = [placed for placed in settings if not any(True for _ in _mistakes(placed, kb))]
    trace: Callable[[Place], str] = trace_finder(kb) if any(p.setting.where for p in good) else lambda _: ""
    by_rule: dict[str, list[_Placed]] = {}
    for placed in good:
        by_rule.setdefault(placed.setting.rule, []).append(placed)
    used: set[PlaceKey] = set()
    kept: list[Problem] = []
    silenced: list[Silenced] = []
    for problem in problems:
        decided = [p for p in by_rule.get(rule_of(problem), ()) if _applies(p.setting, problem, trace)]
        used |= {p.key for p in decided}
        if not decided:
            kept.append(problem)
        elif (last := decided[-1]).setting.severity == "off":
            silenced.append(Silenced(problem, last.setting.reason, last.place))
        else:
            kept.append(replace(problem, severity=last.setting.severity))
    idle = [(p, _idle(p)) for p in good if whole and p.key not in used and p.setting.rule not in ELSEWHERE]
    kept += [*mistakes, *(problem for placed, problem in idle if placed.own)]
    return Settled(tuple(kept), tuple(silenced), tuple(problem for placed, problem in idle if not placed.own))


def _settings(kb: KnowledgeBase) -> Iterator[_Placed]:
    """The workspace's decisions, then the client's own, which count more."""
    for index, setting in enumerate(kb.rules.rules):
        key: PlaceKey = ("rules", "rules", index)
        yield _Placed(setting, key, kb.place(*key))
    for index, setting in enumerate(kb.client.rules):
        key = ("client", "rules", index)
        yield _Placed(setting, key, kb.place(*key))


def _mistakes(placed: _Placed, kb: KnowledgeBase) -> Iterator[Problem]:
    setting = placed.setting
    known = KNOWN.get(setting.rule)
    if known is None:
        near = nearest(setting.rule, KNOWN)
        place = kb.place(*placed.key, "rule")
        yield Problem("unknown_rule_near" if near else "unknown_rule", place, {"rule": setting.rule[:60], "near": near})
    elif _milder(setting, known.severity):
        if known.fixed:
            yield Problem("rule_fixed", kb.place(*placed.key, "severity"), {"rule": setting.rule})
        elif not setting.reason.strip():
            yield Problem("rule_without_reason", placed.place, {"rule": setting.rule})


def _milder(setting: RuleSetting, default: Severity) -> bool:
    return setting.severity == "off" or (setting.severity == "warning" and default == "error")


def _idle(placed: _Placed) -> Problem:
    return Problem("rule_setting_idle", placed.place, {"rule": placed.setting.rule}, "warning")


def _applies(setting: RuleSetting, problem: Problem, trace: Callable[[Place], str]) -> bool:
    if not setting.where:
        return True
    names = (trace(problem.place), problem.place.file)
    return any(_inside(name, pattern) for pattern in setting.where for name in names if name)


def _inside(name: str, pattern: str) -> bool:
    """Whether *name* is *pattern*, or stands below it."""
    pattern = pattern.rstrip("/")
    return fnmatchcase(name, pattern) or fnmatchcase(name, f"{pattern}/*")
