"""Sheets of lists as people see them: headings with hints, typed cells, drop-downs, calm colours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from kbgen.importers.workbook.layout import Column, Sheet
from kbgen.importers.workbook.rows import Row, Trees, cells, columns
from kbgen.importers.workbook.speech import Cell, Speech

SPARE = 200
"""Empty rows below the last that have drop-downs too."""
MOST_ROWS = 1_048_576

INK, PAPER, LINE, GREY, GREYED = "#1F2D33", "#FFFFFF", "#D5DCDF", "#F1F3F4", "#7B8A91"
GROUPS = {
    "client": "#4A6572", "entities": "#2F6F73", "roles": "#5B5F97", "processes": "#7A5C58", "glossary": "#4F772D",
    "needs": "#8A6D3B", "choice": "#8A6D3B", "equipment": "#3D6B8E", "training": "#6B4E71", "acceptance": "#7B4B3A",
    "warranty": "#546A43", "changes": "#7B4B3A",
}  # fmt: skip
"""Noun → colour of its headings and tabs: quiet, dark enough for white letters."""

LEVELS = {"all": {"bg_color": "#D3E8D6"}, "team": {"bg_color": "#E6F1E2"}, "own": {"bg_color": "#F3F7E8"},
          "no": {"font_color": GREYED}}  # fmt: skip

_WIDTHS = {
    "text": 38,
    "bool": 13,
    "int": 11,
    "float": 11,
    "date": 13,
    "word": 18,
    "scalar": 18,
    "list": 30,
    "mapping": 30,
}
_NARROW = {"id": 18, "version": 12, "phone": 20, "label": 28, "term": 24, "plural": 24, "section": 22}


@dataclass(slots=True)
class Writer:
    """One workbook being written: its formats and lists of choices are shared by all sheets."""

    book: Any
    trees: Trees
    speech: Speech
    formats: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Values to choose from → the range that holds them."""

    def format(self, **look: Any) -> Any:
        """A cell format, made once."""
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            usual = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top", "text_wrap": True}
            self.formats[key] = self.book.add_format({**usual, **look})
        return self.formats[key]

    def cell(self, page: Any, at: tuple[int, int], value: Cell, **look: Any) -> None:
        """One value with its own type: texts stay texts whatever they begin with."""
        if value is None:
            page.write_blank(*at, None, self.format(**look))
        elif isinstance(value, bool):
            page.write_boolean(*at, value, self.format(**look))
        elif isinstance(value, int | float):
            page.write_number(*at, value, self.format(**look))
        elif isinstance(value, date):
            page.write_datetime(*at, value, self.format(**look, num_format="dd.mm.yyyy"))
        else:
            page.write_string(*at, value, self.format(**look, num_format="@"))

    def sheet(self, page: Any, sheet: Sheet, items: tuple[Row, ...]) -> None:
        """A list: headings, a row an item, drop-downs below too."""
        shown_columns = columns(sheet, items, self.trees, self.speech)
        colour = GROUPS.get(sheet.group, INK)
        page.set_tab_color(colour)
        page.hide_gridlines(2)
        for number, column in enumerate(shown_columns):
            self.heading(page, number, column, sheet, colour)
        widths = [self.width(column) for column in shown_columns]
        for line, row in enumerate(items, 1):
            values = cells(row, shown_columns, sheet, self.trees, self.speech)
            for number, value in enumerate(values):
                self.cell(page, (line, number), value, **self.look(shown_columns[number], row))
            set_height(page, line, values, widths)
        last = min(len(items) + SPARE, MOST_ROWS - 1)
        for number, column in enumerate(shown_columns):
            self.choice(page, number, last, column)
        self.guard(page, shown_columns, len(items))
        self.colour_levels(page, shown_columns, last)
        page.set_row(0, 34)
        page.freeze_panes(1, self.frozen(shown_columns))
        page.autofilter(0, 0, max(len(items), 1), len(shown_columns) - 1)
        self.printing(page, sheet.title)

    def frozen(self, shown_columns: tuple[Column, ...]) -> int:
        """How many columns stay in sight: parents, and what the row is called."""
        parents = sum(c.parent for c in shown_columns)
        named = parents < len(shown_columns) and shown_columns[parents].name in ("label", "term", "role")
        return parents + bool(named)

    def look(self, column: Column, row: Row | None = None) -> dict[str, Any]:
        look: dict[str, Any] = {"border": 1, "border_color": LINE}
        if column.attribute == ("id",):
            look |= {"bg_color": GREY, "font_color": GREYED, "font_size": 9}
        if column.shape.kind in ("bool", "date", "int", "float") or column.spread:
            look |= {"align": "center"}
        if row is not None and row.empty and column.name in ("role", "entity"):
            look |= {"font_color": GREYED}
        return look

    def heading(self, page: Any, number: int, column: Column, sheet: Sheet, colour: str) -> None:
        technical = column.attribute == ("id",)
        look = {"bold": True, "valign": "vcenter", "border": 1, "border_color": LINE, "num_format": "@"}
        look |= {"bg_color": "#AAB4B9" if technical else colour, "font_color": PAPER}
        text = f"{column.heading} *" if column.required and not technical else column.heading
        page.write_string(0, number, text, self.format(**look))
        plain_cell = {k: v for k, v in self.look(column).items() if k not in ("border", "border_color")}
        if column.shape.kind in ("str", "text"):
            plain_cell["num_format"] = "@"
        page.set_column(number, number, self.width(column), self.format(**plain_cell))
        if hint := self.hint(column, sheet.key):
            page.write_comment(0, number, hint, {"author": "kbgen", "x_scale": 2.2, "y_scale": 1.2, "font_size": 10,
                                                 "color": "#FFFBE6", "font_name": "Calibri"})  # fmt: skip

    def width(self, column: Column) -> float:
        """Width in characters, as the kind of value and the heading need it."""
        if column.spread:
            return max(14, min(22, len(column.heading) + 2))
        usual = _NARROW.get(column.name) or _WIDTHS.get(column.shape.kind, 24)
        return max(usual, min(len(column.heading) + 4, 18))

    def hint(self, column: Column, key: str) -> str:
        """What to write in a column: its own words, and how several values are separated."""
        said = self.speech.said
        own = said.get(f"importers.hint.{key}.{column.name}") or said.get(f"importers.hint.{column.name}")
        parts = ["" if column.other else own]
        if column.spread:
            parts = [said.get(f"importers.hint.{key}.spread")]
        if column.shape.kind == "list":
            parts.append(said("importers.hint.several" if column.reference else "importers.hint.lines"))
        if column.required and column.attribute != ("id",):
            parts.append(said("importers.hint.required"))
        return " ".join(filter(None, parts))

    def choice(self, page: Any, number: int, last: int, column: Column) -> None:
        """A drop-down, or a check of the kind of value."""
        said = self.speech.said
        rule: dict[str, Any] = {"ignore_blank": True, "error_title": said("importers.workbook.wrong")}
        options = self.options(column)
        if options:
            several = column.shape.kind == "list"
            rule |= {"validate": "list", "source": self.range(options), "show_error": not several}
            rule |= {"error_message": said("importers.workbook.choose")}
        elif column.shape.kind in ("int", "float"):
            whole = column.shape.kind == "int"
            rule |= {"validate": "integer" if whole else "decimal", "criteria": "between", "minimum": -(10**9)}
            rule |= {"maximum": 10**15 if not whole else 10**9, "error_message": said("importers.workbook.number")}
        elif column.shape.kind == "date":
            rule |= {
                "validate": "date",
                "criteria": "between",
                "minimum": date(1990, 1, 1),
                "maximum": date(2100, 1, 1),
            }
            rule |= {"error_message": said("importers.workbook.day")}
        else:
            return
        page.data_validation(1, number, last, number, rule)

    def options(self, column: Column) -> tuple[str, ...]:
        """What may be chosen in a column; empty where anything may be written."""
        wanted = column.shape.item if column.spread or column.shape.kind == "list" else column.shape
        if wanted is not None and wanted.kind == "word":
            key = "ops" if column.spread else column.name
            return tuple(dict.fromkeys(self.speech.word(key, w) for w in wanted.words))
        if column.shape.kind == "bool":
            return (self.speech.said("importers.word.yes"), self.speech.said("importers.word.no"))
        return self.known(column.reference) if column.reference else ()

    def known(self, kind: str) -> tuple[str, ...]:
        """How everything of a kind is called, of all parents."""
        labels = self.speech.names.labels
        scopes = [s for s in labels if s.split("/")[0] == kind]
        return tuple(dict.fromkeys(self.speech.names.shown(s, id)[:255] for s in scopes for id in labels[s]))

    def range(self, values: tuple[str, ...]) -> str:
        """The range of the hidden sheet that holds *values*."""
        if values not in self.lists:
            column = xl_col_to_name(len(self.lists))
            self.lists[values] = f"=_lists!${column}$1:${column}${len(values)}"
        return self.lists[values]

    def guard(self, page: Any, shown_columns: tuple[Column, ...], count: int) -> None:
        """Codes of existing rows cannot be typed over: other sheets and pages are found by them."""
        for number, column in enumerate(shown_columns):
            if column.attribute == ("id",) and count:
                said = self.speech.said
                rule = {"validate": "custom", "value": "=FALSE", "error_title": said("importers.workbook.wrong")}
                page.data_validation(
                    1, number, count, number, {**rule, "error_message": said("importers.workbook.code")}
                )

    def colour_levels(self, page: Any, shown_columns: tuple[Column, ...], last: int) -> None:
        """Rights can be taken in at a glance: the further they reach, the fuller the colour."""
        levels = [n for n, c in enumerate(shown_columns) if c.spread and c.name == "ops"]
        for word, look in LEVELS.items() if levels else ():
            rule = {"type": "cell", "criteria": "==", "value": f'"{self.speech.word("ops", word)}"'}
            page.conditional_format(1, levels[0], last, levels[-1], {**rule, "format": self.book.add_format(look)})

    def printing(self, page: Any, title: str) -> None:
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_margins(0.4, 0.4, 0.6, 0.6)
        page.set_footer(f"&L{title.replace('&', '&&')}&R&P / &N")


def set_height(page: Any, line: int, values: list[Cell], widths: list[float]) -> None:
    """Make a row as high as its longest text needs: programs that open the file do not do it themselves."""
    pairs = ((v, w) for v, w in zip(values, widths, strict=True) if isinstance(v, str))
    lines = max((sum(1 + int(len(part) / (w * 0.95)) for part in v[:2_000].split("\n")) for v, w in pairs), default=1)
    if lines > 1:
        page.set_row(line, min(15 * lines + 1, 180))
