"""An entry that is an error by itself counts in nothing: the round's data are those of a file in which it is blank.

One that differs from another entry or from the register counts until it is known which of the two is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from tests.rules.test_three_voices import GROUPS
from tests.rules.three_voices import ROUNDS, Voices
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.excel.addresses import parse_cell
from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import MAIN, Column, Form
from xl_addin.model.problems.problem import Problem, Severity
from xl_addin.model.values.kinds import Fill, Kind

EDITS = 60
# By form: an entry and what is typed into it in the last rows after the random edits, and what is refused of it.
SPOILT = {
    "spm2": [("used", 900_000_000), ("used", -5)],
    "khonkaen2": [("used_to_date", 900_000_000), ("used_to_date", "ห้าพัน")],
    "rayong2": [("q2_actual", 900_000_000), ("q2_actual", -5_000_000), ("report_date", 43_700)],
    "chiangmai2": [("actual", -5_000_000), ("status", "ยังไม่ได้ดำเนินการ"), ("actual", "ห้าพัน")],
    "yasothon2": [("end_date", 43_800), ("q1_plan", 12), ("in_budget", 120), ("rate", "ห้าพัน"), ("total", 7)],
}
REFUSING = {
    "spm2": {"used_below_zero"},
    "khonkaen2": {"not_a_number"},
    "rayong2": {"used_below_zero", "report_date_outside_year"},
    "chiangmai2": {"used_below_zero", "not_a_number"},
    "yasothon2": {"not_a_number"},
}
COMPARING = {
    "spm2": {"used_over_budget"},
    "khonkaen2": {"used_over_budget"},
    "rayong2": {"used_over_budget"},
    "chiangmai2": {"not_started_but_used"},
    "yasothon2": {
        *("ends_before_start", "quarter_plan_not_budget", "months_reversed"),
        *("funds_not_categories", "total_not_categories", "meal_over_ceiling"),
    },
}


# Rules that tell of a cell which is blank: nothing is typed there that could count.
OF_BLANKS = {"target_quarter_missing", "nothing_used_needs_status", "fund_missing"}


@pytest.mark.parametrize("form_id", ROUNDS)
def test_every_error_rule_at_a_number_date_or_choice_is_tried(form_id: str) -> None:
    form = load_form(form_id)
    at_entries = {
        rule.id
        for rule in form.rules
        if rule.severity is Severity.ERROR
        and rule.mark(ROUNDS[form_id]) in {column.key for column in _refusable(form, rule.table)}
    }
    assert at_entries - OF_BLANKS == REFUSING[form_id] - {"not_a_number"} | COMPARING[form_id]


@pytest.mark.slow
@pytest.mark.parametrize("form_id", ROUNDS)
def test_a_refused_entry_counts_as_a_blank_one(form_id: str, tmp_path: Path) -> None:
    voices = Voices(form_id, GROUPS[form_id], tmp_path / "แบบ.xlsx", seed=1)
    voices.type_at_random(EDITS)
    voices.workbook.put_all(_spoilt(voices))
    first = _consolidated(voices, tmp_path / "first")
    refused = _refused(first)
    assert {problem.rule for problem in refused} >= REFUSING[form_id]
    voices.workbook.put_all((one.place.sheet, *parse_cell(one.place.cell), "") for one in refused)
    second = _consolidated(voices, tmp_path / "second")
    # A row in which one blank cell lets another error come to light is another row.
    other = {problem.project for problem in _refused(second)}
    other |= set(second.frame.loc[~second.frame["reported"].astype(bool), "project_id"])
    pd.testing.assert_frame_equal(_counted(first, other), _counted(second, other), check_dtype=False)
    assert {problem.project for problem in refused} - other


def _spoilt(voices: Voices) -> Iterator[tuple[str, int, int, object]]:
    """The first of an entry in its last row (of pages: its first), the second in the one before, and so on."""
    cells = voices.cells if voices.round.form.template.layout == "pages" else voices.cells[::-1]
    taken: Counter[str] = Counter()
    for key, value in SPOILT[voices.round.form.id]:
        fitting = [(sheet, address) for sheet, address, column in cells if column.key == key]
        sheet, address = fitting[taken[key] % len(fitting)]
        taken[key] += 1
        yield sheet, *coordinate_to_tuple(address), value


def _consolidated(voices: Voices, folder: Path) -> Consolidated:
    folder.mkdir()
    (folder / "ส่งคืน.xlsx").write_bytes(voices.workbook.save())
    found = consolidate(voices.round.register, folder, voices.round.round, workers=1)
    assert [line for line in found.conservation if line.left != line.right] == []
    return found


def _refused(found: Consolidated) -> list[Problem]:
    """Errors at entries that hold a number, a date or a choice."""
    form = found.register.form
    keys = {
        column.key for table in (MAIN, *(t.key for t in form.tables)) for column in _refusable(form, table)
    }
    return [
        problem
        for problem in found.problems
        if problem.severity is Severity.ERROR
        and problem.rule not in COMPARING[form.id]
        and problem.place.cell
        and problem.value
        and problem.column.split(".")[-1] in keys
    ]


def _refusable(form: Form, table: str) -> list[Column]:
    return [
        column
        for column in form.columns_of(table)
        if column.fill is Fill.GROUP and column.kind not in (Kind.TEXT, Kind.LONG_TEXT)
    ]


def _counted(found: Consolidated, without: set[str]) -> pd.DataFrame:
    """Every number, date and choice by project, those of small tables added up."""
    form = found.register.form
    frame = found.frame.set_index("project_id")
    columns = [column.key for column in form.columns if column.kind not in (Kind.TEXT, Kind.LONG_TEXT)]
    counted = frame[columns].copy()
    for table in form.tables:
        rows = found.tables[table.key]
        numbers = [column.key for column in table.columns if str(rows[column.key].dtype) == "Int64"]
        sums = rows.groupby(PARENT)[numbers].sum().reindex(range(len(frame)), fill_value=0)
        for key in numbers:
            counted[f"{table.key}.{key}"] = sums[key].to_numpy()
    return counted.drop(index=[id_ for id_ in without if id_ in counted.index])
