"""Whatever is typed into a template, the folder is consolidated and every entry is accounted for."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.office import ENTRIES, Office
from tests.support.returned import Returned, register
from xl_addin.consolidate.consolidated import Outcome
from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.workbook_reader import read_submission
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.values.kinds import SCALE

TYPED = st.one_of(
    st.none(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(datetime(1900, 3, 1), datetime(2600, 1, 1)),
    st.sampled_from(
        ["-", "1,000", "๑๒๓ บาท", "กำลังดำเนินการ", "=1+1", "=A1", "  ", "\u200b", "1/2/2566", "50%"]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
)
SPOTS = st.sampled_from(["P1", "P2", "P3", "below", "far"])


@pytest.mark.parametrize("form", sorted(ENTRIES))
def test_whatever_is_typed_is_in_the_data_or_in_the_problems(form: str) -> None:
    office_register = register(form)
    brief = brief_of(office_register.form, 1)
    keys = sorted(brief.by_key["projects"].entry_keys)

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.lists(st.tuples(SPOTS, st.sampled_from(keys), TYPED), min_size=1, max_size=30))
    def check(typed: list[tuple[str, str, object]]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            book = Returned(office_register, "plan")
            for spot, key, value in typed:
                outside = {"below": book.last_row + 9, "far": book.last_row + 400}
                row = outside.get(spot) or book.row(spot)
                book.sheet.cell(row, book.column(key)).value = value
            path = book.save(Path(folder) / "plan.xlsx")
            submission = read_submission(brief, ReturnedFile(path))
            assert submission.refusals == ()
            consolidated = consolidate(office_register, folder, 1, workers=1)
        assert [line for line in consolidated.conservation if line.left != line.right] == []
        told = {(each.place.sheet, each.place.cell) for each in consolidated.problems}
        assert {(stray.sheet, stray.cell) for stray in submission.strays} <= told
        if submission.entries == 0 and not submission.strays:
            assert consolidated.files[0].outcome is Outcome.REFUSED
        for column in office_register.form.columns:
            kind = "Int64" if column.kind in SCALE else "object"
            assert str(consolidated.frame[column.key].dtype) == kind

    check()


def test_the_same_folder_gives_the_same_data_in_the_same_order(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for name in ("b.xlsx", "a.xlsx"):
        office.put(office.book().fill("P1", used=len(name) if name == "a.xlsx" else -3), name)
    first = office.consolidate()
    again = tmp_path / "again"
    shutil.copytree(office.folder, again)
    second = consolidate(office.register, again, 1, workers=2)
    pd.testing.assert_frame_equal(first.frame, second.frame)
    assert (first.files, first.groups, first.problems, first.conservation) == (
        second.files,
        second.groups,
        second.problems,
        second.conservation,
    )
