"""Feedback: the words of «Was this page useful?» at the foot of every page."""

from __future__ import annotations

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase
from kbgen.site.yaml_text import Value

_WORDS = (
    "ask", "yes", "no", "thanks", "what", "hint", "save", "cancel", "mine", "count", "export", "mail", "clear", "sure",
    "empty", "useful", "useless", "unsaved", "too_long", "subject", "delete",
)  # fmt: skip


def feedback(kb: KnowledgeBase) -> dict[str, Value]:
    """Whose knowledge base it is, where letters go, and every word the script says; the theme escapes them."""
    say, warranty = words(kb.language), kb.spec.warranty
    mail = "".join(warranty.mail().split()) if warranty else ""
    said: dict[str, Value] = {key: say(f"site.feedback.{key}") for key in _WORDS}
    return {
        **said,
        "client": kb.client.id,
        "to": mail if "@" in mail else "",
        "page": addresses.html(addresses.FEEDBACK),
    }
