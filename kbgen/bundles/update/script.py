"""Script: ``update.py``, the modules that run at the client as one file with the words of both languages in it."""

from __future__ import annotations

import ast
from functools import cache
from importlib.resources import files
from pathlib import Path

from kbgen.language import words
from kbgen.model.text import Language

NAME = "update.py"
ADVICE = "update.txt"
"""How to use it, for whoever looks after the copy."""

_ORDER = (
    "refused",
    "listing",
    "copies",
    "disk",
    "staging",
    "sources",
    "patches",
    "packs",
    "web",
    "sites",
    "signatures",
    "switching",
    "applying",
    "program",
)
"""Modules in the order in which they can be read one after another."""

_ROOM = "kbgen.bundles.update"
_START = """
if __name__ == "__main__":
    code = main(sys.argv[1:])
    if os.name == "nt" and "PROMPT" not in os.environ and sys.stdin and sys.stdin.isatty():
        input()  # started by a double click: the window would vanish with what was said
    sys.exit(code)
"""


def write(folder: Path, language: Language) -> None:
    """Lay ``update.py`` and the advice how to use it into the release being made in *folder*.

    Its words are in the client's *language* first. The same program gives the same bytes.
    """
    (folder / NAME).write_text(text(language), "utf-8", newline="\n")
    advice = words(language)("update.advice", script=NAME).replace("\n", "\r\n")
    (folder / ADVICE).write_text(advice + "\r\n", "utf-8-sig", newline="")  # as old Notepads want it


@cache
def text(language: Language) -> str:
    """The whole of ``update.py``."""
    imports: dict[str, set[str]] = {}
    bodies = [_body(name, imports) for name in _ORDER]
    plain = [f"import {module}" for module, names in imports.items() if not names]
    named = [f"from {module} import {', '.join(sorted(names))}" for module, names in imports.items() if names]
    head = [
        "#!/usr/bin/env python3",
        f'"""{words(language)("update.about")}"""\n',
        "from __future__ import annotations\n",
        *sorted(plain),
        *sorted(named),
        "",
    ]
    lines = [f"LANGUAGE = {language!r}", "TEXTS = {"]
    for tongue in ("ru", "en"):
        said = (f"        {key!r}: {text!r}," for key, text in _texts(tongue).items())
        lines += [f"    {tongue!r}: {{", *said, "    },"]
    return "\n".join([*head, *bodies, *lines, "}", _START])


def _texts(language: Language) -> dict[str, str]:
    """Every sentence the program may say: its own, and those of refusals."""
    say = words(language)
    problems = {f"update_{key}": text for key, text in say.under("problems.update_").items()}
    return dict(sorted({**say.under("update.script."), **problems}.items()))


def _body(name: str, imports: dict[str, set[str]]) -> str:
    """A module without its docstring and its imports; those of the standard library are added to *imports*."""
    source = (files(_ROOM) / f"{name}.py").read_text("utf-8")
    lines, tree = source.splitlines(), ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.Import):
            imports.update({alias.name: set() for alias in node.names})
        elif isinstance(node, ast.ImportFrom):
            module = str(node.module)
            if module != "__future__" and not module.startswith(_ROOM):
                imports.setdefault(module, set()).update(alias.name for alias in node.names)
        elif not (isinstance(node, ast.Expr) and node.lineno == 1):
            continue
        end = node.end_lineno or node.lineno
        lines[node.lineno - 1 : end] = [""] * (end - node.lineno + 1)
    title = (ast.get_docstring(tree) or "").splitlines()[0]
    return f"# --- {title}\n\n" + "\n".join(lines).strip("\n") + "\n\n"
