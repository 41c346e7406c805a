"""Reports that print a form for each project: chiangmai2's progress of a quarter, yasothon2's plan of the year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise, takewhile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.report.printed.form_reports import (
    EXEMPT,
    FORM_SHEETS,
    Made,
    form_title,
    lines_of,
    runs,
    stands_in,
    whole_text,
    write,
)
from tests.support import pdf
from tests.support.looking import looked_at
from tests.support.page_fill import page_fills
from tests.support.page_offices import LONGEST, chiangmai2, longest_project, yasothon2
from tests.support.soffice import Soffice
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.model.table_names import DATA_SHEET
from xl_addin.model.thai.words import in_thai_digits, thai_digits
from xl_addin.report.writer import write_report

pytestmark = pytest.mark.slow

NAMES = ("quarter", "longest", "plan", "plan-of-55")
LONG = "P006"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    folder = tmp_path_factory.mktemp("forms")
    sources = {
        "quarter": chiangmai2(2, exempt=EXEMPT),
        "longest": chiangmai2(2, missing=("G08",), longest=[LONG]),
        "plan": yasothon2(missing=("G06",)),
        "plan-of-55": yasothon2(copies=5),
    }
    return {name: write(folder / f"{name}.xlsx", sources[name]) for name in NAMES}


@pytest.fixture(scope="module")
def printed(
    made: dict[str, Made], soffice: Soffice, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    paths = {name: made[name].path for name in NAMES}
    return soffice.convert_named(paths, tmp_path_factory.mktemp("printed"))


@pytest.fixture(scope="module")
def recalculated(
    made: dict[str, Made], soffice: Soffice, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    paths = {name: made[name].path for name in ("quarter", "longest", "plan")}
    return soffice.recalculate_named(paths, tmp_path_factory.mktemp("recalculated"))


# ---- the printed page ----


@pytest.mark.parametrize("name", NAMES)
def test_pages_are_a4_none_is_empty_and_no_figure_is_cut(name: str, printed: dict[str, Path]) -> None:
    assert all(size.is_a4 for size in pdf.page_sizes(printed[name]))
    assert pdf.blank_pages(printed[name]) == []
    assert pdf.pages_with_hashes(printed[name]) == []


def test_every_word_of_the_longest_form_is_printed(made: dict[str, Made], printed: dict[str, Path]) -> None:
    pages = whole_text(printed["longest"])
    values, tables = longest_project()
    texts = [value for value in values.values() if isinstance(value, str) and len(value) > 20]
    assert max(map(len, texts)) == LONGEST
    texts += [row[key] for row in tables["indicators"] for key in ("indicator",)]
    texts += [row[key] for row in tables["activities"] for key in ("activity", "result")]
    missing = [text[:60] for text in texts if not stands_in(text, pages)]
    assert missing == []


@pytest.mark.parametrize("name", ["quarter", "plan"])
def test_every_text_that_a_group_wrote_is_printed_whole(
    name: str, made: dict[str, Made], printed: dict[str, Path]
) -> None:
    pages = whole_text(printed[name])
    frame = made[name].consolidated.frame
    frame = frame[~frame["project_id"].isin(EXEMPT)] if name == "quarter" else frame
    keys = ["project", "output", "outcome", "performance", "problems", "rationale", "objectives"]
    texts = [text for key in keys if key in frame for text in frame[key] if isinstance(text, str)]
    assert len(texts) > 30
    assert [text[:60] for text in texts if not stands_in(text, pages)] == []


def test_pages_end_where_the_program_says(made: dict[str, Made], printed: dict[str, Path]) -> None:
    book = made["longest"].book()
    sheets = [book[name] for name in FORM_SHEETS]
    heights = [found.height or 0.0 for sheet in sheets for found in sheet.row_dimensions.values()]
    assert max(heights) <= 409.5
    tops = (pdf.squeeze("แบบรายงานความก้าวหน้าโครงการ"), "(ต่อ)")
    pages = [pdf.squeeze(text) for text in pdf.texts(printed["longest"])]
    own = [number for number, text in enumerate(pages) if any(top in text for top in tops)]
    lists = [number for number in own if pdf.squeeze("ปัญหา อุปสรรค และข้อเสนอแนะ ไตรมาส") in pages[number]]
    forms = [number for number in own if number not in lists]
    assert runs(forms) == [len(sheet.row_breaks.brk) + 1 for sheet in sheets]


def test_a_heading_never_stands_at_the_foot_of_a_page(made: dict[str, Made]) -> None:
    long = [("longest", sheet_name) for sheet_name in FORM_SHEETS]
    for name, sheet_name in (*long, ("plan", "โครงการยุทธศาสตร์ 6")):
        sheet = made[name].book()[sheet_name]
        for end in sheet.row_breaks.brk:
            last = sheet.cell(end.id, 1)
            assert not last.font.b or str(last.value).startswith(("รวม", "สะสม")), last.value


def pages_of(sheet: Worksheet) -> list[tuple[str, float]]:
    """Of each page its first line and its height in points without that line."""
    ends = [end.id for end in sheet.row_breaks.brk] + [sheet.max_row]
    heights = {row: sheet.row_dimensions[row].height or 0.0 for row in range(1, sheet.max_row + 1)}
    return [
        (str(sheet.cell(start + 1, 1).value), sum(heights[row] for row in range(start + 2, end + 1)))
        for start, end in pairwise([0, *ends])
    ]


def ending(consolidated: Consolidated, **texts: Callable[[int], str]) -> Consolidated:
    """The same projects, all with a form, whose texts are given by the project's number from 1."""
    frame = consolidated.frame
    made = {key: [text(number) for number in range(1, len(frame) + 1)] for key, text in texts.items()}
    return replace(consolidated, frame=frame.assign(**made))


def listed(lines: int) -> str:
    return "\n".join(f"- งานที่ทำแล้วข้อที่ {number}" for number in range(1, lines + 1))


def in_one_piece(lines: int) -> str:
    return " ".join(["นิเทศติดตามโรงเรียนในสังกัดครบทุกกลุ่มเครือข่ายและสรุปผลเสนอผู้บริหาร"] * lines)


@pytest.mark.parametrize(
    ("form_id", "texts"),
    [
        ("chiangmai2", {"performance": listed, "problems": lambda _: "-", "suggestions": lambda _: "-"}),
        ("chiangmai2", {"performance": in_one_piece, "suggestions": lambda _: "-"}),
        ("chiangmai2", {"performance": lambda _: "-", "suggestions": listed}),
        ("chiangmai2", {"performance": lambda _: "-", "suggestions": in_one_piece}),
        ("yasothon2", {"objectives": listed, "expected_results": lambda _: "เครือข่ายเข้มแข็ง"}),
    ],
)
def test_no_last_page_of_a_form_holds_a_line_or_two_and_none_before_it_is_half_empty(
    form_id: str, texts: dict[str, Callable[[int], str]], tmp_path: Path
) -> None:
    if form_id == "chiangmai2":
        everybody = {"has_form": lambda _: "yes", "status": lambda _: "in_progress"}
        consolidated = ending(chiangmai2(1, forty=True), **everybody, **texts)
        consolidated = replace(
            consolidated, tables={key: t.iloc[:0] for key, t in consolidated.tables.items()}
        )
    else:
        consolidated = ending(yasothon2(copies=4), **texts)
    path = tmp_path / "ends.xlsx"
    write_report(path, consolidated)
    name = "แบบรายงาน" if form_id == "chiangmai2" else "โครงการยุทธศาสตร์ 6"
    pages = pages_of(openpyxl.load_workbook(path)[name])
    goes_on = [first.endswith("(ต่อ)") for first, _ in pages] + [False]
    heights = [height for _, height in pages]
    last = [h for number, h in enumerate(heights) if goes_on[number] and not goes_on[number + 1]]
    before = [h for number, h in enumerate(heights) if goes_on[number + 1]]
    assert len(last) > 10
    assert min(last) >= 60.75  # three lines of 16 points
    assert min(before) > 0.7 * max(heights)


def test_a_form_goes_on_under_its_project_s_name(made: dict[str, Made]) -> None:
    book = made["longest"].book()
    sheet = book["แบบรายงาน"]
    title = sheet["A1"].value
    for end in sheet.row_breaks.brk:
        begins = str(sheet.cell(end.id + 1, 1).value)
        assert begins == title or begins.endswith("(ต่อ)")


# ---- format D ----


def test_lists_count_what_they_print_and_number_from_one(made: dict[str, Made]) -> None:
    book = made["quarter"].book()
    for sheet_name, count in (("แล้วเสร็จ", 5), ("อยู่ระหว่างดำเนินการ", 12), ("ยังไม่ได้ดำเนินการ", 5)):
        sheet = book[sheet_name]
        assert f"จำนวน {thai_digits(str(count))} โครงการ" in sheet["A1"].value
        numbers = [row[0] for row in sheet.iter_rows(min_row=4, values_only=True) if isinstance(row[0], int)]
        assert numbers == list(range(1, count + 1))
    reasons = [row[3] for row in sheet.iter_rows(min_row=4, max_row=8, values_only=True)]
    assert reasons == [in_thai_digits("กำหนดดำเนินการในไตรมาสที่ 3")] * 5


def test_a_list_leads_to_each_form(made: dict[str, Made]) -> None:
    book = made["quarter"].book()
    links = list(_links(book["แล้วเสร็จ"]))
    assert len(links) == 5
    for number, project, target in links:
        sheet, cell = target.split("!")
        place = book[sheet.strip("'")][cell]
        assert place.offset(row=1).value == f"{thai_digits(str(number))}. {project}"


def _links(sheet: Worksheet) -> Iterator[tuple[int, str, str]]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.hyperlink is not None and not cell.hyperlink.location.startswith(f"{DATA_SHEET}!"):
                yield row[0].value, row[1].value, cell.hyperlink.location


def test_a_status_has_one_percentage_wherever_the_page_says_it(
    made: dict[str, Made], recalculated: dict[str, Path]
) -> None:
    for name, book in (
        ("quarter", looked_at(recalculated["quarter"], values=True)),
        ("longest", looked_at(recalculated["longest"], values=True)),
        ("longest", made["longest"].book()),
    ):
        rows = list(book["สถานะ"].iter_rows(max_col=3, values_only=True))
        start = rows.index(("รายการ", "จำนวน", "ร้อยละ"))
        table = takewhile(lambda row: row[0] is not None, rows[start + 1 :])
        parts = {row[0]: (row[1], row[2]) for row in table}
        said = {row[0]: row[1] for row in rows[:start]}
        assert sum(count for count, _ in parts.values()) == said["จำนวนโครงการทั้งหมด"] == 22
        assert parts["ยังไม่รายงานสถานะ"][0] == said["ยังไม่รายงานสถานะ"] == (0 if name == "quarter" else 1)
        for status in ("ดำเนินการเสร็จสิ้นแล้ว", "อยู่ระหว่างดำเนินการ", "ยังไม่ได้ดำเนินการ"):
            assert parts[status] == (said[status], said[f"{status} (ร้อยละ)"])


def test_the_sentence_names_projects_that_have_not_reported_only_where_there_are_any(
    made: dict[str, Made],
) -> None:
    told = {name: lines_of(made[name].book()["สถานะ"]) for name in ("quarter", "longest")}
    last = "๓. โครงการที่ยังไม่ได้ดำเนินการ จำนวน ๕ โครงการ คิดเป็นร้อยละ ๒๒.๗๓"
    after = {name: lines[lines.index(last) + 1] for name, lines in told.items()}
    assert after["quarter"] == "สถานะโครงการ ไตรมาสที่ ๒"  # the title of the chart
    assert after["longest"] == "ยังไม่รายงานสถานะ จำนวน ๑ โครงการ"


def test_the_money_page_says_what_was_planned_spent_and_left(
    made: dict[str, Made], printed: dict[str, Path]
) -> None:
    rows = {
        (row[0], row[3]): row[1] for row in made["quarter"].book()["การเบิกจ่าย"].iter_rows(values_only=True)
    }
    quarter = "เฉพาะไตรมาสที่ ๒"
    assert rows["แผนการเบิกจ่าย", quarter] == 321_205
    assert rows["ผลการเบิกจ่าย", quarter] == 171_001.28
    assert rows["ผลการเบิกจ่าย (ร้อยละของแผน)", quarter] == 53.24
    assert rows["แผนที่ยังไม่ได้เบิกจ่าย", quarter] == 150_203.72
    # Forms and lists have a heading that ends in these words; none of them says what was not paid out.
    (page,) = pdf.pages_with(printed["quarter"], "จำนวนเงินงบประมาณที่ไม่สามารถเบิกจ่ายได้ตามแผนการใช้จ่าย")
    shown = pdf.squeeze(pdf.texts(printed["quarter"])[page - 1])
    for amount in ("๓๒๑,๒๐๕.๐๐", "๑๗๑,๐๐๑.๒๘", "๕๓.๒๔", "๑๕๐,๒๐๓.๗๒"):
        assert amount in shown


def test_summary_figures_are_sums_of_printed_rows_and_the_report_proves_it(
    made: dict[str, Made], recalculated: dict[str, Path]
) -> None:
    assert made["quarter"].result.disagreements == ()
    sheet = looked_at(recalculated["quarter"], values=True)["กระทบยอด"]
    found = {row[1]: row for row in sheet.iter_rows(values_only=True) if row[5] in ("ตรงกัน", "ไม่ตรง")}
    assert {row[5] for row in found.values()} == {"ตรงกัน"}
    plan = found["การเบิกจ่าย: แผนการเบิกจ่าย = แถวรวมใน ทุกโครงการ"]
    assert plan[2] == plan[3] in (321_205, 676_740)
    done = found["สถานะ: ดำเนินการเสร็จสิ้นแล้ว = จำนวนแถวที่พิมพ์ใน แล้วเสร็จ"]
    assert (done[2], done[3]) == (5, 5)


def test_an_over_spend_is_not_called_as_planned(made: dict[str, Made]) -> None:
    sheet = made["longest"].book()["แบบรายงาน"]
    lines = lines_of(sheet)
    spent = lines.index("จำนวนเงินงบประมาณที่เบิกจ่ายจริง  ๓,๖๐๐ บาท")
    assert lines[spent + 1].startswith("ผลการเบิกจ่ายงบประมาณ  เบิกจ่ายงบประมาณสูงกว่าแผนการ")


def test_addresses_and_latin_words_keep_their_digits(printed: dict[str, Path]) -> None:
    pages = pdf.texts(printed["quarter"])
    forms = pdf.squeeze("".join(page for page in pages if "๑. ความก้าวหน้าของเป้าหมาย" in page))
    assert "https://cme2.example.org/plan2567" in forms
    assert "STEM" in forms
    assert "๑๒.๕๐" in forms
    assert "12.50" not in forms


# ---- format E ----


def test_the_summary_of_a_strategy_adds_up_and_says_so_on_every_page(
    made: dict[str, Made], printed: dict[str, Path]
) -> None:
    rows = list(made["plan"].book()["สรุปยุทธศาสตร์ 6"].iter_rows(values_only=True))
    assert next(row for row in rows if row[0] == "รวมงบประมาณ")[2] == 763_800
    pages = [pdf.squeeze(text) for text in pdf.texts(printed["plan-of-55"])]
    title = pdf.squeeze("ยุทธศาสตร์ที่ ๖ ด้าน")
    numbers = [number for number, text in enumerate(pages) if title in text and "ลำดับความสำคัญ" in text]
    assert len(numbers) > 1
    assert ["(ต่อ)" in pages[number] for number in numbers] == [False] + [True] * (len(numbers) - 1)
    assert all("หน่วยงานอื่น" in pages[number] for number in numbers)
    assert "๓,๘๑๙,๐๐๐" in pages[numbers[-1]]


def test_forms_follow_in_order_of_priority(made: dict[str, Made], printed: dict[str, Path]) -> None:
    names = made["plan"].consolidated.frame["project"].tolist()
    lines = lines_of(made["plan"].book()["โครงการยุทธศาสตร์ 6"])
    places = [lines.index(form_title(name)) for name in names]
    assert places == sorted(places)


def test_every_check_of_the_plan_agrees(made: dict[str, Made], recalculated: dict[str, Path]) -> None:
    assert made["plan"].result.disagreements == ()
    sheet = looked_at(recalculated["plan"], values=True)["กระทบยอด"]
    results = [cell.value for cell in sheet["F"] if cell.value in ("ตรงกัน", "ไม่ตรง")]
    assert results == ["ตรงกัน"] * len(made["plan"].result.checks)
    statements = [check.statement for check in made["plan"].result.checks]
    assert any("แถวรวม" in text and "รายละเอียดการใช้งบประมาณ" in text for text in statements)


def test_lines_of_the_proof_that_agree_are_folded(made: dict[str, Made]) -> None:
    for name in NAMES:
        sheet = made[name].book()["กระทบยอด"]
        seen = [row[5].value for row in sheet.iter_rows() if not sheet.row_dimensions[row[0].row].hidden]
        folded = [row[5].value for row in sheet.iter_rows() if sheet.row_dimensions[row[0].row].hidden]
        assert len(folded) == sum(check.agrees for check in made[name].result.checks)
        assert "ตรงกัน" not in seen


LEAST_FILL = {"quarter": 0.75, "longest": 0.75}
"""Of the report's pages on average, cover, charts and the last pages of forms among them."""


@pytest.mark.parametrize("name", LEAST_FILL)
def test_pages_of_the_report_are_full(name: str, printed: dict[str, Path]) -> None:
    filled = [page.filled for page in page_fills(printed[name])]
    assert sum(filled) / len(filled) >= LEAST_FILL[name]
    assert min(filled) > 0.05
