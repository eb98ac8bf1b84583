"""Client: who we build for (``content/clients/<id>/client.yml``)."""

from __future__ import annotations

from dataclasses import dataclass, field

from kbgen.model.audiences import Audience
from kbgen.model.rules import RuleSetting
from kbgen.model.text import NO_TEXT, Language, Text


@dataclass(frozen=True, slots=True)
class Product:
    """The CRM the client got."""

    id: str
    """Short ASCII name; shared guides of this product lie in ``content/guides/<id>/``."""
    name: str
    version: str = ""
    address: str = ""
    """Where staff open it, e.g. ``http://crm.romashka.example``."""


@dataclass(frozen=True, slots=True)
class Firm:
    """The implementer who hands the knowledge base over."""

    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    signs: str = ""
    """Who signs the acts, e.g. ``директор Иванов И. И.``."""


@dataclass(frozen=True, slots=True)
class Client:
    """The company that got a new CRM."""

    id: str
    name: Text
    product: Product
    implementer: Firm
    language: Language = "ru"
    """Language of every page, slide and document made for this client."""
    theme: str = "base"
    """A folder in ``themes/``."""
    about: Text = NO_TEXT
    """One or two sentences for the start page."""
    hosting: Text = NO_TEXT
    """Where the knowledge base will live at the client."""
    site: str = ""
    """Address of the folder its first page lies in, ``http://wiki.romashka.example/site/``: printed beside videos."""
    signs: str = ""
    """Who signs the acts for the client."""
    guides: tuple[str, ...] = ()
    """More folders of ``content/guides/`` to take besides the product's own and ``common``."""
    videos: tuple[str, ...] = ()
    """Folders of ``videos/`` to take; the client's own ``videos/<id>/`` is always taken."""
    line: float = 0.0
    """Megabits a second that one reader has in the slowest office; 0: no line is slow. Videos too heavy for it get a
    second, smaller picture."""
    quick_videos: bool = False
    """Whether videos are to be made sooner, at the price of half as many bytes again or twice as many."""
    contract: Text = NO_TEXT
    """Number and date of the contract, as printed in acts."""
    modules: tuple[str, ...] = ()
    """Parts of the product the client got: ``telephony``, ``warehouse``. Guides are chosen by them."""
    never_link: tuple[str, ...] = ()
    """Words that never become links by themselves: names that are everyday words too."""
    rules: tuple[RuleSetting, ...] = ()
    """How bad finds of the rules are for this client, where it is not as usual; see ``kbgen check --rules``."""
    terms: dict[str, str] = field(default_factory=dict)
    """The client's own word for an entity id, used by ``{{ term("Deal") }}`` in shared guides."""
    audience: tuple[Audience, ...] = ()
    """Readers who get a copy of their own, besides the one with everything."""
