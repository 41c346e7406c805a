"""The check that a person with Excel runs, against a stand-in that answers like Excel's own objects."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scripts.check_in_excel import check_all, main, same, workbooks


class Cell:
    Locked, MergeCells, Address = False, False, "$B$2"

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def Value2(self) -> Any:
        return self.book.typed

    @Value2.setter
    def Value2(self, value: Any) -> None:
        self.book.typed = value

    def Copy(self, target: Cell) -> None:
        target.Value2 = self.Value2

    def Offset(self, row: int, column: int) -> Cell:
        return Cell(SimpleNamespace(typed=self.Value2)) if (row, column) == (2, 1) else self


class Book:
    """One sheet with a figure, a formula that Excel computes otherwise, and a check of what is typed."""

    def __init__(self) -> None:
        self.typed: Any = 5.0
        self.sum, self.closed = 4.0, False
        self.sheet = SimpleNamespace(Name="แบบ", Visible=-1, ProtectContents=True)
        self.sheet.PageSetup = SimpleNamespace(Pages=SimpleNamespace(Count=3))

    @property
    def Worksheets(self) -> list[Any]:
        told = f"“{self.typed}” ไม่ใช่จำนวนเงิน" if isinstance(self.typed, str) else ""
        values = ((self.typed, self.sum, told),)
        self.sheet.UsedRange = SimpleNamespace(Value2=values, Cells=[Cell(self)])
        return [self.sheet]

    def ExportAsFixedFormat(self, kind: int, path: str) -> None:
        Path(path).write_bytes(b"%PDF")

    def Close(self, SaveChanges: bool) -> None:
        assert not SaveChanges
        self.closed = True


class Application:
    def __init__(self, book: Book) -> None:
        self.book = book
        self.api = SimpleNamespace(
            Workbooks=SimpleNamespace(Open=self.open), CalculateFull=self.full, Calculate=int, Undo=int
        )

    def open(self, path: str, **how: Any) -> Book:
        if Path(path).read_bytes() != b"workbook":
            raise OSError("file needs repair")
        assert how["CorruptLoad"] == 0
        return self.book

    def full(self) -> None:
        self.book.sum = 9.0


def demo(folder: Path, content: bytes = b"workbook") -> Path:
    for name in ("templates/กลุ่ม ก.xlsx", "report.xlsx", "templates/~$กลุ่ม ก.xlsx", "returned/ก.xlsx"):
        (folder / "spm2" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "spm2" / name).write_bytes(content)
    return folder


def test_templates_and_reports_of_the_demo_are_tried(tmp_path: Path) -> None:
    names = [path.name for path in workbooks(demo(tmp_path))]
    assert names == ["report.xlsx", "กลุ่ม ก.xlsx"]


def test_what_excel_changes_prints_and_says_is_written_down(tmp_path: Path) -> None:
    book = Book()
    results = check_all(Application(book), workbooks(demo(tmp_path))[:1])
    (said,) = results.values()
    assert list(results) == ["spm2/report.xlsx"]
    assert said["opens"]
    assert said["changed_by_calculation"] == ["แบบ!1,2"]
    assert said["pdf_pages"] == {"แบบ": 3, "_pdf_bytes": 4}
    assert said["protected_sheets"] == ["แบบ"]
    assert said["wrong_value"]["told"] == 2, "the typed cell and the sentence about it"
    assert said["wrong_value"]["after_undo"] == 5.0
    assert book.closed


def test_a_workbook_that_needs_repair_stops_no_other(tmp_path: Path) -> None:
    results = check_all(Application(Book()), workbooks(demo(tmp_path, b"broken")))
    assert [said["opens"] for said in results.values()] == [False, False]
    assert all("repair" in said["said"] for said in results.values())


def test_noise_of_doubles_and_blank_cells_are_no_change() -> None:
    assert same(0.1 + 0.2, 0.3)
    assert same(None, "")
    assert not same(1.0, 1.01)
    assert not same(1.0, "1")


def test_without_a_demo_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["check_in_excel.py", str(tmp_path)])
    assert main() == 1
    assert "make demo" in capsys.readouterr().err
