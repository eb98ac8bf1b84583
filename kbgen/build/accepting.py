"""Accept: results of checks are added to ``spec/acceptance.yml``; everything people wrote there stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from kbgen.build.writing import write_all
from kbgen.errors import Place, Problem, UsageError
from kbgen.importers.kb import read_kb
from kbgen.importers.yaml_files import read_yaml_text
from kbgen.importers.yaml_writer import flow
from kbgen.language.nearness import nearest
from kbgen.model.acceptance import Acceptance, CheckResult
from kbgen.model.checks import Check
from kbgen.model.kb import KnowledgeBase
from kbgen.model.plain import plain
from kbgen.trace.check_ids import normal
from kbgen.trace.outcome import Outcome, outcome
from kbgen.workspace import Workspace

_RESULTS = re.compile(r"^results:[ \t]*(\[[ \t]*\])?[ \t]*(#.*)?$", re.MULTILINE)
_NEXT_KEY = re.compile(r"^(?![ \t#-])\S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was added."""

    file: str
    """As shown to people."""
    results: tuple[tuple[Check, CheckResult], ...]


def standing(workspace: Workspace, client_id: str) -> Outcome:
    """The test programme of a client and its results.

    Raises:
        ContentError: files of the client cannot be read.
        UsageError: there is no such client.
    """
    return outcome(read_kb(workspace, client_id))


def as_json(found: Outcome) -> dict[str, Any]:
    """The whole programme with its results, for programs: every check with what it proves."""
    totals = found.totals()
    return {
        "totals": {"all": totals.all, "passed": totals.passed, "failed": totals.failed, "skipped": totals.skipped},
        "checks": [
            {
                **{f.name: getattr(check, f.name) for f in fields(check)},
                "group": check.group,
                "state": found.state(check.id),
                "result": plain(found.results[check.id]) if check.id in found.results else None,
            }
            for check in found.checks
        ],
    }


def record(workspace: Workspace, client_id: str, results: Sequence[CheckResult]) -> Recorded:
    """Add *results* to the end of the list in ``spec/acceptance.yml``; the file is made where there is none.

    Ids may be written in small or Cyrillic letters. Nothing is written unless everything fits.

    Raises:
        ContentError: files of the client cannot be read.
        UsageError: an unknown check or severity, a failed check without a remark, or a list that cannot be added to.
    """
    kb = read_kb(workspace, client_id)
    known = {check.id: check for check in outcome(kb).checks}
    path = workspace.client(client_id) / "spec" / "acceptance.yml"
    place = Place(workspace.shown(path))
    written = [replace(r, check=_named(r.check, known)) for r in results]
    problems = [p for r in written for p in _refusals(kb, r, known, place)]
    if problems:
        raise UsageError(problems)
    if written:
        text = path.read_bytes().decode() if path.is_file() else ""  # as it is: line ends stay
        fresh = _added(text, [_line(r) for r in written])
        _verify(fresh, replace(kb.spec.acceptance, results=(*kb.spec.acceptance.results, *written)), place)
        write_all({path: fresh.encode()})
    return Recorded(place.file, tuple((known[r.check], r) for r in written))


def _named(written: str, known: dict[str, Check]) -> str:
    """The id as it is printed: «н-4к7м» is ``H-4K7M``; a criterion's id in any case of letters."""
    if written.strip() in known:
        return written.strip()
    told = normal(written)
    folded = {id.casefold(): id for id in known}
    return told if told in known else folded.get(written.strip().casefold(), told)


def _refusals(kb: KnowledgeBase, result: CheckResult, known: dict[str, Check], place: Place) -> Iterator[Problem]:
    if result.check not in known:
        near = nearest(result.check, known)
        code = "accept_unknown_near" if near else "accept_unknown"
        yield Problem(code, place, {"check": result.check[:60], "near": near})
    elif result.result == "failed" and not result.remark:
        yield Problem("accept_no_remark", place, {"check": result.check})
    severities = [s.id for s in kb.spec.warranty.severities] if kb.spec.warranty else []
    if result.severity and result.severity not in severities:
        values = {"severity": result.severity[:60], "known": ", ".join(severities) or "—"}
        yield Problem("acceptance_severity", place, values)


def _line(result: CheckResult) -> str:
    """One entry: what is empty is left out."""
    values: dict[str, Any] = {f.name: getattr(result, f.name) for f in fields(result)} | {
        "remark": plain(result.remark)
    }
    entry = {key: value for key, value in values.items() if value not in ("", None, {})}
    return f"  - {flow(entry)}"


def _added(text: str, lines: Sequence[str]) -> str:
    """*text* with *lines* at the end of the list ``results``; the list is begun where there is none."""
    if "\r\n" in text:
        return _added(text.replace("\r\n", "\n"), lines).replace("\n", "\r\n")
    block = "".join(f"{line}\n" for line in lines)
    found = _RESULTS.search(text)
    if found is None:
        head = text.rstrip()
        return (f"{head}\n\n" if head else "") + "results:\n" + block
    after = _NEXT_KEY.search(text, found.end())
    stop = after.start() if after else len(text)
    inside = text[found.end() : stop]
    entries = list(re.finditer(r"^[ \t]*-[^\n]*(?:\n[ \t]+(?![ \t]*#)[^\n]*\S[^\n]*)*", inside, re.MULTILINE))
    opening = text[: found.end()]
    if found[1]:
        opening = text[: found.start(1)].rstrip() + text[found.end(1) : found.end()]
    if not entries:
        return f"{opening}\n{block}{inside.lstrip(chr(10))}{text[stop:]}"
    last = entries[-1].end()
    indent = entries[0][0].partition("-")[0]
    block = "".join(f"{indent}{line.lstrip()}\n" for line in lines)
    return f"{opening}{inside[:last]}\n{block}{inside[last:].removeprefix(chr(10))}{text[stop:]}"


def _verify(text: str, wanted: Acceptance, place: Place) -> None:
    """Nobody's file is spoiled: what would be written is read back first."""
    reading = read_yaml_text(text, Acceptance, place.file)
    if reading.value != wanted:
        raise UsageError([Problem("accept_cannot_add", place)])


def protocol_path(named: Path) -> Path:
    """*named* as a file of comma-separated values."""
    return named if named.suffix.lower() == ".csv" else named.with_suffix(".csv")
