"""Typer in the reader's language: help pages and complaints about a wrong call.

Typer 0.29 takes only panel titles from a catalogue; the rest is said here from our own.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

import typer
import typer.core
import typer.rich_utils

from kbgen.cli.console import EXIT_USAGE, err, w
from kbgen.cli.panels import in_order

_UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # Typer's own name for it is private


def title_panels() -> None:
    """Give the boxes of help pages their headings."""
    texts = w()
    typer.rich_utils.OPTIONS_PANEL_TITLE = texts("cli.panels.options")
    typer.rich_utils.ARGUMENTS_PANEL_TITLE = texts("cli.panels.arguments")
    typer.rich_utils.COMMANDS_PANEL_TITLE = texts("cli.panels.commands")
    typer.rich_utils.DEFAULT_STRING = texts("cli.default")
    typer.rich_utils.REQUIRED_LONG_STRING = texts("cli.required")


def _translate(parameter: Any) -> Any:
    if parameter is not None:
        parameter.help = w()("cli.arg.help")
        _hide_types([parameter])
    return parameter


def _hide_types(parameters: list[Any]) -> None:
    """Leave ``<bool>`` and ``<list[str]>`` out of help pages: they are words for programmers."""
    for parameter in parameters:
        shown = parameter.metavar if parameter.param_type_name == "option" else None
        parameter.display_type_rich = partial(_as_it_is, shown)


def _as_it_is(shown: str | None, ctx: Any) -> str | None:  # noqa: ARG001 (Typer calls it so)
    return shown


class Command(typer.core.TyperCommand):
    """A command whose help speaks the reader's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["options_metavar"] = w()("cli.metavar.options")
        super().__init__(*args, **kwargs)
        _hide_types(self.params)

    def get_help_option(self, ctx: Any) -> Any:
        """The ``--help`` option."""
        return _translate(super().get_help_option(ctx))

    def get_usage(self, ctx: Any) -> str:
        """The line that shows how to call."""
        return str(super().get_usage(ctx)).replace("Usage:", w()("cli.usage"), 1)


class Group(typer.core.TyperGroup):
    """The program itself, likewise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["options_metavar"] = w()("cli.metavar.options")
        kwargs["subcommand_metavar"] = w()("cli.metavar.command")
        super().__init__(*args, **kwargs)

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of the commands, in the order of the help page."""
        return in_order(super().list_commands(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """The ``--help`` option."""
        return _translate(super().get_help_option(ctx))

    def get_usage(self, ctx: Any) -> str:
        """The line that shows how to call."""
        return str(super().get_usage(ctx)).replace("Usage:", w()("cli.usage"), 1)


def _sentence(failure: Any) -> str:
    """What is wrong with the call, from the facts the exception keeps."""
    texts, kind = w(), type(failure).__name__
    parameter = getattr(failure, "param", None)
    name = ""
    if parameter is not None:
        is_option = parameter.param_type_name == "option"
        name = parameter.opts[0] if is_option else parameter.metavar or parameter.name
    if kind == "NoSuchOption":
        return texts("cli.wrong.no_such_option", name=failure.option_name)
    if kind == "MissingParameter":
        return texts("cli.wrong.missing", name=name)
    if kind == "BadParameter":
        return texts("cli.wrong.bad_value", name=name)
    if kind == "UsageError" and "No such command" in failure.message:
        return texts("cli.wrong.no_such_command", name=failure.message.split("'")[1])
    return texts("cli.wrong.other", message=failure.format_message())


def answer(app: typer.Typer) -> None:
    """Run *app*; a wrong call is told in the reader's language. Always ends in ``SystemExit``."""
    try:
        sys.exit(app(prog_name="kbgen", standalone_mode=False) or 0)
    except _UsageError as failure:
        if type(failure).__name__ == "NoArgsIsHelpError":
            sys.exit(EXIT_USAGE)
        err.print(f"[red]✗[/] {_sentence(failure)}", markup=True)
        command = getattr(getattr(failure, "ctx", None), "command_path", "kbgen")
        err.print(w()("cli.wrong.try", command=command))
        sys.exit(EXIT_USAGE)
    except typer.Abort:
        err.print(w()("cli.interrupted"))
        sys.exit(130)
