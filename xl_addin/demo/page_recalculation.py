"""Project sheets as Excel saves them: every computed field and cell of a small table carries its value.

It plays Excel in the demo, beside `page_typing`, which plays the person at the keyboard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xl_addin.demo.page_typing import Filled, table_cells
from xl_addin.demo.typed_values import typed_in
from xl_addin.excel.addresses import cell_address
from xl_addin.excel.reading.cell_patch import Shown, value_cells
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.excel.writing.value_cells import shown_value
from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.form.schema import Column
from xl_addin.model.values.kinds import Fill
from xl_addin.template.pages.field_names import field_cells
from xl_addin.template.shared.round_data import RoundData


def saved_pages(workbook: bytes, data: RoundData, projects: Mapping[str, Filled]) -> bytes:
    """The workbook, into which this was typed, with the values that its formulas have.

    Sentences of the check columns are left as they were: nobody reads them from the file.
    """
    typed = {id_: filled.fields for id_, filled in projects.items()}
    checked = typed_in(data, typed, {id_: filled.tables for id_, filled in projects.items()})
    positions = {id_: place for place, id_ in enumerate(checked.frame["project_id"])}
    records = checked.frame.to_dict("records")
    book = read_workbook(workbook)
    values: dict[str, dict[str, Shown]] = {}
    for page in field_cells(book):
        id_ = page.sheet.cells[page.cells["project_id"]].value or ""
        cells = values.setdefault(page.sheet.name, {})
        for column in _formulas(data.form.columns):
            if column.key in page.cells:
                cells[cell_address(*page.cells[column.key])] = shown_value(
                    records[positions[id_]][column.key], column
                )
        for table in data.form.tables:
            own = checked.tables[table.key]
            rows = own[own[PARENT] == positions[id_]].to_dict("records")
            wanted = [
                {column.key: shown_value(row[column.key], column) for column in _formulas(table.columns)}
                for row in rows
            ]
            cells |= table_cells(book, page, table.key, wanted)
    return value_cells(workbook, values)


def _formulas(columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if column.fill is Fill.COMPUTED]
