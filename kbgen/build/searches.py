"""Search report: logs of what readers searched for become one page: what is missing, and what things are called."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

from kbgen.build.writing import write_all
from kbgen.errors import ContentError, Problem
from kbgen.model.searches import Asked, Group, SearchReading, Synonym
from kbgen.model.text import Language
from kbgen.templates import render
from kbgen.workspace import Workspace

MOST = 50
"""Groups shown of each sort."""
_NEAR = 3


def log_file(workspace: Workspace, client_id: str) -> Path:
    """Where the intranet server writes what was searched for; kept when releases go."""
    return workspace.root / "dist" / f"{client_id}-feedback" / "search.jsonl"


def report(
    workspace: Workspace, client_id: str, files: Sequence[Path]
) -> tuple[SearchReading, tuple[Path, ...], tuple[Problem, ...]]:
    """Read *files* (none: the server's own logs), write ``searches-<client>.md`` and ``.json`` beside the server's.

    Returns the report, the files written and warnings about lines left out.

    Raises:
        ContentError: a file is no search log of this client; nothing is written.
    """
    from kbgen.importers.kb import read_kb
    from kbgen.search.logs import read_log

    kb = read_kb(workspace, client_id)
    log = log_file(workspace, client_id)
    wanted = list(files) or sorted(log.parent.glob("search*.jsonl"), reverse=True)
    readings = [read_log(path, workspace.shown(path), client_id) for path in wanted]
    problems = tuple(problem for _, told in readings for problem in told)
    if any(problem.severity == "error" for problem in problems):
        raise ContentError(problems)
    found = summed(client_id, [asked or () for asked, _ in readings], _neighbours(workspace, client_id))
    return found, _written(found, log.parent, kb.language), problems


Near = Callable[[str], Sequence[str]]
"""Lemma → words of the wiki that may be meant by it."""


def summed(client: str, logs: Sequence[Sequence[Asked]], near: Near) -> SearchReading:
    """What all *logs* say together."""
    from kbgen.search.analysis import clean, forms, lemma, tokens
    from kbgen.search.tables import STOP

    def words(query: str) -> str:
        found = [forms(match[0]) for match in tokens(clean(query))]
        plain = [lemma(own[0]) for own in found if own and own[0] not in STOP]
        return " ".join(dict.fromkeys(plain)) or query.lower()

    by_words: dict[str, list[Asked]] = {}
    for one in (one for log in logs for one in log):
        by_words.setdefault(words(one.query), []).append(one)
    synonyms = _synonyms(logs, words)
    explained = {synonym.typed for synonym in synonyms}
    groups = [_group(key, asked) for key, asked in by_words.items()]
    groups.sort(key=lambda g: (-g.times, g.words))
    answered = {key for key, asked in by_words.items() if any(one.hits for one in asked)}
    unanswered = [_with_near(g, near) for g in groups if g.words not in answered and g.words not in explained]
    popular = [g for g in groups if g.words in answered]
    passed = sorted((g for g in popular if g.times > 1 and g.unclicked * 2 > g.times), key=lambda g: -g.unclicked)
    return SearchReading(
        client,
        sum(map(len, logs)),
        len(logs),
        tuple(unanswered[:MOST]),
        tuple(popular[:MOST]),
        tuple(passed[:MOST]),
        tuple(synonyms[:MOST]),
    )


def _group(words: str, asked: Sequence[Asked]) -> Group:
    queries = Counter(one.query for one in asked)
    typed = tuple(query for query, _ in sorted(queries.items(), key=lambda item: (-item[1], item[0])))
    return Group(words, typed[:5], len(asked), sum(not one.clicked for one in asked))


def _with_near(group: Group, near: Near) -> Group:
    found = list(dict.fromkeys(word for lemma in group.words.split() for word in near(lemma)))
    return Group(group.words, group.queries, group.times, group.unclicked, tuple(found[:_NEAR]))


def _synonyms(logs: Iterable[Sequence[Asked]], words: Callable[[str], str]) -> list[Synonym]:
    """A query without answers and the next one, whose answer somebody opened: two words for one thing, perhaps."""
    found: Counter[tuple[str, str]] = Counter()
    for log in logs:
        for one, following in pairwise(log):
            if not one.hits and following.hits and following.clicked:
                pair = words(one.query), words(following.query)
                if pair[0] != pair[1]:
                    found[pair] += 1
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [Synonym(typed, known, times) for (typed, known), times in ordered]


def _neighbours(workspace: Workspace, client_id: str) -> Near:
    """Words of the client's index that begin alike, the most frequent first; none where there is no index."""
    from kbgen.search.nearby import words_like

    folder = workspace.cache / "search" / client_id
    return lambda lemma: words_like(folder, lemma)


def _written(found: SearchReading, folder: Path, language: Language) -> tuple[Path, ...]:
    texts = {
        "md": render("searches/report.md.j2", language, found=found),
        "json": json.dumps(as_plain(found), ensure_ascii=False, indent=1) + "\n",
    }
    files = {folder / f"searches-{found.client}.{kind}": text.encode() for kind, text in texts.items()}
    write_all(files)
    return tuple(files)


def as_plain(found: SearchReading) -> Mapping[str, object]:
    """*found* as JSON holds it."""
    return asdict(found)


__all__ = ["as_plain", "log_file", "report", "summed"]
