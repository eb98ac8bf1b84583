"""Opening slides: title, goals, why the CRM, what is to be remembered, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language.dates import day
from kbgen.model import addresses
from kbgen.model.decks import Slide, Table
from kbgen.model.training import Session
from kbgen.seminar.lesson import Lesson, capital
from kbgen.seminar.meetings import ends, opens


def opening(lesson: Lesson) -> Iterator[Slide]:
    """Title, goals and, where the spec tells them, the reasons for the CRM. The agenda is put in later."""
    client, product = lesson.kb.client, lesson.kb.client.product
    held = [s for s in lesson.sessions if s.held_on or s.trainer or s.place]
    yield Slide(
        "title",
        "title",
        name(lesson),
        lines=tuple(filter(None, (lesson.said(client.name), *(_when_and_where(lesson, s) for s in held[:1])))),
        say=lesson.w("title.say", product=product.name, client=lesson.said(client.name)),
        do=lesson.w("title.do"),
        minutes=1,
        page=_page(lesson),
        trace=_trace(lesson),
    )
    yield _goals(lesson)
    if opens(lesson):
        yield from _reasons(lesson)


def name(lesson: Lesson) -> str:
    """What the lesson is called: by its role, or by its session."""
    label = lesson.session.label if lesson.session else lesson.role.label
    return lesson.w("title.title", product=lesson.kb.client.product.name, role=lesson.said(label))


def _page(lesson: Lesson) -> str:
    """Where the wiki has the whole of it."""
    return addresses.html(addresses.role_page(lesson.role.id) if lesson.role.id else addresses.TRAINING)


def _trace(lesson: Lesson) -> tuple[str, ...]:
    return (f"roles/{lesson.role.id}",) if lesson.role.id else tuple(f"training/{s.id}" for s in lesson.sessions)


def _when_and_where(lesson: Lesson, session: Session) -> str:
    held = day(session.held_on, lesson.language) if session.held_on else ""
    return " · ".join(filter(None, (held, lesson.said(session.place), session.trainer)))


def _goals(lesson: Lesson) -> Slide:
    duties = tuple(capital(lesson.said(d)) for d in lesson.role.duties)
    tasks = tuple(g.title for g in lesson.guides())
    told = tasks[:_MOST_GOALS] if lesson.session else ()
    topics = tuple(lesson.said(t.label) for s in lesson.sessions for t in s.topics) if lesson.session else ()
    return Slide(
        "goals",
        "goals",
        lesson.w("goals.learn" if told or (topics and not duties) else "goals.title"),
        lines=told or duties or topics or tasks or (lesson.w("goals.none"),),
        say=lesson.w("goals.say"),
        do=lesson.w("goals.do"),
        minutes=1,
        page=_page(lesson),
        trace=_trace(lesson),
    )


_MOST_GOALS = 8


def _reasons(lesson: Lesson) -> Iterator[Slide]:
    """Goals of the roll-out with their measures; else the needs themselves."""
    needs, choice = lesson.kb.spec.needs, lesson.kb.spec.choice
    if not needs.goals and not needs.needs:
        return
    measured = [g for g in needs.goals if g.measure]
    rows = tuple((capital(lesson.said(g.text)), capital(lesson.said(g.measure))) for g in needs.goals)
    head = (lesson.w("why.goal"), lesson.w("why.measure"))
    lines = tuple(capital(lesson.said(x.text)) for x in (needs.goals or needs.needs))
    decision = lesson.said(choice.decision.why) if choice.decision else ""
    told = [n for n in needs.needs if n.goal or not needs.goals]
    yield Slide(
        "why",
        "table" if measured else "text",
        lesson.w("why.title", product=lesson.kb.client.product.name),
        lines=() if measured else lines,
        table=Table(head, rows) if measured else None,
        say=" ".join(filter(None, (lesson.w("why.say"), decision))),
        do=lesson.w("why.do"),
        minutes=3,
        page=addresses.html(addresses.NEEDS),
        trace=(*(f"goals/{g.id}" for g in needs.goals), *(f"needs/{n.id}" for n in told)),
    )


def closing(lesson: Lesson) -> Iterator[Slide]:
    """What to remember, and who answers questions after the seminar."""
    results = (lesson.said(p.result) for p in lesson.kb.processes_of(lesson.role.id))
    points = [capital(r) for r in results if r][:3]
    help_ = (lesson.w("summary.wiki"), lesson.w("summary.search"), lesson.w("summary.ask"))
    yield Slide(
        "summary",
        "summary",
        lesson.w("summary.title"),
        lines=(*points, *help_),
        say=lesson.w("summary.say"),
        do=lesson.w("summary.do"),
        minutes=3,
        page=addresses.html(addresses.START),
    )
    yield from _contacts(lesson)
    yield _feedback(lesson)


def _feedback(lesson: Lesson) -> Slide:
    """Where listeners say what they thought: a form of the client's own, the page of the seminar, else on paper."""
    page = addresses.html(addresses.TRAINING) if lesson.kb.spec.training.sessions else addresses.html(addresses.START)
    address = lesson.kb.spec.training.feedback or lesson.address(page)
    asked = tuple(lesson.w(f"feedback.{key}") for key in ("clear", "missing", "wish"))
    return Slide(
        "feedback",
        "feedback",
        lesson.w("feedback.title"),
        lines=(*asked, lesson.w("feedback.phone" if address else "feedback.paper")),
        say=lesson.w("feedback.say"),
        do=lesson.w("feedback.do"),
        minutes=1,
        page=page,
        address=address,
    )


def _contacts(lesson: Lesson) -> Iterator[Slide]:
    warranty, firm = lesson.kb.spec.warranty, lesson.kb.client.implementer
    people = [
        (c.name, lesson.said(c.role), _reached(c.phone, c.email), lesson.said(c.hours))
        for c in (warranty.contacts if warranty else ())
    ] or [(firm.name, "", _reached(firm.phone, firm.email), "")]
    head = tuple(lesson.w(f"contacts.{key}") for key in ("name", "role", "reached", "hours"))
    yield Slide(
        "contacts",
        "contacts",
        lesson.w("contacts.title"),
        lines=(_warranty(lesson),) if warranty else (),
        table=without_empty_columns(Table(head, tuple(people))),
        say=lesson.w("contacts.say"),
        do=lesson.w("contacts.do"),
        minutes=2,
        page=addresses.html(addresses.WARRANTY) if warranty else "",
        trace=("warranty",) if warranty else (),
    )
    if warranty and warranty.severities and (ends(lesson) or not lesson.session):
        yield _severities(lesson)


def _reached(phone: str, email: str) -> str:
    return "\n".join(filter(None, (unbroken(phone), email)))


def unbroken(phone: str) -> str:
    """*phone* that is not parted at the end of a line: spaces stay spaces that do not break."""
    return "\u00a0".join(phone.split())


def _warranty(lesson: Lesson) -> str:
    warranty = lesson.kb.spec.warranty
    assert warranty is not None
    period = lesson.kb.warranty_period()
    if period is None:
        return lesson.w("contacts.warranty_months", months=warranty.months)
    return lesson.w("contacts.warranty_until", months=warranty.months, end=day(period.last, lesson.language))


def _severities(lesson: Lesson) -> Slide:
    warranty = lesson.kb.spec.warranty
    assert warranty is not None
    head = tuple(lesson.w(f"severities.{key}") for key in ("label", "meaning", "reaction", "repair"))
    rows = tuple(
        (lesson.said(s.label), lesson.said(s.meaning), lesson.said(s.reaction), lesson.said(s.repair))
        for s in warranty.severities
    )
    return Slide(
        "severities",
        "table",
        lesson.w("severities.title"),
        table=without_empty_columns(Table(head, rows)),
        say=lesson.w("severities.say"),
        do=lesson.w("severities.do"),
        minutes=2,
        page=addresses.html(addresses.WARRANTY),
        trace=tuple(f"warranty/severities/{s.id}" for s in warranty.severities),
    )


def without_empty_columns(table: Table) -> Table:
    """*table* without the columns that say nothing in any row."""
    kept = [i for i in range(len(table.head)) if any(row[i] for row in table.rows)]
    return Table(tuple(table.head[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in table.rows))
