"""Pages of the warranty: until when, whom to call, what is known to be broken; and how to report a defect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.model.warranty import Defect, Period
from kbgen.templates import escape
from kbgen.wiki.links import Links
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The page of the warranty and the form for reports, where a warranty was agreed."""
    warranty = kb.spec.warranty
    if warranty:
        known = [d for d in warranty.defects if d.kind == "defect" and not d.fixed]
        fixed = [d for d in warranty.defects if d.fixed]
        wishes = [d for d in warranty.defects if d.kind == "change" and not d.fixed]
        where = {d.id: _where(d, kb, addresses.WARRANTY) for d in warranty.defects}
        term = Term.of(kb)
        page = _page(kb, addresses.WARRANTY, "warranty")
        lists = {"known": known, "fixed": fixed, "wishes": wishes, "where": where}
        yield write(page, "warranty", kb, warranty=warranty, term=term, **lists)
        yield write(
            _page(kb, addresses.REPORT, "report"), "report", kb, warranty=warranty, known=known, mail=warranty.mail()
        )


def _page(kb: KnowledgeBase, path: str, key: str) -> Page:
    catalogue = words(kb.language)
    about = catalogue(f"wiki.{key}.about")
    return Page(path, catalogue(f"wiki.{key}.title"), "", "warranty", "project", description=about)


@dataclass(frozen=True, slots=True)
class Term:
    """How long the warranty still lasts, on the day of the build."""

    period: Period
    today: date | None
    """None: the page gives the dates alone."""
    state: str
    """"coming", "running", "over"; "dated" where today is not known."""
    left: int = 0

    @classmethod
    def of(cls, kb: KnowledgeBase) -> Term | None:
        """None before the act is signed."""
        period = kb.warranty_period()
        if period is None:
            return None
        if kb.today is None:
            return cls(period, None, "dated")
        state = period.state(kb.today)
        return cls(period, kb.today, state, period.days_left(kb.today))


def _where(defect: Defect, kb: KnowledgeBase, here: str) -> Markup:
    """A link to the page a defect was noticed on, by address or trace id; the text as written where there is none."""
    link = Links(kb, here)
    kind, _, rest = defect.page.partition("/")
    named = kind in _PAGES and rest
    if named:
        for id in _ids(kind, kb):
            if rest in (id, addresses.html(_PAGES[kind](id)).partition("/")[2]) or rest.startswith(f"{id}/"):
                found: Markup = getattr(link, _KINDS[kind])(id)
                return found
    return escape(defect.page)


_KINDS = {
    "entities": "entities",
    "roles": "role",
    "processes": "process",
    "guides": "guide",
    "videos": "video",
    "equipment": "device",
}
_PAGES = {
    "entities": addresses.entity_page,
    "roles": addresses.role_page,
    "processes": addresses.process_page,
    "guides": addresses.guide_page,
    "videos": addresses.video_page,
    "equipment": addresses.device_page,
}


def _ids(kind: str, kb: KnowledgeBase) -> list[str]:
    nouns: dict[str, tuple[object, ...]] = {
        "entities": tuple(e for e in kb.spec.entities.entities if not e.external),
        "roles": kb.spec.roles.roles,
        "processes": kb.spec.processes.processes,
        "guides": kb.guides,
        "videos": kb.videos,
        "equipment": kb.spec.equipment.devices,
    }
    return [str(getattr(noun, "id")) for noun in nouns[kind]]  # noqa: B009 - nouns of several classes, all with an id
