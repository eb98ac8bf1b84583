"""Why a task may not work: what people see the CRM refuse, and what to do then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from kbgen.language import Words, words
from kbgen.model.entities import Field
from kbgen.model.kb import KnowledgeBase
from kbgen.model.roles import Level
from kbgen.model.tasks import Doer, Task
from kbgen.templates import escape
from kbgen.wiki import fields, rights
from kbgen.wiki.links import Links

_OWNERLESS = ("create", "import")
"""Operations on records that are nobody else's yet."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is refused, and why or what to do; both ready Markdown."""

    title: Markup
    text: Markup
    condition: bool = False
    """Agreed beforehand: to be read before one begins."""


def refusals(task: Task, kb: KnowledgeBase, link: Links) -> Iterator[Refusal]:
    """Common refusals: rights first, then conditions, then what is wrong with a form."""
    sources: tuple[Callable[[Task, KnowledgeBase, Links], Iterable[Refusal]], ...] = (
        _barred, _elsewhere, _conditions, _closed_fields, _form,
    )  # fmt: skip
    for source in sources:
        yield from source(task, kb, link)


def _say(kb: KnowledgeBase, code: str, title: dict[str, object] | None = None, **values: object) -> Refusal:
    catalogue = words(kb.language)
    return Refusal(
        _filled(catalogue, f"wiki.task.refusal.{code}", title or {}),
        _filled(catalogue, f"wiki.task.refusal.{code}_text", values),
    )


def _filled(catalogue: Words, key: str, values: dict[str, object]) -> Markup:
    safe = {k: escape(v) if isinstance(v, str) else v for k, v in values.items()}
    return Markup(catalogue(key, **safe))  # noqa: S704 - values were escaped


def _barred(task: Task, kb: KnowledgeBase, link: Links) -> Iterator[Refusal]:
    if task.barred:
        doers = link.all("role", _ids(task.doers))
        yield _say(kb, "barred", barred=link.all("role", _ids(task.barred)), doers=doers)


def _elsewhere(task: Task, kb: KnowledgeBase, link: Links) -> Iterator[Refusal]:
    """Records out of reach: somebody else's, another department's."""
    if task.operation in _OWNERLESS:
        return
    wider: dict[Level, tuple[Level, ...]] = {"own": ("team", "all"), "team": ("all",)}
    for level, reach in wider.items():
        narrow = [d for d in task.doers if d.level == level]
        if not narrow:
            continue
        helpful = [d for d in task.doers if d.level in reach]
        ask = f"wiki.task.refusal.ask_{'owner' if level == 'own' else 'team'}"
        if helpful:
            ask = f"wiki.task.refusal.ask_{'wider' if level == 'own' else 'team_wider'}"
        advice = _filled(words(kb.language), ask, {"wider": link.all("role", _ids(helpful))} if helpful else {})
        refusal = _say(kb, level, roles=link.all("role", _ids(narrow)))
        yield Refusal(refusal.title, refusal.text + " " + advice)


def _ids(doers: Iterable[Doer]) -> list[str]:
    return [doer.role for doer in doers]


def _conditions(task: Task, kb: KnowledgeBase, link: Links) -> Iterator[Refusal]:
    """Conditions agreed with the rights; roles with the same one stand together."""
    alike: dict[str, list[str]] = {}
    for doer in task.doers:
        if doer.permission and doer.permission.when:
            alike.setdefault(doer.permission.when.said(kb.language), []).append(doer.role)
    for condition, roles in alike.items():
        agreed = _say(kb, "when", role=link.all("role", roles), condition=condition.rstrip("."))
        yield replace(agreed, condition=True)


def _closed_fields(task: Task, kb: KnowledgeBase, link: Links) -> Iterator[Refusal]:
    for doer in task.doers:
        if doer.permission:
            for exception in rights.exceptions(task.entity, doer.permission, kb, task.operation):
                yield _say(kb, "field", role=link.role(doer.role), exception=exception)


def _form(task: Task, kb: KnowledgeBase, _: Links) -> Iterator[Refusal]:
    """What keeps a form from being saved; nothing where the operation fills none in."""
    if task.operation not in ("create", "edit"):
        return
    own = {f.id for f in task.automatic}
    written = [f for f in task.entity.fields if not f.system and not f.readonly and f.id not in own]
    if task.required:
        yield _say(kb, "required", n=len(task.required), fields=_names(task.required, kb))
    conditions: dict[str, list[Field]] = {}
    for field in task.conditional:
        conditions.setdefault(field.required_if.said(kb.language).rstrip("."), []).append(field)
    for condition, found in conditions.items():
        yield _say(kb, "conditional", {"n": len(found), "fields": _names(found, kb)}, condition=condition)
    if unique := [f for f in written if f.unique]:
        yield _say(kb, "unique", fields=_names(unique, kb))
    if bounded := [(f, said) for f in written if (said := fields.limits(f, kb))]:
        title = _filled(words(kb.language), "wiki.task.refusal.limits", {})
        yield Refusal(title, Markup(" ").join(_bound(f, said, kb) for f, said in bounded))
    if task.automatic:
        yield _say(kb, "readonly", n=len(task.automatic), fields=_names(task.automatic, kb))


def _names(found: Iterable[Field], kb: KnowledgeBase) -> str:
    catalogue = words(kb.language)
    return catalogue(
        "wiki.quoted", text=catalogue("wiki.between_quotes").join(f.label.said(kb.language) for f in found)
    )


def _bound(field: Field, said: str, kb: KnowledgeBase) -> Markup:
    return escape(
        words(kb.language)("wiki.quoted", text=field.label.said(kb.language)) + ": " + said[:1].lower() + said[1:]
    )
