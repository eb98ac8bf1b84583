"""A client with hostile names, for start pages and ZIM files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.roles import Role, Roles
from kbgen.model.text import Language, Text


def _knowledge(language: Language = "ru") -> KnowledgeBase:
    client = Client(
        "acme",
        Text("ООО <Ромашка> & сыновья"),
        Product("crm", "Django-CRM", "3.1"),
        Firm("Внедрение", phone="+7 495 000-00-00", email='"><script>@x'),
        language=language,
    )
    roles = Roles((Role("manager", Text("Менеджер_по *продажам*")), Role("boss", Text("Руководитель"))))
    return KnowledgeBase(client, Spec(Entities(()), roles))


@pytest.fixture(scope="session")
def knowledge() -> Callable[..., KnowledgeBase]:
    """The knowledge base in a language."""
    return _knowledge
