"""Command that begins a client: new, with a few questions to whoever sits at a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kbgen.cli import console
from kbgen.cli.app import HERE, app, language_named
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command
from kbgen.language.locale import user_language

if TYPE_CHECKING:
    from kbgen.build.scaffold import NewClient

_ = w()

_INTERRUPTED = 130


@app.command(cls=Command, help=_("cli.new.help"))
def new(
    client: Annotated[str, typer.Argument(metavar=_("cli.metavar.client"), help=_("cli.new.client"))] = "",
    folder: Annotated[Path, typer.Option("--in", metavar=_("cli.metavar.folder"), help=_("cli.new.folder"))] = HERE,
    name: Annotated[str, typer.Option(metavar=_("cli.metavar.name"), help=_("cli.new.name"))] = "",
    product: Annotated[str, typer.Option(metavar=_("cli.metavar.product"), help=_("cli.new.product"))] = "",
    firm: Annotated[str, typer.Option(metavar=_("cli.metavar.name"), help=_("cli.new.firm"))] = "",
    role: Annotated[Optional[list[str]], typer.Option(metavar=_("cli.metavar.role"), help=_("cli.new.role"))] = None,  # noqa: UP045
    module: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(metavar="telephony|scanner|printer", help=_("cli.new.module")),
    ] = None,
    language: Annotated[str, typer.Option(metavar="ru|en", help=_("cli.new.language"))] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("cli.new.yes"))] = False,
) -> None:
    """Make a workspace, or a new client in one."""
    from kbgen.build.scaffold import NewClient, scaffold

    with one_door():
        said = language_named(language or user_language())
        wanted = NewClient(client, name, product or "CRM", said, firm, tuple(role or ()), tuple(module or ()))
        asked = not (name or product or firm or role or module or language or yes)
        if asked and sys.stdin.isatty() and sys.stdout.isatty():
            wanted = _asked(wanted)
        if not wanted.id:
            console.err.print(f"[red]✗[/] {w()('cli.wrong.missing', name=_('cli.metavar.client'))}")
            console.err.print(w()("cli.new.no_client"))
            raise typer.Exit(console.EXIT_USAGE)
        made = scaffold(folder, wanted)
        for path in made:
            out.print(f"  [green]+[/] {path}")
        out.print(w()("cli.new.done", client=wanted.id))


def _asked(wanted: NewClient) -> NewClient:
    """*wanted* as the person at the terminal answers; an empty answer takes what is offered. Writes nothing."""
    from kbgen.model.addresses import slug

    texts = w()
    out.print(texts("cli.new.questions"))
    try:
        name = _question("name", wanted.id or texts("cli.new.ask.some_name"))
        id = wanted.id or _question("id", _short(name), lambda answer: answer if slug(answer) == answer else "")
        product = _question("product", wanted.product)
        said = _question("language", wanted.language, lambda answer: answer if answer in ("ru", "en") else "")
        firm = _question("firm", "")
        offered = texts("cli.new.ask.some_roles")
        roles = _listed(_question("roles", offered))
        modules = _question("modules", "", _modules)
    except (EOFError, KeyboardInterrupt):
        console.err.print("\n" + texts("cli.new.interrupted"))
        raise typer.Exit(_INTERRUPTED) from None
    chosen = () if ", ".join(roles) == offered else roles  # the draft has its own words for the usual ones
    language = language_named(said)
    return replace(
        wanted, id=id, name=name, product=product, language=language, firm=firm, roles=chosen, modules=_listed(modules)
    )


def _question(key: str, offered: str, good: Callable[[str], str] = str) -> str:
    """The answer to one question; asked again until *good* makes something of it."""
    texts = w()
    shown = f" [{offered}]" if offered else ""
    while True:
        answer = input(f"  {texts(f'cli.new.ask.{key}')}{shown}: ").strip() or offered
        fit = good(answer)
        if fit or not answer:
            return fit
        console.err.print("  " + texts(f"cli.new.ask.bad_{key}"), style="yellow", markup=False)


def _short(name: str) -> str:
    """A short Latin name for a company: ООО «Ромашка» → romashka."""
    from kbgen.model.addresses import slug

    quoted = re.search(r"[«“\"]([^»”\"]+)[»”\"]", name)
    short = slug(quoted[1] if quoted else name)
    return short if short[:1].isalpha() else f"client-{short}"


def _listed(answer: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in answer.split(",") if part.strip())


def _modules(answer: str) -> str:
    """Numbers, ids or words («телефония») as ids; empty where one is none of them."""
    from kbgen.build.scaffold import MODULES

    names = {w()(f"cli.new.ask.module_{id}").casefold(): id for id in MODULES}
    known = {**names, **{id: id for id in MODULES}, **{str(n): id for n, id in enumerate(MODULES, 1)}}
    chosen = [known.get(part.casefold(), "") for part in _listed(answer)]
    return ", ".join(dict.fromkeys(chosen)) if all(chosen) else ""
