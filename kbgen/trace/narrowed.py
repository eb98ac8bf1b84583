"""Narrowed: a knowledge base without what one audience may not see. Everything that is made of it cannot tell more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kbgen.model.audiences import Audience
from kbgen.model.changes import ChangeRequest, Snapshot
from kbgen.model.clients import Client
from kbgen.model.kb import KnowledgeBase
from kbgen.model.rules import RuleSettings
from kbgen.model.text import NO_TEXT
from kbgen.trace.checks import checks
from kbgen.trace.narrowed_guides import narrowed_guides, narrowed_videos
from kbgen.trace.narrowed_spec import narrowed_spec
from kbgen.trace.restored import as_it_was
from kbgen.trace.seen import Seen
from kbgen.trace.snapshots import snapshot


def narrowed(kb: KnowledgeBase, audience: Audience) -> KnowledgeBase:
    """What *audience* may see of *kb*, as a knowledge base that knows of nothing else.

    Nothing is added but the words that others go on with a process. Narrowing again changes nothing. Signed versions
    and the last release are narrowed likewise; places are left out, since they tell where the rest stands.
    """
    if kb.audience is not None:
        return kb
    view = Seen(kb, audience)
    small = _present(kb, audience, view)
    return replace(
        small,
        approved=_as_seen(kb, audience, small, kb.approved),
        previous=_as_seen(kb, audience, small, kb.previous) if small.shows("changes") else None,
    )


def _present(kb: KnowledgeBase, audience: Audience, view: Seen) -> KnowledgeBase:
    """The knowledge base of today, without its past."""
    small = replace(
        kb,
        audience=audience,
        client=_client(kb.client, audience, view),
        guides=narrowed_guides(kb, view),
        videos=narrowed_videos(kb, view),
        media={id: media for id, media in kb.media.items() if id in view.videos},
        slides={},
        own_slides=tuple(s for s in kb.own_slides if not s.audience or audience.id in s.audience),
        rules=RuleSettings(),
        places={},
        approved=None,
        previous=None,
    )
    return _with_results(replace(small, spec=narrowed_spec(kb, view, small)))


def _client(client: Client, audience: Audience, view: Seen) -> Client:
    """The client without what is said of other audiences, of hidden records, and of papers nobody here signs."""
    papers = bool(audience.project)
    return replace(
        client,
        audience=(Audience(audience.id, audience.title),),
        rules=(),
        contract=client.contract if papers else NO_TEXT,
        signs=client.signs if papers else "",
        terms={id: word for id, word in client.terms.items() if id in view.entities},
    )


def _with_results(small: KnowledgeBase) -> KnowledgeBase:
    """*small* with results and requests only of what there is in it."""
    spec = small.spec
    if spec.acceptance.results:
        known = {check.id for check in checks(small)}
        results = tuple(r for r in spec.acceptance.results if r.check in known)
        spec = replace(spec, acceptance=replace(spec.acceptance, results=results))
    if spec.changes.requests:
        there = _things(snapshot(small))
        requests = (_request(r, there) for r in spec.changes.requests)
        spec = replace(spec, changes=replace(spec.changes, requests=tuple(r for r in requests if r is not None)))
    return replace(small, spec=spec)


def _request(request: ChangeRequest, there: frozenset[str]) -> ChangeRequest | None:
    """*request* where it touches anything that is seen, or nothing in particular."""
    touches = tuple(t for t in request.touches if t in there or (t.split("/")[0] == "permissions" and _right(t, there)))
    return replace(request, touches=touches) if touches or not request.touches else None


def _right(trace: str, there: frozenset[str]) -> bool:
    """Whether role and entity of a right are seen."""
    _, role, *rest = [*trace.split("/"), ""]
    return f"roles/{role}" in there and (not rest[0] or f"entities/{rest[0]}" in there)


def _things(of: Snapshot) -> frozenset[str]:
    from kbgen.trace.things import Traces

    return Traces((of,)).named


def _as_seen(kb: KnowledgeBase, audience: Audience, small: KnowledgeBase, past: Snapshot | None) -> Snapshot | None:
    """*past* as the audience may know it: what it may not see today it is not told of yesterday either."""
    then = as_it_was(kb, past) if past else None
    if past is None or then is None:
        return None
    signed = replace(then.spec.acceptance, act=kb.spec.acceptance.act)
    then = replace(then, spec=replace(then.spec, acceptance=signed), approved=None, previous=None)
    told = snapshot(_present(then, audience, Seen(then, audience)))
    now, all_now = snapshot(small), snapshot(kb)
    return Snapshot(
        told.spec,
        _past(past.guides, now.guides, all_now.guides),
        _past(past.videos, now.videos, all_now.videos),
        past.name,
    )


def _past(
    old: Mapping[str, Any] | None, now: Mapping[str, Any] | None, all_now: Mapping[str, Any] | None
) -> Mapping[str, Any] | None:
    """Guides or videos as they were, of those that are seen today; what did not change is told as it is told today."""
    if old is None or now is None or all_now is None:
        return None
    return {
        id: {
            key: now[id].get(key, value) if value == all_now[id].get(key) else _known(value, now[id].get(key))
            for key, value in old[id].items()
            if key in now[id] or not isinstance(value, list)
        }
        for id in old
        if id in now
    }


def _known(value: Any, now: Any) -> Any:
    """Of a list of ids, those that are still told."""
    return [item for item in value if item in now] if isinstance(value, list) and isinstance(now, list) else value
