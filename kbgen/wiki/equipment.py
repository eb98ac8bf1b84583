"""Pages of devices, and their index with the list of symptoms."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.equipment import Device
from kbgen.model.kb import KnowledgeBase
from kbgen.model.pages import Page
from kbgen.wiki.writing import write


def pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The index by symptom and by device, then a page a device."""
    devices = kb.spec.equipment.devices
    if not devices:
        return
    title = words(kb.language)("wiki.section.equipment")
    yield write(Page(addresses.EQUIPMENT, title, "", "index", "equipment"), "equipment", kb, devices=devices)
    for device in devices:
        yield _page(device, kb)


def _page(device: Device, kb: KnowledgeBase) -> Page:
    page = Page(
        addresses.device_page(device.id),
        device.label.said(kb.language),
        "",
        "device",
        "equipment",
        roles=device.roles,
        keywords=tuple(filter(None, (device.model, device.id))),
        trace=(f"equipment/{device.id}",),
    )
    return write(page, "device", kb, device=device)
