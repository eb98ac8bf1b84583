"""Word forms around training and the handover: evaluation, certificate, exam, installation sheet, list, act."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from kbgen.language import Words
from tools.forms_acceptance import sayer, signatures, wide_signatures
from tools.word_parts import control, head, merge, middle, row, rows, section, table, text, together

_LINE = "1F4E79"
"""The colour that kbgen changes for the theme's."""


def evaluation(paper: Any, w: Words) -> None:
    """The feedback form: one page, no name."""
    said = sayer(w, "evaluation")
    head(paper, said("heading"), said("subheading"))
    widths: tuple[int, ...] = (28, 142)
    facts = table(paper, widths)
    row(
        facts,
        widths,
        (said("session"), "{%p for s in sessions %}\n☐ {{ s }}\n{%p endfor %}"),
        high=9,
    )
    row(
        facts,
        widths,
        (said("role"), "{% for r in roles %}☐ {{ r }}{% if not loop.last %}   {% endif %}{% endfor %}"),
        high=9,
    )
    row(facts, widths, (said("date"),), high=9)
    text(paper, said("lead"), keep=True)
    widths = (120, 10, 10, 10, 10, 10)
    made = table(paper, widths, (said("statement"), "1", "2", "3", "4", "5"))
    for key in ("s1", "s2", "s3", "s4", "s5", "s6"):
        centred(row(made, widths, (said(key), *["☐"] * 5), high=8))
    centred(made.rows[0])
    for key in ("keep", "unclear", "missing"):
        section(paper, said(key))
        ruled = table(paper, (170,))
        row(ruled, (170,), ("",), high=18)
    control(paper, "if qr")
    text(paper, "")
    widths = (40, 130)
    scan = table(paper, widths, ruled=False)
    line = row(scan, widths, ("{{ qr }}", f"*{said('online')}\n{said('online_hint')}\n{{{{ page }}}}"))
    line.cells[1].vertical_alignment = 1
    together(scan)
    control(paper, "endif")


def centred(line: Any) -> None:
    """All cells but the first have their text in the middle."""
    for cell in line.cells[1:]:
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def certificate(paper: Any, w: Words) -> None:
    """The certificate: one framed sheet on its side."""
    said = sayer(w, "certificate")
    _frame(paper)
    for paragraph in paper.sections[0].footer.paragraphs:
        for run in list(paragraph.runs):
            paragraph._p.remove(run._r)
    middle(paper, "{{ logo }}", before=4)
    middle(paper, said("heading"), 36, bold=True, before=8)
    middle(paper, said("subheading"), 14)
    middle(paper, said("given"), 12, before=16)
    name = paper.add_paragraph()
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    name.paragraph_format.left_indent = name.paragraph_format.right_indent = Mm(48)
    name.paragraph_format.space_before = Pt(18)
    _rule(name)
    middle(paper, said("text"), 14, before=8)
    middle(paper, said("role"), 16, bold=True, before=8)
    control(paper, "if length")
    middle(paper, said("length"), 11, before=4)
    control(paper, "endif")
    control(paper, "if topics")
    middle(paper, said("topics"), 10, before=4)
    control(paper, "endif")
    text(paper, "")
    widths = (118, 118)
    signs = table(paper, widths, ruled=False)
    row(signs, widths, (said("trainer"), said("manager")), bold=True)
    row(signs, widths, ("{{ implementer }}\n{{ trainer }}", "{{ client }}\n{{ client_signs }}"))
    row(signs, widths, ("\n" + w("documents.act.sign_line"),) * 2)
    row(signs, widths, (f"\n{said('date')}", f"\n{said('number')}"))
    for line in signs.rows:
        for cell in line.cells:
            for paragraph in cell.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    together(signs)


def _frame(paper: Any) -> None:
    """A double line round the page, and narrower margins."""
    here = paper.sections[0]
    here.left_margin = here.right_margin = Mm(26)
    here.top_margin = here.bottom_margin = Mm(20)
    here.header_distance = here.footer_distance = Mm(12)
    borders = OxmlElement("w:pgBorders")
    borders.set(qn("w:offsetFrom"), "page")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "thinThickMediumGap"), ("sz", "24"), ("space", "24"), ("color", _LINE)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    margins = here._sectPr.find(qn("w:pgMar"))
    margins.addnext(borders)


def _rule(paragraph: Any) -> None:
    """A line below, to write on."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "8"), ("space", "1"), ("color", _LINE)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def exam(paper: Any, w: Words) -> None:
    """The exam sheet: questions with answers to circle."""
    said = sayer(w, "exam")
    head(paper, said("heading"), said("subheading"))
    widths: tuple[int, ...] = (44, 62, 24, 40)
    facts = table(paper, widths)
    row(facts, widths, (said("person"), "", said("date"), ""), high=10)
    row(facts, widths, (said("result"), "", said("checked"), ""), high=8)
    text(paper, "{{ how }}", keep=True)
    widths = (10, 160)
    made = table(paper, widths, ruled=False)
    told = "*{{ q.text }}\n{%p for a in q.answers %}\n{{ a.letter }}.  {{ a.text }}\n{%p endfor %}"
    rows(made, widths, "q in questions", ("*{{ q.number }}.", told))
    for cell in made.rows[1].cells:
        cell.paragraphs[0].paragraph_format.space_before = Pt(6)


def exam_key(paper: Any, w: Words) -> None:
    """The key: right answers, and why."""
    said, exams = sayer(w, "exam_key"), sayer(w, "exam")
    head(paper, said("heading"), said("subheading"))
    text(paper, "{{ how }}", keep=True)
    widths = (10, 84, 72, 91)
    titles = (w("documents.number"), exams("question"), said("answer"), said("why"))
    made = table(paper, widths, titles)
    cells = ("{{ q.number }}", "{{ q.text }}", "*{{ q.letter }}.  {{ q.right }}", "{{ q.why }}\n{{ q.page }}")
    rows(made, widths, "q in questions", cells)


def device(paper: Any, w: Words) -> None:
    """The installation sheet of one device at one workplace."""
    said = sayer(w, "device")
    head(paper, said("heading"), said("subheading"))
    widths: tuple[int, ...] = (38, 47, 38, 47)
    facts = table(paper, widths)
    row(facts, widths, (said("where"), "{{ place }}", said("roles"), "{{ roles }}"), high=9)
    row(facts, widths, (said("workplace"), "", said("employee"), ""), high=9)
    row(facts, widths, (said("serial"), "", said("inventory"), ""), high=9)
    widths = (10, 104, 18, 38)
    titles = (w("documents.number"), said("step"), said("done"), said("remark"))
    for key in ("connect", "check"):
        section(paper, said(key))
        made = table(paper, widths, titles)
        rows(made, widths, f"s in {key}", ("{{ s.number }}", "{{ s.text }}", "☐"), high=8)
        for line in made.rows:
            line.cells[2].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    control(paper, "if symptoms")
    section(paper, said("fails"))
    widths = (56, 114)
    made = table(paper, widths, (said("symptom"), said("fix")))
    told = "{%p for f in s.fix %}\n{{ f }}\n{%p endfor %}"
    rows(made, widths, "s in symptoms", ("{{ s.symptom }}", told))
    control(paper, "endif")
    for key in ("installed", "accepted", "date"):
        last = paper.add_paragraph(said(key))
        last.paragraph_format.space_before = Pt(12)
        last.paragraph_format.keep_with_next = key != "date"


def handover(paper: Any, w: Words) -> None:
    """The list of files with their sums."""
    said = sayer(w, "handover")
    head(paper, said("heading"), said("subheading"))
    text(paper, said("spec"))
    text(paper, said("lead"))
    widths = (74, 62, 22, 99)
    made = table(paper, widths, (said("file"), said("what"), said("size"), said("sum")))
    row(made, widths, ("{%tr for part in parts %}",))
    merge(row(made, widths, (said("part"),), bold=True, shade="F6F7F9"))
    rows(made, widths, "f in part.files", ("{{ f.path }}", "{{ f.what }}", "{{ f.size }}", "{{ f.sum }}"))
    row(made, widths, ("{%tr endfor %}",))
    for line in made.rows:
        _mono(line.cells[-1])
    text(paper, said("total"))
    for key in ("not_listed", "how"):
        text(paper, said(key))
    control(paper, "for line in folded")
    text(paper, "{{ line }}")
    control(paper, "endfor")
    text(paper, "")
    wide_signatures(paper, w)


def _mono(cell: Any) -> None:
    """Sums in letters of one width, small enough for sixty-four of them on a line."""
    for paragraph in cell.paragraphs:
        for run in paragraph.runs:
            if "f.sum" in run.text:
                run.font.name, run.font.size = "Courier New", Pt(7)


def training_act(paper: Any, w: Words) -> None:
    """What was taught to whom, for both sides to sign."""
    said = sayer(w, "training_act")
    head(paper, said("heading"), said("subheading"))
    place = table(paper, (85, 85), ruled=False)
    line = row(place, (85, 85), (w("documents.act.place"), w("documents.act.date")))
    line.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    text(paper, said("basis"))
    text(paper, said("text"))
    widths = (22, 36, 28, 18, 19, 19, 28)
    keys = ("day", "session", "roles", "minutes", "planned", "came", "trainer")
    made = table(paper, widths, tuple(said(key) for key in keys))
    cells = (
        "{{ s.day }}",
        "{{ s.session }}",
        "{{ s.roles }}",
        "{{ s.minutes }}",
        "{{ s.people }}",
        "",
        "{{ s.trainer }}",
    )
    rows(made, widths, "s in sessions", cells, high=9)
    row(made, widths, ("", said("total"), "", "{{ minutes }}", "{{ people }}"), bold=True)
    text(paper, said("passed"))
    section(paper, said("remarks"))
    lines = table(paper, (170,))
    for _ in range(3):
        row(lines, (170,), ("",), high=9)
    text(paper, said("decision"))
    section(paper, w("documents.act.signatures"))
    signatures(paper, w)
