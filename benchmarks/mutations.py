"""How many small slips in the code the tests notice: a sample of mutants, each a copy of the project with one slip.

    python -m benchmarks.mutations --sample 60 --seed 9 --whole --json OUT

A slip is a comparison turned round, ``and`` for ``or``, a condition denied, a number one larger, a call left out, and
the like; the quick tests of the room (no real programs) must fail; with ``--whole``, what they miss meets the slow
tests and those that make things fail, too. Slips that change nothing are counted as missed.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {
    "rules": ("kbgen/rules", ("tests/rules", "tests/importers/test_situations.py")),
    "search": ("kbgen/search", ("tests/search",)),
    "bundles/update": ("kbgen/bundles/update", ("tests/bundles/updating",)),
}
QUICK = "not browser and not media and not office and not fault and not slow"
LONG = "(fault or slow) and not browser and not media and not office"
SECONDS = 240
"""After which a mutant that hangs is as good as noticed."""

_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_SUMS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv}


@dataclass(frozen=True)
class Slip:
    """One thing changed in one file."""

    file: str
    number: int
    """Which of all possible slips of the file."""
    line: int
    what: str


class _Slipping(ast.NodeTransformer):
    """Walks a module; makes the slip of the given number, or only lists all there could be."""

    def __init__(self, number: int = -1) -> None:
        self.number, self.found = number, list[tuple[int, str]]()

    def _here(self, node: ast.AST, what: str) -> bool:
        self.found.append((getattr(node, "lineno", 0), what))
        return len(self.found) - 1 == self.number

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        turned = _TURNED.get(type(node.ops[0]))
        if turned and self._here(node, f"{type(node.ops[0]).__name__} -> {turned.__name__}"):
            node.ops[0] = turned()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._here(node, "and <-> or"):
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return node.operand if isinstance(node.op, ast.Not) and self._here(node, "not left out") else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        other = _SUMS.get(type(node.op))
        if other and not isinstance(node.left, ast.Constant | ast.JoinedStr) and self._here(node, "another sum"):
            node.op = other()
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool) and self._here(node, f"not {node.value}"):
            return ast.copy_location(ast.Constant(not node.value), node)
        if type(node.value) is int and self._here(node, f"{node.value} -> {node.value + 1}"):
            return ast.copy_location(ast.Constant(node.value + 1), node)
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        if self._here(node, "if denied"):
            node.test = ast.UnaryOp(ast.Not(), node.test)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        self.generic_visit(node)
        left_out = isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom)
        return ast.copy_location(ast.Pass(), node) if left_out and self._here(node, "a call left out") else node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        if node.value is not None and not isinstance(node.value, ast.Constant) and self._here(node, "returns None"):
            node.value = ast.Constant(None)
        return node


def slips(root: Path, folder: str) -> Iterator[Slip]:
    """Every slip there could be in the modules of *folder*."""
    for path in sorted((root / folder).rglob("*.py")):
        walk = _Slipping()
        walk.visit(ast.parse(path.read_text("utf-8")))
        name = path.relative_to(root).as_posix()
        yield from (Slip(name, number, line, what) for number, (line, what) in enumerate(walk.found))


def slipped(text: str, slip: Slip) -> str:
    """The module *text* with *slip* made."""
    return ast.unparse(ast.fix_missing_locations(_Slipping(slip.number).visit(ast.parse(text)))) + "\n"


def noticed(copy: Path, tests: tuple[str, ...], which: str = QUICK) -> bool:
    """Whether the tests fail in the project's *copy*."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", which, *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def measure(copy: Path, room: str, sample: int, seed: int, kinds: tuple[str, ...]) -> dict[str, object]:
    """The score of one *room*; *kinds*: which of its tests, one kind after the other."""
    folder, tests = ROOMS[room]
    if any(noticed(copy, tests, which) for which in kinds):
        raise SystemExit(f"the tests of {room} fail without any slip")
    every = list(slips(copy, folder))
    chosen = random.Random(f"{seed} {room}").sample(every, min(sample, len(every)))
    missed = []
    for slip in chosen:
        path = copy / slip.file
        text = path.read_text("utf-8")
        path.write_text(slipped(text, slip), "utf-8")
        if not any(noticed(copy, tests, which) for which in kinds):
            missed.append(f"{slip.file}:{slip.line}: {slip.what}")
            print(f"  missed {missed[-1]}", flush=True)
        path.write_text(text, "utf-8")
    score = 1 - len(missed) / len(chosen)
    print(f"{room}: {score:.0%} of {len(chosen)} of {len(every)} slips noticed", flush=True)
    return {"score": score, "tried": len(chosen), "possible": len(every), "missed": missed}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sample", type=int, default=60, help="mutants in all")
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--room", action="append", choices=ROOMS)
    parser.add_argument("--whole", action="store_true", help="ask the slow tests where the quick ones notice nothing")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    rooms = given.room or list(ROOMS)
    kinds = (QUICK, LONG) if given.whole else (QUICK,)
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "project"
        copy.mkdir()
        for name in ("kbgen", "tests", "themes", "content", "benchmarks"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "mkdocs.yml"):
            shutil.copyfile(ROOT / name, copy / name)
        found = {room: measure(copy, room, -(-given.sample // len(rooms)), given.seed, kinds) for room in rooms}
    if given.json:
        given.json.write_text(json.dumps({"seed": given.seed, "rooms": found}, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
