"""Many offices' reports: the sums tie to each office's own, and what is wrong with a report is named."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from tests.support.office_reports import FORMS, YEAR, put_offices, report_bytes
from xl_addin.excel.addresses import cell_address, parse_cell
from xl_addin.excel.reading.cells import RawCell
from xl_addin.excel.reading.process_pool import read_files
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.excel.writing.plain_workbook import CREATED
from xl_addin.model.identity import PRINTED_SHEET
from xl_addin.offices.cluster import ClusterRun, cluster_client, read_on_cluster
from xl_addin.offices.lists import Decision, Expected
from xl_addin.offices.national import National, Use, nationwide
from xl_addin.offices.national_data import ranked
from xl_addin.offices.national_workbook import write_national
from xl_addin.offices.own_totals import blank_totals, own_totals
from xl_addin.offices.parquet import write_parquet
from xl_addin.offices.read_report import national_form, read_office_report
from xl_addin.offices.sources import find_reports
from xl_addin.report.worksheets.reconciliation_lines import RECONCILIATION_SHEET

VERSION = "<vt:lpwstr>{}</vt:lpwstr>"


def brought_together(folder: Path, **options: object) -> National:
    answers = read_files(find_reports(str(folder)), read_office_report, timeout_seconds=60)
    return nationwide(answers, fiscal_year=YEAR, quarter=2, **options)  # type: ignore[arg-type]


def told(national: National) -> set[tuple[str, str]]:
    """(file, rule) of everything that is told."""
    return {(one.place.file, one.rule) for one in national.problems}


def with_edited_cell(path: Path) -> None:
    """Changes the first amount that a page prints, as somebody does in Excel."""
    printed = read_workbook(path).sheet(PRINTED_SHEET)
    assert printed is not None
    texts = {at: cell.value or "" for at, cell in printed.cells.items()}
    row = next(row for row, column in sorted(texts) if column == 5 and "budget=" in texts[row, 5])
    column = int(dict(part.split("=") for part in texts[row, 5].split())["budget"])
    sheet, number = texts[row, 1], int(texts[row, 4])
    book = load_workbook(path)
    values = load_workbook(path, data_only=True)
    for page in book:
        for line in page.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    cell.value = values[page.title][cell.coordinate].value
    book[sheet][cell_address(number, column)] = 987654
    book.save(path)


def wrong_round(folder: Path, number: int) -> tuple[str, str]:
    path = folder / f"{number:03d}.xlsx"
    path.write_bytes(report_bytes("rayong2", f"สำนักงานเขตที่ {number}", 1))
    return path.name, "offices_other_round"


def edited(folder: Path, number: int) -> tuple[str, str]:
    path = folder / f"{number:03d}.xlsx"
    path.write_bytes(report_bytes("khonkaen2", f"สำนักงานเขตที่ {number}"))
    with_edited_cell(path)
    return path.name, "offices_edited"


def missing(folder: Path, number: int) -> tuple[str, str]:
    (folder / f"{number:03d}.xlsx").unlink()
    return "", "offices_missing"


def duplicate(folder: Path, number: int) -> tuple[str, str]:
    copy = folder / f"{number:03d}_สำเนา.xlsx"
    copy.write_bytes((folder / f"{number:03d}.xlsx").read_bytes())
    return copy.name, "offices_copy"


def older(folder: Path, number: int) -> tuple[str, str]:
    path = folder / f"{number:03d}.xlsx"
    version = {VERSION.format(2): VERSION.format(1)}
    path.write_bytes(report_bytes("spm2", f"สำนักงานเขตที่ {number}", custom=version))
    return path.name, "offices_older_version"


FAULTS: tuple[Callable[[Path, int], tuple[str, str]], ...] = (wrong_round, edited, missing, duplicate, older)


def with_faults(folder: Path, count: int, faults: int) -> tuple[list[str], set[tuple[str, str]]]:
    """So many offices with so many faults in turn; their names, and what is to be told."""
    names = put_offices(folder, count)
    places = range(2, count, count // faults)
    wanted = {FAULTS[turn % len(FAULTS)](folder, place) for turn, place in enumerate(places[:faults])}
    return names, wanted


OUT = frozenset(("offices_other_round", "offices_edited"))


def in_order(national: National, wanted: set[tuple[str, str]], absent: int, out: Path) -> None:
    """The faults are told and nothing else but the offices that so have no report; every own total ties."""
    assert {one for one in told(national) if one[0]} == {one for one in wanted if one[0]}
    assert {one.rule for one in national.problems if not one.place.file} == {"offices_missing"}
    assert len(national.missing) == absent + sum(rule in OUT for _, rule in wanted)
    checks = write_national(out, national)
    assert len(checks) > len(national.used)
    assert [check.statement for check in checks if not check.agrees] == []


def test_five_forms_tie_and_five_faults_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    names, wanted = with_faults(folder, 15, 5)
    national = brought_together(folder, expected=[Expected(name) for name in names])
    in_order(national, wanted, 1, tmp_path / "national.xlsx")
    assert len(national.used) == 12
    assert {report.form_id for report in national.used} == set(FORMS)
    book = load_workbook(tmp_path / "national.xlsx", data_only=True)
    assert book.properties.created == CREATED.replace(tzinfo=None)
    data = list(book["ข้อมูล"].iter_rows(min_row=2, values_only=True))
    budget = data[0].index("budget")
    assert round(sum(Decimal(str(row[budget] or 0)) for row in data[1:]) * 100) == sum(
        report.total("budget") for report in national.used
    )
    parquet = tmp_path / "parquet"
    write_parquet(parquet, ranked(national.used), national.fiscal_year, national.quarter)
    files = f"read_parquet('{parquet}/**/*.parquet', hive_partitioning = true)"
    query = f"SELECT office_name, sum(budget) FROM {files} GROUP BY 1"
    sums = {name: int(amount * 100) for name, amount in duckdb.sql(query).fetchall()}
    assert sums == {report.office: report.total("budget") for report in national.used}


def test_a_decision_takes_a_report_in_or_leaves_it_out_and_both_are_told(tmp_path: Path) -> None:
    put_offices(tmp_path, 2)
    name, _ = edited(tmp_path, 2)
    decisions = {name: Decision(True, "โทรยืนยันแล้ว"), "001.xlsx": Decision(False, "รอฉบับใหม่")}
    national = brought_together(tmp_path, decisions=decisions)
    assert [(one.file, one.use) for one in national.outcomes] == [
        ("001.xlsx", Use.LEFT_OUT),
        (name, Use.USED),
    ]
    assert told(national) == {("001.xlsx", "offices_left_out"), (name, "offices_taken_in")}


def test_two_differing_reports_of_one_office_are_both_left_out_until_one_is_chosen(tmp_path: Path) -> None:
    put_offices(tmp_path, 2)
    other = tmp_path / "แก้ไข.xlsx"
    other.write_bytes(report_bytes("rayong2", "สำนักงานเขตที่ 1"))
    both = {("001.xlsx", "offices_twice"), (other.name, "offices_twice")}
    assert told(brought_together(tmp_path)) == both
    national = brought_together(tmp_path, decisions={other.name: Decision(True, "ฉบับหลัง")})
    assert told(national) == {("001.xlsx", "offices_replaced")}


def test_what_is_no_report_and_another_year_are_named(tmp_path: Path) -> None:
    put_offices(tmp_path, 1)
    (tmp_path / "ไม่ใช่.xlsx").write_bytes(b"PK no workbook")
    year = {VERSION.format(YEAR): VERSION.format(YEAR - 1)}
    (tmp_path / "ปีก่อน.xlsx").write_bytes(report_bytes("spm2", "สำนักงานเขตที่ 2", custom=year))
    version = {VERSION.format(2): VERSION.format(9)}
    (tmp_path / "รุ่นใหม่.xlsx").write_bytes(report_bytes("spm2", "สำนักงานเขตที่ 3", custom=version))
    found = dict(told(brought_together(tmp_path)))
    assert found["ปีก่อน.xlsx"] == "offices_other_year"
    assert found["รุ่นใหม่.xlsx"] == "offices_unknown_version"
    assert "ไม่ใช่.xlsx" in found
    assert "001.xlsx" not in found


def test_a_decision_leaves_out_what_cannot_be_read_too(tmp_path: Path) -> None:
    put_offices(tmp_path, 1)
    (tmp_path / "เสีย.xlsx").write_bytes(b"PK no workbook")
    national = brought_together(tmp_path, decisions={"เสีย.xlsx": Decision(False, "ขอไฟล์ใหม่แล้ว")})
    assert told(national) == {("เสีย.xlsx", "offices_left_out")}
    assert [one.use for one in national.outcomes] == [Use.USED, Use.LEFT_OUT]


def test_a_page_that_was_renamed_is_named_and_its_report_is_left_out(tmp_path: Path) -> None:
    renamed = {"workbook": {'name="ผลการเบิกจ่าย"': 'name="ผลเบิก"'}}
    put_offices(tmp_path, 1)
    (tmp_path / "002.xlsx").write_bytes(report_bytes("khonkaen2", "สำนักงานเขตที่ 2", **renamed))
    national = brought_together(tmp_path)
    (one,) = [each for each in national.problems if each.rule == "offices_no_pages"]
    assert (one.place.file, one.place.sheet) == ("002.xlsx", "ผลการเบิกจ่าย")
    assert [report.file for report in national.used] == ["001.xlsx"]


@pytest.mark.parametrize("form_id", FORMS)
def test_a_total_that_was_deleted_or_replaced_by_a_word_is_no_total(form_id: str) -> None:
    raw, form = read_workbook(report_bytes(form_id, "สำนักงานเขตที่ 1")), national_form(form_id)
    sheet = raw.sheet(RECONCILIATION_SHEET)
    assert sheet is not None
    assert blank_totals(sheet, form) == []
    key, total = next(iter(own_totals(sheet, form).items()))
    address = total.cells.rpartition("!")[2]
    for cell in (None, RawCell("s", "ลบแล้ว")):
        if cell is None:
            kept = sheet.cells.pop(parse_cell(address))
        else:
            sheet.cells[parse_cell(address)] = cell
        assert blank_totals(sheet, form) == [(key, address)]
    sheet.cells[parse_cell(address)] = kept
    assert blank_totals(sheet, form) == []


def test_two_offices_of_like_names_have_folders_of_their_own(tmp_path: Path) -> None:
    names = ["เขต/1", "เขต:1", "เขต " + "ก" * 200]
    for number, name in enumerate(names):
        (tmp_path / f"{number}.xlsx").write_bytes(report_bytes("spm2", name))
    national = brought_together(tmp_path)
    written = write_parquet(tmp_path / "parquet", ranked(national.used), YEAR, 2)
    assert len(set(written)) == len(names)
    found = duckdb.sql(f"SELECT DISTINCT office_name FROM read_parquet('{tmp_path}/parquet/**/*.parquet')")
    assert {name for (name,) in found.fetchall()} == set(names)


def test_the_queries_of_the_readme_run(tmp_path: Path) -> None:
    put_offices(tmp_path, 5)
    national = brought_together(tmp_path)
    write_parquet(tmp_path / "parquet", ranked(national.used), YEAR, 2)
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```sql\n(.*?)```", readme, re.DOTALL)
    asked = block.replace("'DIR/", f"'{tmp_path}/parquet/").replace(
        "fiscal_year = 2569", f"fiscal_year = {YEAR}"
    )
    by_office, by_strategy = (duckdb.sql(query).fetchall() for query in asked.split(";") if query.strip())
    sums = {(one.office, Decimal(one.total("budget")) / 100) for one in national.used}
    assert {(name, budget) for name, budget, _ in by_office} == sums
    assert sum(count for _, _, count, _ in by_strategy) == sum(len(one.rows) for one in national.used)


@pytest.mark.slow
def test_245_offices_tie_and_20_faults_are_named_here_and_on_a_cluster_that_loses_a_worker(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    names, wanted = with_faults(folder, 245, 20)
    expected = [Expected(name) for name in names]
    national = brought_together(folder, expected=expected)
    in_order(national, wanted, 4, tmp_path / "here.xlsx")
    assert len(wanted) == 17  # four offices are missing, and a missing one has no file
    run = ClusterRun()
    killed = []

    def kill_one(done: int, total: int) -> None:
        if done > total // 4 and not killed:
            pids = client.run(os.getpid)
            killed.append(next(iter(pids)))
            os.kill(pids[killed[0]], signal.SIGKILL)

    with cluster_client(None, 2) as client:
        answers = read_on_cluster(
            client, find_reports(str(folder)), read_office_report, run, on_progress=kill_one
        )
    again = nationwide(answers, fiscal_year=YEAR, quarter=2, expected=expected)
    assert again == national
    # A machine that is busy may lose others as well; what they held was read again all the same.
    assert run.workers_lost.issuperset(killed)
    assert [one.rule for one in run.problems()] == ["offices_worker_lost"]
    write_national(tmp_path / "cluster.xlsx", again)
    assert (tmp_path / "cluster.xlsx").read_bytes() == (tmp_path / "here.xlsx").read_bytes()
