"""Stable addresses of pages: made of ids, never of titles, so that renaming a label breaks no link.

Names are safe on Windows, FAT32 and macOS: ``[a-z0-9-]``, at most 48 characters, no reserved device names.
"""

from __future__ import annotations

import hashlib
import re

_DEVICES = {"con", "prn", "aux", "nul"} | {f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10)}
_RESERVED = _DEVICES | {"index", "rights", "map"}
_LONGEST = 48

_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".replace("_", "").split(" "),
        strict=True,
    )
)


def slug(id: str) -> str:
    """An ASCII file name part for *id*: ``WorkingTimeCalendar`` → ``working-time-calendar``.

    A name too long, left empty, reserved by Windows or by a page of our own (``index``, ``rights``) gets a hash
    of the id, so distinct ids stay distinct.
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", id)
    latin = "".join(_LATIN.get(c, c) for c in spaced.lower())
    name = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")
    if not name or name in _RESERVED or len(name) > _LONGEST:
        digest = hashlib.sha256(id.encode()).hexdigest()[:8]
        name = f"{name[: _LONGEST - 9].strip('-')}-{digest}".strip("-")
    return name


START = "index.md"
RIGHTS = "roles/rights.md"
NEEDS = "project/needs.md"
CHOICE = "project/choice.md"
ACCEPTANCE = "project/acceptance.md"
TESTS = "project/tests.md"
COVERAGE = "project/coverage.md"
TRAINING = "project/training.md"
WARRANTY = "project/warranty.md"
CHANGES = "project/changes.md"
REPORT = "project/report.md"
GLOSSARY = "glossary.md"
A_TO_Z = "a-z.md"
TASKS = "tasks.md"
"""Everything that can be done, by verb."""
CATEGORIES = "categories.md"
WANTED = "project/wanted.md"
"""Pages that guides link to and nobody has written."""
ROLES = "roles/index.md"
GUIDES = "guides/index.md"
VIDEOS = "videos/index.md"
PROCESSES = "processes/index.md"
ENTITIES = "entities/index.md"
ENTITY_MAP = "entities/map.md"
EQUIPMENT = "equipment/index.md"
PROJECT = "project/index.md"
FEEDBACK = "feedback.md"
"""The reader's own answers to «Was this page useful?»."""
QUESTIONS = "questions.md"
"""What people ask while they start working, as the floor-walker writes it down."""
MEDIA = "media"
"""Folder of renditions, posters and caption scripts."""


def role_page(id: str) -> str:
    """Address of a role's page."""
    return f"roles/{slug(id)}.md"


def quiz_page(role: str) -> str:
    """Address of the self-check of a role."""
    return f"quiz/{slug(role)}.md"


def entity_page(id: str) -> str:
    """Address of an entity's page."""
    return f"entities/{slug(id)}.md"


def process_page(id: str) -> str:
    """Address of a process's page."""
    return f"processes/{slug(id)}.md"


def guide_page(id: str) -> str:
    """Address of a guide."""
    return f"guides/{slug(id)}.md"


def task_page(operation: str, entity: str) -> str:
    """Address of the page that tells how to do *operation* with *entity*; a guide of that id takes its place."""
    return f"guides/{slug(f'{operation}-{slug(entity)}')}.md"


def category_page(id: str) -> str:
    """Address of a category's page; its id: ``entity-<id>``, ``process-<id>``, or the name a writer gave it."""
    return f"categories/{slug(id)}.md"


def video_page(id: str) -> str:
    """Address of a video's page."""
    return f"videos/{slug(id)}.md"


def device_page(id: str) -> str:
    """Address of a device's page."""
    return f"equipment/{slug(id)}.md"


def term_anchor(id: str) -> str:
    """Anchor of a term on the glossary's page."""
    return f"term-{slug(id)}"


def symptom_anchor(id: str) -> str:
    """Anchor of a symptom on its device's page."""
    return f"symptom-{slug(id)}"


def state_anchor(process: str, state: str) -> str:
    """Anchor of a stage on its process's page."""
    return f"state-{slug(f'{process}-{state}')}"


def field_anchor(id: str) -> str:
    """Anchor of a field on its entity's page."""
    return f"field-{slug(id)}"


def check_anchor(id: str) -> str:
    """Anchor of a check on the page of the test programme."""
    return f"check-{slug(id.lower())}"


def html(path: str) -> str:
    """Built address of a page: ``entities/deal.md`` → ``entities/deal.html``."""
    return path.removesuffix(".md") + ".html"
