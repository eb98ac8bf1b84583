"""Guides: shared ones, own ones, their steps and pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from kbgen.importers import read_kb, try_kb
from kbgen.importers.steps import read_steps, seconds
from kbgen.workspace import Workspace

Written = Callable[[Mapping[str, str | bytes]], Workspace]


def test_shared_guides_of_the_product_and_common_ones_are_taken(tiny: Workspace) -> None:
    assert [g.file for g in read_kb(tiny, "tiny").guides] == [
        "content/guides/common/sign-in.md",
        "content/guides/tinycrm/new-deal.md",
    ]


@pytest.mark.parametrize("path", ["guides/new-deal.md", "guides/tinycrm/new-deal.md"])
def test_own_guide_replaces_the_shared_one_at_the_same_path(written: Written, path: str) -> None:
    workspace = written({path: "---\ntitle: Своя\nreason: у нас две кнопки\n---\n\nТекст.\n"})
    guide = read_kb(workspace, "tiny").guide("new-deal")
    assert guide is not None
    assert (guide.title, guide.reason, guide.file) == ("Своя", "у нас две кнопки", f"content/clients/tiny/{path}")


def test_one_name_in_two_folders_is_a_problem(written: Written) -> None:
    workspace = written({"guides/other/new-deal.md": "---\ntitle: Своя\n---\n"})
    assert [p.code for p in try_kb(workspace, "tiny").problems] == ["same_guide"]


def test_guides_for_other_products_are_left_out(written: Written) -> None:
    workspace = written(
        {"guides/a.md": "---\ntitle: А\nwhen: [othercrm]\n---\n", "guides/b.md": "---\ntitle: Б\nwhen: tinycrm\n---\n"}
    )
    kb = read_kb(workspace, "tiny")
    assert kb.guide("a") is None and kb.guide("b") is not None


def test_index_pages_and_drafts_are_no_guides(written: Written) -> None:
    workspace = written({"guides/index.md": "# Указатель", "guides/_draft.md": "черновик", "guides/README.md": "x"})
    assert len(read_kb(workspace, "tiny").guides) == 2


def test_body_starts_where_it_says(tiny: Workspace) -> None:
    guide = read_kb(tiny, "tiny").guide("new-deal")
    assert guide is not None
    text = (tiny.root / guide.file).read_text(encoding="utf-8").split("\n")
    assert text[guide.body_line - 1] == guide.body.split("\n")[0] == "Это занимает пять минут."


def test_steps_have_text_picture_and_second(tiny: Workspace) -> None:
    guide = read_kb(tiny, "tiny").guide("new-deal")
    assert guide is not None
    first, second = guide.steps
    assert (first.text, first.image, first.alt, first.at) == (
        "Нажмите **Создать**.",
        "images/button.png",
        "Кнопка",
        13.0,
    )
    assert (second.text, second.image, second.at) == ("Впишите название, смотрите [вход](sign-in.md).", "", None)


def test_steps_end_where_the_list_ends() -> None:
    body = (
        "1. Раз\n   и ещё строка\n2. Два ![к](a.png){ .wide data-at=1:05 }\n\n    - вложенный\n\nАбзац после.\n\n"
        "## Дальше\n\n3) Три\n\n```\n4. не шаг\n```\n\n- просто список\n10. Десять\nпродолжение\n## Конец\n"
        "1. Последний\n"
    )
    steps, problems = read_steps(body, 1, "g.md")
    assert problems == []
    assert [(s.text, s.at) for s in steps] == [
        ("Раз и ещё строка", None),
        ("Два", 65.0),
        ("Три", None),
        ("Десять продолжение", None),
        ("Последний", None),
    ]


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("0:13", 13.0), ("1:02:03", 3723.0), ("75", 75.0), ("13.5", 13.5), ("90:00", 5400.0), (" 0:05 ", 5.0),
     ("0:75", None), ("1:75:00", None), ("soon", None), ("", None), ("-5", None), ("1:2:3:4", None)],
)  # fmt: skip
def test_clock(clock: str, expected: float | None) -> None:
    assert seconds(clock) == expected


def test_problems_of_front_matter_have_lines_of_the_file(written: Written) -> None:
    workspace = written({"guides/a.md": "---\ntitle: А\nroles: [x]\nminutes: пять\n---\n"})
    (problem,) = try_kb(workspace, "tiny").problems
    assert str(problem.place) == "content/clients/tiny/guides/a.md:4:10"


def test_pictures_may_not_be_reached_by_links_out_of_the_folder(written: Written) -> None:
    workspace = written({"guides/a.md": "---\ntitle: А\n---\n\n![секрет](images/passwd.png)\n"})
    folder = workspace.client("tiny") / "guides" / "images"
    folder.mkdir()
    try:
        (folder / "passwd.png").symlink_to("/etc/passwd")
    except OSError:
        pytest.skip("no symbolic links here")
    assert {p.code for p in try_kb(workspace, "tiny").problems} == {"picture_outside", "outside_folder"}
