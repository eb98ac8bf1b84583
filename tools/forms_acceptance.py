"""Word forms of acceptance: certificate, test programme, protocol, remarks, log of trial operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH

from kbgen.language import Words
from tools.word_parts import (
    contents,
    control,
    head,
    heading,
    merge,
    middle,
    page_break,
    row,
    rows,
    section,
    table,
    text,
    together,
)


def sayer(w: Words, part: str) -> Callable[[str], str]:
    """The words of one form: ``said("heading")`` is ``documents.<part>.heading``."""
    return lambda key: w(f"documents.{part}.{key}")


def act(paper: Any, w: Words) -> None:
    """The certificate of acceptance."""
    said = sayer(w, "act")
    head(paper, said("heading"), said("subheading"))
    place = table(paper, (85, 85), ruled=False)
    line = row(place, (85, 85), (said("place"), "{{ date }}"))
    line.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    section(paper, said("parties"))
    widths = (34, 68, 68)
    sides = table(paper, widths, (said("side"), said("executor"), said("customer")))
    row(sides, widths, (said("name"), "{{ implementer }}", "{{ client }}"))
    row(sides, widths, (said("signs"), "{{ implementer_signs }}", "{{ client_signs }}"))
    row(sides, widths, (said("address"), "{{ implementer_address }}", "{{ client_address }}"))
    row(sides, widths, (said("contacts"), "{{ implementer_contacts }}", "{{ client_contacts }}"))
    section(paper, said("basis"))
    text(paper, said("basis_text"))
    section(paper, said("subject"))
    text(paper, said("subject_text"))
    section(paper, said("stages"))
    text(paper, "{{ tests }}")
    _stages(paper, w)
    section(paper, said("remarks"))
    text(paper, said("remarks_text"))
    widths = (20, 80, 35, 35)
    listed = table(paper, widths, (said("number"), said("remark"), said("remark_due"), said("remark_who")))
    rows(listed, widths, "r in remarks", ("{{ r.id }}", "{{ r.text }}", "{{ r.due }}"))
    rows(listed, widths, "r in remark_lines", ("{{ r }}",), high=9)
    section(paper, said("warranty"))
    text(paper, "{{ warranty }}")
    section(paper, said("end"))
    text(paper, said("end_text"), keep=True)
    section(paper, said("signatures"))
    signatures(paper, w)
    _numbers(paper, w)


def _numbers(paper: Any, w: Words) -> None:
    """The appendix: every check's number under its result."""
    said = sayer(w, "act")
    control(paper, "if ids")
    page_break(paper)
    section(paper, said("appendix"))
    text(paper, said("appendix_text"))
    widths = (34, 32, 104)
    made = table(paper, widths, (said("part"), said("mark_title"), said("ids")))
    rows(made, widths, "x in ids", ("{{ x.title }}", "{{ x.result }}: {{ x.count }}", "{{ x.ids }}"))
    control(paper, "endif")


def _stages(paper: Any, w: Words) -> None:
    said = sayer(w, "act")
    widths = (20, 80, 22, 24, 24)
    titles = (said("number"), said("criterion"), said("due"), said("mark"), said("signature"))
    made = table(paper, widths, titles)
    row(made, widths, ("{%tr for stage in stages %}",))
    described = "\n".join(("{{ stage.label }}", said("result"), said("responsible") + said("stage_tests")))
    row(made, widths, ("{{ stage.number }}", described, "{{ stage.due }}"), bold=True, shade="F6F7F9")
    row(made, widths, ("{%tr for criterion in stage.criteria %}",))
    row(made, widths, ("{{ criterion.id }}", "{{ criterion.text }}", "", "{{ criterion.mark }}"), high=9)
    row(made, widths, ("{%tr endfor %}",))
    row(made, widths, ("{%tr endfor %}",))
    rows(made, widths, "line in empty", ("{{ line }}",), high=10)


def signatures(paper: Any, w: Words) -> None:
    """Places for both sides to sign and stamp."""
    said = sayer(w, "act")
    widths = (85, 85)
    made = table(paper, widths, ruled=False)
    row(made, widths, (said("executor"), said("customer")), bold=True)
    row(made, widths, ("{{ implementer }}", "{{ client }}"))
    row(made, widths, ("{{ implementer_signs }}", "{{ client_signs }}"))
    row(made, widths, ("\n" + said("sign_line"),) * 2)
    row(made, widths, (said("sign_hint"),) * 2)
    row(made, widths, (f"{said('sign_date')}    {said('stamp')}",) * 2, high=10)
    together(made)


def approved_by(paper: Any, w: Words) -> None:
    """The two corners of a title page where the paper is approved."""
    said = sayer(w, "title")
    widths = (85, 85)
    made = table(paper, widths, ruled=False)
    row(made, widths, (said("approve"), said("approve")), bold=True)
    row(made, widths, (said("for_customer"), said("for_executor")))
    row(made, widths, ("{{ client_signs }}", "{{ implementer_signs }}"))
    row(made, widths, ("\n______________________",) * 2)
    row(made, widths, (w("documents.act.sign_date"),) * 2)


def programme(paper: Any, w: Words) -> None:
    """The test programme: what, why, how, and every check."""
    said = sayer(w, "programme")
    approved_by(paper, w)
    middle(paper, said("heading"), 16, bold=True, before=90)
    middle(paper, said("subheading"), 13, before=6)
    middle(paper, said("structure"), 10, before=6)
    middle(paper, w("documents.title.version"), 11, before=18)
    page_break(paper)
    keys = ("object", "aim", "conditions", "means", "scope", "method", "criteria", "reports")
    middle(paper, w("documents.title.contents"), 14, bold=True)
    contents(paper, [(1, said(f"{key}_title"), f"_Toc_{key}") for key in keys])
    page_break(paper)

    def part(key: str) -> None:
        heading(paper, said(f"{key}_title"), 1, f"_Toc_{key}")
        text(paper, said(key))

    part("object")
    part("aim")
    part("conditions")
    for key in ("conditions_data", "conditions_order", "conditions_danger", "conditions_time"):
        text(paper, said(key))
    part("means")
    widths: tuple[int, ...] = (85, 85)
    accounts = table(paper, widths, (said("role"), said("group")))
    rows(accounts, widths, "a in accounts", ("{{ a.role }}", "{{ a.group }}"))
    part("scope")
    widths = (12, 118, 40)
    scope = table(paper, widths, (w("documents.number"), said("part"), said("checks")))
    rows(scope, widths, "p in parts", ("{{ p.number }}", "{{ p.title }}", "{{ p.count }}"))
    row(scope, widths, ("", said("sum"), "{{ sum.all }}"), bold=True)
    control(paper, "if stages")
    text(paper, said("by_stage"))
    widths = (12, 62, 24, 48, 24)
    titles = (w("documents.number"), said("stage"), said("due"), said("responsible"), said("checks"))
    stages = table(paper, widths, titles)
    rows(
        stages,
        widths,
        "s in stages",
        ("{{ s.number }}", "{{ s.label }}", "{{ s.due }}", "{{ s.responsible }}", "{{ s.count }}"),
    )
    control(paper, "endif")
    part("method")
    control(paper, "for part in parts")
    heading(paper, "6.{{ part.number }}. {{ part.title }}", 2)
    text(paper, "{{ part.about }}")
    widths = (24, 86, 60)
    listed = table(paper, widths, (said("id"), said("action"), said("expected")))
    told = "*{{ c.title }}{% if c.dangerous %} ({{ c.dangerous }}){% endif %}\n{{ c.action }}"
    rows(listed, widths, "c in part.checks", ("{{ c.id }}", told, "{{ c.expected }}"))
    control(paper, "endfor")
    part("criteria")
    part("reports")


def protocol(paper: Any, w: Words) -> None:
    """The protocol: a line a check, with its result or blanks."""
    said = sayer(w, "protocol")
    head(paper, said("heading"), said("subheading"))
    text(paper, said("basis"))
    text(paper, said("when"))
    text(paper, said("who"))
    widths: tuple[int, ...] = (107, 30, 30, 30, 30, 30)
    titles = (
        said("part"),
        said("all"),
        *(w(f"documents.result.{key}") for key in ("passed", "failed", "skipped", "open")),
    )
    totals = table(paper, widths, titles)
    cells = tuple("{{ p.%s }}" % key for key in ("all", "passed", "failed", "skipped", "open"))  # noqa: UP031
    rows(totals, widths, "p in parts", ("{{ p.title }}", *cells))
    row(totals, widths, (said("sum"), *(c.replace("p.", "totals.") for c in cells)), bold=True)
    text(paper, "")
    widths = (24, 104, 26, 22, 34, 47)
    titles = (said("id"), said("check"), said("result"), said("date"), said("tester"), said("remark"))
    listed = table(paper, widths, titles)
    row(listed, widths, ("{%tr for part in parts %}",))
    merge(row(listed, widths, ("{{ part.title }} ({{ part.count }})",), bold=True, shade="F6F7F9"))
    told = "*{{ c.title }}\n{{ c.expected }}"
    cells = ("{{ c.id }}", told, "{{ c.result }}", "{{ c.date }}", "{{ c.tester }}", "{{ c.remark }}")
    rows(listed, widths, "c in part.checks", cells)
    row(listed, widths, ("{%tr endfor %}",))
    section(paper, said("verdict"))
    text(paper, "{{ verdict }} {{ remarks_told }}")
    wide_signatures(paper, w)


def wide_signatures(paper: Any, w: Words) -> None:
    """Signatures on a sheet that lies on its side."""
    said = sayer(w, "act")
    widths = (128, 128)
    made = table(paper, widths, ruled=False)
    row(made, widths, (said("executor"), said("customer")), bold=True)
    row(made, widths, ("{{ implementer_signs }}", "{{ client_signs }}"))
    row(made, widths, ("\n" + said("sign_line"),) * 2)
    row(made, widths, (f"{said('sign_hint')}    {said('sign_date')}",) * 2)
    together(made)


def remarks(paper: Any, w: Words) -> None:
    """The list of remarks with the days by which they are to be mended."""
    said = sayer(w, "remarks")
    head(paper, said("heading"), said("subheading"))
    text(paper, said("basis"))
    text(paper, "{{ open }} " + said("how"))
    widths = (10, 24, 96, 28, 24, 28, 24, 23)
    titles = ("number", "id", "remark", "severity", "found", "due", "fixed", "signature")
    made = table(paper, widths, tuple(w("documents.number") if key == "number" else said(key) for key in titles))
    told = "*{{ r.title }}\n{{ r.text }}"
    fixed = "{{ r.state }}\n{{ r.fixed }}"
    found = "{{ r.found }}\n{{ r.tester }}"
    cells = ("{{ r.number }}", "{{ r.id }}", told, "{{ r.severity }}", found, "{{ r.due }}", fixed)
    rows(made, widths, "r in remarks", cells)
    rows(made, widths, "line in empty", ("{{ line }}",), high=11)
    wide_signatures(paper, w)


def trial(paper: Any, w: Words) -> None:
    """The log of trial operation: an empty table to be kept by hand."""
    said = sayer(w, "trial")
    head(paper, said("heading"), said("subheading"))
    text(paper, said("basis"))
    text(paper, said("who"))
    control(paper, "if criteria")
    text(paper, said("criteria"))
    control(paper, "for c in criteria")
    text(paper, "{{ c.id }}. {{ c.text }}")
    control(paper, "endfor")
    control(paper, "endif")
    widths = (10, 34, 90, 38, 46, 39)
    titles = (w("documents.number"), said("when"), said("what"), said("noted"), said("done"), said("fixed"))
    made = table(paper, widths, titles)
    rows(made, widths, "line in rows", ("{{ line }}",), high=11)
    text(paper, said("end"))
    wide_signatures(paper, w)
