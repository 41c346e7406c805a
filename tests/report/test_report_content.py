"""What the report says of groups, problems and numbers, and what it does with texts that people type."""

from __future__ import annotations

import resource
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.report.conftest import Made
from tests.support.consolidations import consolidated_of, office
from tests.support.looking import looked_at
from tests.support.page_offices import chiangmai2
from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.model.thai.line_breaks import NO_BREAK
from xl_addin.report.book.report_workbook import ReportError
from xl_addin.report.writer import write_report


def cells(path: Path | BytesIO, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in load_workbook(path, data_only=True)[sheet].iter_rows()]


def lines(path: Path | BytesIO, sheet: str) -> str:
    """Every text, as a reader sees it: a space that no line breaks at is a space."""
    said = "\n".join(str(value) for row in cells(path, sheet) for value in row if value is not None)
    return said.replace(NO_BREAK, " ")


def test_sheets_stand_in_the_order_of_the_form_then_the_standard_five(reports: dict[str, Made]) -> None:
    standard = ("การส่งรายงาน", "ข้อสังเกต", "กระทบยอด", "ข้อมูล", "คำอธิบายข้อตรวจ")
    begin = ("ปก", "บทสรุปผู้บริหาร")
    assert reports["spm2"].result.sheets == (
        "ปก",
        "บทสรุปผู้บริหาร",
        "ไตรมาส 1",
        "สรุปไตรมาส 1",
        "ไตรมาส 2",
        "สรุป",
        *standard,
    )
    assert reports["khonkaen2"].result.sheets == (
        "ปก",
        "บทสรุปผู้บริหาร",
        "บันทึกข้อความ",
        "สรุป",
        "ผลการเบิกจ่าย",
        *standard,
    )
    assert reports["rayong2"].result.sheets == (
        *begin,
        "การจัดสรร",
        "สรุป",
        "ผลการดำเนินงาน",
        *standard,
    )


def test_earlier_quarters_stand_in_brackets_beside_this_one(reports: dict[str, Made]) -> None:
    book = load_workbook(reports["spm2"].path)
    sheet = book["ไตรมาส 2"]
    row = next(row for row in sheet.iter_rows() if row[1].value == "โครงการสร้างโอกาสและความเสมอภาคทางการศึกษา")
    before = row[4]
    assert before.value == 2_625
    assert '"("' in before.number_format.replace('" (', '"(')
    assert before.border.left.style is None
    assert row[3].border.right.style is None
    assert len(book["ไตรมาส 1"][10]) == 6  # the first quarter has none


def test_a_group_that_has_not_returned_is_told_everywhere(reports: dict[str, Made]) -> None:
    path = reports["spm2"].path
    group = "กลุ่มบริหารงานการเงินและสินทรัพย์"
    rows = cells(path, "ไตรมาส 2")
    row = next(row for row in rows if row[1] == "เพิ่มประสิทธิภาพการบริหารงบประมาณ ประจำปีงบประมาณ พ.ศ. 2563")
    assert row[2] == 10_000
    assert row[3] is None
    assert row[6] == "ยังไม่ส่ง"
    assert f"1 กลุ่ม ({group})" in lines(path, "ไตรมาส 2")
    assert f"1 กลุ่ม ({group})" in lines(path, "สรุป")
    returned = lines(path, "การส่งรายงาน")
    assert "ข้อความทวงถาม" in returned
    assert f"1. {group} 1 โครงการ — ยังไม่ได้รับไฟล์" in returned
    assert "ยังไม่ส่ง" not in lines(reports["spm2-quarter-1"].path, "ไตรมาส 1")


def test_sums_to_date_say_whose_earlier_rounds_they_lack(tmp_path: Path) -> None:
    made = office("spm2", 2)
    missed = made.history["group_id"].isin(["G02", "G03"])
    made = replace(made, history=made.history.assign(reported=~missed))
    path = tmp_path / "report.xlsx"
    assert write_report(path, made).disagreements == ()
    names = [made.register.group(group_id).name for group_id in ("G02", "G03")]
    lacking = f"ไตรมาสที่ 1 ({', '.join(names)})"
    assert f"2 กลุ่ม คือ {lacking}" in lines(path, "สรุป")
    assert f"(ยอดสะสมยังไม่รวม{lacking})" in lines(path, "สรุป")
    assert f"2 กลุ่ม คือ {lacking}" in lines(path, "ไตรมาส 2")
    assert "ยอดสะสม" not in lines(path, "ไตรมาส 1")


def test_spending_that_left_with_a_project_is_named_where_the_last_report_is_brought_forward(
    tmp_path: Path,
) -> None:
    made = office("spm2", 2)
    given_up = "งานที่ยกเลิก"
    row = made.history.iloc[[0]].assign(project_id="X99", project=given_up, used_to_date=49_848_51)
    made = replace(made, history=pd.concat([made.history, row], ignore_index=True))
    path = tmp_path / "report.xlsx"
    assert write_report(path, made).disagreements == ()
    (line,) = [row for row in cells(path, "กระทบยอด") if given_up in str(row[1])]
    before, brought, left, result = line[2:6]
    assert (before, left, result) == (brought + 49_848.51, 49_848.51, "ตรงกัน")
    assert "ที่ใช้ ไตรมาสก่อน" in str(line[1])


def test_spending_that_does_not_go_on_from_the_last_report_disagrees(tmp_path: Path) -> None:
    made = office("spm2", 2)
    history = made.history.assign(used_to_date=made.history["used_to_date"] + 100)
    (check,) = write_report(tmp_path / "report.xlsx", replace(made, history=history)).disagreements
    assert "ในรายงานรอบก่อน" in check.statement


def test_a_late_group_and_an_ignored_file_are_told(reports: dict[str, Made]) -> None:
    returned = lines(reports["khonkaen2"].path, "การส่งรายงาน")
    assert "ส่งแล้ว (ช้า)" in returned
    assert "~$ร่าง.xlsx" in returned
    assert "ไม่เกี่ยวข้อง" in returned


def test_sentences_say_whether_a_number_is_of_the_quarter_or_cumulative(reports: dict[str, Made]) -> None:
    said = lines(reports["spm2"].path, "สรุป")
    assert "ใช้จ่ายสะสมแล้ว 67,820 บาท คิดเป็นร้อยละ 2.09" in said
    assert "เฉพาะไตรมาสที่ 2 (1 มกราคม 2563 - 31 มีนาคม 2563) ใช้จ่าย 54,000 บาท" in said


def test_each_quarter_has_its_table_its_chart_and_its_sentence(reports: dict[str, Made]) -> None:
    said = lines(reports["spm2"].path, "สรุปไตรมาส 1")
    assert "ถึงไตรมาสที่ 1 " in said
    assert "ใช้จ่ายสะสมแล้ว 13,820 บาท คิดเป็นร้อยละ 0.42" in said
    assert "54,000" not in said
    book = looked_at(reports["spm2"].path)
    assert [len(book[name]._charts) for name in ("สรุปไตรมาส 1", "สรุป")] == [1, 1]


def test_every_number_of_a_sentence_is_listed_with_its_cell(reports: dict[str, Made]) -> None:
    rows = cells(reports["spm2"].path, "กระทบยอด")
    printed = [row[2] for row in rows if str(row[1]).startswith("สรุป!")]
    assert {"3,233,000", "67,820", "2.09", "3,165,180", "54,000"} <= set(printed)


def test_a_problem_links_to_the_cell_in_the_returned_file_and_to_the_row_of_the_report(
    reports: dict[str, Made],
) -> None:
    sheet = looked_at(reports["rayong2"].path)["ข้อสังเกต"]
    problem = reports["rayong2"].consolidated.problems[0]
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    outside = [link for link in links if link.target]
    targets = {(link.target.replace("\\", "/"), (link.location or "").replace("'", "")) for link in outside}
    place = problem.place
    assert (f"returned/{place.file.replace(' ', '%20')}", f"{place.sheet}!{place.cell}") in targets
    assert any(link.location and "ผลการดำเนินงาน" in link.location for link in links)
    told = sum(1 for row in sheet.iter_rows() if row[1].value in ("ต้องแก้", "ควรตรวจ", "แจ้งให้ทราบ"))
    assert told == len(reports["rayong2"].consolidated.problems)


def test_the_allocation_page_says_amounts_in_words_and_where_sums_differ(reports: dict[str, Made]) -> None:
    said = lines(reports["rayong2"].path, "การจัดสรร")
    assert "สามล้านบาทถ้วน" in said
    assert "สี่ล้านบาทถ้วน" in said
    assert "ต่างกัน" not in said
    assert "สรุปการเบิก-จ่าย" in said
    assert "จัดสรรให้งบประจำ\n" in said
    assert "สำรองสำหรับกรณีเร่งด่วน\n" in said
    assert "จัดสรรสำหรับดำเนินโครงการตามแผนปฏิบัติการ (รายละเอียดดังตารางแนบท้ายนี้)" in said
    proof = lines(reports["rayong2"].path, "กระทบยอด")
    assert "ข้อ แต่ยอดเงินจัดสรรในทะเบียนต่างกัน 1 ข้อ (ดูส่วนที่ 6)" in proof
    assert "6. ยอดเงินจัดสรรในทะเบียน" in proof
    assert "1547980\n918700" in proof.replace(".0", "")  # 24 of the 49 projects are in the example
    assert reports["rayong2"].result.disagreements == ()


def test_a_quarter_s_figures_say_their_quarter_and_wait_until_it_is_reported(
    reports: dict[str, Made],
) -> None:
    rows = cells(reports["rayong2"].path, "สรุป")
    figures = {row[0]: row for row in rows if row[2] == "บาท"}
    assert [figures[f"แผนไตรมาสที่ {quarter}"][3] for quarter in range(1, 5)] == [
        f"ไตรมาสที่ {quarter}" for quarter in range(1, 5)
    ]
    assert {label for label in figures if label.startswith("ผล")} == {"ผลไตรมาสที่ 1", "ผลไตรมาสที่ 2"}
    # Charts read their figures beside the page where their table would take a page more.
    charted = {row[5]: row[6:8] for row in rows if row[5] in ("ไตรมาสที่ 2", "ไตรมาสที่ 3")}
    assert charted["ไตรมาสที่ 2"][1] > 0
    assert charted["ไตรมาสที่ 3"][0] > 0
    assert charted["ไตรมาสที่ 3"][1] in (None, "")


def test_labels_are_in_the_office_s_digits(reports: dict[str, Made]) -> None:
    labels = {value for row in cells(reports["rayong2-thai"].path, "สรุป") for value in row}
    assert {"แผนไตรมาสที่ ๑", "ผลไตรมาสที่ ๒", "ไตรมาสที่ ๔"} <= labels


def test_an_office_that_prints_satang_sees_them(tmp_path: Path) -> None:
    consolidated = office("khonkaen2", 1)
    frame = consolidated.frame.copy()
    frame.loc[4, "used_to_date"] = 1_020_050
    frame.loc[4, "budget"] = 1_020_050
    path = tmp_path / "report.xlsx"
    result = write_report(path, consolidated_of(consolidated.register, 1, frame))
    assert result.disagreements == ()
    sheet = load_workbook(path)["ผลการเบิกจ่าย"]
    cell = next(cell for cell in sheet["D"] if cell.value == 10_200.5)
    assert "0.00" in cell.number_format


def test_typed_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    consolidated = office("khonkaen2", 1)
    frame = consolidated.frame.copy()
    typed = {3: "=1+1", 4: "-ประชุม", 5: "@ห้องประชุม", 6: "<r>ก</r>", 7: "_x0041_", 8: "ก\n" * 30_000}
    for row, text in typed.items():
        frame.loc[row, "narrative"] = text
    path = tmp_path / "report.xlsx"
    write_report(path, consolidated_of(consolidated.register, 1, frame))
    book = load_workbook(path)
    for sheet, key in (("ผลการเบิกจ่าย", None), ("ข้อมูล", "narrative")):
        found = {cell.value: cell for row in book[sheet].iter_rows() for cell in row}
        for text in ("=1+1", "-ประชุม", "@ห้องประชุม"):
            assert found[text].data_type == "s", (sheet, key)
            assert found[text].quotePrefix
        assert "<r>ก</r>" in found


def test_the_same_data_gives_the_same_bytes() -> None:
    consolidated = office("rayong2", 2, ("G02",))
    first, second = BytesIO(), BytesIO()
    write_report(first, consolidated)
    write_report(second, consolidated)
    assert first.getvalue() == second.getvalue()


def test_a_full_disk_leaves_the_old_report_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(WriteError) as raised:
            write_report(path, office("spm2", 1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert raised.value.message_id == "write_disk_full"
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.xlsx"]


def test_a_text_with_a_figure_that_does_not_exist_is_named(tmp_path: Path) -> None:
    consolidated = office("spm2", 1)
    form = consolidated.register.form
    table = form.report.sheets[1].model_copy(update={"titles": ("{{ figure('no_such') }}",)})
    sheets = tuple(table if sheet.kind == "table" else sheet for sheet in form.report.sheets)
    wrong = form.model_copy(update={"report": form.report.model_copy(update={"sheets": sheets})})
    register = replace(consolidated.register, form=wrong)
    with pytest.raises(ReportError, match="no_such"):
        write_report(tmp_path / "report.xlsx", replace(consolidated, register=register))
    assert list(tmp_path.iterdir()) == []


def test_no_text_of_the_form_is_printed_as_it_is_written(reports: dict[str, Made]) -> None:
    for made in reports.values():
        with zipfile.ZipFile(made.path) as package:
            printed = "".join(package.read(name).decode() for name in package.namelist() if "xl/" in name)
        assert "โครงการ" in printed
        assert "{%" not in printed
        assert "{{" not in printed


def test_projects_that_were_paid_need_no_status(reports: dict[str, Made]) -> None:
    """Format B asks for a status only while nothing is spent."""
    made = reports["khonkaen2"]
    frame = made.consolidated.frame
    counts = {row[0]: row[1] for row in cells(made.path, "สรุป")}
    paid = frame["status"].isna() & (frame["used_to_date"].fillna(0) > 0)
    assert counts["เบิกจ่ายแล้ว (ดูผลการดำเนินงาน)"] == paid.sum() > 0
    assert counts["ยังไม่มีสถานะ"] == (frame["status"].isna() & ~paid).sum()


def test_a_form_in_thai_digits_numbers_its_problems_in_them(tmp_path: Path) -> None:
    consolidated = chiangmai2(missing=("G05",))
    write_report(tmp_path / "report.xlsx", consolidated)
    rows = cells(tmp_path / "report.xlsx", "ข้อสังเกต")
    numbers = [row[0] for row in rows if isinstance(row[0], str) and row[0].isdecimal()]
    assert not [number for number in numbers if number.isascii()]
    returned = lines(tmp_path / "report.xlsx", "การส่งรายงาน").split("ข้อความทวงถาม")[0]
    assert "๐ / ๐" in returned
    assert not any(char.isascii() and char.isdigit() for char in returned.splitlines()[1])


def test_the_number_column_of_the_problems_holds_numbers_alone(reports: dict[str, Made]) -> None:
    """A filter and a sort of Excel put texts after all numbers."""
    counted = 0
    for made in reports.values():
        book = load_workbook(made.path)
        assert "ข้อสังเกต" in book.sheetnames
        sheet = book["ข้อสังเกต"]
        (top,) = [row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == "ที่"]
        values = [
            row[0].value for row in sheet.iter_rows(min_row=top + 1, max_col=1) if row[0].value is not None
        ]
        assert [value for value in values if not isinstance(value, int)] == []
        counted += len(values)
    assert counted > 5
