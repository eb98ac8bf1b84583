"""The Word form of the specification: title page, contents, sections as in ГОСТ 34.602-2020, a sign-off sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kbgen.language import Words
from tools.forms_acceptance import approved_by, sayer
from tools.word_parts import (
    contents,
    control,
    heading,
    merge,
    middle,
    page_break,
    row,
    rows,
    table,
    text,
)

_SECTIONS = ("1", "2", "3", "4", "4_1", "4_2", "4_3", "4_4", "5", "6", "7", "8", "9", "10", "signers")


def specification(paper: Any, w: Words) -> None:
    """The whole form. A section with nothing to require says so, and stays."""
    said = sayer(w, "spec")
    _title(paper, w)
    middle(paper, w("documents.title.contents"), 14, bold=True)
    contents(paper, [(2 if "_" in key else 1, said(f"s{key}"), f"_Toc_s{key}") for key in _SECTIONS])
    page_break(paper)
    _aims(paper, w)
    _objects(paper, w)
    heading(paper, said("s4"), 1, "_Toc_s4")
    _structure(paper, w)
    _functions(paper, w)
    _provisions(paper, w)
    _general(paper, w)
    _work(paper, w)
    _acceptance(paper, w)
    _signers(paper, w)


def _title(paper: Any, w: Words) -> None:
    said = sayer(w, "spec")
    approved_by(paper, w)
    middle(paper, said("heading"), 18, bold=True, before=90)
    middle(paper, said("subheading"), 14, before=8)
    middle(paper, "{{ client }}", 13, before=4)
    middle(paper, said("structure"), 10, before=8)
    middle(paper, w("documents.title.version"), 11, before=24)
    middle(paper, said("hash"), 9, before=2)
    page_break(paper)


def _top(paper: Any, w: Words, key: str) -> None:
    level = 2 if "_" in key else 1
    heading(paper, w(f"documents.spec.s{key}"), level, f"_Toc_s{key}")


def _listed(paper: Any, w: Words, name: str, make: Callable[[], None]) -> None:
    """What *make* adds where the list *name* has anything; else the sentence that nothing is required."""
    control(paper, f"if {name}")
    make()
    control(paper, "else")
    text(paper, w("documents.spec.nothing"))
    control(paper, "endif")


def _aims(paper: Any, w: Words) -> None:
    said = sayer(w, "spec")
    _top(paper, w, "1")
    widths: tuple[int, ...] = (60, 110)
    facts = table(paper, widths)
    for key, value in (
        ("name", said("name_value")),
        ("customer", "{{ client }}, {{ client_signs }}"),
        ("executor", "{{ implementer }}, {{ implementer_signs }}"),
        ("basis", "{{ basis }}"),
        ("dates", "{{ begins }} — {{ ends }}"),
        ("state", said("state_value")),
    ):
        row(facts, widths, (said(key), value))
    control(paper, "if versions")
    text(paper, said("versions"))
    widths = (24, 34, 26, 86)
    made = table(paper, widths, (said("version"), said("status"), said("date"), said("by")))
    rows(
        made, widths, "v in versions", ("{{ v.version }}", "{{ v.status }}", "{{ v.date }}", "{{ v.by }}\n{{ v.note }}")
    )
    control(paper, "endif")
    _top(paper, w, "2")
    text(paper, said("purpose"))
    control(paper, "if about")
    text(paper, "{{ about }}")
    control(paper, "endif")

    def goals() -> None:
        text(paper, said("goals"))
        made = table(paper, (80, 90), (said("goal"), said("measure")))
        rows(made, (80, 90), "g in goals", ("{{ g.text }}", "{{ g.measure }}"))

    _listed(paper, w, "goals", goals)
    control(paper, "if needs")
    text(paper, said("needs"))
    widths = (14, 68, 36, 26, 26)
    titles = (w("documents.number"), said("need"), said("asked_by"), said("priority"), said("goal"))
    made = table(paper, widths, titles)
    cells = ("{{ n.id }}", "{{ n.text }}", "{{ n.asked_by }}", "{{ n.priority }}", "{{ n.goal }}")
    rows(made, widths, "n in needs", cells)
    control(paper, "endif")


def _objects(paper: Any, w: Words) -> None:
    said = sayer(w, "spec")
    _top(paper, w, "3")
    text(paper, said("object"))

    def roles() -> None:
        widths = (48, 30, 92)
        made = table(paper, widths, (said("role"), said("people_title"), said("role_does")))
        rows(made, widths, "r in roles", ("{{ r.label }}", "{{ r.people }}", "{{ r.description }}"))

    _listed(paper, w, "roles", roles)
    control(paper, "if processes")
    text(paper, said("processes"))
    widths = (38, 46, 46, 40)
    made = table(paper, widths, (said("process"), said("trigger"), said("result"), said("members")))
    rows(made, widths, "p in processes", ("{{ p.label }}", "{{ p.trigger }}", "{{ p.result }}", "{{ p.roles }}"))
    control(paper, "endif")


def _structure(paper: Any, w: Words) -> None:
    said = sayer(w, "spec")
    _top(paper, w, "4_1")

    def entities() -> None:
        text(paper, said("entities"))
        widths = (40, 80, 50)
        made = table(paper, widths, (said("section"), said("purpose_of"), said("linked")))
        rows(made, widths, "e in entities", ("{{ e.label }}", "{{ e.description }}", "{{ e.linked }}"))

    _listed(paper, w, "entities", entities)


def _functions(paper: Any, w: Words) -> None:
    said = sayer(w, "spec")
    _top(paper, w, "4_2")

    def processes() -> None:
        control(paper, "for p in processes")
        heading(paper, said("process_heading"), 3)
        text(paper, said("process_goal"))
        control(paper, "if p.steps")
        widths: tuple[int, ...] = (10, 30, 52, 39, 39)
        titles = (w("documents.number"), said("role"), said("action"), said("input"), said("output"))
        made = table(paper, widths, titles)
        told = (
            "{{ s.action }}{% if s.condition %} ({{ s.condition }}){% endif %}{% if s.ways %}. {{ s.ways }}{% endif %}"
        )
        rows(made, widths, "s in p.steps", ("{{ s.number }}", "{{ s.role }}", told, "{{ s.input }}", "{{ s.output }}"))
        control(paper, "endif")
        control(paper, "if p.transitions")
        text(paper, said("transitions"))
        widths = (34, 34, 34, 38, 30)
        titles = (said("from"), said("to"), said("changed_by"), said("condition_title"), said("fields_title"))
        made = table(paper, widths, titles)
        cells = ("{{ t.from }}", "{{ t.to }}", "{{ t.roles }}", "{{ t.condition }}", "{{ t.fields }}")
        rows(made, widths, "t in p.transitions", cells)
        control(paper, "endif")
        control(paper, "endfor")

    _listed(paper, w, "processes", processes)


def _provisions(paper: Any, w: Words) -> None:
    said = sayer(w, "spec")
    _top(paper, w, "4_3")
    heading(paper, said("information"), 3)

    def cards() -> None:
        text(paper, said("cards"))
        widths = (52, 38, 34, 46)
        made = table(paper, widths, (said("field"), said("type"), said("required"), said("options")))
        row(made, widths, ("{%tr for e in entities %}",))
        merge(row(made, widths, ("{{ e.label }}",), bold=True, shade="F6F7F9"))
        rows(made, widths, "f in e.fields", ("{{ f.label }}", "{{ f.type }}", "{{ f.required }}", "{{ f.options }}"))
        row(made, widths, ("{%tr endfor %}",))

    _listed(paper, w, "entities", cards)
    heading(paper, said("technical"), 3)

    def devices() -> None:
        widths = (40, 50, 45, 35)
        made = table(paper, widths, (said("device"), said("model"), said("place"), said("used_by")))
        rows(made, widths, "d in devices", ("{{ d.label }}", "{{ d.model }}", "{{ d.place }}", "{{ d.roles }}"))

    _listed(paper, w, "devices", devices)
    heading(paper, said("linguistic"), 3)
    text(paper, "{{ language }}")


def _general(paper: Any, w: Words) -> None:
    said = sayer(w, "spec")
    _top(paper, w, "4_4")
    heading(paper, said("access"), 3)

    def rights() -> None:
        text(paper, said("rights"))
        widths = (34, 52, 44, 40)
        made = table(paper, widths, (said("section"), said("may"), said("may_not"), said("when")))
        row(made, widths, ("{%tr for r in rights %}",))
        merge(row(made, widths, ("{{ r.role }}",), bold=True, shade="F6F7F9"))
        rows(made, widths, "x in r.rows", ("{{ x.section }}", "{{ x.may }}", "{{ x.may_not }}", "{{ x.when }}"))
        row(made, widths, ("{%tr endfor %}",))

    _listed(paper, w, "rights", rights)
    heading(paper, said("reliability"), 3)

    def levels() -> None:
        text(paper, said("severities"))
        widths = (30, 76, 32, 32)
        titles = tuple(w(f"documents.warranty.{key}") for key in ("severity", "meaning", "reaction", "repair"))
        made = table(paper, widths, titles)
        rows(
            made, widths, "s in severities", ("{{ s.label }}", "{{ s.meaning }}", "{{ s.reaction }}", "{{ s.repair }}")
        )

    _listed(paper, w, "severities", levels)


def _work(paper: Any, w: Words) -> None:
    said = sayer(w, "spec")
    _top(paper, w, "5")

    def stages() -> None:
        widths = (10, 58, 78, 24)
        made = table(paper, widths, (w("documents.number"), said("stage"), said("stage_result"), said("due")))
        rows(made, widths, "s in stages", ("{{ s.number }}", "{{ s.label }}", "{{ s.result }}", "{{ s.due }}"))

    _listed(paper, w, "stages", stages)
    _top(paper, w, "6")
    for key in ("order_stages", "order_changes", "order_versions"):
        text(paper, said(key))


def _acceptance(paper: Any, w: Words) -> None:
    said = sayer(w, "spec")
    _top(paper, w, "7")
    text(paper, said("kinds"))
    control(paper, "if parts")
    text(paper, said("programme"))
    made = table(paper, (130, 40), (said("part"), said("checks")))
    rows(made, (130, 40), "p in parts", ("{{ p.title }}", "{{ p.count }}"))
    control(paper, "endif")
    control(paper, "if criteria")
    text(paper, said("criteria"))
    widths = (20, 50, 100)
    made = table(paper, widths, (w("documents.number"), said("stage"), said("criterion")))
    rows(made, widths, "c in criteria", ("{{ c.id }}", "{{ c.stage }}", "{{ c.text }}"))
    control(paper, "endif")
    _top(paper, w, "8")

    def sessions() -> None:
        text(paper, said("training"))
        widths = (74, 50, 20, 26)
        titles = tuple(w(f"documents.schedule.{key}") for key in ("session", "roles", "minutes", "day"))
        made = table(paper, widths, titles)
        rows(made, widths, "s in sessions", ("{{ s.label }}", "{{ s.roles }}", "{{ s.minutes }}", "{{ s.date }}"))

    _listed(paper, w, "sessions", sessions)
    _top(paper, w, "9")
    text(paper, said("papers"))
    for loop in ("papers", "sources"):
        if loop == "sources":
            _top(paper, w, "10")
        control(paper, f"for x in {loop}")
        text(paper, "{{ loop.index }}. {{ x }}")
        control(paper, "endfor")


def _signers(paper: Any, w: Words) -> None:
    said = sayer(w, "spec")
    page_break(paper)
    _top(paper, w, "signers")
    text(paper, w("documents.title.version"))
    widths = (30, 70, 40, 30)
    titles = (w("documents.act.side"), said("person"), w("documents.act.signature"), said("date"))
    made = table(paper, widths, titles)
    rows(made, widths, "s in signers", ("{{ s.side }}", "{{ s.person }}"), high=12)
