"""A video's page as a folder of files, without a site engine: what the browser tests open."""

from __future__ import annotations

import shutil
from pathlib import Path

import markdown

from kbgen.model.clients import Client, Firm, Product
from kbgen.model.entities import Entities
from kbgen.model.kb import KnowledgeBase, Spec
from kbgen.model.roles import Roles
from kbgen.model.text import Language, Text
from kbgen.model.videos import Media, Video
from kbgen.wiki.videos import video_pages

_PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="../assets/kbgen/player.css"></head>
<body class="md-typeset"><h1>{title}</h1>{body}<script src="../assets/kbgen/player.js"></script></body></html>"""


def knowledge(videos: tuple[Video, ...], media: dict[str, Media], language: Language = "ru") -> KnowledgeBase:
    """A client that has only videos."""
    client = Client("firm", Text("ООО «Фирма»"), Product("crm", "CRM"), Firm("Внедренец"), language)
    return KnowledgeBase(client, Spec(Entities(()), Roles(())), videos=videos, media=media)


def write_pages(kb: KnowledgeBase, folder: Path, root: Path) -> list[Path]:
    """Every page of the videos of *kb* in *folder*, with media, scripts and styles; the pages' paths."""
    shutil.copytree(root / "themes" / "base" / "assets", folder / "assets", dirs_exist_ok=True)
    written = []
    for page in video_pages(kb):
        for name, source in page.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, folder / name)
        for name, text in page.texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        body = markdown.markdown(page.body, extensions=["md_in_html", "attr_list", "admonition", "tables"])
        written.append(write_page(folder, page.path, page.title, body, kb.language))
    return written


def write_page(folder: Path, address: str, title: str, body: str, language: Language = "ru") -> Path:
    """One page one folder below *folder*, with the player's script and style."""
    path = (folder / address).with_suffix(".html")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_PAGE.format(language=language, title=title, body=body), encoding="utf-8")
    return path
