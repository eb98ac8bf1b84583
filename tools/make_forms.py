"""Make the Word forms in ``themes/base/documents/``: their words come from the catalogues, their blanks are Jinja's.

Run it after a change of ``documents*.toml``: ``python -m tools.make_forms``. The same words give the same bytes.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kbgen.language import Words, words
from kbgen.templates.package import rewritten
from tools import form_specification, forms, forms_acceptance, forms_training
from tools.word_parts import heading_styles, sheet, slim

FORMS: tuple[tuple[str, Callable[[Any, Words], None], bool], ...] = (
    ("specification", form_specification.specification, False),
    ("test-programme", forms_acceptance.programme, False),
    ("test-protocol", forms_acceptance.protocol, True),
    ("remarks", forms_acceptance.remarks, True),
    ("acceptance-act", forms_acceptance.act, False),
    ("trial-log", forms_acceptance.trial, True),
    ("warranty-sheet", forms.warranty, False),
    ("defect-report", forms.report, False),
    ("training-schedule", forms.schedule, True),
    ("attendance", forms.attendance, False),
    ("evaluation", forms_training.evaluation, False),
    ("exam", forms_training.exam, False),
    ("exam-key", forms_training.exam_key, True),
    ("certificate", forms_training.certificate, True),
    ("training-act", forms_training.training_act, False),
    ("device", forms_training.device, False),
    ("handover", forms_training.handover, True),
)
"""Name, what makes it, and whether it lies on its side."""


def main(folder: Path) -> None:
    """Write every form in both languages to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("ru", "en"):
        w = words(language)  # type: ignore[arg-type]
        for name, make, landscape in FORMS:
            paper = sheet(language, landscape=landscape)
            heading_styles(paper)
            make(paper, w)
            slim(paper)
            out = io.BytesIO()
            paper.save(out)
            (folder / f"{name}.{language}.docx").write_bytes(rewritten(out.getvalue()))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "themes/base/documents")
