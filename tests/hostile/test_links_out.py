"""Links out of the workspace: what is behind them is never read, and each is a problem that names it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kbgen.build.checking import check_client, load
from kbgen.errors import ContentError
from kbgen.importers.themes import read_theme
from kbgen.language import say
from kbgen.workspace import Workspace
from tests.hostile.spoilt import CLIENT, one_of_everything

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="links take a privilege on Windows")]

SECRET = "ЗА-ПРЕДЕЛАМИ"
OWN = f"content/clients/{CLIENT}"
FILES = (
    f"{OWN}/client.yml", f"{OWN}/redirects.yml", f"{OWN}/approved/1.0.json", f"{OWN}/guides/new-order.md",
    f"{OWN}/guides/images/shelf.png", f"{OWN}/spec/entities.yml", f"{OWN}/spec/training.yml", "content/rules.yml",
    f"videos/{CLIENT}/first-order.mp4", f"videos/{CLIENT}/first-order.yml", f"videos/{CLIENT}/first-order.ru.srt",
    "themes/odd/theme.yml", "themes/odd/logo.svg",
)  # fmt: skip
NEW = (
    "themes/odd/assets/kbgen/more.css", "themes/odd/documents/plain.docx", "themes/odd/deck/template.pptx",
    "themes/odd/main.html", f"{OWN}/guides/more.md", f"{OWN}/spec/glossary.yml", f"videos/{CLIENT}/second.mp4",
    f"{OWN}/guides/images/more.png", f"{OWN}/guides/folder", "themes/odd/assets/vendor", f"videos/{CLIENT}/folder",
    f"{OWN}/spec", "themes/odd", f"{OWN}/guides",
)  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return one_of_everything(tmp_path_factory.mktemp("links") / "ws").root


@pytest.fixture
def here(whole: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(whole, tmp_path / "ws", symlinks=True)
    return Workspace(tmp_path / "ws")


def laid_out(here: Workspace, name: str) -> None:
    """*name* becomes a link to a file or folder beside the workspace: the same, and a secret."""
    path = here.root / name
    outside = here.root.parent / "outside" / path.name
    outside.parent.mkdir()
    if path.exists():
        path.rename(outside)
    elif path.suffix:
        outside.write_text(f"---\ntitle: {SECRET}\n---\n\n{SECRET}\n", "utf-8")
    else:
        outside.mkdir()
    for file in outside.rglob("*.y*ml") if outside.is_dir() else [outside] if outside.suffix in (".yml", ".md") else []:
        file.write_text(f"{file.read_text('utf-8')}\n# {SECRET}: ] {{ '{SECRET}\n", "utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(outside)


@pytest.mark.parametrize("name", (*FILES, *NEW))
def test_a_link_out_is_named_and_not_followed(name: str, here: Workspace) -> None:
    laid_out(here, name)
    problems = check_client(here, CLIENT)
    named = [p for p in problems if p.place.file == name and p.severity == "error"]
    assert named, [(str(p.place), p.code) for p in problems]
    told = [f"{p.values} {say(p, 'ru').what}" for p in problems]
    assert not any(SECRET in text for text in told)
    with pytest.raises(ContentError):
        load(here, CLIENT)


def test_a_theme_takes_nothing_from_outside(here: Workspace) -> None:
    """Told or not: what a link leads to is no file of the theme's."""
    laid_out(here, "themes/odd/assets/kbgen/more.css")
    assert not any("more.css" in name for name in read_theme(here, "odd").files("assets"))


CIRCLES = (f"{OWN}/spec/glossary.yml", f"{OWN}/guides/a.md", f"{OWN}/guides/a", f"videos/{CLIENT}/a.mp4")


@pytest.mark.parametrize("name", CIRCLES)
def test_links_in_circles_and_to_nothing(name: str, here: Workspace) -> None:
    path = here.root / name
    path.unlink(missing_ok=True)
    path.symlink_to(path.name)
    assert [p for p in check_client(here, CLIENT) if p.place.file == name and p.severity == "error"]


def test_links_inside_and_a_whole_folder_elsewhere_are_nobodys_concern(here: Workspace) -> None:
    """Recordings may lie on a large disk: ``videos`` is then a link, and so may a guide be to another one's picture."""
    here.videos.rename(here.root.parent / "large disk")
    here.videos.symlink_to(here.root.parent / "large disk")
    picture = here.root / f"{OWN}/guides/images/twin.png"
    picture.symlink_to("shelf.png")
    assert [p for p in check_client(here, CLIENT) if p.severity == "error"] == []
