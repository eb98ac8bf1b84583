"""Gaps in words: which item lacks what, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from kbgen.language import words
from kbgen.language.catalogue import Words
from kbgen.model.coverage import Gap, ItemKind, Link
from kbgen.model.text import Language


@dataclass(frozen=True, slots=True)
class GapSentence:
    """A gap as people read it."""

    item: str
    """«процесс «Возврат», шаг 3 «проверить документы», роль «Бухгалтер»»."""
    missing: str
    """«нет инструкции и видео»."""
    advice: str
    """What to do, a sentence for each missing link that must be there; those good to have where nothing else is."""

    @property
    def what(self) -> str:
        """Item and what it lacks, in one line."""
        return f"{self.item}: {self.missing}"


def in_words(gap: Gap, client: str, language: Language) -> GapSentence:
    """*gap* of the client with the id *client*, in *language*."""
    texts, item = words(language), gap.item
    values = {"label": item.label.rstrip("."), "client": client, "id": item.id, **item.named}
    links = [link for link in gap.missing if link in gap.item.must] if gap.must else gap.missing
    advice = []
    for link in links:
        key = f"coverage.todo.{item.kind}_{link}"
        advice.append(texts(key if texts.get(key) else f"coverage.todo.{link}", **values))
    return GapSentence(
        texts(f"coverage.item.{item.kind}", **values),
        texts("coverage.none_of", what=_listed([_without(link, item.kind, texts) for link in gap.missing], texts)),
        " ".join(dict.fromkeys(advice)),
    )


def _without(link: Link, kind: ItemKind, texts: Words) -> str:
    """The missing link in the genitive; some kinds have a better word for it."""
    key = f"coverage.without.{kind}_{link}"
    return texts(key if texts.get(key) else f"coverage.without.{link}")


def _listed(names: list[str], texts: Words) -> str:
    """«инструкции, видео и слайда»."""
    joint = texts("coverage.and")
    return joint.join(filter(None, (", ".join(names[:-1]), names[-1])))
