"""The PPTX is what PowerPoint users expect: placeholders, native tables, notes, alt text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from kbgen.errors import ContentError
from kbgen.language import say
from kbgen.model.kb import KnowledgeBase
from kbgen.seminar import check_template, deck, write_pptx
from kbgen.seminar.layouts import HEIGHT, WIDTH
from kbgen.theme import Theme
from kbgen.workspace import Workspace


@pytest.fixture
def written(kb: KnowledgeBase, theme: Theme, workspace: Workspace) -> Any:
    path = workspace.root / "seminar" / "manager.pptx"
    write_pptx(deck(kb, "manager", workspace), theme, path)
    return Presentation(str(path))


def shapes(office: Any) -> Iterator[tuple[Any, Any]]:
    for slide in office.slides:
        yield from ((slide, shape) for shape in slide.shapes)


def test_slides_are_those_of_the_deck(written: Any, kb: KnowledgeBase, workspace: Workspace) -> None:
    made = deck(kb, "manager", workspace)
    assert [s.shapes.title.text for s in written.slides] == [s.title for s in made.slides]
    assert written.slide_width / written.slide_height == pytest.approx(16 / 9, abs=0.01)


def test_placeholders_are_real_and_none_is_empty(written: Any) -> None:
    for slide, shape in shapes(written):
        if shape.is_placeholder and shape.has_text_frame:
            kind = shape.placeholder_format.type
            assert kind == PP_PLACEHOLDER.SLIDE_NUMBER or shape.text_frame.text.strip(), slide.shapes.title.text
    kinds = {shape.placeholder_format.type for _, shape in shapes(written) if shape.is_placeholder}
    wanted = ("TITLE", "CENTER_TITLE", "BODY", "PICTURE", "TABLE", "FOOTER", "SLIDE_NUMBER")
    assert kinds >= {getattr(PP_PLACEHOLDER, name) for name in wanted}


def test_the_title_comes_first_in_reading_order(written: Any) -> None:
    for slide in written.slides:
        assert slide.shapes[0] == slide.shapes.title


def test_tables_are_native_and_the_agenda_adds_up(written: Any) -> None:
    tables = [shape.table for _, shape in shapes(written) if shape.has_table]
    assert len(tables) >= 4
    agenda = next(t for t in tables if t.cell(0, len(t.columns) - 1).text == "Минут")
    minutes = [int(agenda.cell(n, len(agenda.columns) - 1).text) for n in range(1, len(agenda.rows))]
    assert sum(minutes[:-1]) == minutes[-1] == 60
    assert agenda.last_row


def test_every_slide_has_notes_with_minutes(written: Any) -> None:
    for slide in written.slides:
        told = slide.notes_slide.notes_text_frame.text
        assert told.startswith("Время: ")
        assert "Сказать: " in told or "Почему: " in told


def test_pictures_tables_and_flows_have_alternative_text(written: Any) -> None:
    told = 0
    for _, shape in shapes(written):
        if shape.shape_type is not None and (
            shape.has_table or "pic" in shape._element.tag or "grpSp" in shape._element.tag
        ):
            properties = shape._element.xpath(".//p:cNvPr")[0]
            assert properties.get("descr")
            told += 1
    assert told >= 6


def test_names_of_shapes_and_layouts_are_russian(written: Any) -> None:
    named = [shape.name for _, shape in shapes(written) if shape.is_placeholder]
    assert not [name for name in named if name.isascii()]
    assert {layout.name for layout in written.slide_layouts} >= {"Титульный слайд", "Таблица"}


def test_the_process_is_drawn_with_shapes_that_can_be_edited(written: Any) -> None:
    group = next(shape for _, shape in shapes(written) if "grpSp" in shape._element.tag)
    told = " ".join(s.text_frame.text for s in group.shapes if s.has_text_frame)
    assert "3. Создать сделку" in told
    connectors = [s for s in group.shapes if s._element.tag.endswith("cxnSp")]
    ids = {s.shape_id for s in group.shapes}
    assert connectors
    for line in connectors:
        ends = line._element.xpath(".//a:stCxn|.//a:endCxn")
        assert {int(end.get("id")) for end in ends} <= ids


def test_everything_lies_on_the_slide(written: Any) -> None:
    for slide, shape in shapes(written):
        assert shape.left >= 0, slide.shapes.title.text
        assert shape.left + shape.width <= WIDTH * 914400 + 20000
        assert shape.top + shape.height <= HEIGHT * 914400


def test_ids_of_shapes_are_unique_on_a_slide(written: Any) -> None:
    for slide in written.slides:
        ids = [e.get("id") for e in slide.shapes._spTree.iter("{*}cNvPr")]
        assert len(set(ids)) == len(ids), slide.shapes.title.text


def test_colours_and_fonts_are_the_theme_s(kb: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    path = workspace.root / "x.pptx"
    write_pptx(deck(kb, "manager", workspace), replace(theme, primary="#ffd400", accent="#0a7d33"), path)
    master = Presentation(str(path)).slide_master.part
    look = next(r.target_part for r in master.rels.values() if r.reltype.endswith("/theme")).blob.decode()
    assert "FFD400" in look
    assert "0A7D33" in look
    assert look.count('typeface="Arial"') >= 2


def test_the_same_deck_gives_the_same_bytes(kb: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    one, other = workspace.root / "1.pptx", workspace.root / "2.pptx"
    for path in (one, other):
        write_pptx(deck(kb, "manager", workspace), theme, path)
    assert one.read_bytes() == other.read_bytes()


def test_hostile_words_give_a_file_that_opens(hostile: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    path = workspace.root / "x.pptx"
    for role in ("operator", "manager"):
        write_pptx(deck(hostile, role, workspace), theme, path)
        office = Presentation(str(path))
        assert len(office.slides) > 10
        words = " ".join(s.text_frame.text for _, s in shapes(office) if s.has_text_frame)
        assert "<script>alert(1)</script>" in words
        assert "\x00" not in words


def test_a_broken_screenshot_leaves_the_words(kb: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    (workspace.root / "content/guides/images/deal-1.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    path = workspace.root / "x.pptx"
    write_pptx(deck(kb, "manager", workspace), theme, path)
    assert Presentation(str(path))


def own_template(theme: Theme, folder: Path) -> tuple[Theme, Path]:
    """A theme over the base with a copy of its template."""
    target = folder / "themes" / "own" / "deck" / "template.pptx"
    target.parent.mkdir(parents=True)
    source = theme.find("deck/template.pptx")
    assert source is not None
    target.write_bytes(source.read_bytes())
    return replace(theme, name="own", folders=(folder / "themes" / "own", *theme.folders)), target


def test_a_client_s_own_template_is_used_with_its_smaller_places(
    kb: KnowledgeBase, theme: Theme, workspace: Workspace
) -> None:
    own, path = own_template(theme, workspace.root)
    office = Presentation(str(path))
    steps = next(layout for layout in office.slide_layouts if layout.name == "text")
    body = next(p for p in steps.placeholders if p.placeholder_format.idx == 1)
    body.height = body.height // 4
    office.save(str(path))
    assert check_template(own) == ()
    made = deck(kb, "manager", workspace)
    write_pptx(made, own, workspace.root / "x.pptx")
    assert len(Presentation(str(workspace.root / "x.pptx")).slides) > len(made.slides)


def test_what_a_template_lacks_is_named(kb: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    own, path = own_template(theme, workspace.root)
    office = Presentation(str(path))
    office.slide_layouts.remove(next(layout for layout in office.slide_layouts if layout.name == "quiz"))
    table = next(layout for layout in office.slide_layouts if layout.name == "table")
    gone = next(p for p in table.placeholders if p.placeholder_format.idx == 15)
    gone._element.getparent().remove(gone._element)
    office.save(str(path))
    problems = check_template(own)
    assert [p.code for p in problems] == ["deck_template_layout", "deck_template_placeholder"]
    told = [say(p, "ru").what for p in problems]
    assert "«quiz»" in told[0]
    assert "«table»" in told[1]
    assert problems[0].place.file == "themes/own/deck/template.pptx"
    with pytest.raises(ContentError):
        write_pptx(deck(kb, "manager", workspace), own, workspace.root / "x.pptx")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"<html>"])
def test_a_template_that_is_no_presentation_is_a_problem(theme: Theme, workspace: Workspace, content: bytes) -> None:
    own, path = own_template(theme, workspace.root)
    path.write_bytes(content)
    assert [p.code for p in check_template(own)] == ["deck_template_broken"]
    assert say(check_template(own)[0], "ru").hint


def test_a_finished_deck_can_be_the_template_of_the_next(kb: KnowledgeBase, theme: Theme, workspace: Workspace) -> None:
    own, path = own_template(theme, workspace.root)
    write_pptx(deck(kb, "manager", workspace), theme, path)
    assert check_template(own) == ()
    write_pptx(deck(kb, "operator", workspace), own, workspace.root / "x.pptx")
    titles = [s.shapes.title.text for s in Presentation(str(workspace.root / "x.pptx")).slides]
    assert titles[0] == "Django-CRM: Оператор"


def test_the_committed_template_is_what_the_layouts_make(root: Path, tmp_path: Path) -> None:
    from tools.make_template import main

    main(tmp_path / "template.pptx")
    assert (tmp_path / "template.pptx").read_bytes() == (root / "themes/base/deck/template.pptx").read_bytes()
