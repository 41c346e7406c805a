"""ข้อมูล is tidy: one row per project and round, English keys, printed units, each figure with its cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook

from tests.report.conftest import Made
from xl_addin.previous.previous_report import read_previous


def t_data(path: Path) -> pd.DataFrame:
    book = load_workbook(path, data_only=True)
    ((sheet, area),) = book.defined_names["t_data"].destinations
    rows: list[list[Any]] = [[cell.value for cell in row] for row in book[sheet][area]]
    return pd.DataFrame(rows[1:], columns=rows[0])


def test_the_named_range_holds_keys_and_every_project(reports: dict[str, Made]) -> None:
    data = t_data(reports["spm2"].path)
    assert {"project_id", "project", "group", "budget", "used_to_date", "remaining", "percent_used"} <= set(
        data
    )
    assert {"status", "status_label", "file", "sheet", "row", "used_cell", "status_cell"} <= set(data)
    assert data["round"].tolist() == [2] * 21 + [1] * 21
    first = data[data["round"] == 1]
    assert (first["budget"].sum(), first["used_to_date"].sum()) == (3_233_000, 13_820)


def test_figures_are_in_printed_units(reports: dict[str, Made]) -> None:
    data = t_data(reports["khonkaen2"].path).set_index("project_id")
    row = data[data["used_to_date"] == 7_406].iloc[0]
    assert (row["budget"], row["percent_used"]) == (600_000, 1.23)


def test_a_choice_is_a_code_with_its_phrase_beside_it(reports: dict[str, Made]) -> None:
    data = t_data(reports["rayong2"].path)
    pairs = set(zip(data["status"], data["status_label"], strict=True))
    assert ("in_progress", "อยู่ระหว่างดำเนินโครงการ") in pairs


def test_what_was_not_reported_is_blank_and_not_zero(reports: dict[str, Made]) -> None:
    data = t_data(reports["spm2"].path)
    missing = data[(data["round"] == 2) & (data["reported"] == 0)]
    assert len(missing) == 1
    assert missing["used"].isna().all()
    assert missing["file"].isna().all()
    assert missing["budget"].notna().all()


def test_the_next_round_reads_it_back(reports: dict[str, Made]) -> None:
    made = reports["spm2"]
    previous = read_previous(made.path, made.consolidated.register.form)
    back = previous.frame[previous.frame["round"] == 2].reset_index(drop=True)
    frame = made.consolidated.frame
    for key in ("budget", "used", "used_to_date", "remaining", "percent_used", "no", "section_no"):
        assert back[key].astype("Int64").equals(frame[key].astype("Int64")), key
    for key in ("project_id", "project", "group_id", "status", "used_cell", "file"):
        assert back[key].fillna("").tolist() == frame[key].fillna("").tolist(), key
    assert previous.identity["form_id"] == "spm2"


def test_it_is_an_excel_table_too_with_the_same_header_and_rows(reports: dict[str, Made]) -> None:
    """Queries and pivots of Excel ask for a table; a table may not have the name of a defined name."""
    for made in reports.values():
        book = load_workbook(made.path)
        ((sheet, area),) = book.defined_names["t_data"].destinations
        table = book[sheet].tables["table_data"]
        assert table.ref == area.replace("$", "")
        keys = [cell.value for cell in book[sheet][area][0]]
        assert [column.name for column in table.tableColumns] == keys
        assert len({str(key).casefold() for key in keys}) == len(keys)
        assert table.autoFilter.ref == table.ref
        assert book[sheet].auto_filter.ref is None
