"""Parts of Word forms: sheets, headings, tables, a table of contents. Measures are millimetres and points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from kbgen.language import words

FONT = "Times New Roman"
_TONGUES = {"ru": "ru-RU", "en": "en-GB"}
_SCRIPTS = ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia")
_HEADINGS = ((1, 14, 14), (2, 12, 10), (3, 11, 8))
"""Level, size, space before: points."""


def sheet(language: str, *, landscape: bool = False) -> Any:
    """An empty A4 document with margins for a binder; at its foot the version of the spec and the page's number."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(11)
    fonts = style.element.rPr.rFonts
    for script in _SCRIPTS:
        fonts.set(qn(script), FONT)
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), _TONGUES[language])
    style.element.rPr.append(tongue)
    style.paragraph_format.space_after = Pt(4)
    style.paragraph_format.space_before = Pt(0)
    foot = section.footer.paragraphs[0]
    grey(foot.insert_paragraph_before().add_run("{{ standing }}"))
    _page_number(foot, words(language)("documents.act.page"))  # type: ignore[arg-type]
    paper.core_properties.title = ""
    paper.core_properties.author = "kbgen"
    paper.core_properties.comments = ""
    return paper


def heading_styles(paper: Any) -> None:
    """Headings of levels 1 to 3 in the form's own letters, so that Word can make a table of contents of them."""
    for level, size, before in _HEADINGS:
        style = paper.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), True
        style.font.italic, style.font.color.rgb = False, RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        for script in _SCRIPTS:
            fonts.set(qn(script), FONT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
        style.paragraph_format.keep_with_next = True


def heading(paper: Any, text: str, level: int, mark: str = "") -> Any:
    """A heading; *mark* is the bookmark that the table of contents leads to."""
    paragraph = paper.add_heading(text, level)
    if mark:
        number = str(len(paper.element.xpath("//w:bookmarkStart")) + 1)
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for part in (start, end):
            part.set(qn("w:id"), number)
        start.set(qn("w:name"), mark)
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
        paragraph._p.append(end)
    return paragraph


def contents(paper: Any, entries: Sequence[tuple[int, str, str]], width: int = 170) -> None:
    """A table of contents: a real field, filled with *entries* (level, text, bookmark) until Word fills it itself."""
    for level in (1, 2):
        style = paper.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = paper.styles["Normal"]
        style.paragraph_format.left_indent = Mm(6 * (level - 1))
        style.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    last = None
    for number, (level, text, mark) in enumerate(entries):
        paragraph = paper.add_paragraph(style=f"toc {level}")
        if number == 0:
            field(paragraph, r'TOC \o "1-2" \h \z \u', "begin", "instr", "separate", dirty=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), mark)
        link.set(qn("w:history"), "1")
        paragraph._p.append(link)
        for run in (paragraph.add_run(text), paragraph.add_run("\t")):
            link.append(run._r)
        before = len(paragraph._p)
        field(paragraph, rf"PAGEREF {mark} \h", "begin", "instr", "separate", "text", "end")
        for part in list(paragraph._p)[before:]:
            link.append(part)
        last = paragraph
    if last is not None:
        field(last, "", "end")


def field(paragraph: Any, code: str, *parts: str, dirty: bool = False) -> None:
    """Parts of a complex field: "begin", "instr", "separate", "text" (holds a place), "end". Dirty: Word updates it."""
    for part in parts:
        run = paragraph.add_run()
        if part == "text":
            run.text = "\u00a0"
            continue
        made = OxmlElement("w:instrText" if part == "instr" else "w:fldChar")
        if part == "instr":
            made.set(qn("xml:space"), "preserve")
            made.text = f" {code} "
        else:
            made.set(qn("w:fldCharType"), part)
            if dirty and part == "begin":
                made.set(qn("w:dirty"), "true")
        run._r.append(made)


def _page_number(paragraph: Any, word: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    grey(paragraph.add_run(f"{word} "))
    run = paragraph.add_run()
    grey(run)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def grey(run: Any) -> None:
    """Small and grey: notes and page numbers."""
    run.font.size, run.font.color.rgb = Pt(9), RGBColor(0x5B, 0x67, 0x70)


def head(paper: Any, title: str, subtitle: str) -> None:
    """The paper's name in the middle, and of what it is below it."""
    for text, size, bold in ((title, 14, True), (subtitle, 12, False)):
        paragraph = paper.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), bold


def middle(paper: Any, text: str, size: int = 12, *, bold: bool = False, before: int = 0) -> None:
    """A line in the middle of a title page."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(before)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold


def section(paper: Any, text: str) -> None:
    """A bold line over a part of a short paper."""
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(10), True
    paragraph.add_run(text).bold = True


def text(paper: Any, told: str, *, keep: bool = False) -> None:
    """A paragraph; one that ends with a colon, or is to *keep*, stays with what follows."""
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.keep_with_next = keep or told.endswith(":") or None
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.add_run(told)


def control(paper: Any, code: str) -> None:
    """A line that only steers the filling (``{%p if … %}``); it does not stay in the paper."""
    paper.add_paragraph("{%p " + code + " %}")


def page_break(paper: Any) -> None:
    """What follows begins a new page."""
    paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def table(paper: Any, widths: Sequence[int], titles: Sequence[str] = (), *, ruled: bool = True) -> Any:
    """A table with columns of so many millimetres; its head is repeated on every page."""
    made = paper.add_table(rows=0, cols=len(widths))
    made.style, made.alignment, made.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    if not ruled:
        made.style = "Normal Table"
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    if titles:
        top = row(made, widths, titles, bold=True, shade="EDF0F3")
        repeat = OxmlElement("w:tblHeader")
        repeat.set(qn("w:val"), "true")
        top._tr.get_or_add_trPr().append(repeat)
    return made


def row(
    made: Any, widths: Sequence[int], texts: Sequence[str], *, bold: bool = False, shade: str = "", high: int = 0
) -> Any:
    """A row that is not parted between pages; missing texts are empty cells. A line that begins with * is bold."""
    added = made.add_row()
    added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    if high:
        added.height = Mm(high)
    filled = (*texts, *[""] * (len(widths) - len(texts)))
    for cell, width, told in zip(added.cells, widths, filled, strict=True):
        cell.width = Mm(width)
        for number, line in enumerate(told.split("\n")):
            target = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            target.paragraph_format.space_after = Pt(1.5)
            target.paragraph_format.space_before = Pt(1.5) if number == 0 else None
            run = target.add_run(line.removeprefix("*"))
            run.bold, run.font.size = line.startswith("*") or (bold and number == 0), Pt(10)
        if shade:
            _shade(cell, shade)
    return added


def rows(made: Any, widths: Sequence[int], loop: str, texts: Sequence[str], **look: Any) -> None:
    """A row for each thing of *loop* (``check in part.checks``)."""
    row(made, widths, ("{%tr for " + loop + " %}",))
    row(made, widths, texts, **look)
    row(made, widths, ("{%tr endfor %}",))


def merge(line: Any) -> None:
    """The cells of a row as one, without the empty paragraphs of those taken in; it stays with the row below it."""
    whole = line.cells[0].merge(line.cells[-1])
    whole.paragraphs[0].paragraph_format.keep_with_next = True
    for paragraph in whole.paragraphs[1:]:
        paragraph._p.getparent().remove(paragraph._p)


def _shade(cell: Any, colour: str) -> None:
    ground = OxmlElement("w:shd")
    for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour)):
        ground.set(qn(key), value)
    cell._tc.get_or_add_tcPr().append(ground)


def together(made: Any) -> None:
    """Keeps a table on one page."""
    for line in made.rows:
        for cell in line.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


_KEPT = {"Normal", "Heading 1", "Heading 2", "Heading 3", "Title", "header", "footer", "toc 1", "toc 2", "Table Grid"}
_KEPT |= {"Default Paragraph Font", "Normal Table", "No List", "Heading 1 Char", "Heading 2 Char", "Heading 3 Char"}
_NEEDLESS = ("stylesWithEffects", "customXml", "webSettings", "thumbnail")


def slim(paper: Any) -> None:
    """Without the styles and parts of the library's own form that no form of ours uses: nine tenths of its bytes."""
    for rels in (paper.part.rels, paper.part.package.rels):
        for id in [id for id, rel in rels.items() if rel.reltype.endswith(_NEEDLESS)]:
            del rels[id]
    styles = paper.styles.element
    for style in list(styles.iter(qn("w:style"))):
        name = style.find(qn("w:name")).get(qn("w:val"))
        if name.lower() not in {kept.lower() for kept in _KEPT}:
            styles.remove(style)
    latent = styles.find(qn("w:latentStyles"))
    for exception in list(latent) if latent is not None else []:
        latent.remove(exception)
