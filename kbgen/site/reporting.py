"""Reporting: what the link «Report a defect» on every page writes into a letter."""

from __future__ import annotations

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.site.yaml_text import Value

_LONGEST_MAIL = 200


def report(kb: KnowledgeBase) -> dict[str, Value]:
    """Address, words and lines of the letter, plain: the theme encodes them for the link.

    The page is added by the theme, the release by a script: a new release changes no page. Lines are few and short,
    since each Russian letter takes six signs in the link, and mail programs cut links after about two thousand.
    """
    say, warranty = words(kb.language), kb.spec.warranty
    mail = "".join(warranty.mail().split()) if warranty else ""
    approved = kb.spec.approval.current
    lines = [*(f"{say(f'site.report.{key}')} " for key in ("did", "saw", "expected")), ""]
    if approved:
        status = say(f"site.report.{kb.spec.approval.status}")
        lines.append(say("site.report.version", version=approved.version[:40], status=status))
    return {
        "mail": mail if "@" in mail and len(mail) <= _LONGEST_MAIL else "",
        "subject": say("site.report.subject"),
        "lines": list(lines),
        "page": say("site.report.page"),
        "release": say("site.report.release"),
        "label": say("site.report.label"),
        "form": addresses.html(addresses.REPORT),
        "form_page": addresses.REPORT,
        "form_label": say("site.report.form"),
    }
