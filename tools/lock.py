"""Write requirements.lock and its companions (-test, -zim, -zensical, -speech): exact versions, nothing else.

Run with the oldest supported Python, so that the versions chosen fit all newer ones too:
``python3.11 tools/lock.py``. The files hold names and versions only, no addresses.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = "# Exact versions, made by tools/lock.py from pyproject.toml; do not edit.\n"


def frozen(python: Path) -> set[str]:
    """Names and versions installed beside *python*, without kbgen itself."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "freeze", "--exclude", "kbgen"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout.splitlines()
    return {line for line in lines if "==" in line}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True, timeout=300)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, str(ROOT)], check=True, timeout=1800)
        product = frozen(python)
        subprocess.run([*pip, f"{ROOT}[test]"], check=True, timeout=1800)
        test = frozen(python)
        subprocess.run([*pip, f"{ROOT}[zim]"], check=True, timeout=1800)
        zim = frozen(python) - test
        subprocess.run([*pip, f"{ROOT}[zensical]"], check=True, timeout=1800)
        engine = frozen(python) - test - zim
        subprocess.run([*pip, f"{ROOT}[speech,test-speech]"], check=True, timeout=1800)
        everything = frozen(python)
        speech = everything - test - zim - engine
    for name, lost in (("test packages", product - test), ("optional packages", test - everything)):
        if lost:
            sys.exit(f"the {name} change versions of the others: {sorted(lost)}")
    (ROOT / "requirements.lock").write_text(HEAD + "\n".join(sorted(product, key=str.lower)) + "\n")
    (ROOT / "requirements-test.lock").write_text(HEAD + "\n".join(sorted(test - product, key=str.lower)) + "\n")
    (ROOT / "requirements-zim.lock").write_text(HEAD + "\n".join(sorted(zim, key=str.lower)) + "\n")
    (ROOT / "requirements-zensical.lock").write_text(HEAD + "\n".join(sorted(engine, key=str.lower)) + "\n")
    (ROOT / "requirements-speech.lock").write_text(HEAD + "\n".join(sorted(speech, key=str.lower)) + "\n")


if __name__ == "__main__":
    main()
