"""Ready settings for the web servers that clients have, in ``deploy/`` of every release.

What changes with a release (security policy, types, caching, what is shown at all) stands in files that the server
reads from ``current``; what is the client's own (name, folder, passwords) in short examples to be copied. The address
is the release's folder: ``/site/index.html``, ``/seminar/…``, as ``kbgen serve`` has it, so that links people keep
work whatever serves the copy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import Path

from kbgen.bundles import policies
from kbgen.bundles.types import TYPES
from kbgen.language import words
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Language

FOLDER = "deploy"
MISSING = "deploy/404.html"
"""What is shown where nothing is: the site's own page, its links made for addresses below ``/site/``."""

IIS = "web.config"
"""Must lie at the top of the folder that IIS serves."""

_TOP = r"(?:start\.html|update\.txt|manifest\.json(?:\.sig)?|[A-Za-z0-9._-]+\.(?:zip|zim))$"
SHOWN = rf"^/(?:(?:site|seminar|documents)/|{_TOP})"
"""Addresses that readers may open; all else in a release is for programs and for those who look after the copy."""

HIDDEN = ("deploy", "knowledge.json", "knowledge-before.json", "coverage.json", "update.py", IIS)
HASHED = re.compile(r"\.[0-9a-f]{8,64}\.")
"""Names that hold their content's hash: such a file never changes."""

_REFUSED = rf"^/(?!$|api/|deploy/404\.html$|(?:site|seminar|documents)/|{_TOP})"
_FILES = (
    "nginx.conf", "nginx-release.conf", "nginx-sso.conf", "Caddyfile", "release.caddy", "apache.conf",
    "apache-release.conf", "iis-switch.ps1", "kbgen-serve.service", "htpasswd.example"
)  # fmt: skip
_BLANK = re.compile(r"@([A-Z_]+)@")
README = "README.txt"
_LONGEST = 1000  # characters of one value in nginx's settings; it takes 4096


def write(release: Path, kb: KnowledgeBase) -> None:
    """Put ``deploy/`` and ``web.config`` into the folder *release*, whose pages are all there by now."""
    folder = release / FOLDER
    folder.mkdir(exist_ok=True)
    page = missing_page(release)
    if page:
        _put(release / MISSING, page)
    values = _values(policies.write(release), kb, sorted(_hashed(release)))
    for name in _FILES:
        _put(folder / name, filled(name, values, kb.language))
    advice = filled(README, values, kb.language).replace("\n", "\r\n")
    (folder / README).write_text(advice, "utf-8-sig", newline="")  # as old Notepads want it
    _put(release / IIS, filled(IIS, values, kb.language))


def missing_page(release: Path) -> str:
    """The site's page for what is not there, with links that are right at any address; empty where there is none."""
    try:
        text = (release / "site" / "404.html").read_text("utf-8")
    except FileNotFoundError:
        return ""
    text = text.replace('="/', '="/site/').replace('"base": "/"', '"base": "/site/"')
    return text.replace('"search": "/', '"search": "/site/').replace('URL("/",', 'URL("/site/",')


def filled(name: str, values: Mapping[str, str], language: Language) -> str:
    """The settings file *name*: blanks ``@NAME@`` are *values*, or sentences of the catalogue ``deploy``."""
    say = words(language)
    text = "@README@" if name == README else (files("kbgen.bundles") / "servers" / name).read_text("utf-8")
    text = _BLANK.sub(lambda b: b[0] if b[1] in values else _sentence(say(f"deploy.{b[1].lower()}"), name), text)
    return _BLANK.sub(lambda blank: values[blank[1]], text)  # sentences have blanks too


def _sentence(text: str, name: str) -> str:
    """*text*; a comment of several lines is continued as one."""
    return text.strip() + "\n" if name == README else text.strip().replace("\n", "\n# ").replace("--", "—")


def _values(policy: policies.Policies, kb: KnowledgeBase, hashed: list[str]) -> dict[str, str]:
    of_pages, of_decks = policy.pages, policy.decks
    return {
        "CLIENT": "-".join(filter(None, (kb.client.id, kb.audience_id))),
        "PAGES": of_pages,
        "DECKS": of_decks,
        "ALLOWED": SHOWN,
        "REFUSED": _REFUSED,
        "NGINX_PAGES": 'set $kb_policy "";\n' + _set(of_pages),
        "NGINX_DECKS": _set(of_decks, "    "),
        "NGINX_TYPES": "\n".join(f"    {kind} {ending[1:]};" for ending, kind in TYPES.items()),
        "CADDY_TYPES": "\n".join(
            f'@type_{ending[1:]} path *{ending}\nheader @type_{ending[1:]} Content-Type "{_full(kind)}"'
            for ending, kind in TYPES.items()
        ),
        "APACHE_TYPES": "\n".join(f'AddType "{kind}" {ending}' for ending, kind in TYPES.items()),
        "IIS_TYPES": "\n".join(
            f'      <remove fileExtension="{ending}" />\n'
            f'      <mimeMap fileExtension="{ending}" mimeType="{_full(kind)}" />'
            for ending, kind in TYPES.items()
        ),
        "IIS_HIDDEN": "\n".join(f'          <add segment="{name}" />' for name in HIDDEN if name != IIS),
        "IIS_HASHED": "\n".join(_kept(path) for path in hashed),
    }


def _full(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind == "application/json" else kind


def _set(policy: str, indent: str = "") -> str:
    """The policy as settings of nginx, which takes no value of over four thousand characters."""
    parts = [policy[start : start + _LONGEST] for start in range(0, len(policy), _LONGEST)]
    return "\n".join(f'{indent}set $kb_policy "${{kb_policy}}{part}";' for part in parts)


def _hashed(release: Path) -> set[str]:
    """Files of the site that never change."""
    return {p.relative_to(release).as_posix() for p in (release / "site").rglob("*") if HASHED.search(p.name)}


def _kept(path: str) -> str:
    """A file that browsers may keep for a week, as IIS is told."""
    cache = '<clientCache cacheControlMode="UseMaxAge" cacheControlMaxAge="7.00:00:00" cacheControlCustom="public" />'
    return (
        f'  <location path="{escape(path)}"><system.webServer><staticContent>{cache}'
        "</staticContent></system.webServer></location>"
    )


def _put(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")
