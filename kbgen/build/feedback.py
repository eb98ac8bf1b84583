"""Feedback import: exports of many readers become one report, by page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from kbgen.build.faq import drafts, folder, grouped
from kbgen.build.writing import write_all
from kbgen.errors import ContentError, Problem
from kbgen.model.feedback import Feedback, PageFeedback, Review
from kbgen.model.text import Language
from kbgen.templates import render
from kbgen.workspace import Workspace


def gather(
    workspace: Workspace, client_id: str, files: Sequence[Path]
) -> tuple[Feedback, tuple[Path, ...], tuple[Problem, ...]]:
    """Read *files*, write ``feedback-<client>.md`` and ``.json`` into ``dist/<client>-feedback/``, and of logs of
    questions drafts of pages, ``faq-<thing>.md``, to the same place.

    Returns the report, the files written and warnings about reviews and questions left out.

    Raises:
        ContentError: a file is no export of this client's wiki, or the client's content has errors; nothing is written.
    """
    from kbgen import wiki
    from kbgen.importers.feedback import read_feedback
    from kbgen.importers.kb import read_kb
    from kbgen.importers.questions import is_log, read_questions
    from kbgen.model import addresses

    kb = read_kb(workspace, client_id)
    titles = {addresses.html(page.path): page.title for page in wiki.pages(kb)}
    logs = [path for path in files if is_log(path)]
    asked = [read_questions(path, client_id, workspace.shown(path)) for path in logs]
    readings = [read_feedback(path, client_id, workspace.shown(path)) for path in files if path not in logs]
    problems = tuple(p for own in (readings, asked) for reading in own for p in reading.problems)
    if any(problem.severity == "error" for problem in problems):
        raise ContentError(problems)
    found = gathered(client_id, [reading.value or () for reading in readings], titles)
    place = folder(workspace.root, client_id)
    made = _written(found, place, kb.language) if readings else ()
    questions = {
        place / name: text for name, text in drafts(kb, grouped(kb, [one.value or () for one in asked])).items()
    }
    write_all(questions)
    return found, (*made, *questions), problems


def gathered(client: str, exports: Sequence[Sequence[Review]], titles: Mapping[str, str]) -> Feedback:
    """Reviews of all *exports* by page: what helped least first. *titles*: page → title of the pages there are."""
    one_each = {review.id: review for export in exports for review in export}
    by_page: dict[str, list[Review]] = {}
    for review in one_each.values():
        by_page.setdefault(review.page, []).append(review)
    pages = [
        PageFeedback(
            page,
            titles.get(page) or next((r.title for r in reviews if r.title), page),
            tuple(sorted(reviews, key=lambda r: (str(r.day or ""), r.id), reverse=True)),
            page in titles,
        )
        for page, reviews in by_page.items()
    ]
    pages.sort(key=lambda p: (p.share, -len(p.reviews), p.page))
    everything = sum(len(export) for export in exports)
    return Feedback(client, tuple(pages), len(exports), everything - len(one_each))


def _written(found: Feedback, place: Path, language: Language) -> tuple[Path, ...]:
    texts = {
        "md": render("feedback/report.md.j2", language, found=found, total=sum(len(p.reviews) for p in found.pages)),
        "json": json.dumps(as_plain(found), ensure_ascii=False, indent=1) + "\n",
    }
    files = {place / f"feedback-{found.client}.{kind}": text.encode() for kind, text in texts.items()}
    write_all(files)
    return tuple(files)


def as_plain(found: Feedback) -> dict[str, object]:
    """*found* as JSON holds it."""
    return {
        "client": found.client,
        "files": found.files,
        "doubles": found.doubles,
        "pages": [
            {
                "page": page.page,
                "title": page.title,
                "known": page.known,
                "answers": len(page.reviews),
                "helpful": page.helpful,
                "share": round(page.share, 3),
                "comments": [
                    {"text": r.comment, "release": r.release, "day": r.day.isoformat() if r.day else ""}
                    for r in page.reviews
                    if r.comment
                ],
            }
            for page in found.pages
        ],
    }


__all__ = ["as_plain", "gather", "gathered"]
