"""The list of what was handed over: every file of a release that people know by name, with its checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kbgen.documents.saying import Saying
from kbgen.model.addresses import slug
from kbgen.model.documents import Delivered, Document

ID = "handover"
_PARTS = ("documents", "seminar", "videos", "site", "other")
_FOLDED = ("site",)
"""Parts with hundreds of files that nobody knows by name: one sum for all of them."""
_MEDIA = "site/media/"
_DECKS = ((".html", "deck"), (".pptx", "powerpoint"), ("-handout.pdf", "handout"), ("-trainer.pdf", "trainer"))
_KNOWN = {
    "start.html": "start",
    "coverage.json": "coverage",
    "knowledge.json": "knowledge",
    "knowledge-before.json": "knowledge",
    "update.txt": "update",
    "update.py": "update",
    "deploy/": "deploy",
    "web.config": "deploy",
}
"""Files and folders besides the parts: path → key of what they are called."""


def is_listed(path: str) -> bool:
    """Whether the list names the file: it cannot name itself, and the manifest names it in turn."""
    return path not in (f"documents/{ID}.docx", "manifest.json", "manifest.json.sig")


def folded(files: Iterable[Delivered]) -> str:
    """One sum for many files: SHA-256 of the lines «sum, two spaces, path» in the order of paths, as sha256sum has
    them.
    """
    lines = "".join(f"{f.sha256}  {f.path}\n" for f in sorted(files, key=lambda f: f.path))
    return hashlib.sha256(lines.encode()).hexdigest()


def listed(say: Saying, release: str, files: Sequence[Delivered], papers: Sequence[Document]) -> dict[str, object]:
    """The parts of *release* with their *files*. *papers*: what the DOCX among them are called."""
    shown = [f for f in files if is_listed(f.path)]
    parts = [(part, inside) for part in _PARTS if (inside := [f for f in shown if _part(f.path) == part])]
    names = _names(say, papers)
    return {
        "release": release,
        "spec": say.standing,
        "parts": [
            {
                "title": say.w(f"handover.part_{part}"),
                "count": say.w("handover.files", n=len(inside)),
                "size": _size(say, inside),
                "files": list(_rows(say, part, inside, names)),
            }
            for part, inside in parts
        ],
        "count": say.w("handover.files", n=len(shown)),
        "size": _size(say, shown),
        "folded": [
            say.w("handover.folded", part=say.w(f"handover.part_{part}")) for part, _ in parts if part in _FOLDED
        ],
    }


def _part(path: str) -> str:
    if path.startswith(_MEDIA) and path.endswith((".mp4", ".webm")):
        return "videos"
    top = path.partition("/")[0]
    return top if "/" in path and top in ("documents", "seminar", "site") else "other"


def _rows(say: Saying, part: str, inside: Sequence[Delivered], names: Mapping[str, str]) -> Iterator[dict[str, str]]:
    if part in _FOLDED:
        yield {"path": f"{part}/", "what": say.w("handover.whole"), "size": _size(say, inside), "sum": folded(inside)}
        return
    for file in inside:
        yield {
            "path": file.path,
            "what": names.get(_stem(file.path)) or names.get(f"{file.path.partition('/')[0]}/", ""),
            "size": _size(say, [file]),
            "sum": file.sha256,
        }


def _stem(path: str) -> str:
    """What a name is looked up by: videos are called ``media/<id>.<hash>.<codec>.mp4``."""
    return f"{_MEDIA}{path.removeprefix(_MEDIA).partition('.')[0]}" if path.startswith(_MEDIA) else path


def _names(say: Saying, papers: Sequence[Document]) -> dict[str, str]:
    kb = say.kb
    names = {f"documents/{paper.id}.docx": paper.title for paper in papers}
    taught = {id: r.label for r in kb.spec.roles.roles for id in (r.id, slug(r.id))}
    taught |= {f"session-{id}": s.label for s in kb.spec.training.sessions for id in (s.id, slug(s.id))}
    for id, label in taught.items():
        names |= {f"seminar/{id}{end}": say.w(f"handover.what_{key}", of=say.said(label)) for end, key in _DECKS}
    names |= {f"{_MEDIA}{v.id}": say.w("handover.what_video", video=say.said(v.title)) for v in kb.videos}
    return {**names, **{path: say.w(f"handover.what_{key}") for path, key in _KNOWN.items()}}


def _size(say: Saying, files: Iterable[Delivered]) -> str:
    size = sum(f.size for f in files)
    for key, unit in (("megabytes", 1_000_000), ("kilobytes", 1000)):
        if size >= unit:
            told = f"{size / unit:.1f}" if size < 10 * unit else str(round(size / unit))
            return say.w(f"handover.{key}", n=told.replace(".", "," if say.kb.language == "ru" else "."))
    return say.w("handover.bytes", n=size)
