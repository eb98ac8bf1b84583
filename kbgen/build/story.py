"""Build: one client, from its folder to a release, one step a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kbgen.build.inputs import fingerprint
from kbgen.build.progress import Progress, Silent
from kbgen.build.remembered import remember, unchanged
from kbgen.errors import Problem
from kbgen.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Options:
    """What the person at the terminal asked for."""

    force: bool = False
    """Build even where nothing changed."""
    jobs: int | None = None
    """How many videos to encode at once; None: as the machine allows."""
    scheduler: str = ""
    """Address of a dask scheduler whose workers encode the videos; empty: this machine does."""
    engine: str = ""
    """``zensical``: it makes the site; else MkDocs does."""
    signing_key: Path | None = None
    """Private key of OpenSSH that signs the release; None: what the environment variable KBGEN_SIGNING_KEY names."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made."""

    client: str
    release: str
    folder: Path
    changed: bool
    """False: nothing changed since this release was made, and nothing was done."""
    problems: tuple[Problem, ...] = ()
    """Warnings, and videos that could not be encoded."""
    opens: Mapping[str, str] = field(default_factory=dict)
    """What to open: "start", "site", "seminar", "documents", "zip", "zim" → path as shown to people."""
    audiences: Mapping[str, str] = field(default_factory=dict)
    """Audience → folder of its copy, as shown to people."""


def build_client(
    workspace: Workspace,
    client_id: str,
    options: Options | None = None,
    progress: Progress | None = None,
    shared: str = "",
) -> Built:
    """Build everything for the client and switch ``dist/<client>/current`` to it.

    Nothing is written over: the last good release stays until the new one is whole, whatever happens. *shared*: what
    :func:`kbgen.build.inputs.shared_fingerprint` told a moment ago, where many clients are built.

    Raises:
        ContentError: the content has errors; nothing was built.
        BusyError: another build of the same client runs.
        UsageError: there is no such client.
    """
    from kbgen.build.caches import mark
    from kbgen.bundles import release
    from kbgen.bundles.signing import key_named
    from kbgen.importers.kb import client_ids

    options, progress = options or Options(), progress or Silent()
    key_named(options.signing_key)  # a key that is not there is told before anything is built
    if client_id not in client_ids(workspace):
        return _full_build(workspace, client_id, options, progress)  # reports the unknown name, with near ones
    with release.lock(workspace.dist(client_id)):
        mark(workspace)
        inputs = inputs_of(workspace, client_id, options, shared)
        if not options.force and (same := unchanged(workspace, client_id, inputs)):
            built = as_built(workspace, client_id, *same)
            if signed_as_asked(built, options):
                return built
        built = _full_build(workspace, client_id, options, progress)
        if not any(p.severity == "error" for p in built.problems):
            remember(workspace, client_id, built.release, inputs, tuple(built.audiences))
        return built


def _full_build(workspace: Workspace, client_id: str, options: Options, progress: Progress) -> Built:
    """Every step, in order: what is read and encoded once, every copy beside, then all of them switched."""
    from kbgen.build import indexes, knowledge
    from kbgen.build.checking import load
    from kbgen.build.copies import Order, copies
    from kbgen.build.former import former
    from kbgen.build.today import today
    from kbgen.build.videos import encoded
    from kbgen.bundles import release
    from kbgen.bundles.signing import key_named
    from kbgen.rules.embeds import late_embeds

    progress.step("read")
    kb, theme, warnings = load(workspace, client_id, thorough=True)
    audiences = tuple(audience.id for audience in kb.client.audience)
    dists = [workspace.dist(client_id, audience) for audience in ("", *audiences)]
    number = max((release.next_number(dist) for dist in dists), key=int)

    progress.step("videos")
    media, failures = encoded(
        kb.videos,
        workspace,
        progress,
        jobs=options.jobs,
        scheduler=options.scheduler,
        line=kb.client.line,
        quick=kb.client.quick_videos,
    )
    kb = knowledge.with_previous(replace(kb, media=media, today=today()), dists[0])

    with release.discarding(dists):
        key = key_named(options.signing_key)
        before = former(workspace, theme, force=options.force)
        made = copies(kb, Order(workspace, theme, number, progress, before, key, options.force, options.engine))

        progress.step("publish")
        for copy in made:
            if copy.index:
                indexes.keep(workspace, copy.index, copy.folder, copy.dist / number)
        release.publish_all([(copy.folder, copy.dist) for copy in made], number)
    failures = (*failures, *late_embeds(kb))
    problems = (*warnings, *failures, *(problem for copy in made for problem in copy.problems))
    return replace(as_built(workspace, client_id, number, audiences), changed=True, problems=problems)


def as_built(workspace: Workspace, client_id: str, number: str, audiences: tuple[str, ...]) -> Built:
    """The published release as it is shown to people."""
    place = workspace.dist(client_id) / number
    own = {audience: workspace.shown(workspace.dist(client_id, audience) / number) for audience in audiences}
    return Built(client_id, number, place, False, (), _opens(workspace, place, client_id, number), own)


def inputs_of(workspace: Workspace, client_id: str, options: Options, shared: str = "") -> str:
    """What a build of the client as it is asked for depends on."""
    return f"{fingerprint(workspace, client_id, shared)} {options.engine}".strip()


def signed_as_asked(built: Built, options: Options) -> bool:
    """An unsigned release does not do for whoever has a key now."""
    from kbgen.bundles.manifest import SIGNATURE
    from kbgen.bundles.signing import key_named

    return key_named(options.signing_key) is None or (built.folder / SIGNATURE).is_file()


def _opens(workspace: Workspace, place: Path, client_id: str, number: str) -> dict[str, str]:
    paths = {
        "start": place / "start.html",
        "site": place / "site" / "index.html",
        "seminar": place / "seminar",
        "documents": place / "documents",
        "zip": place / f"{client_id}-{number}.zip",
        "zim": place / f"{client_id}-{number}.zim",
    }
    return {key: workspace.shown(path) for key, path in paths.items() if path.exists()}


__all__ = ["Built", "Options", "as_built", "build_client", "inputs_of", "signed_as_asked"]
