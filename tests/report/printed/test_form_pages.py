"""Reports that print a form for each project: chiangmai2's progress of a quarter, yasothon2's plan of the year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.support import pdf
from tests.support.page_fill import page_fills
from tests.support.page_offices import LONGEST, chiangmai2, longest_project, yasothon2
from tests.support.soffice import Soffice
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.model.thai.words import in_thai_digits, thai_digits
from xl_addin.report.writer import ReportResult, write_report

pytestmark = pytest.mark.slow

NAMES = ("quarter", "longest", "plan", "plan-of-55")
FORM_SHEETS = ("แบบรายงาน (เสร็จสิ้น)", "แบบรายงาน")
"""Of chiangmai2: each follows the list of its own projects."""

EXEMPT = ("P007", "P020")
LONG = "P006"


@dataclass(frozen=True, slots=True)
class Made:
    consolidated: Consolidated
    path: Path
    result: ReportResult

    def book(self, *, formulas: bool = False) -> openpyxl.Workbook:
        return openpyxl.load_workbook(self.path, data_only=not formulas)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    folder = tmp_path_factory.mktemp("forms")
    sources = {
        "quarter": chiangmai2(2, exempt=EXEMPT),
        "longest": chiangmai2(2, missing=("G08",), longest=[LONG]),
        "plan": yasothon2(missing=("G06",)),
        "plan-of-55": yasothon2(copies=5),
    }
    found = {}
    for name in NAMES:
        path = folder / f"{name}.xlsx"
        found[name] = Made(sources[name], path, write_report(path, sources[name]))
    return found


@pytest.fixture(scope="module")
def printed(
    made: dict[str, Made], soffice: Soffice, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    out = tmp_path_factory.mktemp("printed")
    return dict(zip(NAMES, soffice.convert([made[name].path for name in NAMES], out), strict=True))


@pytest.fixture(scope="module")
def recalculated(
    made: dict[str, Made], soffice: Soffice, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    names = ("quarter", "longest", "plan")
    out = tmp_path_factory.mktemp("recalculated")
    return dict(zip(names, soffice.recalculate([made[name].path for name in names], out), strict=True))


def whole_text(path: Path) -> str:
    return pdf.squeeze("".join(pdf.texts(path)))


def lines_of(sheet: Worksheet) -> list[str]:
    return [str(row[0]) for row in sheet.iter_rows(max_col=1, values_only=True) if row[0] is not None]


def stands_in(text: str, pages: str) -> bool:
    """Whether every line of a text is printed: in one piece, or in two where a page ends at a space."""
    return all(_is_printed(line, pages) for line in in_thai_digits(text).split("\n") if line.strip())


def _is_printed(line: str, pages: str) -> bool:
    words = line.split(" ")
    halves = ((words[:cut], words[cut:]) for cut in range(len(words)))
    return any(all(pdf.squeeze(" ".join(half)) in pages for half in both) for both in halves)


def form_of(book: openpyxl.Workbook, project: str) -> list[tuple[Any, ...]]:
    """The rows of one project's form: from its title to the next form's."""
    for name in FORM_SHEETS:
        rows = list(book[name].iter_rows(values_only=True))
        title = rows[0][0]
        starts = [place for place, row in enumerate(rows) if row[0] == title] + [len(rows)]
        for start, end in pairwise(starts):
            if without_number(str(rows[start + 1][0])) == project:
                return rows[start:end]
    raise KeyError(project)


def without_number(line: str) -> str:
    """A project's name without its number in the list before."""
    return re.sub("^[๐-๙]+[.] ", "", line)


def runs(numbers: list[int]) -> list[int]:
    """How long each run of following numbers is."""
    starts = [place for place, n in enumerate(numbers) if not place or n != numbers[place - 1] + 1]
    return [end - start for start, end in pairwise([*starts, len(numbers)])]


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
    reasons = [row[3] for row in book["ยังไม่ได้ดำเนินการ"].iter_rows(min_row=4, values_only=True)]
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
            if cell.hyperlink is not None:
                yield row[0].value, row[1].value, cell.hyperlink.location


def test_a_status_has_one_percentage_wherever_the_page_says_it(
    made: dict[str, Made], recalculated: dict[str, Path]
) -> None:
    for name, book in (
        ("quarter", openpyxl.load_workbook(recalculated["quarter"], data_only=True)),
        ("longest", openpyxl.load_workbook(recalculated["longest"], data_only=True)),
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
    sheet = openpyxl.load_workbook(recalculated["quarter"], data_only=True)["กระทบยอด"]
    found = {row[1]: row for row in sheet.iter_rows(values_only=True) if row[5] in ("ตรงกัน", "ไม่ตรง")}
    assert {row[5] for row in found.values()} == {"ตรงกัน"}
    plan = found["การเบิกจ่าย: แผนการเบิกจ่าย = แถวรวมใน ทุกโครงการ"]
    assert plan[2] == plan[3] in (321_205, 676_740)
    done = found["สถานะ: ดำเนินการเสร็จสิ้นแล้ว = จำนวนแถวที่พิมพ์ใน แล้วเสร็จ"]
    assert (done[2], done[3]) == (5, 5)


def test_projects_completed_or_in_progress_print_a_form_others_do_not(made: dict[str, Made]) -> None:
    consolidated = made["quarter"].consolidated
    frame = consolidated.frame
    book = made["quarter"].book()
    done, going = ([without_number(line) for line in lines_of(book[name])] for name in FORM_SHEETS)
    for row in frame.to_dict("records"):
        reports = row["project_id"] not in EXEMPT
        name = in_thai_digits(row["project"])
        assert (name in done) == (row["status"] == "completed" and reports), name
        assert (name in going) == (row["status"] == "in_progress" and reports), name


def test_the_parts_of_a_form_stand_in_the_office_s_order(made: dict[str, Made]) -> None:
    form = form_of(made["quarter"].book(), in_thai_digits(_project(made, "P005")))
    heads = [str(row[0])[:2] for row in form if str(row[0]).endswith("ประจำไตรมาสที่ ๒ ปีงบประมาณ ๒๕๖๗")]
    assert [head for head in heads if head[1] == "."] == ["๑.", "๒.", "๓.", "๔.", "๕.", "๖."]


def _project(made: dict[str, Made], project_id: str) -> str:
    frame = made["quarter"].consolidated.frame
    return str(frame.loc[frame["project_id"] == project_id, "project"].iloc[0])


def test_earlier_quarters_stand_beside_the_quarter(made: dict[str, Made]) -> None:
    form = form_of(made["quarter"].book(), in_thai_digits(_project(made, "P005")))
    money = {row[0]: [value for value in row[1:] if value is not None] for row in form if row[0]}
    assert money["ไตรมาสที่ ๑"] == [22_335, 20_310, 90.93]
    assert money["ไตรมาสที่ ๒"] == [2_500, 2_500, 100]
    assert money["สะสมถึงไตรมาสที่ ๒"] == [24_835, 22_810, 91.85]


def test_a_result_has_its_own_words_and_nothing_at_all_has_none(made: dict[str, Made]) -> None:
    book = made["quarter"].book()

    def result(project_id: str) -> list[str]:
        form = form_of(book, in_thai_digits(_project(made, project_id)))
        starts = ("จำนวนเงินงบประมาณที่เบิกจ่ายจริง", "ผลการเบิกจ่าย")
        return [str(row[0]) for row in form if str(row[0]).startswith(starts)]

    spent, said = result("P002")
    assert spent.endswith(" ๑๑,๒๕๐ บาท")
    assert said.endswith("สามารถเบิกจ่ายงบประมาณได้ตามแผนการ")
    spent, said = result("P010")
    assert spent.endswith(" ๐ บาท")
    assert "ไม่สามารถเบิกจ่ายงบประมาณได้ตามแผนการ เนื่องจากเลื่อนกิจกรรม" in said
    (spent,) = result("P012")  # planned nothing, spent nothing
    assert spent.endswith(" ๐ บาท")


def test_an_over_spend_is_not_called_as_planned(made: dict[str, Made]) -> None:
    sheet = made["longest"].book()["แบบรายงาน"]
    lines = lines_of(sheet)
    spent = lines.index("จำนวนเงินงบประมาณที่เบิกจ่ายจริง  ๓,๖๐๐ บาท")
    assert lines[spent + 1].startswith("ผลการเบิกจ่ายงบประมาณ  เบิกจ่ายงบประมาณสูงกว่าแผนการ")


def test_exempt_projects_are_named_and_counted(made: dict[str, Made]) -> None:
    lines = lines_of(made["quarter"].book()["สถานะ"])
    note = next(place for place, line in enumerate(lines) if line.startswith("หมายเหตุ"))
    assert "มี ๒ โครงการ" in lines[note]
    assert "ปัญหาหนี้สินข้าราชการครู" in lines[note + 1]
    assert "๒๕๖๖ (ยังไม่ได้ดำเนินการ)" in lines[note + 2]


def test_addresses_and_latin_words_keep_their_digits(printed: dict[str, Path]) -> None:
    pages = pdf.texts(printed["quarter"])
    forms = pdf.squeeze("".join(page for page in pages if "๑. ความก้าวหน้าของเป้าหมาย" in page))
    assert "https://cme2.example.org/plan2567" in forms
    assert "STEM" in forms
    assert "๑๒.๕๐" in forms
    assert "12.50" not in forms


def test_problems_and_suggestions_are_collected_from_those_who_have_any(made: dict[str, Made]) -> None:
    frame = made["quarter"].consolidated.frame
    lines = lines_of(made["quarter"].book()["ปัญหาและข้อเสนอแนะ"])
    with_problems = frame[frame["problems"].notna() & (frame["problems"] != "-")]
    with_problems = with_problems[~with_problems["project_id"].isin(EXEMPT)]
    headings = [line for line in lines if line[:1] in "๑๒๓๔๕๖๗๘๙" and "โครงการ" in line[:14]]
    names = [in_thai_digits(name) for name in with_problems["project"]]
    assert headings == [f"{thai_digits(str(number))}. {name}" for number, name in enumerate(names, 1)]


def test_planned_but_unspent_projects_are_listed_with_reason_and_quarter(made: dict[str, Made]) -> None:
    rows = list(made["quarter"].book()["มีแผนแต่ไม่เบิกจ่าย"].iter_rows(values_only=True))
    listed = [row for row in rows if isinstance(row[0], int)]
    assert [row[3] for row in listed] == [7_650, 14_400, 7_500]
    assert {row[5] for row in listed} == {"ไตรมาสที่ ๓"}
    assert next(row for row in rows if row[0] == "รวม")[3] == 29_550


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


def form_title(project: str) -> str:
    """The first line of a project's form in the plan."""
    return in_thai_digits(project if project.startswith("โครงการ") else f"โครงการ{project}")


def test_forms_follow_in_order_of_priority(made: dict[str, Made], printed: dict[str, Path]) -> None:
    names = made["plan"].consolidated.frame["project"].tolist()
    lines = lines_of(made["plan"].book()["โครงการยุทธศาสตร์ 6"])
    places = [lines.index(form_title(name)) for name in names]
    assert places == sorted(places)


def _budget(made: dict[str, Made], place: int, **options: bool) -> list[list[Any]]:
    """The rows of the budget table in the form of the project at that place; blanks of merged cells left out."""
    sheet = made["plan"].book(**options)["โครงการยุทธศาสตร์ 6"]
    rows = list(sheet.iter_rows(values_only=True))
    starts = [number for number, row in enumerate(rows) if row[:2] == ("ที่", "รายการ")]
    start = starts[place]
    end = next(number for number in range(start, len(rows)) if rows[number][1] == "รวม")
    return [[value for value in row if value is not None] for row in rows[start : end + 1]]


def test_totals_of_budget_lines_are_live_sums(made: dict[str, Made]) -> None:
    values, formulas = _budget(made, 1), _budget(made, 1, formulas=True)
    assert values[-1] == ["รวม", 0, 0, 20_000, 20_000, 0, 20_000]
    assert all(str(cell).startswith("=SUM(") for cell in formulas[-1][1:])
    assert all("SUM" in str(row[-1]) for row in formulas[1:-1])  # รวมทั้งสิ้น of each line


def test_an_item_shows_how_its_amount_comes_about(made: dict[str, Made]) -> None:
    sheet = made["plan"].book()["โครงการยุทธศาสตร์ 6"]
    items = [str(row[0]) for row in sheet.iter_rows(min_col=2, max_col=2, values_only=True)]
    assert any("(๒๐ คน x ๑๒๐ บาท x ๒ ครั้ง)" in item for item in items)


def test_an_amount_stands_in_words_and_shared_use_is_said_where_it_is_set(made: dict[str, Made]) -> None:
    lines = lines_of(made["plan"].book()["โครงการยุทธศาสตร์ 6"])
    assert "รวมเป็นเงิน ๒๐๐,๐๐๐ บาท (สองแสนบาทถ้วน)" in lines
    first = lines.index("รวมเป็นเงิน ๒๐๐,๐๐๐ บาท (สองแสนบาทถ้วน)")
    second = lines.index("รวมเป็นเงิน ๒๐,๐๐๐ บาท (สองหมื่นบาทถ้วน)")
    assert "ถัวจ่ายได้ทุกรายการ" in lines[first + 1]
    assert "ถัวจ่ายได้ทุกรายการ" not in lines[second + 1]


def test_the_months_of_an_activity_are_a_bar_from_october_to_september(made: dict[str, Made]) -> None:
    sheet = made["plan"].book()["โครงการยุทธศาสตร์ 6"]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "ต.ค." for cell in row))
    months = [cell for cell in header if cell.value]
    assert [cell.value for cell in months][:3] == ["ต.ค.", "พ.ย.", "ธ.ค."]
    assert [cell.value for cell in months][-1] == "ก.ย."
    rows = range(header[0].row + 1, sheet.max_row)
    activities = [row for row in rows if re.match("[๑-๙][.] กิจกรรม", str(sheet.cell(row, 1).value))][:3]
    bars = [
        [sheet.cell(row, cell.column).fill.fgColor.rgb == "FF5B7FA6" for cell in months] for row in activities
    ]
    assert [[number for number, filled in enumerate(bar) if filled] for bar in bars] == [
        [0, 1],
        [2, 3],
        [4, 5],
    ]


def test_months_are_equally_wide(made: dict[str, Made]) -> None:
    book = made["plan"].book()
    sheet = next(sheet for sheet in book if any("ต.ค." in str(cell.value) for cell in sheet_cells(sheet)))
    row = next(cell.row for cell in sheet_cells(sheet) if cell.value == "ต.ค.")
    starts = [cell.column for cell in sheet[row] if str(cell.value).endswith(".")]
    assert len(starts) == 12
    after = min(
        area.min_col for area in sheet.merged_cells.ranges if area.min_row < row <= area.max_row
        and area.min_col > starts[-1]
    )  # fmt: skip
    widths = column_widths(sheet)
    months = [sum(widths[first - 1 : end - 1]) for first, end in pairwise([*starts, after])]
    assert max(months) - min(months) < 0.1


def sheet_cells(sheet: Worksheet) -> Iterator[Any]:
    return (cell for row in sheet.iter_rows() for cell in row)


def column_widths(sheet: Worksheet) -> list[float]:
    """Widths of the sheet's columns in order, from the ranges that the file groups them by."""
    widths = [0.0] * 200
    for dimension in sheet.column_dimensions.values():
        for number in range(dimension.min, min(dimension.max, 200) + 1):
            widths[number - 1] = dimension.width
    return widths


def test_a_group_that_has_not_returned_leaves_its_forms_dotted_and_marked(made: dict[str, Made]) -> None:
    frame = made["plan"].consolidated.frame
    names = [form_title(name) for name in frame.loc[~frame["reported"], "project"]]
    assert len(names) == 1
    lines = lines_of(made["plan"].book()["โครงการยุทธศาสตร์ 6"])
    start = lines.index(names[0])
    assert lines[start + 1] == "ยังไม่ส่ง"
    assert "แผนงาน  ................................" in lines[start : start + 6]


def test_a_form_that_no_group_has_filled_prints_no_zero_and_no_answer(made: dict[str, Made]) -> None:
    frame = made["plan"].consolidated.frame
    name = form_title(str(frame.loc[~frame["reported"], "project"].iloc[0]))
    lines = lines_of(made["plan"].book()["โครงการยุทธศาสตร์ 6"])
    form = lines[lines.index(name) :]
    end = form.index("๗. ผลที่คาดว่าจะได้รับ") + 2
    form, dots = form[:end], "................................"
    assert f"รวมเป็นเงิน {dots} บาท ({dots})" in form
    assert not any(line == "-" or "ศูนย์บาทถ้วน" in line for line in form)
    for heading in ("๔. กิจกรรมและการดำเนินงาน", "๕.๒ รายการใช้จ่าย", "๖. การประเมินผล"):
        assert form[form.index(heading) + 1] == dots
    money = f"๕.๑ งบประมาณจำนวนทั้งสิ้น  {dots} บาท จากเงินงบประมาณ {dots} บาท นอกงบประมาณ {dots} บาท"
    assert form[form.index("๕. รายละเอียดการใช้งบประมาณ") + 1] == money


def test_every_check_of_the_plan_agrees(made: dict[str, Made], recalculated: dict[str, Path]) -> None:
    assert made["plan"].result.disagreements == ()
    sheet = openpyxl.load_workbook(recalculated["plan"], data_only=True)["กระทบยอด"]
    results = [cell.value for cell in sheet["F"] if cell.value in ("ตรงกัน", "ไม่ตรง")]
    assert results == ["ตรงกัน"] * len(made["plan"].result.checks)
    statements = [check.statement for check in made["plan"].result.checks]
    assert any("แถวรวม" in text and "รายละเอียดการใช้งบประมาณ" in text for text in statements)


def test_the_last_page_of_the_checks_holds_more_than_a_line(made: dict[str, Made], tmp_path: Path) -> None:
    whole = tmp_path / "whole.xlsx"
    write_report(whole, yasothon2())
    for path in (whole, *(made[name].path for name in NAMES)):
        sheet = openpyxl.load_workbook(path)["กระทบยอด"]
        top = sheet.row_breaks.brk[-1].id + 1
        begins = [sheet.cell(row, 1).value for row in (top, top + 1)]
        # The table's header once more, or the heading of a part with its table's header.
        assert begins[0] == "ที่" or (sheet.cell(top, 1).font.b and begins[1] == "ที่")
        assert sheet.max_row - top >= 3


# ---- tidy data ----


def test_small_tables_have_tidy_sheets_with_names(made: dict[str, Made]) -> None:
    book = made["quarter"].book()
    names = set(book.defined_names)
    assert {"t_data", "t_data_indicators", "t_data_activities"} <= names
    sheet = book["ข้อมูล"]
    keys = [cell.value for cell in sheet[2]]
    wanted = ["budget", "plan", "actual", "used_to_date", "remaining", "percent_used", "status"]
    assert set(wanted) <= set(keys)
    rows = [dict(zip(keys, row, strict=True)) for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert sum(row["plan"] or 0 for row in rows if row["round"] == 2) == 321_205
    assert round(sum(row["actual"] or 0 for row in rows if row["round"] == 2), 2) == 171_001.28
    assert sum(row["actual"] or 0 for row in rows if row["round"] == 1) == 353_510
    small = book["ข้อมูล_กิจกรรมที่ดำเนินการ"]
    assert {row[0] for row in small.iter_rows(min_row=3, max_col=1, values_only=True)} == {1, 2}


def test_the_same_data_gives_the_same_bytes(made: dict[str, Made], tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    write_report(again, made["quarter"].consolidated)
    assert again.read_bytes() == made["quarter"].path.read_bytes()


LEAST_FILL = {"quarter": 0.75, "longest": 0.75}
"""Of the report's pages on average, cover, charts and the last pages of forms among them."""


@pytest.mark.parametrize("name", LEAST_FILL)
def test_pages_of_the_report_are_full(name: str, printed: dict[str, Path]) -> None:
    filled = [page.filled for page in page_fills(printed[name])]
    assert sum(filled) / len(filled) >= LEAST_FILL[name]
    assert min(filled) > 0.05
