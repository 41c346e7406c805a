"""Workbooks that another program saved: read like Excel's, with its formulas calculated by that program."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path

import pytest

from tests.support.office import ENTRIES, Office, filled_books, outcome, told, used
from tests.support.returned import register
from tests.support.soffice import Soffice
from xl_addin.consolidate.consolidated import Outcome
from xl_addin.excel.reading.cell_patch import parts_of, zipped
from xl_addin.model.problems.problem import Severity
from xl_addin.model.values.kinds import Fill


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, soffice: Soffice) -> Path:
    """A filled workbook of each form, opened and saved by LibreOffice, which calculates every formula."""
    folder = tmp_path_factory.mktemp("saved")
    books = filled_books(folder, lambda office, amount: office.book().fill("P2", **{amount: 1234.56}))
    soffice.recalculate(books, folder / "out")
    return folder / "out"


@pytest.mark.parametrize("form", ENTRIES)
def test_a_workbook_saved_by_libreoffice_is_read_like_excels(tmp_path: Path, saved: Path, form: str) -> None:
    office = Office(tmp_path, register(form))
    (office.folder / "plan.xlsx").write_bytes((saved / f"{form}.xlsx").read_bytes())
    consolidated = office.consolidate()
    amount = next(iter(ENTRIES[form]))
    assert outcome(consolidated).outcome is Outcome.USED
    assert used(consolidated, "P1", amount) == 100_000
    assert used(consolidated, "P2", amount) == 123_456
    assert [each.place.file for each in told(consolidated, "book_other_program")] == ["plan.xlsx"]


@pytest.mark.parametrize("form", ENTRIES)
def test_what_the_templates_formulas_give_is_what_is_computed_here(
    tmp_path: Path, saved: Path, form: str
) -> None:
    office = Office(tmp_path, register(form))
    (office.folder / "plan.xlsx").write_bytes((saved / f"{form}.xlsx").read_bytes())
    consolidated = office.consolidate()
    about_cells = {each.rule for each in consolidated.problems if each.place.file == "plan.xlsx"}
    structural = {
        "computed_differs",
        "computed_error",
        "computed_deleted",
        "register_value_differs",
        "row_below_table",
    }
    structural |= {
        "cells_beside_table",
        "column_label_changed",
        "columns_moved",
        "sheet_extra",
        "sheet_renamed",
    }
    assert [p for p in consolidated.problems if p.rule in about_cells & structural] == []


def misread(text: str) -> str:
    """UTF-8 read as Windows' Latin letters, as browsers and SheetJS name them."""
    return "".join(
        bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in text.encode("utf-8")
    )


def test_document_properties_that_sheetjs_misread_are_no_other_office(tmp_path: Path) -> None:
    office = Office(tmp_path)
    path = office.put(office.book())
    parts = parts_of(path.read_bytes())
    properties = parts["docProps/custom.xml"].decode()
    values = re.sub("[^<>]*(?=</vt:lpwstr>)", lambda found: escape(misread(unescape(found[0]))), properties)
    assert values != properties
    path.write_bytes(zipped(parts | {"docProps/custom.xml": values.encode()}))
    consolidated = office.consolidate()
    assert outcome(consolidated).outcome is Outcome.USED
    assert told(consolidated, "identity_disagrees") == []


@pytest.mark.parametrize("program", ["WPS", "Microsoft Excel"])
def test_formulas_that_a_program_lost_are_told_once_and_as_its_doing(office: Office, program: str) -> None:
    book = office.book()
    computed = [column.key for column in office.register.form.columns if column.fill is Fill.COMPUTED]
    for project_id in ("P1", "P2", "P3"):
        book.fill(project_id, **dict.fromkeys(computed))
    path = office.put(book)
    parts = parts_of(path.read_bytes())
    parts["docProps/app.xml"] = parts["docProps/app.xml"].replace(b"Microsoft Excel", program.encode())
    path.write_bytes(zipped(parts))
    consolidated = office.consolidate()
    gone = [each for each in consolidated.problems if each.rule.startswith("computed_")]
    if program == "WPS":
        assert [(each.rule, each.severity) for each in gone] == [("computed_lost_by_program", Severity.NOTE)]
    else:
        assert len(gone) > 1
    assert used(consolidated, "P1") == 100_000
