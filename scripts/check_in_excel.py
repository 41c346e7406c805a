"""Try every workbook of the demo in Microsoft Excel, and write down what Excel makes of it.

    python scripts/check_in_excel.py [FOLDER] [--result FILE]

For a person with Windows, Excel and `pip install xlwings`. FOLDER is what `make demo` wrote (out/demo). Each
template and report is copied, opened, computed anew, printed to PDF, tried with a wrong value, an undo and a
paste, and closed without saving. The result is one text file to send back; no workbook is changed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

CLOSE = 1e-6
WRONG = "ไม่ใช่ตัวเลข"
PDF = 0  # xlTypePDF


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("out/demo"))
    parser.add_argument("--result", type=Path, default=Path("check_in_excel.json"))
    given = parser.parse_args()
    paths = workbooks(given.folder)
    if not paths:
        print(f"ไม่พบไฟล์ใน {given.folder}: สั่ง make demo ก่อน", file=sys.stderr)
        return 1
    try:
        import xlwings
    except ImportError:
        print("ยังไม่มี xlwings: สั่ง pip install xlwings บนเครื่อง Windows ที่มี Excel", file=sys.stderr)
        return 1
    try:
        application = xlwings.App(visible=False, add_book=False)
    except Exception as error:  # no Excel here, or no licence: each engine says so in its own way
        print(f"เปิด Excel ไม่ได้: {error}", file=sys.stderr)
        return 1
    try:
        result = {"excel": str(application.version), "books": check_all(application, paths)}
    finally:
        application.quit()
    given.result.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"ส่งไฟล์นี้กลับ: {given.result}")
    return 0


def workbooks(folder: Path) -> list[Path]:
    """Templates and reports of the demo, in order."""
    found = [*folder.glob("*/templates/*.xlsx"), *folder.glob("*/report*.xlsx")]
    return sorted(path for path in found if not path.name.startswith("~$"))


def check_all(application: Any, paths: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """What Excel says of copies of these workbooks, by name; one that fails stops no other."""
    results: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate(paths):
            copy = Path(folder) / f"{number}.xlsx"
            shutil.copyfile(path, copy)
            results[f"{path.parent.name}/{path.name}"] = _check(application, copy)
    return results


def _check(application: Any, path: Path) -> dict[str, Any]:
    application.display_alerts = False
    try:
        # CorruptLoad 0: a file that needs repair is refused, not repaired.
        book = application.api.Workbooks.Open(str(path), UpdateLinks=0, CorruptLoad=0)
    except Exception as error:
        return {"opens": False, "said": str(error)}
    said: dict[str, Any] = {"opens": True}
    steps: Mapping[str, Callable[[], Any]] = {
        "changed_by_calculation": lambda: _recalculated(application, book),
        "pdf_pages": lambda: _pages(book, path.with_suffix(".pdf")),
        "protected_sheets": lambda: [sheet.Name for sheet in book.Worksheets if sheet.ProtectContents],
        "drop_downs": lambda: _drop_downs(book),
        "wrong_value": lambda: _wrong_value(application, book),
    }
    for name, step in steps.items():
        try:
            said[name] = step()
        except Exception as error:  # what cannot be tried is part of the result
            said[name] = f"error: {error}"
    book.Close(SaveChanges=False)
    return said


def _values(book: Any) -> dict[str, Any]:
    return {
        f"{sheet.Name}!{row + 1},{column + 1}": value
        for sheet in book.Worksheets
        for row, line in enumerate(_rows(sheet.UsedRange.Value2))
        for column, value in enumerate(line)
    }


def _rows(values: Any) -> tuple[tuple[Any, ...], ...]:
    """The values of a range: Excel gives a single cell bare."""
    return values if isinstance(values, tuple) else ((values,),)


def _recalculated(application: Any, book: Any) -> list[str]:
    """Cells whose value is another once Excel has computed them."""
    before = _values(book)
    application.api.CalculateFull()
    after = _values(book)
    return [place for place, value in after.items() if not same(before.get(place), value)][:50]


def same(one: Any, other: Any) -> bool:
    """Whether two values of a cell are the same, but for noise of doubles; blank and an empty text are."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) <= CLOSE * max(1.0, abs(one))
    return (one or "") == (other or "")


def _pages(book: Any, target: Path) -> dict[str, int]:
    """Pages by sheet, as Excel counts them, and whether it prints them to PDF."""
    book.ExportAsFixedFormat(PDF, str(target))
    pages = {sheet.Name: int(sheet.PageSetup.Pages.Count) for sheet in book.Worksheets if sheet.Visible == -1}
    return pages | {"_pdf_bytes": target.stat().st_size}


def _unlocked(book: Any) -> Any:
    """The first cell that is typed into, with a number rule; None where there is none."""
    for sheet in book.Worksheets:
        if sheet.Visible != -1 or not sheet.ProtectContents:
            continue
        for cell in sheet.UsedRange.Cells:
            if not cell.Locked and not cell.MergeCells:
                return cell
    return None


def _drop_downs(book: Any) -> int:
    """Cells of visible sheets with a list to choose from."""
    number = 0
    for sheet in book.Worksheets:
        if sheet.Visible == -1:
            try:
                number += int(sheet.Cells.SpecialCells(-4174).Count)  # xlCellTypeAllValidation
            except Exception:  # Excel raises where a sheet has none
                continue
    return number


def _wrong_value(application: Any, book: Any) -> dict[str, Any]:
    """A wrong value put and pasted into the first entry cell, and what undoing leaves."""
    cell = _unlocked(book)
    if cell is None:
        return {"cell": None}
    before = cell.Value2
    cell.Value2 = WRONG
    application.api.Calculate()
    texts = [str(one) for one in _values(book).values() if isinstance(one, str) and WRONG in one]
    cell.Copy(cell.Offset(2, 1))
    pasted = cell.Offset(2, 1).Value2
    cell.Value2 = before
    application.api.Undo()
    return {"cell": cell.Address, "told": len(texts), "pasted": pasted, "after_undo": cell.Value2}


if __name__ == "__main__":
    sys.exit(main())
