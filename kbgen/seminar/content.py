"""Content slides: processes, videos and devices, each told as a group of slides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kbgen.model import addresses
from kbgen.model.decks import Clip, Flow, FlowStep, Slide, Table
from kbgen.model.equipment import Device
from kbgen.model.processes import Process, Step
from kbgen.model.videos import Media, Video
from kbgen.seminar.lesson import Lesson, capital
from kbgen.seminar.opening import without_empty_columns
from kbgen.trace.embeds import Embed


def process_slides(lesson: Lesson, process: Process) -> Iterator[Slide]:
    """The whole process with the role's lane lit, then the role's own steps and the changes of state it makes."""
    page = addresses.html(addresses.process_page(process.id))
    name = lesson.said(process.label)
    if process.steps:
        yield Slide(
            f"process-{process.id}",
            "process",
            name,
            flow=_flow(lesson, process),
            say=_process_say(lesson, process),
            do=lesson.w("process.do"),
            minutes=3,
            page=page,
            trace=(f"processes/{process.id}",),
        )
    mine = [s for s in process.steps if s.role == lesson.role.id]
    if mine:
        yield Slide(
            f"process-{process.id}-steps",
            "table",
            lesson.w("process.mine", process=name),
            table=_steps_table(lesson, process, mine),
            say=lesson.w("process.mine_say"),
            do=lesson.w("process.mine_do"),
            minutes=2,
            page=page,
            trace=tuple(f"processes/{process.id}/steps/{s.id}" for s in mine),
        )
    yield from _transitions(lesson, process)


def _flow(lesson: Lesson, process: Process) -> Flow:
    """Every step in the lane of its role; lanes in the order in which the process reaches them."""
    lanes = tuple(dict.fromkeys(s.role for s in process.steps))
    numbers = {s.id: n for n, s in enumerate(process.steps, 1)}
    return Flow(
        tuple(lesson.role_name(role) for role in lanes),
        tuple(
            FlowStep(
                number,
                lanes.index(step.role),
                capital(lesson.said(step.action)),
                lesson.has_step(step.role),
                capital(lesson.said(step.condition)),
                tuple(n for id in step.next if (n := numbers.get(id)) and step.next != _following(process, number)),
                bool(step.ends) and not step.next,
            )
            for number, step in enumerate(process.steps, 1)
        ),
    )


def _following(process: Process, number: int) -> tuple[str, ...]:
    """Id of the step after the one with this number."""
    return tuple(s.id for s in process.steps[number : number + 1])


def _process_say(lesson: Lesson, process: Process) -> str:
    told = (("goal", process.goal), ("trigger", process.trigger), ("result", process.result))
    parts = [lesson.w(f"process.{key}", text=_phrase(lesson.said(text))) for key, text in told if text]
    if any(s.condition for s in process.steps):
        parts.append(lesson.w("process.dashed"))
    return " ".join([lesson.w("process.say"), *parts])


def _phrase(text: str) -> str:
    return text.rstrip(".")


def _steps_table(lesson: Lesson, process: Process, mine: list[Step]) -> Table:
    numbers = {s.id: n for n, s in enumerate(process.steps, 1)}
    head = tuple(lesson.w(f"process.{key}") for key in ("number", "action", "condition", "output", "guide"))
    rows = []
    for step in mine:
        guide = lesson.kb.guide(step.guide) if step.guide else None
        said = (capital(lesson.said(t)) for t in (step.action, step.condition, step.output))
        rows.append((str(numbers[step.id]), *said, guide.title if guide else ""))
    return without_empty_columns(Table(head, tuple(rows)))


def _transitions(lesson: Lesson, process: Process) -> Iterator[Slide]:
    mine = [t for t in process.transitions if lesson.role.id in t.roles]
    if not mine:
        return
    states = {s.id: lesson.said(s.label) for s in process.states}
    entity = lesson.kb.entity(process.entity)
    fields = {f.id: lesson.said(f.label) for f in entity.fields} if entity else {}
    head = tuple(lesson.w(f"states.{key}") for key in ("from", "to", "condition", "fields"))
    rows = tuple(
        (
            states.get(t.from_, t.from_),
            states.get(t.to, t.to),
            capital(lesson.said(t.condition)),
            ", ".join(fields.get(f, f) for f in t.required_fields),
        )
        for t in mine
    )
    yield Slide(
        f"process-{process.id}-states",
        "table",
        lesson.w("states.title", process=lesson.said(process.label)),
        table=without_empty_columns(Table(head, rows)),
        say=lesson.w("states.say"),
        do=lesson.w("states.do"),
        minutes=2,
        page=addresses.html(addresses.process_page(process.id)),
        trace=tuple(f"processes/{process.id}/transitions/{t.from_}>{t.to}" for t in mine),
    )


def video_slides(lesson: Lesson, video: Video, cut: Embed | None = None) -> Iterator[Slide]:
    """The recording, with its chapters to talk about; or a *cut* of it, whose address leads to its first second."""
    media = lesson.kb.media.get(video.id, Media(video.id))
    rendition = next((r for r in media.renditions if r.codec == "h264"), None)
    clip = Clip(
        video.id,
        lesson.said(video.title),
        poster=media.poster,
        source=rendition.path if rendition else "",
        page=addresses.html(addresses.video_page(video.id)),
        href=f"media/{rendition.name}" if rendition else "",
        duration=media.duration,
    )
    if cut:
        clip = _cut(clip, cut)
    shown = [c for c in video.chapters if clip.start <= c.start < (clip.end or c.start + 1)]
    chapters = tuple(f"{clock(c.start)} — {c.title}" for c in shown)
    yield Slide(
        f"video-{video.id}" + (f"-{clip.start:g}".replace(".", "-") if cut else ""),
        "video",
        lesson.said(video.title),
        lines=chapters or tuple(filter(None, (lesson.said(video.description),))),
        clip=clip,
        say=lesson.said(video.description) or lesson.w("video.say"),
        do=lesson.w("video.do"),
        minutes=max(1, round(clip.duration / 60 + 0.5)),
        page=clip.page,
        video=f"{clip.page}{clip.moment}" if clip.start else "",
        address=lesson.address(clip.page, clip.start),
        trace=(f"videos/{video.id}",),
    )


def _cut(clip: Clip, cut: Embed) -> Clip:
    start, end = cut.start or 0.0, cut.end
    return replace(clip, start=start, end=end, duration=max((end or clip.duration or start) - start, 0.0))


def clock(seconds: float) -> str:
    """``75`` → ``1:15``."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def device_slides(lesson: Lesson, device: Device) -> Iterator[Slide]:
    """How to see that the device works, and what to do when it does not."""
    page = addresses.html(addresses.device_page(device.id))
    name = lesson.said(device.label)
    if steps := (device.check or device.connect):
        yield Slide(
            f"device-{device.id}",
            "steps",
            lesson.w("device.check" if device.check else "device.connect", device=name),
            lines=tuple(capital(lesson.said(s)) for s in steps),
            say=lesson.w("device.say"),
            do=lesson.w("device.do"),
            minutes=2,
            page=page,
            trace=(f"equipment/{device.id}",),
        )
    if device.symptoms:
        head = tuple(lesson.w(f"device.{key}") for key in ("symptom", "cause", "fix"))
        rows = tuple(
            (lesson.said(s.symptom), lesson.said(s.cause), _numbered([lesson.said(f) for f in s.fix]))
            for s in device.symptoms
        )
        yield Slide(
            f"device-{device.id}-symptoms",
            "table",
            lesson.w("device.trouble", device=name),
            table=without_empty_columns(Table(head, rows)),
            say=lesson.w("device.trouble_say"),
            do=lesson.w("device.trouble_do"),
            minutes=2,
            page=page,
            trace=tuple(f"equipment/{device.id}/symptoms/{s.id}" for s in device.symptoms),
        )


def _numbered(steps: list[str]) -> str:
    """Steps in one cell of a table, each on a line of its own; a single one has no number."""
    return steps[0] if len(steps) == 1 else "\n".join(f"{n}) {step}" for n, step in enumerate(steps, 1))
