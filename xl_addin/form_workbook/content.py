"""The content of a form file and its texts as rows of the workbook's sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from xl_addin.form_workbook.fields import Cell
from xl_addin.form_workbook.sheets import (
    COLUMNS,
    FORM,
    LISTS,
    PRINTED,
    REPORT,
    RULES,
    SETTINGS,
    TEXTS,
    Fields,
)
from xl_addin.form_workbook.words import HEADS

Row = dict[str, Cell]
Rows = dict[str, list[Row]]
"""Key of a sheet -> its rows from the top, each cell by the key of its column."""

NESTED = {
    "heading": "headings",
    "figure": "figures",
    "measure": "measures",
    "chart": "charts",
    "part": "parts",
}
"""Type of a row below a report sheet -> the list of that sheet which it is in."""

TABLES = ("tables", "group_tables")
"""Lists of a form's tables beside the one of projects."""


@dataclass(slots=True)
class FormContent:
    """What a form's file says (`raw`, as TOML is read) and its texts by file name."""

    raw: dict[str, Any]
    texts: dict[str, str] = field(default_factory=dict)


def rows_of(content: FormContent) -> Rows:
    """The rows of every sheet."""
    raw = content.raw
    return {
        FORM.key: [_setting(raw, key) for key in SETTINGS],
        LISTS.key: list(_lists(raw)),
        COLUMNS.key: list(_columns(raw)),
        RULES.key: [_row(RULES.rows[""], rule) for rule in raw.get("rules", [])],
        REPORT.key: list(_report(raw)),
        PRINTED.key: list(_printed(raw)),
        TEXTS.key: [{"file": file, "text": text} for file, text in sorted(content.texts.items())],
    }


def _setting(raw: Mapping[str, Any], key: str) -> Row:
    found: Any = raw
    for step in key.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    head, guidance = HEADS[key]
    return {"setting": key, "head": head, "value": SETTINGS[key].written(found), "guidance": guidance}


def _row(fields: Fields, entry: Mapping[str, Any], **first: Cell) -> Row:
    flat = dict(entry)
    for key, value in entry.items():
        if isinstance(value, Mapping):
            flat |= {f"{key}.{inner}": one for inner, one in value.items()}
    return first | {key: one.written(flat[key]) for key, one in fields.items() if key in flat}


def _lists(raw: Mapping[str, Any]) -> Iterator[Row]:
    parts = (
        ("text", raw.get("texts", [])),
        ("param", raw.get("params", [])),
        ("table", raw.get("tables", [])),
        ("group_table", raw.get("group_tables", [])),
        ("section", raw.get("template", {}).get("sections", [])),
    )
    for kind, entries in parts:
        for entry in entries:
            yield _row(LISTS.rows[kind], entry, type=_type(LISTS.types, kind))
    tables = [("", raw), *((f"{table['key']}.", table) for table in tables_of(raw))]
    for before, table in tables:
        for column in table.get("columns", []):
            for code, phrase in column.get("choices", {}).items():
                of = f"{before}{column['key']}"
                choice = {"of": of, "key": code, "label": phrase}
                yield _row(LISTS.rows["choice"], choice, type=_type(LISTS.types, "choice"))


def tables_of(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The small tables and those of the groups."""
    return [table for key in TABLES for table in raw.get(key, [])]


def _type(types: Mapping[str, str], code: str) -> str:
    return f"{types[code]} ({code})"


def _columns(raw: Mapping[str, Any]) -> Iterator[Row]:
    for column in raw.get("columns", []):
        yield _row(COLUMNS.rows[""], column, table=None)
    for table in tables_of(raw):
        for column in table.get("columns", []):
            yield _row(COLUMNS.rows[""], column, table=table["key"])


def _report(raw: Mapping[str, Any]) -> Iterator[Row]:
    for sheet in raw.get("report", {}).get("sheets", []):
        yield _row(REPORT.rows["sheet"], sheet, type=_type(REPORT.types, "sheet"))
        for kind, key in NESTED.items():
            for entry in sheet.get(key, []):
                yield _row(REPORT.rows[kind], entry, type=_type(REPORT.types, kind))


def _printed(raw: Mapping[str, Any]) -> Iterator[Row]:
    for sheet in raw.get("report", {}).get("sheets", []):
        for column in sheet.get("columns", []):
            yield _row(PRINTED.rows[""], column, sheet=sheet["name"], part=None)
        for number, part in enumerate(sheet.get("parts", []), 1):
            for column in part.get("columns", []):
                yield _row(PRINTED.rows[""], column, sheet=sheet["name"], part=number)
