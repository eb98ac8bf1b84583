"""Ways to spoil a file: as bytes, as text, and as the YAML it is. One seed, one spoiled file."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import pairwise
from typing import Any

import yaml

Spoil = Callable[[str, random.Random, list[str]], bytes]

SNIPPETS = (
    "&a ", "*a", "!!python/object/apply:os.system ['id']", "!!python/name:os.system ", "!ENV SECRET", "!!binary aGk=",
    "!!set {a, b}", "!!timestamp 2001-01-01", "<<: *a", "? ", "- ", "  ", "\t", ": ", "#", "'", '"', "[", "]", "{", "}",
    "|", ">", "|+99", "%YAML 9.9\n", "@", "`", "---\n", "...\n", "no", "010", "1:30", "1_000", "0x1F", "0b1", "=", "~",
    "null", ".inf", ".nan", "\x00", "\x07", "\x1b", "\x85", "\u2028", "\ufeff", "e\u0301", "\ud7ff", "\u202e", "\u200b",
    "\U0001f680", "](javascript:x)", "<script>", "![](../../../../etc/passwd)", "{{ 7*7 }}", "{% for x in y %}", "1. ",
    "```", "~~~",
    "\r", "\r\n", "ё" * 50, "9" * 400, "-" + "9" * 5000, "1e999", "[" * 60, "{" * 60, "- " * 60, "> " * 90,
    "* " * 90, "$x$", "[[", "[[x|y]]", "!!! note\n", "    ", ":::", "|-|-|\n", "/" * 300, "../" * 20, "a/" * 200,
    "00:00:00,000 --> 99:99:99,999", "WEBVTT", "NOTE ", "STYLE", "-->",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 10**30, -(10**400), 10**4000, 0.1, 1e308, 1e-320, "", " ", "\n", "x", "x" * 20_000,
    "/" * 300, "a" * 300 + ".svg", "2026-13-45", "0001-01-01", "9999-12-31", "no", "010", "1:30", [], {}, [[]], [{}],
    [None], {"": ""}, {"ru": "", "en": ""}, {"ru": "a"}, {"en": "a"}, {"de": "a"}, [1, "a", None], "CON", "a.", "-a",
    "../../etc/passwd", "https://x.example/", "javascript:alert(1)", "сделка", "\U0001f680", "\u202eabc", "<b>x</b>",
    "*", "**", "a*", "entities/*", "sklad", "index", "#fff", "#12345g", "{{ 7*7 }}", "{% x %}", "[[x]]", "не сказано",
)  # fmt: skip


def spoiled(name: str, text: str, seed: int, words: list[str]) -> bytes:
    """The file *name* after the accident number *seed*; *words*: other values of the workspace."""
    chance = random.Random(f"{seed} {name}")
    kinds: list[Spoil] = [as_text, as_text, as_bytes]
    if name.endswith((".yml", ".md")):
        kinds += [as_yaml] * 5
    return chance.choice(kinds)(text, chance, words)


def as_text(text: str, chance: random.Random, words: list[str]) -> bytes:
    """A few things deleted, doubled, turned round or put in; lines moved."""
    for _ in range(chance.randint(1, 4)):
        at, to = sorted(chance.randint(0, len(text)) for _ in range(2))
        to = min(to, at + 60)
        put = chance.choice([*SNIPPETS, *words[:50]])
        text = text[:at] + chance.choice(["", text[at:to] * 2, text[at:to][::-1], put, put + text[at:to]]) + text[to:]
    if chance.random() < 0.2:
        lines = text.split("\n")
        chance.shuffle(lines)
        text = "\n".join(lines)
    return text.encode("utf-8", errors="surrogatepass")


def as_bytes(text: str, chance: random.Random, words: list[str]) -> bytes:
    """What editors, disks and senders of attachments do to a file."""
    whole = text.encode()
    laughs = "a: &a [x]\n" + "".join(f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in pairwise("abcdefghi"))
    at = chance.randint(0, len(whole))
    return chance.choice(
        [
            b"", b"\n", b"\0" * 4096, b"\xef\xbb\xbf" + whole, b"\xff\xfe" + text.encode("utf-16-le"), whole[:at],
            text.encode("cp1251", errors="replace"), whole.replace(b"\n", b"\r\n"), whole.replace(b"\n", b"\r"),
            whole[:at] + bytes(chance.randrange(256) for _ in range(4)) + whole[at:], whole + whole, laughs.encode(),
            b"[" * 100_000, b"{a: " * 20_000, b"- " * 20_000, b"a:\n" + b" " * 9_000 + b"- b", b"x" * 3_000_000,
            b"".join(b"k%d: v\n" % n for n in range(50_000)), b"- a\n" * 200_000, b"---\n" * 1_000, b"<" * 50_000,
            whole.replace(b"  ", b"\t"), whole[at:], b"PK\x03\x04" + whole, b"%PDF-1.4\n" + whole, b"&a [*a, *a]",
        ]
    )  # fmt: skip


def as_yaml(text: str, chance: random.Random, words: list[str]) -> bytes:
    """The same structure with other types, keys renamed, things missing, twice, or leading in circles."""
    front = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    root = yaml.safe_load(front[1] if front else text)
    for _ in range(chance.randint(1, 3)):
        spots = list(_spots(root))
        if spots:
            _change(*chance.choice(spots), chance, words)
    laid = yaml.dump(root, allow_unicode=True, sort_keys=False, width=200, Dumper=_Plain)
    return (f"---\n{laid}---\n{text[front.end() :]}" if front else laid).encode("utf-8", errors="surrogatepass")


def _spots(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every mapping or list with every key or number in it."""
    for key, value in list(
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    ):
        yield node, key
        yield from _spots(value)


def _change(holder: Any, key: Any, chance: random.Random, words: list[str]) -> None:
    kind = chance.randrange(8)
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(holder, dict):
        holder[chance.choice(["", "id ", f"{key}s", str(key).upper(), 5, None, True, "когда"])] = holder.pop(key)
    elif kind == 2 and isinstance(holder, list):
        holder += [deepcopy(holder[key]) for _ in range(chance.choice([1, 3, 200]))]
    elif kind == 3:
        holder[key] = [holder[key]]
    elif kind in (4, 5):
        holder[key] = chance.choice(words)
    else:
        holder[key] = deepcopy(chance.choice(ODD_VALUES))


class _Plain(yaml.SafeDumper):
    """Without anchors for what stands twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def words_of(texts: dict[str, str]) -> list[str]:
    """Ids and short values of all files: put elsewhere, they make references that lead in circles or to other nouns."""
    found = {word for text in texts.values() for word in re.findall(r"[A-Za-z][\w./-]{1,30}|\d{4}-\d\d-\d\d|\d+", text)}
    return sorted(found)
