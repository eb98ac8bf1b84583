"""Text: one wording, in one language or several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["ru", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """A wording. In YAML either a plain string (``Сделка``) or one string a language (``{ru: Сделка, en: Deal}``)."""

    plain: str = ""
    """Said once and used in every language."""
    ru: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.plain or self.ru or self.en)

    def said(self, language: Language) -> str:
        """The wording in *language*; else the plain one, else whatever there is."""
        own = self.ru if language == "ru" else self.en
        return own or self.plain or self.ru or self.en

    def has(self, language: Language) -> bool:
        """Whether the wording exists in *language* itself (a plain string counts)."""
        return bool(self.plain or (self.ru if language == "ru" else self.en))


NO_TEXT = Text()
