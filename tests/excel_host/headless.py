"""The headless host: an .xlsx file, the real server, and in between what xlwings.js and the pane would do.

The live check is the pane's own conversation with the server (the same request, the same script, the same
actions); the pane's callback is played here in Python. An action or callback that is not played raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple

from tests.excel_host.book import HostBook

ERROR, WARNING = "#f4b6b0", "#ffe08a"
SCRIPT = "/xlwings/custom-scripts-call/check_rows"


class NotPlayed(Exception):
    """The server asked for something that this host does not play."""


@dataclass(frozen=True, slots=True)
class Table:
    """A `t_` table of the workbook; rows and columns are 1-based."""

    key: str
    sheet: str
    first_column: int
    keys: list[str]
    rows: list[int]
    formulas: dict[tuple[int, int], str]


class HeadlessExcel:
    """One open workbook and the pane beside it."""

    def __init__(self, path: Path, client: httpx.Client, token: str) -> None:
        self.book = HostBook(path)
        self.client = client
        self.token = token
        self.names = [sheet["name"] for sheet in self.book.model()["sheets"]]
        self.cells: dict[str, dict[str, Any]] = {
            sheet["name"]: {address: dict(cell) for address, cell in sheet["cells"].items()}
            for sheet in self.book.model()["sheets"]
        }
        self.identity = self._identity()
        self.tables = [
            self._table(name) for name in self.book.model()["names"] if name["name"].startswith("t_")
        ]
        self.answers: dict[tuple[str, int], dict[str, Any]] = {}
        self.actions: list[str] = []

    # ---- the person
    def type(self, sheet: str, address: str, rows: Sequence[Sequence[Any]]) -> None:
        """One edit of a block, then the check of the rows that it touched."""
        row, column = coordinate_to_tuple(address)
        for i, line in enumerate(rows):
            for j, value in enumerate(line):
                self._write(sheet, row + i, column + j, value)
        for table in self.tables:
            touched = [r for r in table.rows if row <= r < row + len(rows)]
            if table.sheet == sheet and touched:
                self.check(table, touched)

    # ---- the pane
    def project(self, table: Table, row: int) -> str:
        """The project id of a row."""
        return str(self._cell(table.sheet, row, table.first_column + table.keys.index("project_id"))["v"])

    def check_all(self) -> None:
        for table in self.tables:
            self.check(table, table.rows)

    def check(self, table: Table, rows: list[int]) -> None:
        answer = self.client.post(
            SCRIPT, json=self.payload(table, rows), headers={"Authorization": self.token}
        )
        answer.raise_for_status()
        for action in answer.json()["actions"]:
            self.actions.append(action["func"])
            name, *arguments = action["args"]
            if (action["func"], name) != ("runMacro", "tidtamChecked"):
                raise NotPlayed(f"{action['func']} {name}")
            self._checked(table, rows, httpx.Response(200, text=arguments[0]).json())

    def _checked(self, table: Table, rows: list[int], answer: dict[str, Any]) -> None:
        for row in answer["rows"]:
            self.answers[table.sheet, row["row"]] = row
        for write in answer["writes"]:
            row, column = coordinate_to_tuple(write["cell"])
            if self._cell(table.sheet, row, column)["v"] == write["was"]:
                self._write(table.sheet, row, column, write["value"])
        for row in rows:
            for position in range(len(table.keys)):
                column = table.first_column + position
                formula = table.formulas.get((row, column))
                if formula and self._cell(table.sheet, row, column).get("f") != formula:
                    self._write(table.sheet, row, column, formula)

    # ---- what is there
    def marks(self) -> dict[tuple[str, str], str]:
        """(sheet, address) -> colour of every cell that the pane marks."""
        marks: dict[tuple[str, str], str] = {}
        for (sheet, _), row in self.answers.items():
            for mistake in row["mistakes"] if row["entries"] else ():
                if mistake["cell"] and mistake["rule"] != "required_blank":
                    colour = ERROR if mistake["severity"] == "error" else WARNING
                    if marks.get((sheet, mistake["cell"])) != ERROR:
                        marks[sheet, mistake["cell"]] = colour
        return marks

    def dump(self) -> dict[str, dict[str, dict[str, Any]]]:
        """As the browser host's: values, formulas and marks of every cell that has any."""
        marks = self.marks()
        dumped: dict[str, dict[str, dict[str, Any]]] = {}
        for sheet, cells in self.cells.items():
            dumped[sheet] = {
                address: {"v": cell["v"], "f": cell.get("f"), "mark": marks.get((sheet, address))}
                for address, cell in cells.items()
                if cell["v"] != "" or cell.get("f") or (sheet, address) in marks
            }
        return dumped

    def messages(self) -> list[tuple[int, str]]:
        """(row, message) of everything that is wrong."""
        return [(row["row"], m["message"]) for row in self.answers.values() for m in row["mistakes"]]

    # ---- the workbook
    def _cell(self, sheet: str, row: int, column: int) -> dict[str, Any]:
        address = f"{get_column_letter(column)}{row}"
        return self.cells[sheet].setdefault(address, {"v": "", "nf": "General", "locked": True})

    def _write(self, sheet: str, row: int, column: int, value: Any) -> None:
        cell = self._cell(sheet, row, column)
        typed = as_typed(value, cell["nf"])
        cell.pop("f", None)
        if isinstance(typed, str) and typed.startswith("="):
            cell["f"], cell["v"] = typed, 0
        else:
            cell["v"] = typed
        index = self.names.index(sheet)
        for place in self.book.calculate([(index, row - 1, column - 1, typed)]):
            self._cell(self.names[place[0]], place[1] + 1, place[2] + 1)["v"] = place[3]

    def _identity(self) -> dict[str, str]:
        cells = self.cells["_form"]
        keys = {address: str(cell["v"]) for address, cell in cells.items() if re.fullmatch(r"A\d+", address)}
        return {key: str(cells.get(f"B{address[1:]}", {"v": ""})["v"]) for address, key in keys.items()}

    def _table(self, name: dict[str, Any]) -> Table:
        sheet, area = name["formula"].removeprefix("=").rsplit("!", 1)
        sheet = sheet.strip("'").replace("''", "'")
        first_column, first_row, last_column, last_row = range_boundaries(area)
        keys = [str(self._cell(sheet, first_row, c)["v"]) for c in range(first_column, last_column + 1)]
        id_column = first_column + keys.index("project_id")
        rows = [r for r in range(first_row + 1, last_row + 1) if self._cell(sheet, r, id_column)["v"] != ""]
        formulas = {
            (row, column): formula
            for row in rows
            for column in range(first_column, last_column + 1)
            if (formula := self._cell(sheet, row, column).get("f"))
        }
        return Table(name["name"].removeprefix("t_"), sheet, first_column, keys, rows, formulas)

    def payload(self, table: Table, rows: list[int]) -> dict[str, Any]:
        columns = range(table.first_column, table.first_column + len(table.keys))
        asked = {
            "table": table.key,
            "sheet": table.sheet,
            "first_column": table.first_column - 1,
            "keys": table.keys,
            "numbers": rows,
            "values": [[self._cell(table.sheet, row, column)["v"] for column in columns] for row in rows],
        }
        return live_payload(self.identity, asked, self.names)


def live_payload(
    identity: dict[str, str], rows: dict[str, Any], sheets: Iterable[str] = ("แบบรายงาน",)
) -> dict[str, Any]:
    """A live check as the pane sends it."""
    nothing: dict[str, Any] = {
        "values": [[]],
        "tables": [],
        "pictures": [],
        "shapes": [],
        "charts": [],
        "notes": [],
        "used_range_address": None,
    }
    return {
        "client": "Office.js",
        "version": version("xlwings"),
        "book": {"name": "", "active_sheet_index": 0, "selection": None, "calculation": "Automatic"},
        "names": [],
        "sheets": [{"name": name, **nothing} for name in sheets],
        "args": [{"identity": identity, "rows": rows}],
    }


def as_typed(value: Any, number_format: str) -> Any:
    """What Excel makes of a value that is typed or written."""
    if not isinstance(value, str) or number_format == "@" or value.startswith("="):
        return "" if value is None else value
    text = value.strip()
    if re.fullmatch(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?(e[-+]?\d+)?", text, re.IGNORECASE | re.ASCII):
        number = float(text.replace(",", ""))
        return int(number) if number.is_integer() else number
    return value.removeprefix("'")
