"""Write the annotated tree of ``kbgen/README.md`` from the first lines of the modules' docstrings.

``python tools/tree.py`` rewrites it; ``python tools/tree.py --check`` fails where it is out of date.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent / "kbgen"
README = HOUSE / "README.md"
BEGIN, END = "<!-- tree: made by tools/tree.py -->\n", "<!-- end of tree -->"
FLOORS = (
    ("cli",),
    ("serve",),
    ("build",),
    ("bundles", "site"),
    ("wiki", "seminar", "documents", "search", "video", "importers", "rules"),
    ("templates", "diagrams", "theme"),
    ("language", "workspace"),
    ("model",),
    ("errors", "forks"),
)
"""As in the import-linter contract of ``pyproject.toml``: imports go down only."""
WIDTH = 34


def sentence(module: Path) -> str:
    """The first line of the module's docstring, without its full stop."""
    told = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return told.partition("\n")[0].rstrip(".:").replace("``", "")


def row(name: str, depth: int, told: str) -> str:
    """One line of the tree."""
    return f"{'  ' * depth + name:<{WIDTH}} {told}".rstrip()


def branch(folder: Path, depth: int) -> list[str]:
    """*folder* and everything in it that is a module."""
    lines = [row(f"{folder.name}/", depth, sentence(folder / "__init__.py"))]
    for path in sorted(folder.iterdir()):
        if path.is_dir() and (path / "__init__.py").is_file():
            lines += branch(path, depth + 1)
        elif path.suffix == ".py" and path.name != "__init__.py":
            lines.append(row(path.name, depth + 1, sentence(path)))
    return lines


def tree() -> str:
    """The whole tree, a floor a paragraph, top floor first."""
    floors = []
    for rooms in FLOORS:
        lines: list[str] = []
        for room in rooms:
            file = HOUSE / f"{room}.py"
            lines += [row(file.name, 0, sentence(file))] if file.is_file() else branch(HOUSE / room, 0)
        floors.append("\n".join(lines))
    return "```\n" + "\n\n".join(floors) + "\n```\n"


def main() -> int:
    text = README.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    fresh = head + BEGIN + tree() + END + rest.partition(END)[2]
    if "--check" in sys.argv:
        if fresh != text:
            print("kbgen/README.md: the tree is out of date: run python tools/tree.py")
        return int(fresh != text)
    README.write_text(fresh, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
