"""Saying: words, dates and parties as every paper prints them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kbgen.language import in_sentence, words
from kbgen.language.dates import day
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Text


@dataclass(frozen=True, slots=True)
class Saying:
    """The words of one client's papers."""

    kb: KnowledgeBase
    standing: str = ""
    """Where the agreement stands, as every page and slide says it; printed at the foot of every paper."""

    def w(self, key: str, /, **values: object) -> str:
        """The catalogue's text ``documents.<key>``."""
        return words(self.kb.language)(f"documents.{key}", **values)

    def said(self, text: Text) -> str:
        """*text* on one line."""
        return " ".join(text.said(self.kb.language).split())

    def inside(self, text: Text) -> str:
        """*text* as it stands in the middle of a sentence, without its full stop."""
        return in_sentence(self.said(text)).removesuffix(".")

    def or_dash(self, text: Text | str) -> str:
        """*text*, or a dash where there is none."""
        return (text if isinstance(text, str) else self.said(text)) or self.w("none")

    def day(self, value: date | None) -> str:
        """«23 ноября 2026 г.»; empty where there is no day."""
        return day(value, self.kb.language) if value else ""

    def short(self, value: date | None) -> str:
        """«23.11.2026», for narrow columns; empty where there is no day."""
        return value.strftime("%d.%m.%Y" if self.kb.language == "ru" else "%Y-%m-%d") if value else ""

    def role(self, id: str) -> str:
        """Name of a role, or its id."""
        role = self.kb.role(id)
        return self.said(role.label) if role else id

    def parties(self) -> dict[str, object]:
        """What every paper may print: who, for whom, which product."""
        client, firm, blank = self.kb.client, self.kb.client.implementer, self.w("blank")
        return {
            "client": client.name.said(self.kb.language),
            "client_signs": client.signs or blank,
            "client_address": blank,
            "client_contacts": blank,
            "implementer": firm.name,
            "implementer_signs": firm.signs or blank,
            "implementer_address": firm.address or blank,
            "implementer_contacts": ", ".join(filter(None, (firm.phone, firm.email))) or blank,
            "product": " ".join(filter(None, (client.product.name, client.product.version))),
            "address": client.product.address,
            "standing": self.standing,
        }

    def contract(self) -> str:
        """The contract as the basis of a paper, without a full stop; a line to fill in where it is not known."""
        told = self.kb.client.contract.said(self.kb.language).rstrip(".") or self.w("act.no_contract")
        return told[:1].upper() + told[1:]

    def status(self) -> dict[str, object]:
        """Where the spec stands: version, status in words, day, who signed, and the first signs of its hash."""
        approvals = self.kb.spec.approval
        now = approvals.current
        return {
            "version": now.version if now else self.w("none"),
            "status": self.w(f"status.{approvals.status}"),
            "approved_on": self.day(now.signed_on) if now else self.w("none"),
            "approved_by": " / ".join(filter(None, (now.by, now.for_client))) if now else self.w("none"),
            "hash": now.hash[:16] if now and now.hash else self.w("none"),
            "versions": [
                {
                    "version": a.version,
                    "status": self.w(f"status.{a.status}"),
                    "date": self.short(a.signed_on),
                    "by": " / ".join(filter(None, (a.by, a.for_client))),
                    "note": self.said(a.note),
                }
                for a in approvals.approvals
            ],
        }
