"""Make the Word forms in ``themes/base/documents/``: their words come from the catalogues, their blanks are Jinja's.

Run it after a change of ``documents.*.toml``: ``python -m tools.make_forms``. The same words give the same bytes.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from kbgen.language import Words, words
from kbgen.templates.package import rewritten

_FONT = "Times New Roman"
_ROLES = {"ru": "ru-RU", "en": "en-GB"}


def main(folder: Path) -> None:
    """Write every form in both languages to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("ru", "en"):
        w = words(language)  # type: ignore[arg-type]
        for name, make in (("acceptance-act", _act), ("training-schedule", _schedule), ("attendance", _attendance)):
            paper = _paper(language, landscape=name == "training-schedule")
            make(paper, w)
            out = io.BytesIO()
            paper.save(out)
            (folder / f"{name}.{language}.docx").write_bytes(rewritten(out.getvalue()))


def _paper(language: str, *, landscape: bool) -> Any:
    """An empty A4 sheet with margins for a binder and the page's number at its foot."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(11)
    fonts = style.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), _FONT)
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), _ROLES[language])
    style.element.rPr.append(tongue)
    style.paragraph_format.space_after = Pt(4)
    style.paragraph_format.space_before = Pt(0)
    _page_number(section.footer.paragraphs[0], words(language)("documents.act.page"))  # type: ignore[arg-type]
    paper.core_properties.title = ""
    paper.core_properties.author = "kbgen"
    paper.core_properties.comments = ""
    return paper


def _page_number(paragraph: Any, word: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _grey(paragraph.add_run(f"{word} "))
    run = paragraph.add_run()
    _grey(run)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _grey(run: Any) -> None:
    run.font.size, run.font.color.rgb = Pt(9), RGBColor(0x5B, 0x67, 0x70)


def _head(paper: Any, heading: str, subheading: str) -> None:
    for text, size, bold in ((heading, 14, True), (subheading, 12, False)):
        paragraph = paper.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), bold


def _section(paper: Any, text: str) -> None:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(10), True
    paragraph.add_run(text).bold = True


def _text(paper: Any, text: str) -> None:
    paper.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _table(paper: Any, widths: Sequence[int], head: Sequence[str] = ()) -> Any:
    """A ruled table with columns of so many millimetres; its head is repeated on every page."""
    table = paper.add_table(rows=0, cols=len(widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    if head:
        row = _row(table, widths, head, bold=True, shade="EDF0F3")
        repeat = OxmlElement("w:tblHeader")
        repeat.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(repeat)
    return table


def _row(
    table: Any, widths: Sequence[int], texts: Sequence[str], *, bold: bool = False, shade: str = "", high: int = 0
) -> Any:
    """A row that is not parted between pages."""
    row = table.add_row()
    whole = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(whole)
    if high:
        row.height = Mm(high)
    for cell, width, text in zip(row.cells, widths, texts, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(1)
        for number, line in enumerate(text.split("\n")):
            target = paragraph if number == 0 else cell.add_paragraph()
            target.paragraph_format.space_after = Pt(1)
            run = target.add_run(line)
            run.bold, run.font.size = bold and number == 0, Pt(10)
        if shade:
            _shade(cell, shade)
    return row


def _shade(cell: Any, colour: str) -> None:
    ground = OxmlElement("w:shd")
    for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour)):
        ground.set(qn(key), value)
    cell._tc.get_or_add_tcPr().append(ground)


def _act(paper: Any, w: Words) -> None:
    def said(key: str) -> str:
        return w(f"documents.act.{key}")

    _head(paper, said("heading"), said("subheading"))
    place = _table(paper, (85, 85))
    place.style = "Normal Table"
    row = _row(place, (85, 85), (said("place"), said("date")))
    row.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _section(paper, said("parties"))
    widths = (34, 68, 68)
    sides = _table(paper, widths, (said("side"), said("executor"), said("customer")))
    _row(sides, widths, (said("name"), "{{ implementer }}", "{{ client }}"))
    _row(sides, widths, (said("signs"), "{{ implementer_signs }}", "{{ client_signs }}"))
    _row(sides, widths, (said("address"), "{{ implementer_address }}", "{{ client_address }}"))
    _row(sides, widths, (said("contacts"), "{{ implementer_contacts }}", "{{ client_contacts }}"))
    _section(paper, said("basis"))
    _text(paper, said("basis_text"))
    _section(paper, said("subject"))
    _text(paper, said("subject_text"))
    _section(paper, said("stages"))
    _stages(paper, w)
    _section(paper, said("remarks"))
    _text(paper, said("remarks_text"))
    widths4 = (12, 88, 35, 35)
    remarks = _table(paper, widths4, (said("number"), said("remark"), said("remark_due"), said("remark_who")))
    for _ in range(4):
        _row(remarks, widths4, ("", "", "", ""), high=9)
    _section(paper, said("warranty"))
    _text(paper, "{{ warranty }}")
    _section(paper, said("end"))
    _text(paper, said("end_text"))
    _section(paper, said("signatures"))
    _signatures(paper, w)


def _stages(paper: Any, w: Words) -> None:
    def said(key: str) -> str:
        return w(f"documents.act.{key}")

    widths = (14, 84, 22, 24, 26)
    head = (said("number"), said("criterion"), said("due"), said("mark"), said("signature"))
    table = _table(paper, widths, head)

    def line(*texts: str, **look: Any) -> None:
        _row(table, widths, (*texts, *[""] * (5 - len(texts))), **look)

    line("{%tr for stage in stages %}")
    described = "\n".join(("{{ stage.label }}", said("result"), said("responsible")))
    line("{{ stage.number }}", described, "{{ stage.due }}", bold=True, shade="F6F7F9")
    line("{%tr for criterion in stage.criteria %}")
    line("{{ criterion.number }}", "{{ criterion.text }} ({{ criterion.id }})", high=9)
    line("{%tr endfor %}")
    line("{%tr endfor %}")
    line("{%tr for row in empty %}")
    line("{{ row }}", high=10)
    line("{%tr endfor %}")


def _signatures(paper: Any, w: Words) -> None:
    def said(key: str) -> str:
        return w(f"documents.act.{key}")

    widths = (85, 85)
    table = _table(paper, widths)
    table.style = "Normal Table"
    _row(table, widths, (said("executor"), said("customer")), bold=True)
    _row(table, widths, ("{{ implementer }}", "{{ client }}"))
    _row(table, widths, ("{{ implementer_signs }}", "{{ client_signs }}"))
    _row(table, widths, ("\n" + said("sign_line"),) * 2)
    _row(table, widths, (said("sign_hint"),) * 2)
    _row(table, widths, (f"{said('sign_date')}    {said('stamp')}",) * 2, high=10)
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _schedule(paper: Any, w: Words) -> None:
    def said(key: str) -> str:
        return w(f"documents.schedule.{key}")

    _head(paper, said("heading"), said("subheading"))
    widths = (34, 96, 44, 18, 36, 29)
    head = (said("day"), said("session"), said("roles"), said("minutes"), said("place"), said("trainer"))
    table = _table(paper, widths, head)
    _row(table, widths, ("{%tr for s in sessions %}", "", "", "", "", ""))
    told = "{{ s.session }}\n{%p for topic in s.topics %}\n{{ topic }}\n{%p endfor %}"
    _row(table, widths, ("{{ s.date }}", told, "{{ s.roles }}", "{{ s.minutes }}", "{{ s.place }}", "{{ s.trainer }}"))
    _row(table, widths, ("{%tr endfor %}", "", "", "", "", ""))


def _attendance(paper: Any, w: Words) -> None:
    def said(key: str) -> str:
        return w(f"documents.attendance.{key}")

    _head(paper, said("heading"), said("subheading"))
    paper.add_paragraph(said("facts")).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _text(paper, said("when"))
    widths = (12, 62, 34, 30, 32)
    head = (said("number"), said("person"), said("role"), said("came"), said("questions"))
    table = _table(paper, widths, head)
    _row(table, widths, ("{%tr for person in people %}", "", "", "", ""))
    _row(table, widths, ("{{ person.number }}", "", "{{ person.role }}", "", ""), high=9)
    _row(table, widths, ("{%tr endfor %}", "", "", "", ""))
    last = paper.add_paragraph(said("trainer_sign"))
    last.paragraph_format.space_before = Pt(16)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "themes/base/documents")
