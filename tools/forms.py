"""Word forms of training and of the warranty."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from kbgen.language import Words
from tools.forms_acceptance import sayer, signatures
from tools.word_parts import control, head, row, rows, section, table, text


def schedule(paper: Any, w: Words) -> None:
    """The schedule of training."""
    said = sayer(w, "schedule")
    head(paper, said("heading"), said("subheading"))
    widths = (34, 96, 44, 18, 36, 29)
    titles = (said("day"), said("session"), said("roles"), said("minutes"), said("place"), said("trainer"))
    made = table(paper, widths, titles)
    told = "{{ s.session }}\n{%p for topic in s.topics %}\n{{ topic }}\n{%p endfor %}"
    cells = ("{{ s.date }}", told, "{{ s.roles }}", "{{ s.minutes }}", "{{ s.place }}", "{{ s.trainer }}")
    rows(made, widths, "s in sessions", cells)


def attendance(paper: Any, w: Words) -> None:
    """The list that people sign at a session."""
    said = sayer(w, "attendance")
    head(paper, said("heading"), said("subheading"))
    paper.add_paragraph(said("facts")).alignment = WD_ALIGN_PARAGRAPH.CENTER
    text(paper, said("when"))
    widths = (12, 62, 34, 30, 32)
    titles = (said("number"), said("person"), said("role"), said("came"), said("questions"))
    made = table(paper, widths, titles)
    rows(made, widths, "person in people", ("{{ person.number }}", "", "{{ person.role }}"), high=9)
    last = paper.add_paragraph(said("trainer_sign"))
    last.paragraph_format.space_before = Pt(16)


def warranty(paper: Any, w: Words) -> None:
    """The warranty sheet: until when, whom to call, how fast, what is a defect."""
    said = sayer(w, "warranty")
    head(paper, said("heading"), said("subheading"))
    text(paper, said("basis"))
    section(paper, said("period"))
    text(paper, "{{ period }} " + said("free"))
    section(paper, said("contacts"))
    widths: tuple[int, ...] = (38, 42, 54, 36)
    people = table(paper, widths, (said("who"), said("what_for"), said("how"), said("when")))
    cells = ("{{ c.name }}", "{{ c.role }}", "{{ c.phone }}\n{{ c.email }}", "{{ c.hours }}")
    rows(people, widths, "c in contacts", cells)
    control(paper, "if severities")
    section(paper, said("severities"))
    widths = (30, 76, 32, 32)
    levels = table(paper, widths, (said("severity"), said("meaning"), said("reaction"), said("repair")))
    rows(levels, widths, "s in severities", ("{{ s.label }}", "{{ s.meaning }}", "{{ s.reaction }}", "{{ s.repair }}"))
    control(paper, "endif")
    section(paper, said("rule"))
    text(paper, "{{ rule }}")
    control(paper, "if examples")
    widths = (80, 26, 64)
    cases = table(paper, widths, (said("case"), said("is"), said("why")))
    rows(cases, widths, "e in examples", ("{{ e.text }}", "{{ e.kind }}", "{{ e.why }}"))
    control(paper, "endif")
    section(paper, said("report"))
    text(paper, said("report_text"), keep=True)
    section(paper, w("documents.act.signatures"))
    signatures(paper, w)


def report(paper: Any, w: Words) -> None:
    """The form for a defect, to be filled in by hand."""
    said = sayer(w, "report")
    head(paper, said("heading"), said("subheading"))
    text(paper, said("to"))
    widths: tuple[int, ...] = (60, 110)
    made = table(paper, widths)
    for key, high in (
        ("who", 12),
        ("when", 10),
        ("page", 12),
        ("release", 10),
        ("did", 32),
        ("saw", 32),
        ("expected", 22),
    ):
        row(made, widths, (said(key),), high=high)
    control(paper, "if severities")
    section(paper, said("severity"))
    widths = (22, 40, 108)
    levels = table(paper, widths, (said("mark"), said("level"), said("meaning")))
    rows(levels, widths, "s in severities", ("", "{{ s.label }}", "{{ s.meaning }}"))
    control(paper, "endif")
    section(paper, said("answer"))
    widths = (60, 110)
    answered = table(paper, widths)
    for key in ("taken", "kind", "done"):
        row(answered, widths, (said(key),), high=11)
