"""The ministry's own lists, and where its report may be written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.offices.lists import Expected, read_decisions, read_expected
from xl_addin.offices.national import National
from xl_addin.offices.national_workbook import write_national
from xl_addin.offices.parquet import check_parquet
from xl_addin.offices.sources import OfficesError, Source, apart_from, check_out, find_reports


def written(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


@pytest.mark.parametrize("day", ["2026-04-15", "15/4/2569", "15 เม.ย. 2569", "15 เมษายน พ.ศ. 2569"])
def test_days_are_read_as_thais_write_them(tmp_path: Path, day: str) -> None:
    path = written(tmp_path, f"Office, Due ,received\nเขต 1,{day},\n")
    assert read_expected(path) == [Expected("เขต 1", date(2026, 4, 15), None)]


def test_what_is_no_day_is_told_with_its_office(tmp_path: Path) -> None:
    with pytest.raises(OfficesError) as told:
        read_expected(written(tmp_path, "office,due\nเขต 1,\nเขต 2,กลางเดือน\n"))
    assert "เขต 2" in told.value.problem().message
    assert "กลางเดือน" in told.value.problem().message


def test_a_decision_that_says_neither_yes_nor_no_is_told_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(OfficesError) as told:
        read_decisions(written(tmp_path, "file,use,reason\n001.xlsx,อาจ,\n"))
    assert "001.xlsx" in told.value.problem().message


@pytest.mark.parametrize("begin", ["", "file://"])
def test_the_national_report_takes_no_office_s_place_but_its_own_of_last_time(
    tmp_path: Path, begin: str
) -> None:
    for name in ("001.xlsx", "002.xlsx"):
        (tmp_path / name).write_bytes(b"an office's")
    found = [Source(f"{begin}{tmp_path / name}", name) for name in ("001.xlsx", "002.xlsx")]
    with pytest.raises(OfficesError) as told:
        apart_from(tmp_path / "001.xlsx", found)
    assert told.value.message_id == "offices_out_is_a_report"
    assert apart_from(tmp_path / "รวม.xlsx", found) == found
    write_national(tmp_path / "001.xlsx", National(2569, 2, (), ()))
    assert apart_from(tmp_path / "001.xlsx", found) == found[1:]


def test_the_national_report_is_a_workbook_in_a_folder_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(OfficesError) as told:
        check_out(tmp_path / "รวม.docx")
    assert told.value.message_id == "command_out_not_xlsx"
    with pytest.raises(WriteError):
        check_out(tmp_path / "ไม่มี" / "รวม.xlsx")


def test_parquet_goes_into_a_folder(tmp_path: Path) -> None:
    check_parquet(tmp_path)
    check_parquet(tmp_path / "new")
    (tmp_path / "file").touch()
    with pytest.raises(WriteError):
        check_parquet(tmp_path / "file")


def test_what_is_sent_in_place_of_a_workbook_is_not_passed_over(tmp_path: Path) -> None:
    for name in ("ก.xlsx", "ข.XLS", "ค.zip", "ง.ods", "จ.pdf", "offices.csv", "~$ก.xlsx"):
        (tmp_path / name).touch()
    assert [source.name for source in find_reports(str(tmp_path))] == ["ก.xlsx", "ข.XLS", "ค.zip", "ง.ods"]
