"""Papers of the warranty: the sheet with terms and contacts, and the form for reports of defects."""

from __future__ import annotations

from kbgen.documents.saying import Saying
from kbgen.model.warranty import Warranty


def told(say: Saying) -> str:
    """The warranty in sentences, for the certificate."""
    warranty = say.kb.spec.warranty
    if warranty is None:
        return say.w("act.warranty_none")
    people = "; ".join(", ".join(filter(None, (c.name, c.phone, c.email))) for c in warranty.contacts)
    parts = [_period(say, warranty), say.w("act.warranty_contacts", contacts=people) if people else ""]
    return " ".join(filter(None, parts))


def _period(say: Saying, warranty: Warranty) -> str:
    period = say.kb.warranty_period()
    if period is None:
        return say.w("act.warranty_months", months=warranty.months)
    dates = {"start": say.day(period.first), "end": say.day(period.last)}
    return say.w("act.warranty_until", months=warranty.months, **dates).replace("..", ".")


def sheet(say: Saying, warranty: Warranty) -> dict[str, object]:
    """Terms, whom to call, how fast help comes, and the rule with its examples."""
    return {
        "basis": say.contract(),
        "period": _period(say, warranty),
        "contacts": [
            {
                "name": c.name,
                "role": say.said(c.role),
                "phone": c.phone or say.w("none"),
                "email": c.email or say.w("none"),
                "hours": say.said(c.hours),
            }
            for c in warranty.contacts
        ],
        "severities": severities(say, warranty),
        "rule": say.said(warranty.defect_or_change) or say.w("warranty.no_rule"),
        "examples": [
            {"text": say.said(e.text), "kind": say.w(f"warranty.{e.kind}"), "why": say.said(e.why)}
            for e in warranty.examples
        ],
    }


def severities(say: Saying, warranty: Warranty) -> list[dict[str, object]]:
    """How bad a defect is, and how fast it is answered and mended."""
    return [
        {
            "label": say.said(s.label),
            "meaning": say.said(s.meaning),
            "reaction": say.said(s.reaction),
            "repair": say.said(s.repair),
        }
        for s in warranty.severities
    ]


def report(say: Saying, warranty: Warranty) -> dict[str, object]:
    """The form for a defect that staff report on paper."""
    first = warranty.contacts[0] if warranty.contacts else None
    return {
        "to": ", ".join(filter(None, (first.name, first.phone) if first else ())) or say.w("blank"),
        "mail": warranty.mail() or say.w("blank"),
        "severities": severities(say, warranty),
        "rule": say.said(warranty.defect_or_change),
        "version": say.status()["version"],
    }
