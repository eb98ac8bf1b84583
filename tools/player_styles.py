"""Name the styles that media-chrome puts into its elements, so that a strict security policy can allow just them.

Run after the player or media-chrome changed: opens the elements that ``player.js`` makes in a real Chromium and writes
the SHA-256 of every style found, one a line, beside the vendored script.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import sys
from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "themes" / "base" / "assets"
SCRIPT = ASSETS / "vendor" / "media-chrome" / "all.js"
NAMED = SCRIPT.with_name("styles.sha256")
_ELEMENT = re.compile(r'"(media-[a-z]+(?:-[a-z]+)*)"')
_STYLES = """() => {
  const found = [];
  const walk = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.localName === "style") found.push(one.textContent);
      if (one.shadowRoot) walk(one.shadowRoot);
    }
  };
  walk(document);
  return found;
}"""


def named(styles: list[str]) -> list[str]:
    return sorted({f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}" for text in styles})


def main() -> None:
    from playwright.sync_api import sync_playwright

    ours = [ASSETS / "kbgen" / "player.js", *(ASSETS / "kbgen" / "player").rglob("*.js")]
    named_there = {name for path in ours for name in _ELEMENT.findall(path.read_text("utf-8"))}
    elements = sorted(named_there - {"media-controller"})
    inside = "".join(f"<{name} seekoffset='10'></{name}>" for name in elements)
    with sync_playwright() as driver:
        path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.set_content(f"<media-controller><video slot='media'></video>{inside}</media-controller>")
        page.add_script_tag(path=SCRIPT)
        page.wait_for_timeout(1000)
        hashes = named(page.evaluate(_STYLES))
        browser.close()
    NAMED.write_text("\n".join(hashes) + "\n", "ascii", newline="\n")
    print(f"{len(elements) + 1} elements, {len(hashes)} styles", file=sys.stderr)


if __name__ == "__main__":
    main()
