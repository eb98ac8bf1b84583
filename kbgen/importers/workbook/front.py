"""The first sheets of a workbook: how to fill it in, and what the spec says once."""

from __future__ import annotations

from typing import Any

from kbgen.importers.shapes import shape
from kbgen.importers.workbook.layout import Column, Sheet, general, roots
from kbgen.importers.workbook.pages import GREY, GREYED, GROUPS, INK, LINE, PAPER, Writer, set_height
from kbgen.importers.workbook.rows import default, foreign, is_wording, value_at
from kbgen.importers.workbook.shown import shown


def general_page(writer: Writer, page: Any) -> None:
    """What is said once: a row each, grouped by subject."""
    said, language = writer.speech.said, writer.speech.said.language
    colour = GROUPS["client"]
    page.set_tab_color(colour)
    page.hide_gridlines(2)
    head = writer.format(bold=True, bg_color=colour, font_color=PAPER, border=1, border_color=LINE, valign="vcenter")
    found = general(language)
    for number, key in enumerate(("what", "value", f"value_{writer.speech.foreign}", "code")):
        look = head if key != "code" else writer.format(bold=True, bg_color="#AAB4B9", font_color=PAPER, border=1,
                                                      border_color=LINE, valign="vcenter")  # fmt: skip
        page.write_string(0, number, said(f"importers.workbook.column.{key}"), look)
    for line, (noun, column) in enumerate(found, 1):
        _general_row(writer, page, line, noun, column)
    for number, width in enumerate((44, 62, 44, 26)):
        page.set_column(number, number, width)
    page.set_row(0, 30)
    page.freeze_panes(1, 1)
    writer.printing(page, said("importers.workbook.general"))


def _general_row(writer: Writer, page: Any, line: int, noun: str, column: Column) -> None:
    said = writer.speech.said
    tree = writer.trees.get(noun) or {}
    value = value_at(tree, column)
    if value is None and noun in writer.trees:
        value = default(roots()[noun], column) or None
    frame = {"border": 1, "border_color": LINE}
    title = f"{column.heading} *" if column.required and noun == "client" else column.heading
    subject = said.get(f"importers.general.{noun}.{'_'.join(column.attribute[:-1])}") or said(f"importers.about.{noun}")
    writer.cell(page, (line, 0), f"{subject}: {title[:1].lower()}{title[1:]}", **frame, bg_color="#F7F9F9")
    technical = (noun, column.attribute) == ("client", ("id",))
    look = frame | ({"bg_color": GREY, "font_color": GREYED} if technical else {})
    writer.cell(page, (line, 1), shown(value, column, column.reference, writer.speech), **look, align="left")
    second = shown(value, foreign(column, writer.speech), "", writer.speech) if is_wording(column) else None
    writer.cell(page, (line, 2), second, **(frame if is_wording(column) else frame | {"bg_color": GREY}))
    code = ".".join((noun, *column.attribute))
    writer.cell(page, (line, 3), code, **frame, bg_color=GREY, font_color=GREYED, font_size=9)
    set_height(page, line, [title, shown(value, column, column.reference, writer.speech), second], [44, 62, 44])
    _choice_at(writer, page, line, column)
    hint = said.get(f"importers.hint.{noun}.{'_'.join(column.attribute)}")
    if hint:
        page.write_comment(line, 0, hint, {"author": "kbgen", "x_scale": 2.2, "font_size": 10, "color": "#FFFBE6"})


def _choice_at(writer: Writer, page: Any, line: int, column: Column) -> None:
    options = writer.options(column)
    if options:
        page.data_validation(line, 1, line, 1, {"validate": "list", "source": writer.range(options),
                                                "show_error": column.shape.kind != "list"})  # fmt: skip


def readme_page(writer: Writer, page: Any, found: list[tuple[Sheet, int]]) -> None:
    """How to fill the workbook in, and what is where."""
    said = writer.speech.said
    page.hide_gridlines(2)
    page.set_tab_color(INK)
    for number, width in enumerate((3, 34, 12, 78)):
        page.set_column(number, number, width)
    name = value_at(writer.trees.get("client") or {}, _named("name"))
    who = name if isinstance(name, str) else (name or {}).get(said.language) or next(iter((name or {}).values()), "")
    page.write_string(
        0, 1, said("importers.workbook.title", client=who), writer.format(font_size=18, bold=True, text_wrap=False)
    )
    page.write_string(1, 1, said("importers.workbook.readme.about"), writer.format(font_color=GREYED, text_wrap=False))
    page.set_row(0, 30)
    line = 3
    for text in said("importers.workbook.readme.rules").split("\n"):
        page.write_string(line, 0, "•", writer.format(align="right"))
        page.merge_range(line, 1, line, 3, text, writer.format())
        page.set_row(line, 32 if len(text) > 125 else 17)
        line += 1
    line += 1
    head = writer.format(bold=True, bg_color=INK, font_color=PAPER, border=1, border_color=LINE)
    for number, key in enumerate(("list", "rows", "what"), 1):
        page.write_string(line, number, said(f"importers.workbook.readme.{key}"), head)
    general_title = said("importers.workbook.general")
    entries = [(general_title, "", "general", GROUPS["client"])]
    entries += [(s.title, str(count), s.key, GROUPS.get(s.group, INK)) for s, count in found]
    for title, count, key, colour in entries:
        line += 1
        frame = {"border": 1, "border_color": LINE}
        page.write_url(line, 1, f"internal:'{title}'!A1", writer.format(font_color=colour, underline=1, **frame), title)
        page.write_string(line, 2, count, writer.format(align="center", **frame))
        about = said.get(f"importers.sheet_about.{key}")
        page.write_string(line, 3, about, writer.format(**frame))
        set_height(page, line, [about], [78])
    writer.printing(page, said("importers.workbook.readme.sheet"))


def _named(attribute: str) -> Column:
    return Column((attribute,), shape(str), "")
