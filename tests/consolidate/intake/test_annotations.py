"""What a group puts beside the cells of its sheets is told with place and words, never taken for an entry."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.support.office import Office, places, rules, told, used
from tests.support.returned import register
from tests.support.sent import drawn
from xl_addin.consolidate.picture_copies import keep_pictures, pictures_folder
from xl_addin.model.identity import MARK_AUTHOR
from xl_addin.model.marks import mark_text

SHEET = "แบบรายงาน"


def test_a_note_on_a_cell(office: Office) -> None:
    book = office.book()
    book.cell("P2", "used").comment = Comment("รอใบสำคัญอีก 500 บาท", "ผู้ส่ง")
    office.put(book)
    consolidated = office.consolidate()
    (note,) = told(consolidated, "beside_note")
    assert (note.place.file, note.place.sheet, note.place.cell) == ("plan.xlsx", SHEET, book.at("P2", "used"))
    assert (note.project, note.group) == ("P2", "กลุ่มนโยบายและแผน")
    assert "รอใบสำคัญอีก 500 บาท" in note.message
    assert used(consolidated, "P2") == 100_000


def test_the_programs_own_notes_are_nobodys_words(office: Office) -> None:
    book = office.book()
    book.cell("P2", "used").comment = Comment(mark_text(["ช่องนี้ยังว่าง"]), MARK_AUTHOR)
    office.put(book)
    assert rules(office.consolidate()) == set()


def test_a_threaded_comment(office: Office) -> None:
    path = office.put(office.book())
    drawn.comment_in_thread(path, SHEET, "F9", "ขอเลื่อนไปไตรมาสหน้า")
    consolidated = office.consolidate()
    assert places(consolidated, "beside_thread") == [("plan.xlsx", SHEET, "F9")]
    assert "ขอเลื่อนไปไตรมาสหน้า" in told(consolidated, "beside_thread")[0].message


@pytest.mark.parametrize(
    ("shape", "rule", "words"),
    [
        (
            drawn.text_box("ขอแก้ยอดเป็น 5,500 บาท\nรอใบสำคัญ"),
            "beside_text_box",
            "ขอแก้ยอดเป็น 5,500 บาท รอใบสำคัญ",
        ),
        (f"<xdr:grpSp>{drawn.text_box('ในกลุ่ม')}</xdr:grpSp>", "beside_text_box", "ในกลุ่ม"),
        (drawn.LINE, "beside_shape", "รูปวาด"),
        ("<xdr:graphicFrame/>", "beside_chart", "กราฟ"),
    ],
)
def test_what_is_drawn_over_the_cells(office: Office, shape: str, rule: str, words: str) -> None:
    path = office.put(office.book())
    drawn.draw(path, SHEET, "E10", shape)
    consolidated = office.consolidate()
    assert places(consolidated, rule) == [("plan.xlsx", SHEET, "E10")]
    assert words in told(consolidated, rule)[0].message


@pytest.mark.parametrize(("shape", "rule"), [(drawn.PICTURE, "beside_picture"), (drawn.INK, "beside_ink")])
def test_pictures_and_ink_are_kept_beside_the_report(office: Office, shape: str, rule: str) -> None:
    path = office.put(office.book())
    drawn.draw(path, SHEET, "E10", shape, {"image1.png": drawn.PNG})
    consolidated = office.consolidate()
    assert places(consolidated, rule) == [("plan.xlsx", SHEET, "E10")]
    folder = pictures_folder(office.folder.parent, office.folder)
    keep_pictures(consolidated, folder)
    (copy,) = folder.iterdir()
    assert copy.read_bytes() == drawn.PNG
    assert copy.name in told(consolidated, rule)[0].message


def test_a_picture_that_cannot_be_copied_is_told(office: Office) -> None:
    path = office.put(office.book())
    drawn.draw(path, SHEET, "E10", drawn.PICTURE, {"image1.png": drawn.PNG})
    consolidated = office.consolidate()
    path.unlink()
    kept = keep_pictures(consolidated, office.folder.parent / "pictures")
    assert places(kept, "picture_not_kept") == [("plan.xlsx", "", "")]


def test_a_drawing_that_cannot_be_read_is_told_and_the_figures_are_used(office: Office) -> None:
    path = office.put(office.book())
    drawn.draw(path, SHEET, "E10", "<broken>")
    consolidated = office.consolidate()
    assert places(consolidated, "beside_unreadable") == [("plan.xlsx", SHEET, "")]
    assert used(consolidated, "P1") == 100_000


def test_a_figure_that_is_struck_through_is_used_and_told(office: Office) -> None:
    book = office.book()
    book.cell("P1", "used").font = Font(strike=True)
    book.cell("P2", "used").font = Font(strike=False)
    office.put(book)
    consolidated = office.consolidate()
    assert places(consolidated, "cell_struck") == [("plan.xlsx", SHEET, book.at("P1", "used"))]
    assert "1000" in told(consolidated, "cell_struck")[0].message
    assert used(consolidated, "P1") == 100_000


def test_a_blank_cell_in_a_struck_font_says_nothing(office: Office) -> None:
    book = office.book().fill("P1", used=None)
    book.cell("P1", "used").font = Font(strike=True)
    office.put(book)
    assert "cell_struck" not in rules(office.consolidate())


def test_struck_words_in_a_narrative(tmp_path: Path) -> None:
    office = Office(tmp_path, register("khonkaen2"))
    struck = TextBlock(InlineFont(strike=True), "อบรม 50 คน")
    book = office.book().fill("P1", narrative=CellRichText("ประชุมแล้ว ", struck))
    office.put(book)
    consolidated = office.consolidate()
    assert [cell for *_, cell in places(consolidated, "cell_struck_words")] == [book.at("P1", "narrative")]
    assert "อบรม 50 คน" in told(consolidated, "cell_struck_words")[0].message
    assert used(consolidated, "P1", "narrative") == "ประชุมแล้ว อบรม 50 คน"


def test_many_notes_are_told_one_by_one_up_to_a_point(office: Office) -> None:
    book = office.book()
    for column in range(1, 41):
        book.sheet.cell(book.row("P1"), column).comment = Comment(f"บันทึก {column}", "ผู้ส่ง")
    office.put(book)
    consolidated = office.consolidate()
    assert len(told(consolidated, "beside_note")) == 30
    (more,) = told(consolidated, "beside_more")
    assert "10" in more.message
