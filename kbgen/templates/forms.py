"""Forms: the sandbox in which the blanks of Word forms are filled. A form may show values, not run anything."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

FormError = (TemplateError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError, RecursionError)
"""What goes wrong in a form: a mistake in its signs, an unknown blank, an attempt to run something."""

_MOST = 100_000
"""Signs or numbers that a form may make of one value."""
_FOREIGN = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_KEPT = 64


@dataclass(frozen=True, slots=True)
class Blanks:
    """What a form asks for."""

    names: frozenset[str]
    """Values by name."""
    refused: tuple[str, ...] = ()
    """What it may not do: names that reach behind the values, other files."""


def blanks(source: str) -> Blanks:
    """What the form with this *source* asks for.

    Raises:
        TemplateError: its signs are wrong.
    """
    tree = sandbox().parse(source)
    refused = [str(name) for name in _reached(tree) if str(name).startswith("_")]
    refused += [type(node).__name__.lower() for node in tree.find_all(_FOREIGN)]
    return Blanks(frozenset(meta.find_undeclared_variables(tree)), tuple(dict.fromkeys(refused)))


def _reached(tree: nodes.Template) -> list[Any]:
    """Names that are looked up behind values: ``x.name``, ``x["name"]``, ``x | attr("name")``."""
    found: list[Any] = [node.attr for node in tree.find_all(nodes.Getattr)]
    found += [node.arg.value for node in tree.find_all(nodes.Getitem) if isinstance(node.arg, nodes.Const)]
    filters = (node for node in tree.find_all(nodes.Filter) if node.name in ("attr", "map", "selectattr", "groupby"))
    for node in filters:
        found += [arg.value for arg in (*node.args, *(k.value for k in node.kwargs)) if isinstance(arg, nodes.Const)]
    return [part for name in found if isinstance(name, str) for part in name.split(".")]


class _Sandbox(SandboxedEnvironment):
    """Values are escaped for XML, unknown blanks are errors, and nothing grows beyond a paper's size."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.understood: dict[str, Template] = {}

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Powers and repetitions could take all memory."""
        long = max((len(x) for x in (left, right) if isinstance(x, str | list | tuple)), default=1)
        times = max((abs(x) for x in (left, right) if isinstance(x, int | float)), default=1)
        if operator == "**" or long * times > _MOST * 100:
            raise SecurityError(f"{operator}: too large")
        return super().call_binop(context, operator, left, right)

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Template:
        """One form prints many papers: it is understood once."""
        if (known := self.understood.get(source)) is None:
            known = super().from_string(source, globals, template_class)
            while len(self.understood) >= _KEPT:
                self.understood.pop(next(iter(self.understood)))
            self.understood[source] = known
        return known


@cache
def sandbox() -> SandboxedEnvironment:
    """An environment whose values are escaped for XML and whose unknown blanks are errors."""
    return _Sandbox()
