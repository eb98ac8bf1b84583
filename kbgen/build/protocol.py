"""Protocol: the test programme as a table for Excel, and results read back from it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from kbgen.build.accepting import Recorded, record, standing
from kbgen.errors import Place, Problem, UsageError
from kbgen.importers.kb import read_kb
from kbgen.language import words
from kbgen.model.acceptance import CheckResult
from kbgen.model.text import Language, Text
from kbgen.trace.check_ids import normal
from kbgen.workspace import Workspace

COLUMNS = (
    "check", "stage", "title", "action", "expected", "result", "run_on", "tester", "remark", "severity", "due",
    "fixed_on",
)  # fmt: skip
"""Keys of the columns; ``accept.column_<key>`` is the heading."""

_LARGEST = 20 << 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_protocol(workspace: Workspace, client_id: str, path: Path) -> int:
    """Write every check with its last result to *path*, as Excel opens it by double click; return how many there are.

    Raises:
        ContentError: files of the client cannot be read.
        OSError: *path* cannot be written.
    """
    kb = read_kb(workspace, client_id)
    say, found = words(kb.language), standing(workspace, client_id)
    stages = {s.id: s.label.said(kb.language) for s in kb.spec.acceptance.stages}
    out = io.StringIO(newline="")
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow([say(f"accept.column_{key}") for key in COLUMNS])
    for check in found.checks:
        result = found.results.get(check.id)
        given = [check.id, stages.get(check.stage, ""), check.title, check.action, check.expected]
        noted = _noted(result, kb.language) if result else [""] * 7
        table.writerow([_harmless(cell) for cell in (*given, *noted)])
    path.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())  # Excel takes UTF-8 for UTF-8 only with this mark
    return len(found.checks)


def _noted(result: CheckResult, language: Language) -> list[str]:
    days = [d.isoformat() if d else "" for d in (result.run_on, result.due, result.fixed_on)]
    told = words(language)(f"accept.result_{result.result}")
    return [told, days[0], result.tester, result.remark.said(language), result.severity, days[1], days[2]]


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is marked as text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def read_protocol(workspace: Workspace, client_id: str, path: Path) -> Recorded:
    """Record what is new in the table at *path*: rows whose result is filled in and is not the last one recorded.

    Raises:
        ContentError: files of the client cannot be read.
        UsageError: the file is no such table, or a cell makes no sense; nothing was written.
    """
    kb = read_kb(workspace, client_id)
    problems: list[Problem] = []
    results = list(_results(path, kb.language, problems))
    if problems:
        raise UsageError(problems)
    last = standing(workspace, client_id).results
    return record(workspace, client_id, [r for r in results if last.get(normal(r.check)) != r])


def _results(path: Path, language: Language, problems: list[Problem]) -> Iterator[CheckResult]:
    place = Place(path.name)
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError([Problem("accept_table", place)])
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        text = path.read_bytes().decode("cp1251", "replace")  # as Excel saves CSV on Russian Windows
    except OSError as error:
        raise UsageError([Problem("accept_table", place)]) from error
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") >= first.count(",") else ",")
    headings = {words(language)(f"accept.column_{key}").casefold(): key for key in COLUMNS}
    headings |= {key: key for key in COLUMNS}
    columns = [headings.get(cell.strip().casefold(), "") for cell in next(rows, [])]
    if "check" not in columns or "result" not in columns:
        raise UsageError([Problem("accept_table", place)])
    for number, row in enumerate(rows, 2):
        cells = {key: cell.strip().removeprefix("'") for key, cell in zip(columns, row, strict=False) if key}
        if cells.get("check") and cells.get("result"):
            result = _result(cells, Place(path.name, number), problems)
            if result is not None:
                yield result


def _result(cells: dict[str, str], place: Place, problems: list[Problem]) -> CheckResult | None:
    told = result_named(cells["result"])
    if told is None:
        problems.append(Problem("accept_result", place, {"result": cells["result"][:40]}))
        return None
    days: dict[str, date | None] = {}
    for key in ("run_on", "due", "fixed_on"):
        days[key] = day_named(cells.get(key, ""))
        if cells.get(key) and days[key] is None:
            problems.append(Problem("accept_day", place, {"day": cells[key][:40]}))
    return CheckResult(
        cells["check"],
        told,
        days["run_on"],
        cells.get("tester", ""),
        Text(" ".join(cells.get("remark", "").split())),
        cells.get("severity", ""),
        days["due"],
        days["fixed_on"],
    )


def result_named(written: str) -> Literal["passed", "failed", "skipped"] | None:
    """The result somebody wrote: in either language, or as a plus or minus."""
    told = written.strip().casefold()
    for key in ("passed", "failed", "skipped"):
        names = {key, *(words(lang)(f"accept.result_{key}").casefold() for lang in ("ru", "en"))}
        marks = {"passed": ("+", "да", "yes"), "failed": ("-", "−", "нет", "no")}.get(key, ())
        if told in names or told in marks:
            return "passed" if key == "passed" else "failed" if key == "failed" else "skipped"
    return None


def day_named(written: str) -> date | None:
    """A day as ``2026-11-20`` or ``20.11.2026``; None where it is neither."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(written.strip(), form).date()
        except ValueError:
            continue
    return None
