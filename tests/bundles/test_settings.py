"""Settings for web servers as texts: whole, in the client's language, and right for what cannot be run here."""

from __future__ import annotations

import base64
import configparser
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from kbgen.bundles import deploy, policies
from kbgen.bundles.types import TYPES
from kbgen.errors import KbgenError
from kbgen.model.kb import KnowledgeBase
from kbgen.model.text import Language

PAGE = "<html><head><script>{script}</script><style>b{{}}</style></head><body style='x'>text</body></html>"


@pytest.fixture()
def made(tmp_path: Path, knowledge: Callable[..., KnowledgeBase]) -> Callable[..., Path]:
    def make(language: Language = "ru", **pages: str) -> Path:
        for name, text in {"site/index.html": PAGE.format(script="1"), "site/404.html": "404", **pages}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        (tmp_path / "site/media").mkdir(exist_ok=True)
        (tmp_path / "site/media/a.0123abcd.h264.mp4").write_bytes(b"x")
        deploy.write(tmp_path, knowledge(language))
        return tmp_path

    return make


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_blank_is_filled_in_the_clients_language(made: Callable[..., Path], language: Language) -> None:
    release = made(language)
    files = [*(release / "deploy").iterdir(), release / "web.config"]
    assert len(files) == 14
    for path in files:
        text = path.read_text("utf-8")
        assert not re.search(r"@[A-Z_]{3,}@", text), path.name
        assert bool(re.search("[а-я]", text)) == (language == "ru" and path.name not in ("csp.json", "404.html")), (
            path.name
        )
    readme = (release / "deploy/README.txt").read_bytes()
    assert readme.startswith(b"\xef\xbb\xbf") and readme.count(b"\r\n") == readme.count(b"\n")
    assert b"/srv/kb/acme" in readme


def test_the_settings_of_iis_are_xml_as_iis_wants_it(made: Callable[..., Path]) -> None:
    """Element and attribute names of the schema ``IIS_schema.xml``; what is added twice would stop the site."""
    release = made()
    root = etree.parse(release / "web.config").getroot()
    assert root.tag == "configuration"
    web = root.find("system.webServer")
    assert [one.tag for one in web] == [
        "defaultDocument", "directoryBrowse", "staticContent", "httpProtocol", "httpErrors", "security",
    ]  # fmt: skip
    static = web.find("staticContent")
    added = [one.get("fileExtension") for one in static.findall("mimeMap")]
    removed = [one.get("fileExtension") for one in static.findall("remove")]
    assert added == removed == list(TYPES)  # one that IIS knows already must be removed first
    assert {".vtt", ".webp", ".avif", ".woff2", ".mjs", ".webmanifest", ".zim"} <= set(added)
    assert len(added) == len(set(added))
    headers = {one.get("name"): one.get("value") for one in web.findall("httpProtocol/customHeaders/add")}
    kept = policies.read(release)
    assert kept and headers["Content-Security-Policy"] == kept.pages
    filtering = web.find("security/requestFiltering")
    assert {one.get("verb") for one in filtering.findall("verbs/add")} == {"GET", "HEAD"}
    assert filtering.find("verbs").get("allowUnlisted") == "false"
    assert {one.get("segment") for one in filtering.findall("hiddenSegments/add")} >= {"deploy", "knowledge.json"}
    assert [one.get("path") for one in web.findall("httpErrors/error")] == [r"deploy\404.html"] * 2
    places = {one.get("path"): one for one in root.findall("location")}
    decks = places["seminar"].findall("system.webServer/httpProtocol/customHeaders/add")
    assert [one.get("value") for one in decks] == [kept.decks]
    cache = places["site/media/a.0123abcd.h264.mp4"].find("system.webServer/staticContent/clientCache")
    assert cache.get("cacheControlMode") == "UseMaxAge"


def test_the_service_is_confined(made: Callable[..., Path]) -> None:
    unit = configparser.ConfigParser()
    unit.optionxform = str  # type: ignore[assignment]
    unit.read_string((made() / "deploy/kbgen-serve.service").read_text("utf-8"))
    service = unit["Service"]
    assert service["ExecStart"].startswith("/opt/kbgen/bin/kbgen serve --copy /srv/kb/acme --host 127.0.0.1")
    assert service["ProtectSystem"] == "strict" and service["NoNewPrivileges"] == "yes"


def test_no_script_and_no_style_runs_that_is_not_named(made: Callable[..., Path]) -> None:
    kept = policies.read(made(**{"seminar/a.html": PAGE.format(script="deck()"), "start.html": "<style>i{}</style>"}))
    assert kept
    scripts = re.search(r"script-src ([^;]*)", kept.pages)
    assert scripts and "unsafe" not in scripts[1]
    assert "unsafe" not in kept.pages
    assert "'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='" in scripts[1]  # of "1"
    assert kept.decks.count("unsafe-inline") == 1 and "style-src-attr 'unsafe-inline'" in kept.decks
    assert kept.decks != kept.pages


@pytest.mark.parametrize("script", ['<script type="application/json">{}</script>', "<script src='x.js'></script>"])
def test_what_is_no_script_inside_the_page_is_not_named(made: Callable[..., Path], script: str) -> None:
    kept = policies.policies(made(**{"site/index.html": script}))
    assert "sha256" not in kept.pages


def test_a_later_release_with_deeper_folders_still_runs_under_the_old_policy(made: Callable[..., Path]) -> None:
    script = '__md_scope=new URL("{}",location),more()'
    old = made(**{"site/index.html": PAGE.format(script=script.format("."))})
    allowed = policies.policies(old).pages
    new = script.format("../../..")
    assert base64.b64encode(hashlib.sha256(new.encode()).digest()).decode() in allowed


def test_styles_that_a_script_brings_are_named_beside_it(made: Callable[..., Path]) -> None:
    line = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    release = made(**{"site/assets/vendor/player/styles.sha256": f"{line}\n'; script-src *\n"})
    assert f"'{line}'" in (kept := policies.policies(release).pages)
    assert "script-src *" not in kept


def test_damaged_policies_are_a_problem(made: Callable[..., Path]) -> None:
    release = made()
    (release / policies.NAME).write_text("{")
    with pytest.raises(KbgenError):
        policies.read(release)
    (release / policies.NAME).unlink()
    assert policies.read(release) is None


def test_what_a_script_writes_into_a_window_of_its_own_is_named_too(made: Callable[..., Path]) -> None:
    """The speaker's view stands in the slides as a text of JavaScript, with its signs escaped."""
    inner = "\n\tsay(`\\n`, '/')\n"
    script = (
        "w.document.write(`<style>a{}</style><script>"
        + inner.replace("\\", "\\\\").replace("`", "\\`")
        + "<\\/script>`)"
    )
    kept = policies.policies(made(**{"seminar/a.html": f"<script>{script}</script>"})).decks
    for text in (script, inner, "a{}"):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in kept
