"""The quick reading of everyday cells gives what the cleaner of single cells gives; it leaves it the rest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_addin.consolidate.intake.bulk_cells import plain_values
from xl_addin.consolidate.intake.form_brief import BriefColumn
from xl_addin.consolidate.intake.submission import value_at
from xl_addin.excel.reading.cells import RawCell
from xl_addin.model.values.clean import Limits, clean
from xl_addin.model.values.findings import NumberText
from xl_addin.model.values.kinds import Kind

CHOICES = {"not_started": "ยังไม่ได้ดำเนินการ", "completed": "ดำเนินการแล้ว"}
COLUMNS = {
    "baht": Limits(minimum=0),
    "percent": Limits(minimum=0),
    "count": Limits(minimum=1),
    "number": Limits(minimum=None),
    "choice": Limits(choices=CHOICES),
    "text": Limits(max_length=40),
    "long_text": Limits(max_length=2000),
}
NUMBERS = st.one_of(
    st.integers(-(10**13), 10**13).map(str),
    st.decimals(-(10**7), 10**7, places=2).map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(["", "1.", ".5", "๑๒", "²", "1_000", "0012", "-0", "1E5", "12.50", "0.1"]),
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            *CHOICES.values(),
            "completed",
            "#REF!",
            " ",
            "ก ",
            "ก\n",
            "ก\nข",
            "ก\r\nข",
            "ก\tข",
            "\u200bก",
            "ก" * 21,
        ]
    ),
)
CELLS = st.one_of(NUMBERS.map(lambda text: RawCell("n", text)), TEXTS.map(lambda text: RawCell("s", text)))


@pytest.mark.parametrize("kind", COLUMNS)
def test_a_cell_read_quickly_is_read_as_any_other(kind: str) -> None:
    column = BriefColumn("key", ("หัวคอลัมน์",), Kind(kind), "entry", limits=COLUMNS[kind])

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(st.lists(CELLS, max_size=8))
    def check(cells: list[RawCell]) -> None:
        values, rest = plain_values(column, cells, formulas=False)
        for index, cell in enumerate(cells):
            if index not in rest:
                raw = NumberText(cell.value) if cell.type == "n" else cell.value
                assert clean(kind, raw, **COLUMNS[kind]) == (value_at(values, index), None)

    check()


PLAIN = st.integers(0, 10**8).map(lambda number: RawCell("n", str(number)))
ODD = st.sampled_from(
    [
        RawCell("n", "12.5"),
        RawCell("n", ""),
        RawCell("n", "-1"),
        RawCell("n", "๑๒"),
        RawCell("n", "1" * 13),
        RawCell("n", "5", "2+3"),
        RawCell("n", None, "2+3"),
        RawCell("n", "5", None, "date"),
        RawCell("s", "5"),
        RawCell("e", "#REF!"),
    ]
)


@pytest.mark.parametrize("kind", ["baht", "percent", "count", "number"])
@pytest.mark.parametrize("formulas", [False, True])
def test_a_long_column_of_numbers_is_read_as_a_few_of_its_cells_are(kind: str, formulas: bool) -> None:
    column = BriefColumn("key", ("หัวคอลัมน์",), Kind(kind), "entry", limits=COLUMNS[kind])

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(st.lists(st.one_of(PLAIN, st.none()), min_size=9, max_size=20), st.lists(ODD, max_size=2))
    def check(plain: list[RawCell | None], odd: list[RawCell]) -> None:
        cells = [*odd, *plain]
        values, rest = plain_values(column, cells, formulas=formulas)
        for index, cell in enumerate(cells):
            one, left = plain_values(column, [cell], formulas=formulas)
            assert (value_at(values, index), index in rest) == (value_at(one, 0), bool(left))

    check()


def test_formulas_formats_and_blanks_are_left_to_the_cleaner() -> None:
    column = BriefColumn("key", ("หัวคอลัมน์",), Kind.BAHT, "entry", limits=Limits(minimum=0))
    cells = [
        None,
        RawCell("n", "5"),
        RawCell("n", "5", "2+3"),
        RawCell("n", "5", None, "date"),
        RawCell("n", None, "2+3"),
    ]
    values, rest = plain_values(column, cells, formulas=False)
    assert [value_at(values, index) for index in (0, 1)] == [None, 500]
    assert rest == [2, 3, 4]
    assert plain_values(column, cells, formulas=True)[1] == [3, 4]
