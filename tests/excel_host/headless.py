"""The headless host: an .xlsx file, the real server, and in between what xlwings.js and the pane would do.

The live check is the pane's own conversation with the server (the same request, the same script, the same
actions); what the pane does with the answers is played here in Python. An action or callback that is not
played raises.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
from openpyxl.utils.cell import coordinate_to_tuple

from tests.excel_host.areas import Area, Table, read_areas
from tests.excel_host.workbook import GENERAL, TEXT, Workbook
from xl_addin.excel.writing.styles import ERROR_LOOK, WARNING_LOOK
from xl_addin.model.identity import FORM_SHEET, PROPERTY_PREFIX

ERROR, WARNING = ERROR_LOOK["bg_color"], WARNING_LOOK["bg_color"]
"""The pane marks with the colours of the template's own legend."""

SCRIPT = "/xlwings/custom-scripts-call/check_rows"
Listed = tuple[str, list[list[str]]]
"""A heading of the pane's list, and its lines, each as the texts that stand in it."""

MISSING = "required_blank"
"""The rule that the pane lists but does not mark: the template itself shows what is still to be filled in."""


class NotPlayed(Exception):
    """The server asked for something that this host does not play."""


class NotReady(Exception):
    """The pane's button cannot be pressed, with the sentence that it would say."""


class HeadlessExcel:
    """One open workbook and the pane beside it."""

    def __init__(self, path: Path, client: httpx.Client, token: str) -> None:
        self.workbook = Workbook(path)
        self.client = client
        self.headers = {"Authorization": token}
        self.identity = {key: str(self.workbook.cell(*at).value) for key, at in self._identity_cells()}
        self.tables = read_areas(self.workbook)
        self.answers: dict[tuple[str, int], dict[str, Any]] = {}

    # ---- the person
    def edit(self, sheet: str, address: str, rows: Sequence[Sequence[Any]]) -> None:
        """One edit of a block, then the check of the rows that it touched."""
        edited = self.workbook.edit(sheet, address, rows)
        if self.identity["ready"]:
            self._stamp({"ready": ""})
        for table in self.tables:
            touched = table.rows_touched(edited) if table.sheet == sheet else []
            if touched:
                self.check(table, touched)

    def press_ready(self) -> None:
        """พร้อมส่ง: checks everything and stamps the workbook. Raises NotReady while something is wrong."""
        self.check_all()
        if self.errors:
            raise NotReady(f"ยังต้องแก้ {self.errors} แห่ง")
        issue = int(self.identity["issue"] or 1) + 1
        self._stamp({"issue": str(issue), "ready": str(self.entries)})

    def press_send(self) -> dict[str, Any]:
        """ส่ง: the upload. Gives the receipt; raises NotReady before พร้อมส่ง."""
        if not self.identity["ready"]:
            raise NotReady
        return upload(self.client, self.workbook.save(), self.headers["Authorization"])

    # ---- the pane
    def check_all(self) -> None:
        for table in self.tables:
            self.check(table, table.rows)

    def check(self, table: Area, rows: list[int]) -> None:
        answer = self.client.post(SCRIPT, json=self.payload(table, rows), headers=self.headers)
        answer.raise_for_status()
        for action in answer.json()["actions"]:
            name, *arguments = action["args"]
            if (action["func"], name) != ("runMacro", "tidtamChecked"):
                raise NotPlayed(f"{action['func']} {name}")
            self._checked(table, rows, json.loads(arguments[0]))

    def payload(self, table: Area, rows: list[int]) -> dict[str, Any]:
        """The request of a live check."""
        argument = {"identity": self.identity, **table.question(self.workbook, rows)}
        position = self.workbook.sheets[table.sheet].index
        return script_payload(argument, self.workbook.sheets, position)

    def _checked(self, table: Area, rows: list[int], answer: dict[str, Any]) -> None:
        for row in answer["rows"]:
            self.answers[table.sheet, row["row"]] = row
        for row in rows:
            for column in table.columns:
                self._restore_formula(table, row, column)
        for write in answer["writes"]:
            row, column = coordinate_to_tuple(write["cell"])
            cell = self.workbook.cell(table.sheet, row, column)
            if cell.value == write["was"]:
                if cell.number_format == TEXT and not isinstance(write["value"], str):
                    belongs = table.format_at(row, column)
                    cell.number_format = GENERAL if belongs == TEXT else belongs
                self.workbook.put(table.sheet, row, column, write["value"])

    def _restore_formula(self, table: Area, row: int, column: int) -> None:
        cell = self.workbook.cell(table.sheet, row, column)
        formula = table.formula_at(row, column)
        if not formula or cell.formula == formula or (cell.formula and (row, column) not in table.formulas):
            return
        number_format, cell.number_format = cell.number_format, GENERAL
        self.workbook.put(table.sheet, row, column, formula)
        cell.number_format = number_format

    def _stamp(self, changes: dict[str, str]) -> None:
        cells = dict(self._identity_cells())
        for key, value in changes.items():
            self.workbook.put(*cells[key], value and f"'{value}")
            self.workbook.properties[PROPERTY_PREFIX + key] = value
        self.identity |= changes

    def _identity_cells(self) -> Iterable[tuple[str, tuple[str, int, int]]]:
        """Key of the hidden sheet -> where its value stands."""
        for address, cell in self.workbook.sheets[FORM_SHEET].cells.items():
            row, column = coordinate_to_tuple(address)
            if column == 1 and cell.value != "":
                yield str(cell.value), (FORM_SHEET, row, 2)

    # ---- what is there
    def project(self, table: Table, row: int) -> str:
        """The project id of a row."""
        return str(self.workbook.cell(table.sheet, row, table.column("project_id")).value)

    @property
    def entries(self) -> int:
        """Filled entry cells, as the last checks counted them."""
        return sum(row["entries"] for row in self.answers.values())

    @property
    def errors(self) -> int:
        return sum(m["severity"] == "error" for row in self.answers.values() for m in row["mistakes"])

    def formula(self, sheet: str, address: str) -> str:
        return self.workbook.cell(sheet, *coordinate_to_tuple(address)).formula

    def is_locked(self, sheet: str, address: str) -> bool:
        return self.workbook.cell(sheet, *coordinate_to_tuple(address)).locked

    def progress(self) -> str:
        """The pane's bar, in words."""
        total = sum(table.total for table in self.tables)
        filled = sum(row["entries"] > 0 for row in self.answers.values())
        return f"กรอกแล้ว {filled} จาก {total} โครงการ, ต้องแก้ {self.errors} แห่ง"

    def marks(self) -> dict[tuple[str, str], str]:
        """(sheet, address) -> colour of every cell that the pane marks."""
        marks: dict[tuple[str, str], str] = {}
        for (sheet, _), row in self.answers.items():
            for mistake in row["mistakes"] if row["entries"] else ():
                if mistake["cell"] and mistake["rule"] != MISSING:
                    colour = ERROR if mistake["severity"] == "error" else WARNING
                    if marks.get((sheet, mistake["cell"])) != ERROR:
                        marks[sheet, mistake["cell"]] = colour
        return marks

    def dump(self) -> dict[str, dict[str, dict[str, Any]]]:
        """As the browser host's: values, formulas and marks of every cell that has any."""
        marks = self.marks()
        return {
            sheet.name: {
                address: {
                    "v": cell.value,
                    "f": cell.formula or None,
                    "mark": marks.get((sheet.name, address)),
                }
                for address, cell in sheet.cells.items()
                if cell.value != "" or cell.formula or (sheet.name, address) in marks
            }
            for sheet in self.workbook.sheets.values()
        }

    def listed(self) -> list[Listed]:
        """What the pane lists; not in the pane's order, where what was found last stands first."""
        listed: list[Listed] = []
        empty = []
        for (sheet, number), row in sorted(self.answers.items(), key=lambda answer: answer[0][1]):
            name = row["name"] or row["project"]
            if row["mistakes"] and not row["entries"]:
                empty.append([name])
            elif row["mistakes"]:
                listed.append((name, lines_of(sheet, number, row["mistakes"])))
        if empty:
            listed.append((f"ยังไม่ได้กรอก {len(empty)} โครงการ", empty[:5]))
        return listed


def lines_of(sheet: str, number: int, mistakes: Sequence[dict[str, str]]) -> list[list[str]]:
    """A project's lines: what is wrong, each with its remedy; then what is missing, under one remedy."""
    lines, missing = [], []
    for mistake in mistakes:
        line = [f"{sheet} {mistake['cell'] or f'แถว {number}'}", mistake["message"]]
        if mistake["rule"] != MISSING:
            lines.append([*line, mistake["fix"]])
            continue
        if not missing or missing[-1][0] != mistake["fix"]:
            missing.append((mistake["fix"], []))
        missing[-1][1].append(line)
    return lines + [line for fix, under in missing for line in ([fix], *under)]


def upload(client: httpx.Client, workbook: bytes, token: str, *, replace: bool = False) -> dict[str, Any]:
    """Send a workbook to the planning group; `replace`: also in place of a fuller one. Gives the receipt."""
    headers, params = {"Authorization": token}, {"replace": "yes"} if replace else {}
    answer = client.post("/tidtam/returned", content=workbook, headers=headers, params=params, timeout=60)
    answer.raise_for_status()
    receipt: dict[str, Any] = answer.json()
    return receipt


def live_payload(
    identity: dict[str, str], rows: dict[str, Any], sheets: Iterable[str] = ("แบบรายงาน",)
) -> dict[str, Any]:
    """A live check of rows as the pane sends it."""
    return script_payload({"identity": identity, "rows": rows}, sheets)


def script_payload(argument: dict[str, Any], sheets: Iterable[str], position: int = 0) -> dict[str, Any]:
    """A call of a script as xlwings.js makes it; `position`: the sheet that is in front, from 0."""
    lists = ("tables", "pictures", "shapes", "charts", "notes")
    nothing = {"values": [[]], "used_range_address": None} | {kind: [] for kind in lists}
    return {
        "client": "Office.js",
        "version": version("xlwings"),
        "book": {
            "name": "",
            "active_sheet_index": position,
            "selection": None,
            "calculation": "Automatic",
        },
        "names": [],
        "sheets": [{"name": name, **nothing} for name in sheets],
        "args": [argument],
    }
