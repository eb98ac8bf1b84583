"""Approve: what is written, what is refused, and that nobody can change the signed text unnoticed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kbgen.build.approving import Signing, approve, refusals
from kbgen.errors import ContentError, KbgenError, UsageError
from kbgen.importers.kb import read_kb
from kbgen.rules import check
from kbgen.trace.deviations import deviations
from kbgen.trace.standing import standing
from kbgen.workspace import Workspace

TINY = Path(__file__).parent.parent / "workspaces" / "tiny"


@pytest.fixture
def tiny(tmp_path: Path) -> Workspace:
    shutil.copytree(TINY, tmp_path / "ws")
    return Workspace(tmp_path / "ws")


def edit(workspace: Workspace, file: str, old: str, new: str) -> None:
    path = workspace.client("tiny") / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def sign(workspace: Workspace, version: str = "1.0", **more: object) -> str:
    told = {"by": "директор Иванов И. И.", "signed_on": date(2026, 11, 12), **more}
    return approve(workspace, "tiny", Signing(version, **told)).approval.hash  # type: ignore[arg-type]


def codes(call: Callable[[], object]) -> list[str]:
    with pytest.raises(KbgenError) as failure:
        call()
    return [p.code for p in failure.value.problems]


def test_an_approval_is_read_back_as_it_was_signed(tiny: Workspace) -> None:
    hash_ = sign(tiny, for_client="Петрова А. И.", note="Вместе с приложением 1")
    kb = read_kb(tiny, "tiny")
    approval = kb.spec.approval.approved
    assert approval is not None
    assert (approval.version, approval.signed_on, approval.by) == ("1.0", date(2026, 11, 12), "директор Иванов И. И.")
    assert (approval.for_client, approval.hash, approval.status) == ("Петрова А. И.", hash_, "approved")
    assert approval.note.plain == "Вместе с приложением 1"
    assert kb.approved is not None
    assert deviations(kb) == ()
    assert standing(kb).line == "Утверждено: версия 1.0 от 12 ноября 2026 г."
    assert [p.code for p in check(kb, tiny) if p.code == "unagreed_changes"] == []


def test_without_an_approval_the_spec_is_a_draft(tiny: Workspace) -> None:
    kb = read_kb(tiny, "tiny")
    assert kb.spec.approval.status == "draft"
    assert standing(kb).line == "Черновик: спецификация ещё не утверждена"


def test_a_change_after_the_approval_is_one_warning_that_names_the_command(tiny: Workspace) -> None:
    sign(tiny)
    edit(tiny, "spec/entities.yml", "max_length: 200", "max_length: 100")
    edit(tiny, "spec/roles.yml", "delete: no", "delete: own")
    kb = read_kb(tiny, "tiny")
    assert [d.change.trace for d in deviations(kb)] == ["entities/Deal/fields/name", "permissions/seller/Deal/delete"]
    (problem,) = [p for p in check(kb, tiny) if p.code == "unagreed_changes"]
    assert problem.severity == "warning"
    assert problem.values["n"] == 2
    assert standing(kb).line.endswith("после этого 2 изменения")


def test_a_request_covers_what_it_touches_only_when_it_is_accepted(tiny: Workspace) -> None:
    sign(tiny)
    edit(tiny, "spec/entities.yml", "max_length: 200", "max_length: 100")
    edit(tiny, "spec/roles.yml", "delete: no", "delete: own")
    requests = tiny.client("tiny") / "spec" / "changes.yml"
    requests.write_text(
        "requests:\n"
        "  - {id: C1, text: Короче, decision: accepted, touches: [entities/Deal]}\n"
        "  - {id: C2, text: Удалять, decision: declined, touches: [permissions/seller/Deal/delete]}\n"
        "  - {id: C3, text: Пустое, touches: [entities/Daal/fields/name]}\n",
        "utf-8",
    )
    kb = read_kb(tiny, "tiny")
    first, second = deviations(kb)
    assert first.covered is not None
    assert first.covered.id == "C1"
    assert second.covered is None
    assert [r.id for r in second.requests] == ["C2"]
    found = {p.code: p for p in check(kb, tiny)}
    assert found["unagreed_changes"].values["n"] == 1
    assert found["dead_touch_near"].values["near"] == "entities/Deal/fields/name"


def test_comments_order_of_keys_and_hints_are_no_deviations(tiny: Workspace) -> None:
    before = sign(tiny)
    path = tiny.client("tiny") / "spec" / "entities.yml"
    text = path.read_text("utf-8").replace("{ru: Сделка, en: Deal}", "{en: Deal, ru: Сделка}")
    path.write_text("# примечание\n" + text.replace("hint: Сумма договора с НДС", "hint: Иначе"), "utf-8")
    assert deviations(read_kb(tiny, "tiny")) == ()
    assert sign(tiny, "1.1") == before


def test_versions_only_go_up(tiny: Workspace) -> None:
    sign(tiny, "1.9")
    assert codes(lambda: sign(tiny, "1.9")) == ["approve_exists"]
    assert codes(lambda: sign(tiny, "1.9.0")) == ["approve_backwards"]
    assert codes(lambda: sign(tiny, "1.8")) == ["approve_backwards"]
    assert codes(lambda: sign(tiny, "1.10", signed_on=date(2026, 11, 11))) == ["approve_earlier_day"]
    sign(tiny, "1.10")
    sign(tiny, "1.2", force=True)
    assert codes(lambda: sign(tiny, "1.9", force=True)) == ["approve_exists"]
    assert [a.version for a in read_kb(tiny, "tiny").spec.approval.approvals] == ["1.9", "1.10", "1.2"]


NO_VERSIONS = (
    "", "1.", "v1", "../../x", "1/2", "..", "1.0.0.0.0", "99999", "-1", "1.0\n", "CON", "1.0 ", "١.٠",
)  # fmt: skip


def test_a_version_is_numbers_with_points_and_no_path(tiny: Workspace) -> None:
    kb = read_kb(tiny, "tiny")
    for version in NO_VERSIONS:
        assert [p.code for p in refusals(kb, Signing(version, "Иванов"))] == ["approve_version"]
    assert codes(lambda: sign(tiny, "../../x")) == ["approve_version"]
    assert not (tiny.client("tiny") / "approved").exists()


def test_a_draft_after_an_approval_keeps_the_approved_version(tiny: Workspace) -> None:
    sign(tiny)
    edit(tiny, "spec/entities.yml", "max_length: 200", "max_length: 100")
    sign(tiny, "1.1", status="draft")
    kb = read_kb(tiny, "tiny")
    assert kb.spec.approval.status == "draft"
    assert standing(kb).line == "Черновик версии 1.1 от 12 ноября 2026 г., утверждена версия 1.0"
    assert len(deviations(kb)) == 1


def test_a_spec_with_errors_cannot_be_approved(tiny: Workspace) -> None:
    edit(tiny, "spec/roles.yml", "role: head, entity: Deal", "role: haed, entity: Deal")
    with pytest.raises(ContentError):
        sign(tiny)
    assert not (tiny.client("tiny") / "spec" / "approval.yml").exists()


def test_nobody_signed_or_an_unknown_status(tiny: Workspace) -> None:
    assert codes(lambda: sign(tiny, by="")) == ["approve_nobody"]
    assert codes(lambda: sign(tiny, status="final")) == ["approve_status"]
    with pytest.raises(UsageError):
        approve(tiny, "nobody", Signing("1.0", "x"))


def test_a_snapshot_that_was_edited_is_found_out(tiny: Workspace) -> None:
    sign(tiny)
    path = tiny.client("tiny") / "approved" / "1.0.json"
    told = json.loads(path.read_text("utf-8"))
    told["spec"]["entities"]["entities"][0]["fields"][0]["max_length"] = 5
    path.write_text(json.dumps(told), "utf-8")
    assert codes(lambda: read_kb(tiny, "tiny")) == ["approval_tampered"]
    path.write_text("{", "utf-8")
    assert codes(lambda: read_kb(tiny, "tiny")) == ["approval_broken"]
    path.unlink()
    assert codes(lambda: read_kb(tiny, "tiny")) == ["approval_missing"]
    sign(tiny, force=True)
    assert read_kb(tiny, "tiny").approved is not None


def test_a_snapshot_is_never_read_from_elsewhere(tiny: Workspace, tmp_path: Path) -> None:
    sign(tiny)
    note = tiny.client("tiny") / "spec" / "approval.yml"
    text = note.read_text("utf-8")
    note.write_text(text.replace('version: "1.0"', 'version: "../../../../../secret"'), "utf-8")
    assert codes(lambda: read_kb(tiny, "tiny")) == ["version_malformed"]
    note.write_text(text, "utf-8")
    path = tiny.client("tiny") / "approved" / "1.0.json"
    (tmp_path / "outside.json").write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(tmp_path / "outside.json")
    assert codes(lambda: read_kb(tiny, "tiny")) == ["outside_folder"]
