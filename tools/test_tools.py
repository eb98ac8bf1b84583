"""Find, and as root on Debian install, the real programs that tests use; say what will be skipped.

Nothing here is needed to use kbgen: only its browser, office and server tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PROGRAMS = {
    # program → (Debian packages, what is skipped without it)
    "chromium": (["chromium"], "browser tests"),
    "firefox-esr": (["firefox-esr"], "the player in a real Firefox"),
    "soffice": (
        ["libreoffice-impress-nogui", "libreoffice-writer-nogui", "libreoffice-calc-nogui"],
        "rendering of slides, papers and workbooks",
    ),
    "pdftoppm": (["poppler-utils"], "rendering of slides and papers"),
    "nginx": (["nginx-light"], "tests behind a real nginx"),
    "caddy": (["caddy"], "tests behind a real Caddy"),
    "apache2": (["apache2", "apache2-utils"], "tests behind a real Apache"),
    "kiwix-serve": (["kiwix-tools"], "tests in a real kiwix-serve"),
    "ssh-keygen": (["openssh-client"], "signing of copies"),
    "HandBrakeCLI": (["handbrake-cli"], "the comparison in the benchmark of videos"),
    "zip": (["zip", "unzip"], "comparisons with the usual zip and unzip"),
    "espeak-ng": (["espeak-ng"], "narrated drafts of videos"),
    "text2wave": (["festival", "festvox-ru"], "a second voice for drafts of videos"),
    "fc-list": (["fontconfig"], "rendering of slides and papers"),
}
FONTS = ["fonts-noto-core", "fonts-liberation"]
OTHER_NAMES = {"chromium": ("chromium-browser", "google-chrome", "google-chrome-stable", "chrome")}


def found(program: str) -> bool:
    return any(shutil.which(name) for name in (program, *OTHER_NAMES.get(program, ())))


def apt_install(packages: list[str]) -> bool:
    """Whether Debian's packages could be installed (as root, with apt-get)."""
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("installing:", " ".join(packages), flush=True)
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1500)
        if done.returncode:
            print(done.stderr[-2000:])
            return False
    return True


def main() -> None:
    missing = [program for program in PROGRAMS if not found(program)]
    if missing:
        apt_install([package for program in missing for package in PROGRAMS[program][0]] + FONTS)
    if not found("chromium"):
        print("no Chromium: asking Playwright for its own", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], timeout=1200)
    for program in PROGRAMS:
        if not found(program):
            print(f"no {program}: {PROGRAMS[program][1]} may be skipped")


if __name__ == "__main__":
    main()
