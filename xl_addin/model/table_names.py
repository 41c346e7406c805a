"""Defined names of the tables in our workbooks: `t_` and the table's key, from its key row to its last row."""

from __future__ import annotations


def table_name(key: str) -> str:
    """The defined name of a table."""
    return f"t_{key}"


PROJECT_ID = "project_id"
"""Key of the hidden column that says which project a row belongs to."""

DATA_SHEET = "ข้อมูล"
"""Name of the data sheet of a report, of an office or of many."""

KNOWN_ROW = "_known"
"""Key of the hidden column that is 1 in the rows of a small table that were known when the template was made."""

ROW_PATH = "_path"
"""Key of the hidden column that numbers the rows of small tables that stand in one another: "2", "2.1" below it."""

PATH = "path"
"""Key of the same in frames and on data sheets, of the tables that stand in another's rows."""

CHANGES_SHEET = "การเปลี่ยนแปลงระหว่างปี"
"""Name of the sheet of changes during the year, in the register and in the report."""

DECISIONS_SHEET = "การพิจารณา"
"""Name of the sheet of the officer's decisions, in the register and in the report."""

DATA_NAME = table_name("data")
"""The data sheet of a report; a small table's own is `t_data_<key>`."""

FIELDS_NAME = table_name("fields")
"""Where each field of each project stands, in a template that gives every project a sheet."""
