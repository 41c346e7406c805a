"""The tests' own eyes: LibreOffice really recalculates, and the PDF reader really sees what is printed."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from playwright.sync_api import sync_playwright

from tests.support import pdf
from tests.support.page_fill import page_fills
from tests.support.pictures.grey import picture
from tests.support.pictures.moving import chunks, moving_picture
from tests.support.soffice import Soffice
from tests.support.waiting import elsewhere
from xl_addin.excel.writing.plain_workbook import PlainWorkbook
from xl_addin.excel.writing.print_setup import BOUND, page, set_up_page

PROJECTS = (
    "โครงการพัฒนาคุณภาพผู้เรียนตามหลักสูตรแกนกลางการศึกษาขั้นพื้นฐานในสถานศึกษาทุกระดับ",
    "โครงการจัดทำแผนปฏิบัติการประจำปีงบประมาณ พ.ศ. ๒๕๖๙ และติดตามการดำเนินงาน",
    "น้ำใจนักเรียน ทำดี สำคัญ อำเภอน้ำปาด ก้ำกึ่ง คำนวณ ปั๊มน้ำ ญี่ปุ่น ฐานะ ผู้ที่ ป่า ฝ้าย เก้าอี้ กู้ยืม",
)


def write_with_wrong_values(path: Path) -> Path:
    """A workbook whose formulas all carry 999, which none of them gives."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("โครงการ")
    for row, (budget, used) in enumerate([(1000, 250), (0, 0)]):
        sheet.write_row(row, 0, [budget, used])
        sheet.write_formula(row, 2, f'=IF(A{row + 1}=0,"",ROUND(B{row + 1}/A{row + 1}*100,2))', value=999)
    sheet.write_formula("A3", "=SUM(A1:A2)", value=999)
    book.close()
    return path


def values(path: Path, *cells: str) -> list[object]:
    """The values that a workbook's cells carry in the file."""
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return [sheet[cell].value for cell in cells]


def test_recalculation_replaces_wrong_values_of_every_file_in_one_call(
    soffice: Soffice, tmp_path: Path
) -> None:
    wrong = [write_with_wrong_values(tmp_path / name) for name in ("กลุ่ม 1.xlsx", "กลุ่ม 2.xlsx")]
    assert values(wrong[0], "C1", "C2", "A3") == [999, 999, 999]

    for path in soffice.recalculate(wrong, tmp_path / "right"):
        percent, percent_of_nothing, total = values(path, "C1", "C2", "A3")
        assert (percent, total) == (25, 1000)
        assert percent_of_nothing in ("", None)


def test_conversion_keeps_the_values_that_a_file_carries(soffice: Soffice, tmp_path: Path) -> None:
    wrong = write_with_wrong_values(tmp_path / "report.xlsx")
    (kept,) = soffice.convert([wrong], tmp_path / "kept", to="xlsx")
    assert values(kept, "C1", "C2", "A3") == [999, 999, 999]


def test_a_file_that_cannot_be_converted_is_named(soffice: Soffice, tmp_path: Path) -> None:
    good = write_with_wrong_values(tmp_path / "good.xlsx")
    with pytest.raises(RuntimeError, match=r"no absent\.pdf"):
        soffice.convert([good, tmp_path / "absent.xlsx"], tmp_path / "out")


def test_results_never_overwrite_one_another_or_their_source(soffice: Soffice, tmp_path: Path) -> None:
    one = write_with_wrong_values(tmp_path / "report.xlsx")
    with pytest.raises(ValueError, match="one name for two files"):
        soffice.convert([one, tmp_path / "other" / "report.xlsx"], tmp_path / "out")
    with pytest.raises(ValueError, match="one name for two files"):
        soffice.recalculate([one], tmp_path)


@pytest.fixture(scope="module")
def printed(soffice: Soffice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pages: names in narrow cells, standing; a figure too wide, lying; nothing but a page number."""
    folder = tmp_path_factory.mktemp("printed")
    book = xlsxwriter.Workbook(folder / "pages.xlsx")
    names = book.add_worksheet("ชื่อ")
    wrapped = book.add_format(
        {"font_name": "TH SarabunPSK", "font_size": 16, "text_wrap": True, "valign": "top"}
    )
    names.set_column(0, 1, 22)
    for row, name in enumerate(PROJECTS):
        names.set_row(row, 200)
        names.write(row, 0, name, wrapped)
        names.write(row, 1, name[::-1], wrapped)
    figures = book.add_worksheet("ตัวเลข")
    figures.set_landscape()
    figures.set_column(0, 0, 4)
    figures.write("A1", 1234567890, book.add_format({"num_format": "#,##0.00"}))
    figures.write("C5", "งบประมาณ")
    empty = book.add_worksheet("ว่าง")
    empty.write("A1", " ")
    empty.print_area("A1:C9")
    for sheet in (names, figures, empty):
        sheet.set_paper(9)
        sheet.set_footer("&Cหน้า &P")
    book.close()
    (path,) = soffice.convert([folder / "pages.xlsx"], folder)
    return path


def test_pages_are_counted_and_measured(printed: Path) -> None:
    assert pdf.page_count(printed) == 3
    assert [str(size) for size in pdf.page_sizes(printed)] == ["A4 portrait", "A4 landscape", "A4 portrait"]


@pytest.mark.parametrize("name", PROJECTS)
def test_a_thai_name_wrapped_in_its_cell_is_found_whole(printed: Path, name: str) -> None:
    assert pdf.pages_with(printed, name) == [1]


def test_a_figure_too_wide_for_its_column_is_seen(printed: Path) -> None:
    assert pdf.pages_with_hashes(printed) == [2]


def test_a_page_with_nothing_but_its_number_is_blank(printed: Path) -> None:
    assert pdf.blank_pages(printed) == [3]
    assert pdf.blank_pages(printed, margin_mm=0) == []


def test_pages_are_drawn_in_order(printed: Path, tmp_path: Path) -> None:
    drawn = pdf.render(printed, dpi=40, out_dir=tmp_path)
    assert [path.name for path in drawn] == [f"pages-page-{number}.png" for number in (1, 2, 3)]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in drawn)


def test_chromium_shows_a_page(chromium_path: Path) -> None:
    def shown() -> tuple[str, str]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
            page = browser.new_page()
            page.set_content("<h1>ติดตาม</h1><script>document.title = 1 + 1</script>")
            return page.inner_text("h1"), page.title()

    # In its own thread: the tests of the hosts may have a Playwright running in this one.
    assert elsewhere(shown) == ("ติดตาม", "2")


@pytest.mark.parametrize(
    ("extracted", "name"),
    [
        ("น\u0e49\u0e4d\u0e32ใจ", "น้ำใจ"),
        ("น\u0e4d\u0e49\u0e32ใจ", "น้ำใจ"),
        ("น\u0e33\u0e49ใจ", "น้ำใจ"),
        ("ท\u0e4d\u0e32 ดี", "ทำดี"),
        ("ป่ า\n ฝ้ าย\u200b", "ป่า ฝ้าย"),
    ],
)
def test_a_thai_name_is_recognised_in_every_spelling_of_sara_am(extracted: str, name: str) -> None:
    assert pdf.squeeze(extracted) == pdf.squeeze(name)


def test_a_skipped_test_fails_where_no_skips_are_allowed(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(Path(__file__).parent / "conftest.py", pytester.path / "conftest.py")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    pytester.makepyfile(
        test_a="import pytest\ndef test_1(): pytest.skip('Excel is missing')\ndef test_2(): pass",
        test_b="import pytest\npytest.skip('no Excel here', allow_module_level=True)",
        test_c="import pytest\n@pytest.mark.xfail\ndef test_known_to_fail(): assert False",
    )
    options = ("-p", "no:cacheprovider", "-p", "no:xdist", "--continue-on-collection-errors")
    monkeypatch.setenv("TIDTAM_NO_SKIPS", "0")
    pytester.runpytest_subprocess(*options).assert_outcomes(passed=1, skipped=2, xfailed=1)
    monkeypatch.setenv("TIDTAM_NO_SKIPS", "1")
    strict = pytester.runpytest_subprocess(*options)
    strict.assert_outcomes(passed=1, failed=1, errors=1, xfailed=1)
    strict.stdout.fnmatch_lines(["*forbids it: Skipped: Excel is missing"])


def test_a_page_is_as_full_as_its_lowest_ink(soffice: Soffice, tmp_path: Path) -> None:
    room = page("portrait").height
    with PlainWorkbook(tmp_path / "half.xlsx") as book:
        sheet = book.add_worksheet()
        set_up_page(sheet, "portrait", "ท้ายกระดาษ", BOUND["portrait"])
        for row in range(4):
            sheet.set_row(row, room / 8)
        sheet.write_string(0, 0, "บนสุด")
        sheet.write_blank(3, 0, None, book.add_format({"border": 1}))
    [printed] = soffice.convert([tmp_path / "half.xlsx"], tmp_path / "out")
    [found] = page_fills(printed)
    assert found.filled == pytest.approx(0.5, abs=0.02)


def test_a_moving_picture_holds_every_frame_and_only_frames_of_one_size() -> None:
    made = moving_picture([(picture(4, 4), 0.5), (picture(4, 4), 2.0)])
    kinds = [kind for kind, _ in chunks(made)]
    assert kinds == [b"IHDR", b"acTL", b"fcTL", b"IDAT", b"fcTL", b"fdAT", b"IEND"]
    with pytest.raises(ValueError, match="2 sizes"):
        moving_picture([(picture(4, 4), 0.5), (picture(5, 4), 0.5)])
