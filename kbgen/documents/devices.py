"""Papers of devices: a sheet to fill in where one is installed at a workplace."""

from __future__ import annotations

from collections.abc import Iterable

from kbgen.documents.saying import Saying
from kbgen.model.equipment import Device
from kbgen.model.text import Text

_EMPTY = 4
"""Lines to write on where the spec names no steps."""


def installation(say: Saying, device: Device) -> dict[str, object]:
    """The steps to connect and to check *device*, and what to do when it fails."""
    return {
        "device": say.said(device.label),
        "model": device.model,
        "place": say.or_dash(device.place),
        "roles": ", ".join(map(say.role, device.roles)) or say.w("none"),
        "connect": _steps(say, device.connect),
        "check": _steps(say, device.check),
        "symptoms": [
            {"symptom": say.said(s.symptom), "fix": [f"{n}. {say.said(step)}" for n, step in enumerate(s.fix, 1)]}
            for s in device.symptoms
        ],
    }


def _steps(say: Saying, steps: Iterable[Text]) -> list[dict[str, str]]:
    told = [say.said(step) for step in steps] or [""] * _EMPTY
    return [{"number": str(n), "text": text} for n, text in enumerate(told, 1)]
