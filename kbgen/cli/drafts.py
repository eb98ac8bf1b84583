"""Commands that make drafts by themselves: captions from sound, videos from guides."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from kbgen.cli import console
from kbgen.cli.app import HERE, OneClient, WorkspaceOption, app, workspace_at
from kbgen.cli.console import one_door, out, w
from kbgen.cli.speech import Command, Group

_ = w()

video = typer.Typer(cls=Group, help=_("cli.video.help"), no_args_is_help=True, rich_markup_mode="rich")
app.add_typer(video, name="video")

_MOST_DOUBTS = 10


@video.command("draft", cls=Command, help=_("cli.video.draft_help"))
def draft(
    guide: Annotated[str, typer.Argument(metavar=_("cli.metavar.guide"), help=_("cli.video.guide"))],
    client: Annotated[str, typer.Option("--client", metavar=_("cli.metavar.client"), help=_("cli.video.client"))] = "",
    name: Annotated[str, typer.Option("--name", metavar=_("cli.metavar.name"), help=_("cli.video.name"))] = "",
    engine: Annotated[
        str, typer.Option("--engine", metavar="piper|festival|espeak-ng", help=_("cli.video.engine"))
    ] = "",
    voice: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--voice", metavar=_("cli.metavar.path"), help=_("cli.video.voice")),
    ] = None,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Make a narrated video of a guide's steps and screenshots."""
    from kbgen.build.drafts import DraftOptions, draft_video

    with one_door():
        place = workspace_at(workspace)
        with console.TerminalProgress() as progress:
            made = draft_video(place, guide, DraftOptions(client, name, engine, voice), progress)
        for path in made.files:
            out.print(f"  [green]+[/] {place.shown(path)}")
        minutes, rest = divmod(round(made.seconds), 60)
        out.print(w()("cli.video.made", length=f"{minutes}:{rest:02}", engine=made.engine, client=made.client))


@app.command(cls=Command, help=_("cli.captions.help"))
def captions(
    client: OneClient,
    videos: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--video", metavar=_("cli.metavar.name"), help=_("cli.captions.video")),
    ] = None,
    model: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--model", metavar=_("cli.metavar.folder"), help=_("cli.captions.model")),
    ] = None,
    approve: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--approve", metavar=_("cli.metavar.name"), help=_("cli.captions.approve")),
    ] = None,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Recognise drafts of captions, or approve them."""
    with one_door():
        if approve:
            _approve(workspace, client, approve)
        else:
            _recognise(workspace, client, videos or [], model)


def _approve(workspace: Path, client: str, named: list[str]) -> None:
    from kbgen.build.captions import approve_captions

    place = workspace_at(workspace)
    for path in approve_captions(place, client, named):
        out.print(f"  [green]✓[/] {place.shown(path)}")


def _recognise(workspace: Path, client: str, named: list[str], model: Path | None) -> None:
    from kbgen.build.captions import draft_captions

    place, texts = workspace_at(workspace), w()
    with console.TerminalProgress() as progress:
        drafts, problems = draft_captions(place, client, named, model, progress)
    for made in drafts:
        out.print(f"  [green]+[/] {place.shown(made.file)}  {texts('cli.captions.lines', n=len(made.cues))}")
        if made.doubtful:
            out.print(f"    [yellow]![/] {texts('cli.captions.doubtful', n=len(made.doubtful))}")
        for cue in made.doubtful[:_MOST_DOUBTS]:
            clock = f"{int(cue.start) // 60}:{int(cue.start) % 60:02}"
            out.print(f"      {clock:>6}  {' '.join(cue.text.split())}", markup=False)
    if drafts:
        out.print(texts("cli.captions.next", client=client, video=drafts[0].video))
    elif not problems:
        out.print(texts("cli.captions.nothing"))
    console.show_problems(problems)
    if any(p.severity == "error" for p in problems):
        raise typer.Exit(console.EXIT_PROBLEMS)
