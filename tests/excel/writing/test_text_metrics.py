"""Row heights computed from carried letter widths: nothing is cut, and not much paper is wasted."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from tests.support import font_metrics, pdf
from tests.support.soffice import Soffice
from xl_addin.excel.writing.column_lines import MeasuredTexts, lines_of_column
from xl_addin.excel.writing.plain_workbook import PlainWorkbook
from xl_addin.excel.writing.text_metrics import (
    MAX_ROW_HEIGHT,
    LinesUntil,
    column_points,
    column_width,
    line_height,
    lines_needed,
    row_height,
    split_heights,
    stored_column_points,
    text_width,
)
from xl_addin.excel.writing.typeface import DEFAULT_FONT, normal_style

pytestmark = pytest.mark.slow

VOCABULARY = """
ประชุม ชี้แจง แนวทาง การดำเนินงาน โครงการ พัฒนา คุณภาพ การศึกษา ผู้บริหาร สถานศึกษา และ ครู ผู้รับผิดชอบ
จาก โรงเรียน ในสังกัด จำนวน 45 แห่ง เมื่อวันที่ 12 พ.ย. 2565 ผลปรากฏว่า ผู้เข้ารับการอบรม มีความรู้
เพิ่มขึ้น ร้อยละ 85.50 อยู่ในระดับ ดีมาก ทั้งนี้ ได้จัดทำ เอกสาร ติดตาม นิเทศ กำกับ หลักสูตร อย่างต่อเนื่อง
ปีงบประมาณ ส่งเสริม สมรรถนะ ผู้เรียน ศตวรรษที่ 21 ภาษาอังกฤษ ตามกรอบ CEFR ระบบ SchoolMIS วิทยาการคำนวณ
(Coding) เบิกจ่าย แล้ว 12,500 บาท ค่าอาหารกลางวัน ค่าตอบแทน วิทยากร คณะกรรมการ สรุปผล รายงาน ภายใน ระยะเวลา
ปัญหา อุปสรรค คือ จึง ปรับเปลี่ยน รูปแบบ เป็น ออนไลน์ ผ่าน คุณธรรม จริยธรรม ธรรมาภิบาล เครือข่าย ชุมชน
"""
WORDS = VOCABULARY.split()
WIDTHS = (14, 22, 34, 50, 80)


def paragraph(chance: random.Random, letters: int) -> str:
    """Running Thai of about so many letters, words mostly joined as Thai is written."""
    text = ""
    while len(text) < letters:
        word = chance.choice(WORDS)
        joined = "ก" <= word[0] <= "๎" and "ก" <= text[-1:] <= "๎" and chance.random() > 0.15
        text += word if joined or not text else " " + word
    return text


def texts_of_a_report(chance: random.Random) -> list[str]:
    """Sixty texts as progress columns hold them: sentences, bulleted lists, numbered lists, a web address."""
    texts = [paragraph(chance, chance.randrange(30, 230)) for _ in range(24)]
    texts += ["\n".join(f"- {paragraph(chance, 60)}" for _ in range(3)) for _ in range(14)]
    texts += ["\n".join(f"{n}. {paragraph(chance, 40)}" for n in (1, 2, 3, 4)) for _ in range(14)]
    address = "https://www.example.go.th/reports/2566/progress/quarter-2"
    texts += [f"{paragraph(chance, 80)} {address} {paragraph(chance, 50)}" for _ in range(8)]
    return texts


@dataclass(frozen=True)
class Printed:
    """The page of one text in one column, as LibreOffice printed it."""

    width: float
    bold: bool
    text: str
    printed: str
    lines: int


@pytest.fixture(scope="module")
def printed(soffice: Soffice, tmp_path_factory: pytest.TempPathFactory) -> list[Printed]:
    folder = tmp_path_factory.mktemp("textfit")
    source = folder / "paragraphs.xlsx"
    cells = [
        (width, bold, text)
        for bold in (False, True)
        for width in WIDTHS
        for text in texts_of_a_report(random.Random(width))
        if lines_needed(text, column_points(width), bold=bold) <= 15
    ]
    with PlainWorkbook(source) as workbook:
        for bold in (False, True):
            style = workbook.add_format(
                {**normal_style(DEFAULT_FONT), "bold": bold, "text_wrap": True, "valign": "top"}
            )
            for width in WIDTHS:
                sheet = workbook.add_worksheet()
                sheet.set_paper(8)
                sheet.set_landscape()
                sheet.set_column(0, 0, width)
                mine = [text for w, b, text in cells if (w, b) == (width, bold)]
                for row, text in enumerate(mine):
                    sheet.set_row(row, row_height([(text, column_points(width))], bold=bold))
                    sheet.write_string(row, 0, text, style)
                sheet.set_h_pagebreaks(list(range(1, len(mine))))
    [result] = soffice.convert([source], folder)
    pages = pdf.texts(result)
    assert len(pages) == len(cells)
    return [
        Printed(width, bold, text, page, sum(bool(line.strip()) for line in page.splitlines()))
        for (width, bold, text), page in zip(cells, pages, strict=True)
    ]


def test_a_row_shows_the_whole_of_its_text(printed: list[Printed]) -> None:
    cut = [(p.width, p.bold, p.text) for p in printed if pdf.squeeze(p.text) not in pdf.squeeze(p.printed)]
    assert cut == []


def test_at_most_one_line_in_ten_is_left_empty(printed: list[Printed]) -> None:
    used = sum(p.lines for p in printed)
    given = sum(lines_needed(p.text, column_points(p.width), bold=p.bold) for p in printed)
    assert given <= used * 1.1


def test_the_carried_widths_are_those_of_the_enlarged_relative_scaled_down() -> None:
    if not font_metrics.installed():
        pytest.skip("Laksaman is missing: apt-get install fonts-thai-tlwg")
    carried = font_metrics.carried()
    for cut, larger in font_metrics.laksaman().items():
        shared = set(carried[cut]) & set(larger) - {"\u00a0"}
        assert len(shared) > 450
        off = {one for one in shared if abs(carried[cut][one] - larger[one] * font_metrics.SMALLER) > 2.1}
        assert off == set()


def test_a_line_is_as_high_as_excel_makes_a_row_of_one_line() -> None:
    assert line_height(16) == 20.25  # what Excel wrote into files whose rows it fitted to TH SarabunPSK 16
    assert split_heights("ก\nข\nค", 300) == [pytest.approx(3 * 20.25, abs=2.25)]


def test_vowels_above_and_below_and_tone_marks_take_no_width() -> None:
    assert text_width("ทีมครูที่นี่") == text_width("ทมครทน")


def test_a_character_that_the_font_lacks_counts_as_wide() -> None:
    assert text_width("漢") == 16
    assert text_width("ก\u200bก") == text_width("กก")


def test_a_text_is_as_wide_as_its_widest_line() -> None:
    assert text_width("ก\nกกก\nกก") == text_width("กกก")
    assert text_width("กกก", points=32) == 2 * text_width("กกก")
    assert text_width("โครงการ", bold=True) > text_width("โครงการ")


def test_each_typed_line_is_a_line() -> None:
    assert lines_needed("", 100) == 1
    assert lines_needed("ก\n\nข", 100) == 3


def test_a_row_is_as_high_as_its_longest_cell_and_no_higher_than_excel_allows() -> None:
    short, long = ("โครงการ", 300.0), ("โครงการพัฒนาคุณภาพการศึกษา " * 4, 100.0)
    assert row_height([short, long]) == row_height([long]) > row_height([short])
    assert row_height([]) == row_height([short]) >= line_height()
    assert row_height([short], least=3) >= 3 * line_height()
    assert row_height([("ข้อความ\n" * 100, 100.0)]) == MAX_ROW_HEIGHT


def test_a_text_longer_than_one_row_may_be_high_gets_several_rows() -> None:
    text = "\n".join(["ผลการดำเนินงาน"] * 40)
    heights = split_heights(text, 500)
    assert len(heights) == 2
    assert max(heights) <= MAX_ROW_HEIGHT
    assert sum(heights) >= 40 * line_height()
    assert split_heights("สั้น", 500) == [row_height([("สั้น", 500)])]


def test_a_column_of_texts_takes_the_lines_of_its_texts() -> None:
    texts = [
        None,
        "",
        "ประชุมครู 30 คน",
        "- จัดอบรม\n\n- ติดตามผล " * 9,
        "เผยแพร่ที่ https://example.go.th/reports/2566 " * 3,
        "ยิ้ม 😀 และ 漢字 " * 20,
    ]
    for width in (30.0, 120.0, 400.0):
        one_by_one = [lines_needed(text, width) if text else 1 for text in texts]
        assert lines_of_column(texts, width) == one_by_one


def test_a_text_up_to_any_place_takes_the_lines_of_that_much() -> None:
    text = "- จัดอบรม\n\n- เผยแพร่ที่ https://example.go.th/reports/2566 แล้ว " * 4
    for width in (30.0, 120.0, 400.0):
        counted = MeasuredTexts(["", text, None, text]).counted(width)
        assert counted.lines() == [1, lines_needed(text, width), 1, lines_needed(text, width)]
        for known in ((), counted.paragraphs(1)[:3], counted.paragraphs(3)):
            until = LinesUntil(text, width, known=known)
            assert [until(end) for end in range(len(text) + 1)] == [
                lines_needed(text[:end], width) for end in range(len(text) + 1)
            ]


def test_a_column_is_as_wide_as_it_is_said_to_be() -> None:
    for width in (3, 8.43, 30, 100):
        assert column_width(column_points(width)) == pytest.approx(width, abs=0.07)


def test_columns_are_counted_in_whole_pixels_of_eight_to_a_digit() -> None:
    assert column_points(10) == (10 * 8 + 5) * 0.75
    assert stored_column_points(10.625) == column_points(10)
    assert column_points(column_width(100.1)) == 100.5
