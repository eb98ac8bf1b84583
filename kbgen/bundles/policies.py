"""Content security policies: what the pages of a release may do, worked out from the pages themselves.

Every script and style that stands inside a page is named by its SHA-256 (https://www.w3.org/TR/CSP3/#hash-usage);
no other may run. What a page loads comes from its own host only.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import KbgenError, Place, Problem

NAME = "deploy/csp.json"
"""Where a release keeps its policies for the servers that read them."""

DECKS = "seminar/"

_DEEPEST = 6
"""Folders below the site that a later release may have: a server keeps the policy it read when it was started."""

_BLOCK = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_QUOTED = re.compile(r"<(script|style)>(.*?)<\\?/\1>", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}
_SOURCE = re.compile(r"\ssrc\s*=", re.IGNORECASE)
_KIND = re.compile(r"""\stype\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_SCRIPTS = {"", "module", "text/javascript", "application/javascript", "importmap", "speculationrules"}
_ROOT = re.compile(r'__md_scope=new URL\("([^"]*)",location\)')
_HASH = re.compile(r"sha256-[A-Za-z0-9+/]{43}=")


@dataclass(frozen=True, slots=True)
class Policies:
    """What the browser is told about the pages of one release."""

    pages: str
    """For everything but the slides."""
    decks: str
    """For slides: single files that set out their words by styles in them."""

    def of(self, path: str) -> str:
        """The policy of the file at *path* (relative to the release)."""
        return self.decks if path.startswith(DECKS) else self.pages


def policies(release: Path) -> Policies:
    """The policies of the pages in the folder *release*."""
    pages = [*sorted((release / "site").rglob("*.html")), *release.glob("*.html"), release / "deploy/404.html"]
    scripts, styles = _hashes(p for p in pages if p.is_file())
    return Policies(
        _policy(scripts, sorted({*styles, *_brought(release / "site")})),
        _policy(*_hashes(sorted((release / DECKS).glob("*.html"))), placed=True),
    )


def write(release: Path) -> Policies:
    """Work out the policies of *release*, and keep them in it."""
    found = policies(release)
    told = {"format": 1, "policies": [{"under": DECKS, "policy": found.decks}, {"under": "", "policy": found.pages}]}
    path = release / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")
    return found


def read(release: Path) -> Policies | None:
    """The policies kept in *release*; None where it was made before there were any.

    Raises:
        KbgenError: the file is damaged.
    """
    path = release / NAME
    try:
        told: Mapping[str, str] = {
            one["under"]: one["policy"] for one in json.loads(path.read_text("utf-8"))["policies"]
        }
        found = Policies(told[""], told[DECKS])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KbgenError([Problem("policies_damaged", Place(str(path)))]) from error
    return found if "\n" not in found.pages + found.decks else None


def _hashes(pages: Iterable[Path]) -> tuple[list[str], list[str]]:
    """Sources of scripts and of styles inside *pages*, as a policy names them, in a fixed order."""
    found: dict[str, set[str]] = {"script": set(), "style": set()}
    for page in pages:
        for kind, content in _inside(page.read_text("utf-8", errors="replace")):
            found[kind].update(_named(text) for text in _deeper(content))
    return sorted(found["script"]), sorted(found["style"])


def _brought(site: Path) -> Iterator[str]:
    """Styles that vendored scripts put into pages: named, one a line, in a file ``*.sha256`` beside the script."""
    for path in (site / "assets" / "vendor").rglob("*.sha256"):
        yield from (f"'{name}'" for name in _HASH.findall(path.read_text("ascii", errors="replace")))


def _inside(page: str) -> Iterator[tuple[str, str]]:
    """Every script and style that stands in *page*: "script" or "style", and its text."""
    for kind, attributes, content in _BLOCK.findall(page):
        named = _KIND.search(attributes)
        plain = kind.lower() == "style" or not named or named[1].lower() in _SCRIPTS
        if plain and not _SOURCE.search(attributes):
            yield kind.lower(), content
            yield from _written(content)


def _written(script: str) -> Iterator[tuple[str, str]]:
    """Scripts and styles of a page that *script* itself writes into a window of its own, as the speaker's view is."""
    for kind, content in _QUOTED.findall(script):
        yield kind, _ESCAPED.sub(lambda sign: _SIGNS.get(sign[1], sign[1]), content)


def _deeper(script: str) -> Iterator[str]:
    """*script*; where it names the way to the top of the site, also as pages of other folders have it."""
    yield script
    if _ROOT.search(script):
        for root in ("/", "/site/", ".", *("/".join([".."] * depth) for depth in range(1, _DEEPEST + 1))):
            yield _ROOT.sub(f'__md_scope=new URL("{root}",location)', script, count=1)


def _named(text: str) -> str:
    """As browsers count: line ends are those of the parsed page."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _policy(scripts: list[str], styles: list[str], *, placed: bool = False) -> str:
    """One line for the header. *placed*: styles in attributes are allowed, nothing else that is not named."""
    parts = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *scripts],
        "style-src": ["'self'", *styles],
        **({"style-src-attr": ["'unsafe-inline'"]} if placed else {}),
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "media-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "frame-src": ["'self'"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in parts.items())
