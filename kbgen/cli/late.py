"""Loaded late: parts of Rich and Typer that no command needs at the start, a third of the time of ``kbgen --help``.

Typer's help pages name Rich's Markdown and tracebacks, which bring a parser of Markdown and one of programs; ours are
written in neither. Both are loaded when they are first called. ``attr`` is asked for by Rich's printing of objects
made with it, of which we have none.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

_NAMED = {"rich.markdown": "Markdown", "rich.traceback": "Traceback"}
_NOT_THERE = "attr"


class Late:
    """Stands for something of a module that is loaded when it is used."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return getattr(import_module(self._module), self._name)(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(getattr(import_module(self._module), self._name), name)

    def __or__(self, other: object) -> Any:
        return Any  # in annotations

    __ror__ = __or__


@contextmanager
def _light() -> Iterator[None]:
    """While it lasts, who imports the modules gets stand-ins; afterwards the modules themselves."""
    held = {name: sys.modules[name] for name in (*_NAMED, _NOT_THERE) if name in sys.modules}
    for module, name in _NAMED.items():
        stand_in = ModuleType(module)
        setattr(stand_in, name, Late(module, name))
        sys.modules.setdefault(module, stand_in)
    sys.modules.setdefault(_NOT_THERE, None)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in (*_NAMED, _NOT_THERE):
            if name not in held:
                sys.modules.pop(name, None)


with _light():
    import rich.pretty  # noqa: F401
    import typer.rich_utils  # noqa: F401
