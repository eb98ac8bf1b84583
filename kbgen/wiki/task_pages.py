"""Pages of tasks that no guide teaches, made of the spec: who may, what to fill in, what comes next, what hinders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kbgen.language import sort_key, words
from kbgen.model import addresses
from kbgen.model.entities import Field
from kbgen.model.guides import Guide
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.model.tasks import Task
from kbgen.templates import render
from kbgen.wiki import refusals, rights
from kbgen.wiki.fields import option_label
from kbgen.wiki.links import Links
from kbgen.wiki.phrases import deed, forms_of, object_of, task_title
from kbgen.wiki.rights import operation_label
from kbgen.wiki.writing import write

_STEPS: Mapping[str, tuple[str, ...]] = {
    "create": ("open", "new", "fill", "save"),
    "read": ("open", "find", "card"),
    "edit": ("open", "find", "card", "keep", "save"),
    "delete": ("open", "find", "delete"),
    "export": ("open", "select", "export"),
    "import": ("open", "import"),
}
_OTHER_STEPS = ("open", "find", "other")
_FEW = 6
"""More changes of stage than this are folded away."""


@dataclass(frozen=True, slots=True)
class Told:
    """A task in words, for lists of tasks."""

    task: Task
    title: str
    deed: str
    """«создать»."""
    address: str
    """Its guide's page, or its own."""
    taught: bool
    """Whether a guide tells it."""


def told(tasks: tuple[Task, ...], kb: KnowledgeBase) -> tuple[Told, ...]:
    """*tasks* with their titles and addresses."""
    return tuple(
        Told(
            task,
            task_title(task.operation, task.entity, kb),
            deed(task.operation, kb),
            addresses.guide_page(task.guides[0]) if task.guides else own_address(task),
            bool(task.guides),
        )
        for task in tasks
    )


def own_address(task: Task) -> str:
    """Where the task's own page is, or would be if no guide told it."""
    return addresses.task_page(task.operation, task.entity.id)


def pages(kb: KnowledgeBase, known: tuple[Told, ...]) -> Iterator[Page]:
    """A page a task that no guide teaches, in the order of entities."""
    by_entity: dict[str, list[Told]] = {}
    for one in known:
        by_entity.setdefault(one.task.entity.id, []).append(one)
    for one in known:
        if not one.taught:
            yield _page(one, [o for o in by_entity[one.task.entity.id] if o is not one], kb)


def of_entity(entity: str, known: tuple[Told, ...], role: str = "") -> list[Told]:
    """Tasks with an entity: those that no guide tells, or all that *role* may do."""
    return [
        one
        for one in known
        if one.task.entity.id == entity and (role in (d.role for d in one.task.doers) if role else not one.taught)
    ]


def index(kb: KnowledgeBase, known: tuple[Told, ...]) -> Page:
    """Everything that can be done, by verb."""
    catalogue = words(kb.language)
    verbs: dict[str, list[Told]] = {}
    for one in known:
        verbs.setdefault(one.task.operation, []).append(one)
    ordered = [op for op in kb.operations() if op in verbs]
    groups = [
        (operation, deed(operation, kb), sorted(verbs[operation], key=lambda o: sort_key(o.title)))
        for operation in ordered
    ]
    page = Page(addresses.TASKS, catalogue("wiki.tasks.title"), "", "index", "guides")
    return write(page, "tasks", kb, groups=groups)


def _page(one: Told, others: list[Told], kb: KnowledgeBase) -> Page:
    entity = one.task.entity
    processes = tuple(f"processes/{onward.process.id}" for onward in one.task.onward)
    page = Page(
        one.address,
        one.title,
        "",
        "task",
        "guides",
        description=_about(one.task, kb),
        roles=tuple(doer.role for doer in one.task.doers),
        keywords=(one.task.id,),
        group=(entity.plural or entity.label).said(kb.language),
        trace=(f"entities/{entity.id}", *processes),
    )
    return write(
        page,
        "task",
        kb,
        others=others,
        guides=[g for g in kb.guides if entity.id in g.entities][:_FEW],
        videos=[v for v in kb.videos if entity.id in v.entities],
        **_facts(one.task, kb, Links(kb, page.path)),
    )


def _about(task: Task, kb: KnowledgeBase) -> str:
    catalogue = words(kb.language)
    labels = [role.label.said(kb.language) for doer in task.doers if (role := kb.role(doer.role))]
    about = catalogue("wiki.task.about", roles=", ".join(labels))
    fields = ", ".join(f.label.said(kb.language) for f in task.required)
    return f"{about} {catalogue('wiki.task.about_fields', fields=fields)}" if fields else about


def boxes(guide: Guide, known: tuple[Told, ...], kb: KnowledgeBase, link: Links) -> list[str]:
    """What the spec says of every task that *guide* teaches, each folded into a box for the end of its page."""
    mine = [one for one in known if guide.id in one.task.guides]
    return [
        render("wiki/task-box.md.j2", kb.language, kb=kb, link=link, at=addresses, **_facts(one.task, kb, link))
        for one in mine
    ]


def _facts(task: Task, kb: KnowledgeBase, link: Links) -> dict[str, object]:
    """What the templates of tasks are filled with."""
    return {
        "task": task,
        "what": f"{deed(task.operation, kb)} {object_of(forms_of(task.entity, kb), kb)}",
        "who": [(doer.role, rights.shown_level(task.operation, doer.level)) for doer in task.doers],
        "steps": list(_steps(task, kb)),
        "filled": [(field, field.required) for field in (*task.required, *task.conditional)],
        "columns": _columns(task, kb),
        "refusals": list(refusals.refusals(task, kb, link)),
        "few": _FEW,
        "state_names": {s.id: s.label.said(kb.language) for o in task.onward for s in o.process.states},
        "field_names": {f.id: f.label.said(kb.language) for f in task.entity.fields},
        "option_label": option_label,
    }


def _steps(task: Task, kb: KnowledgeBase) -> Iterator[str]:
    catalogue, said = words(kb.language), kb.language
    required = _labels(task.required, kb)
    for step in _STEPS.get(task.operation, _OTHER_STEPS):
        if step == "open" and not task.entity.menu:
            yield catalogue("wiki.task.step.open_section", section=(task.entity.plural or task.entity.label).said(said))
        elif step == "open":
            yield catalogue("wiki.task.step.open", menu=task.entity.menu.said(said))
        elif step in ("fill", "keep") and not required:
            yield catalogue("wiki.task.step.fill_any" if step == "fill" else "wiki.task.step.change")
        else:
            yield catalogue(f"wiki.task.step.{step}", fields=required, operation=operation_label(task.operation, kb))


def _labels(fields: tuple[Field, ...], kb: KnowledgeBase) -> str:
    quoted = words(kb.language)("wiki.between_quotes")
    return (
        words(kb.language)("wiki.quoted", text=quoted.join(f.label.said(kb.language) for f in fields)) if fields else ""
    )


def _columns(task: Task, kb: KnowledgeBase) -> str:
    if task.operation != "read":
        return ""
    names = {f.id: f.label.said(kb.language) for f in task.entity.fields}
    shown = [names[c] for c in task.entity.list_columns if c in names]
    return (
        words(kb.language)("wiki.quoted", text=words(kb.language)("wiki.between_quotes").join(shown)) if shown else ""
    )
