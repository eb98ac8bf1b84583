"""Names that file systems, terminals and people read differently: a problem, or a name that every system can hold.

Ids and more files: ``tests/audiences/test_names_of_analysts.py``; names inside copies and packs: ``tests/bundles``.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from kbgen.bundles.names import LONGEST, name_problems
from kbgen.importers import try_kb
from kbgen.importers.themes import read_theme
from kbgen.language import say
from kbgen.model.addresses import slug
from kbgen.rules import check
from kbgen.workspace import Workspace
from tests.audiences.test_names_of_analysts import files_of, lay

pytestmark = pytest.mark.slow

NAMES = {
    "con": "CON", "nul with an ending": "nul.tar", "com1": "com1", "lpt9": "LPT9", "aux with a blank": "aux ",
    "a dot at the end": "deal.", "dots at the end": "deal...", "a blank at the end": "deal ", "only dots": "...",
    "a leading dash": "-rf", "an option": "--help", "a leading dot": ".deal", "a tilde": "~deal", "a lock": "~$deal",
    "200 characters": "d" * 200, "120 Cyrillic letters": "д" * 120, "capitals": "DEAL", "one sign": "d",
    "composed": unicodedata.normalize("NFC", "сделкай ё"), "decomposed": unicodedata.normalize("NFD", "сделкай ё"),
    "emoji": "сделка\U0001f680",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467", "right to left": "a\u202egpj.md",
    "zero width": "de\u200bal", "a new line": "de\nal", "a tab": "de\tal", "a bell": "de\x07al", "quotes": "a'b\"c",
    "a drive": "C:deal", "a stream": "deal:zone", "a backslash": "a\\b", "percent": "%2e%2e%2fdeal",
    "signs": "a&b;c|d$e",
    "brackets": "a(1)[2]{3}", "a comma": "a,b", "hash and question": "a#b?c", "a wild card": "a*b",
    "markup": "<b>deal",
    "jinja": "{{ 7*7 }}", "full width": "\uff44\uff45\uff41\uff4c", "not UTF-8": "de\udcffal",
}  # fmt: skip


def faults(workspace: Workspace, client: str = "tiny") -> tuple[list[str], list[str]]:
    """Files with errors, and paths that would be made."""
    attempt = try_kb(workspace, client)
    problems = (*attempt.problems, *check(attempt.kb, workspace, attempt.unread))
    for problem in problems:
        assert say(problem, "ru").what and say(problem, "en").what
    made = [] if "client" in attempt.unread else list(files_of(attempt.kb, workspace))
    return [p.place.file for p in problems if p.severity == "error"], made


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_guides_folders_pictures_and_recordings(name: str, tmp_path: Path) -> None:
    """What is not refused is published under a name that Windows, FAT32 and macOS hold."""
    workspace = lay(tmp_path / "ws", "deal")
    guides = workspace.client("tiny") / "guides"
    (guides / name).mkdir(parents=True)
    body = "---\ntitle: Раз\n---\n\nТекст.\n"
    (guides / name / "inside.md").write_text(body, "utf-8")
    (guides / f"{name}.md").write_text(body, "utf-8")
    (guides / f"{name}.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    safe = not set(name) & set("\n\t\x07<>()[]\udcff")
    (guides / "shows.md").write_text(body + (f"\n![Снимок](<{name}.png>)\n" if safe else ""), "utf-8")
    films = workspace.videos / "tiny"
    films.mkdir(parents=True)
    (films / f"{name}.mp4").touch()
    refused, paths = faults(workspace)
    assert name_problems(dict.fromkeys(paths)) == ()
    assert max(map(len, paths)) <= LONGEST - len("tiny-10000/")
    hidden = name.startswith((".", "_"))
    made = {guide.stem for guide in map(Path, paths) if guide.parent.name == "guides"}
    assert hidden or slug(name) in made or any(f"{name}.md" in file for file in refused), "the guide is lost"


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_clients_and_themes(name: str, tmp_path: Path) -> None:
    """Their names name folders, archives and books: a good one, or a problem before anything is built."""
    workspace = lay(tmp_path / "ws", "deal")
    workspace.client("tiny").rename(workspace.client(name))
    refused, _ = faults(workspace, name) if name not in ("...",) else (["told by the command"], [])
    assert refused or not name_problems([f"{name}/1/{name}-1.zip"])
    with pytest.raises(Exception) as told:
        read_theme(workspace, name)
    assert type(told.value).__name__ == "ContentError"


@pytest.mark.parametrize(("one", "two"), [("deal-a", "Deal-A"), ("deal.a", "deal-a"), ("Deal_a", "deal-A")])
def test_twins_of_one_folder_and_another(one: str, two: str, tmp_path: Path) -> None:
    """Two guides, or two recordings, that would get one address are told, on systems that can hold both."""
    workspace = lay(tmp_path / "ws", "deal")
    films = workspace.videos / "tiny"
    for number, name in enumerate((one, two)):
        folder = workspace.client("tiny") / "guides" / str(number)
        folder.mkdir(parents=True)
        (folder / f"{name}.md").write_text("---\ntitle: Раз\n---\n\nТекст.\n", "utf-8")
        (films / str(number)).mkdir(parents=True)
        (films / str(number) / f"{name}.mp4").touch()
    codes = {p.code for p in try_kb(workspace, "tiny").problems if p.severity == "error"}
    assert codes >= {"same_guide", "video-same-id"}
