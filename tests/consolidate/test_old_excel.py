"""A workbook of ours that somebody saved as .xls: values, identity and keys are still there."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.support import raw_workbooks
from tests.support.office import ENTRIES, Office, filled_books, outcome, places, told, used
from tests.support.returned import Returned, register
from tests.support.soffice import Soffice
from xl_addin.consolidate.consolidated import Outcome
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.old_excel import read_old_workbook


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, soffice: Soffice) -> Path:
    """A filled workbook of each table form, saved as .xls."""

    def filled(office: Office, amount: str) -> Returned:
        book = office.book().fill("P2", **{amount: "ยังไม่เบิก"})
        book.cell("P1", amount).comment = Comment("รอใบสำคัญ", "ผู้ส่ง")
        book.cell("P3", amount).font = Font(strike=True)
        return book

    folder = tmp_path_factory.mktemp("xls")
    soffice.convert(filled_books(folder, filled), folder / "out", "xls")
    return folder / "out"


@pytest.mark.slow
@pytest.mark.parametrize("form", ENTRIES)
def test_a_template_saved_as_xls_is_read_like_any_other(tmp_path: Path, saved: Path, form: str) -> None:
    office = Office(tmp_path, register(form))
    (office.folder / "plan.xls").write_bytes((saved / f"{form}.xls").read_bytes())
    consolidated = office.consolidate()
    amount = next(iter(ENTRIES[form]))
    assert outcome(consolidated, "plan.xls").outcome is Outcome.USED
    assert used(consolidated, "P1", amount) == 100_000
    assert used(consolidated, "P2", amount) is None
    assert [each.project for each in told(consolidated, "not_a_number")] == ["P2"]
    (note,) = told(consolidated, "beside_note")
    assert (note.project, note.value) == ("P1", "รอใบสำคัญ")
    assert [each.project for each in told(consolidated, "cell_struck")] == ["P3"]
    assert len(told(consolidated, "book_xls")) == 1
    about = {each.rule for each in consolidated.problems if each.place.file == "plan.xls"}
    assert not {rule for rule in about if rule.startswith(("computed_", "row_", "column", "register_"))}


def test_an_xls_that_is_not_ours_is_refused_as_before(office: Office) -> None:
    (office.folder / "plan.xls").write_bytes(raw_workbooks.compound_file("Workbook"))
    consolidated = office.consolidate()
    assert outcome(consolidated, "plan.xls").outcome is Outcome.REFUSED
    assert places(consolidated, "file_is_xls") == [("plan.xls", "", "")]


@pytest.mark.parametrize("content", [b"", b"x" * 5000, raw_workbooks.compound_file("Workbook")])
def test_what_is_no_old_workbook_raises_what_can_be_told(content: bytes) -> None:
    with pytest.raises(PackageError):
        read_old_workbook(content)
