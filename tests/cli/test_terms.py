"""kbgen terms and kbgen redirects."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # the whole program, call after call

Call = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def tiny(root: Path, tmp_path: Path) -> Path:
    """A workspace whose names raise doubts."""
    plain = copied(root, tmp_path)
    spec = plain / "content" / "clients" / "tiny" / "spec" / "entities.yml"
    spec.write_text(
        "entities:\n"
        "  - {id: Deal, label: Сделка, plural: Сделки, fields: []}\n"
        "  - {id: Hook, label: Вебхук, plural: Вебхуки, fields: []}\n"
        "  - {id: Lead, label: Лид, plural: Лиды, forms: {accs: Лида, plural_accs: Лидов}, fields: []}\n",
        encoding="utf-8",
    )
    return plain


def copied(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(root / "tests" / "workspaces" / "tiny", tmp_path / "ws"))


def test_the_table_of_terms(kbgen: Call, tiny: Path) -> None:
    done = kbgen("terms", "tiny", cwd=tiny)
    assert done.returncode == 0, done.stderr
    assert "Сделка — Deal, единственное число, по словарю" in done.stdout
    assert "род. Сделки · дат. Сделке · вин. Сделку · тв. Сделкой · пр. Сделке" in done.stdout
    assert "«Как создать лида»" in done.stdout
    assert "«Как выгрузить лидов в файл»" in done.stdout
    assert "слова нет в словаре" in done.stdout
    doubtful = kbgen("terms", "tiny", "--doubtful", cwd=tiny)
    assert "Вебхук" in doubtful.stdout
    assert "Сделка —" not in doubtful.stdout


def test_terms_for_programs(kbgen: Call, tiny: Path) -> None:
    rows = json.loads(kbgen("terms", "tiny", "--json", cwd=tiny).stdout)
    deal = next(row for row in rows if row["entity"] == "Deal" and not row["plural"])
    assert deal["forms"]["accs"] == "Сделку"
    assert (deal["source"], deal["doubts"]) == ("dictionary", [])
    assert {row["source"] for row in rows if row["entity"] == "Lead" and not row["plural"]} == {"override"}


def test_former_addresses_are_named_and_written(kbgen: Call, root: Path, tmp_path: Path) -> None:
    workspace = copied(root, tmp_path)
    site = workspace / "dist" / "tiny" / "1" / "site" / "entities"
    site.mkdir(parents=True)
    (site.parent.parent / "manifest.json").write_text("{}", encoding="utf-8")
    (site / "deals.html").write_text("<title>Сделки - Х</title>", encoding="utf-8")
    shown = kbgen("redirects", "tiny", cwd=workspace)
    assert "entities/deals.html → entities/deal.html" in shown.stdout, shown.stderr
    assert kbgen("redirects", "tiny", "--write", cwd=workspace).returncode == 0
    text = (workspace / "content" / "clients" / "tiny" / "redirects.yml").read_text(encoding="utf-8")
    assert "  entities/deals.html: entities/deal.html\n" in text
    assert "Все прежние адреса работают." in kbgen("redirects", "tiny", cwd=workspace).stdout
