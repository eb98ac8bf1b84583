"""Pages of processes, and their index."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.diagrams import states, swimlane
from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.entities import Entity
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.model.processes import Process
from kbgen.wiki import steps, tasks
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The index of processes, then a page a process."""
    processes = kb.spec.processes.processes
    if not processes:
        return
    title = words(kb.language)("wiki.section.processes")
    page = Page(addresses.PROCESSES, title, "", "index", "processes")
    yield write(page, "processes", kb, processes=processes)
    for process in processes:
        yield _page(process, kb)


def _page(process: Process, kb: KnowledgeBase) -> Page:
    roles = tuple(dict.fromkeys([s.role for s in process.steps] + [r for t in process.transitions for r in t.roles]))
    page = Page(
        addresses.process_page(process.id),
        process.label.said(kb.language),
        "",
        "process",
        "processes",
        description=process.goal.said(kb.language),
        roles=roles,
        keywords=(process.id,),
        trace=(f"processes/{process.id}", *(f"entities/{id}" for id in _entities(process))),
    )
    of_steps = tasks.of_steps(process, kb)
    return write(
        page,
        "process",
        kb,
        process=process,
        rows=steps.rows(process, kb),
        roles=roles,
        picture=swimlane(process, kb, direction="TB"),
        states_picture=states(process, kb),
        state_names={s.id: s.label.said(kb.language) for s in process.states},
        field_names=_field_names(kb.entity(process.entity), kb),
        guides=of_steps,
        more_guides=[g.id for g in kb.guides if process.id in g.processes and g.id not in of_steps],
        videos=[v for v in kb.videos if process.id in v.processes],
    )


def _entities(process: Process) -> tuple[str, ...]:
    """Ids of the entities the process works with, the one it moves first."""
    return tuple(dict.fromkeys(filter(None, (process.entity, *(step.entity for step in process.steps)))))


def _field_names(entity: Entity | None, kb: KnowledgeBase) -> dict[str, str]:
    return {f.id: f.label.said(kb.language) for f in entity.fields} if entity else {}
