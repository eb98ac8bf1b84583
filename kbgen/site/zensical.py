"""Zensical: the other engine that reads a staged project. Its pages are mended and checked as those of MkDocs are.

What is not the same, as of Zensical 0.0.73 and 0.1: search is Zensical's own (no forms of Russian words, no
transcripts, its words stay English), because ours speaks the protocol of Material's worker; every build renders every
page, nothing is taken from the last one; remarks of MkDocs about links are those of our own check instead.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from kbgen.errors import ContentError, KbgenError, Place, Problem, UsageError
from kbgen.site.built import Built, Progress
from kbgen.site.written import writing

_CONFIG = "zensical.yml"
_SITE = "site"
_CANONICAL = re.compile(r'\s*<link rel="canonical" href="/[^"]*">')
_LONGEST = 3600
"""Seconds a build may take."""


def available() -> bool:
    """Whether the engine is installed: the extra ``kbgen[zensical]``."""
    return importlib.util.find_spec("zensical") is not None


def refuse_missing() -> None:
    """Raise UsageError where the engine is not installed."""
    if not available():
        raise UsageError([Problem("zensical_missing", Place("--engine zensical"))])


def build(project: Path, out: Path, progress: Progress | None = None) -> Built:
    """The site of the staged *project* in the new folder *out*, made by Zensical.

    Promises, as :func:`kbgen.site.build` does: no page loads anything from another host; every broken link and anchor
    is in ``problems``.

    Raises:
        UsageError: Zensical is not installed.
        KbgenError: Zensical gave up, or the disk cannot be written to.
        ContentError: a page would load something from outside, or a link runs code.
    """
    from kbgen.site.links import check_links
    from kbgen.site.offline import tidy

    refuse_missing()
    shown = f"{project.parent.name}/{project.name}"
    told = progress or (lambda *_: None)
    with writing(shown):
        told(0, 3, "")
        made = _run(project, shown)
        told(2, 3, "")
        tidy(made)
        _mend(made)
        problems = check_links(made, shown)
        if errors := [p for p in problems if p.severity == "error"]:
            raise ContentError(errors)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(out, ignore_errors=True)
        shutil.move(made, out)
        told(3, 3, "")
    return Built(out, sum(1 for _ in out.rglob("*.html")), problems)


def _mend(site: Path) -> None:
    """Take out of every page its address in the internet: a copy in a folder has none, and it would lead nowhere."""
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        if (mended := _CANONICAL.sub("", text)) != text:
            path.write_text(mended, "utf-8", newline="")


def _run(project: Path, shown: str) -> Path:
    """Run the engine; the folder with its site. It writes into the project only, and knows no option for that."""
    config, made = project / _CONFIG, project / _SITE
    shutil.rmtree(made, ignore_errors=True)
    config.write_text(f"INHERIT: mkdocs.yml\nsite_dir: {_SITE}\ntheme:\n  variant: classic\n", "utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--config-file", _CONFIG]
    environment = {**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1"}
    try:
        ran = subprocess.run(command, cwd=project, env=environment, capture_output=True, timeout=_LONGEST, check=False)
        said = (ran.stderr + ran.stdout).decode(errors="replace").strip()
        code = ran.returncode
    except subprocess.TimeoutExpired:
        said, code = "timeout", 1
    finally:
        config.unlink(missing_ok=True)
        shutil.rmtree(project / ".cache", ignore_errors=True)
    if code or not (made / "index.html").is_file():
        raise KbgenError([Problem("site_failed", Place(shown), {"message": said[-1000:] or str(code)})])
    return made
