"""Approve the demo anew: version 1.0 as it was signed, before the accepted change requests were carried out.

Run it after the demo's spec was edited for reasons of its own, so that only the deviations the demo tells of remain:
``python tools/approve_demo.py``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kbgen.build.approving import Signing, approve  # noqa: E402 - the folder above comes first
from kbgen.importers.videos import RECORDINGS  # noqa: E402
from kbgen.workspace import Workspace  # noqa: E402

CLIENT = "romashka"
WRITTEN = ("spec/approval.yml", "approved/1.0.json")

AS_SIGNED = {
    "spec/roles.yml": (
        (
            'ops: { create: no, read: all, edit: all, delete: no, export: all }\n    when: "можно менять только',
            'ops: { create: no, read: all, edit: all, delete: no }\n    when: "можно менять только',
        ),
    ),
    "spec/processes.yml": (
        (
            'from: high, to: received, roles: [accountant], condition: "Клиент заплатил раньше, '
            'чем подписал договор", required_fields: [amount, payment_date, invoice_number]',
            'from: high, to: received, roles: [accountant], condition: "Клиент заплатил раньше, '
            'чем подписал договор", required_fields: [amount, payment_date]',
        ),
    ),
}
"""File → what stands there now, and what stood there when the spec was signed (requests C1 and C2)."""


def _without_recordings(source: str, target: str) -> str:
    """Only the names of recordings count here."""
    if Path(source).suffix in RECORDINGS:
        Path(target).touch()
        return target
    return shutil.copy(source, target)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder)
        shutil.copy(ROOT / "mkdocs.yml", there)
        shutil.copytree(ROOT / "content", there / "content")
        shutil.copytree(ROOT / "videos", there / "videos", copy_function=_without_recordings)
        client = there / "content" / "clients" / CLIENT
        for name in WRITTEN:
            (client / name).unlink(missing_ok=True)
        for name, pairs in AS_SIGNED.items():
            text = (client / name).read_text("utf-8")
            for now, signed in pairs:
                assert text.count(now) == 1, f"{name}: not once: {now}"
                text = text.replace(now, signed)
            (client / name).write_text(text, "utf-8")
        done = approve(
            Workspace(there),
            CLIENT,
            Signing("1.0", signed_on=date(2026, 11, 12), note="Подписано на встрече у заказчика."),
        )
        for name in WRITTEN:
            target = ROOT / "content" / "clients" / CLIENT / name
            target.parent.mkdir(exist_ok=True)
            shutil.copy(client / name, target)
        print(done.approval.hash)


if __name__ == "__main__":
    main()
