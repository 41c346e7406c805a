"""The live check's few rows in plain Python: the same computed columns and problems as the frames of a report."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from tests.support.projects import typed_kinds
from xl_addin.model.expressions.evaluate import evaluate
from xl_addin.model.expressions.evaluate_plain import compiled
from xl_addin.model.expressions.evaluation_data import ABOVE, PARENT, Data, plain_columns
from xl_addin.model.expressions.language import parse
from xl_addin.model.expressions.plain_values import Amount, Plain, PlainData, Truth, Value
from xl_addin.model.expressions.vectors import Booleans, Numbers, Vector
from xl_addin.model.form.column_states import entry_columns, late_columns
from xl_addin.model.form.form_files import form_ids
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import MAIN, Column, Form
from xl_addin.model.form.scopes import IDENTITY_KINDS, constants, row_scope
from xl_addin.model.problems.problem import Severity
from xl_addin.model.rules.checking import check
from xl_addin.model.rules.judging import EntryFinding
from xl_addin.model.rules.plain_checking import check_plain
from xl_addin.model.values.findings import Finding
from xl_addin.model.values.kinds import SCALE, Kind

OWN_FORMS = sorted((Path(__file__).parents[2] / "own_forms" / "forms").glob("*.toml"))
FORMS = [*form_ids(), *OWN_FORMS]
ROWS, CHILDREN, YEAR = 8, 16, 2566
AMOUNTS = (None, None, 0, 1, 33, 100, 9_999, 12_345_67, 12_345_67, 9_000_000_000_00)
TEXTS = (
    None,
    "",
    "-",
    'คำว่า "ดี" ABC',
    "- วันที่ 3 ม.ค. 66 ประชุมคณะทำงาน 25 คน เป็นเงิน 12,345.67 บาท\n- อบรมวันที่ 31 ก.พ. 2570 ครู 10 คน นักเรียน 5 คน รวม 16 คน",
    "1. ค่าอาหารกลางวัน (40 คน x 120 บาท x 2 มื้อ) เป็นเงิน 9,500 บาท\n3. ยังไม่ได้เบิกจ่าย อยู่ระหว่าง",
)


def drawn(column: Column | Kind, random: Random) -> int | str | None:
    kind = column if isinstance(column, Kind) else column.kind
    if kind is Kind.DATE:
        return random.choice((None, 44_000, 45_000, 45_100, 45_199, 46_000))
    if kind in SCALE:
        return random.choice(AMOUNTS)
    if isinstance(column, Column) and column.choices:
        return random.choice((None, *column.choices))
    return random.choice(TEXTS)


def columns_of(form: Form, table: str, rows: int, random: Random) -> Plain:
    columns = {column.key: column for column in form.columns_of(table)}
    known: Plain = {
        key: [drawn(columns[key], random) for _ in range(rows)] for key in typed_kinds(columns.values())
    }  # type: ignore[arg-type]
    if table == MAIN:
        for key, kind in IDENTITY_KINDS.items():
            known[key] = [
                number if kind is Kind.COUNT else f"{key} {number}" for number in range(1, rows + 1)
            ]
    return known


def frame_of(form: Form, table: str, plain: Plain) -> pd.DataFrame:
    kinds = (
        IDENTITY_KINDS
        | {PARENT: Kind.COUNT, ABOVE: Kind.COUNT}
        | {column.key: column.kind for column in form.columns_of(table)}
    )
    whole = {
        key: pd.Series(values, dtype="Int64" if kinds[key] in SCALE else object)
        for key, values in plain.items()
    }
    return pd.DataFrame(whole)


def office(form: Form, seed: int) -> tuple[Plain, dict[str, Plain]]:
    random = Random(f"{form.id} {seed}")
    tables: dict[str, Plain] = {}
    for table in form.tables:
        own = tables[table.key] = columns_of(form, table.key, CHILDREN, random)
        above = form.above(table.key)[0]
        if above == MAIN:
            own[PARENT] = [random.randrange(ROWS) for _ in range(CHILDREN)]
        else:
            places = [random.randrange(CHILDREN) for _ in range(CHILDREN)]
            own[ABOVE], own[PARENT] = list(places), [tables[above][PARENT][place] for place in places]
    return columns_of(form, MAIN, ROWS, random), tables


def round_constants(form: Form, round_: int) -> dict[str, Any]:
    defaults = {
        param.key: None if param.default is None else round(param.default * 10 ** SCALE[param.kind])
        for param in form.params
    }
    return constants(form, YEAR, round_, defaults)


def options_of(form: Form, round_: int) -> dict[str, Any]:
    entries = {
        table: [column.key for column in entry_columns(form, round_, late_columns(form, round_), table)]
        for table in (MAIN, *(table.key for table in form.tables))
    }
    findings = [
        EntryFinding(MAIN, 2, entries[MAIN][0], Finding("not_a_number", Severity.ERROR, {"text": "สิบ"}))
    ]
    return {
        "constants": round_constants(form, round_),
        "percent_rounding": ("cut", "half_up")[round_ % 2],
        "entries": entries,
        "findings": findings,
    }


def compare(form: Form, round_: int, columns: Plain, tables: dict[str, Plain]) -> None:
    options = options_of(form, round_)
    frames = {table: frame_of(form, table, plain) for table, plain in tables.items()}
    wanted = check(form, frame_of(form, MAIN, columns), frames, **options)
    found = check_plain(form, columns, tables, **options)
    assert wanted.problems, "the rows have nothing wrong: nothing was compared"
    assert list(found) == list(wanted.problems)
    for table, frame in {MAIN: wanted.frame, **wanted.tables}.items():
        own = columns if table == MAIN else tables[table]
        assert {key: own[key] for key in frame} == plain_columns(frame)


@pytest.mark.parametrize("name", FORMS, ids=lambda name: Path(name).stem)
def test_plain_rows_have_the_computed_columns_and_problems_of_frames(name: str | Path) -> None:
    form = load_form(name)
    compare(form, form.period.rounds, *office(form, form.period.rounds))


def test_what_is_remembered_of_a_row_is_not_told_of_the_row_as_it_became() -> None:
    """Typing goes on in the same rows, cell by cell, and another round is checked beside it."""
    form = load_form("chiangmai2")
    typed, tables = office(form, 1)
    random, entries = Random(14), options_of(form, 1)["entries"]
    for step in range(6):
        for table, columns in {MAIN: typed, **tables}.items():
            by_key = {column.key: column for column in form.columns_of(table)}
            for key in random.sample(entries[table], min(2, len(entries[table]))):
                columns[key][random.randrange(len(columns[key]))] = drawn(by_key[key], random)
        copied = {table: {key: list(values) for key, values in own.items()} for table, own in tables.items()}
        compare(form, 1 + step % 2, {key: list(values) for key, values in typed.items()}, copied)


EXPRESSIONS = [
    "budget / q1_plan",
    "IF(budget = 0, 1, budget / q1_plan)",
    'IF(q1_plan = 0, "", budget / q1_plan * 100)',
    'IF(budget > 100, "", q1_plan)',
    'IF(budget > 100, "มาก", "น้อย")',
    "IF(budget / q1_plan > 1, 2, 3)",
    "AND(budget > 0, budget / q1_plan > 1)",
    "OR(budget > 0, budget / q1_plan > 1)",
    "NOT(AND(budget < 0, budget / q1_plan > 1))",
    "AND(budget > 100, OR(q1_plan > 100, ISBLANK(q2_plan)), LEN(project) > 3)",
    "OR(budget > 100, NOT(AND(q1_plan > 33, q2_plan > 33)), budget / q1_plan > 1)",
    "ISBLANK(budget / q1_plan)",
    "ISBLANK(q1_plan)",
    'q1_plan = ""',
    'q1_plan <> ""',
    "COUNT(budget / q1_plan, q1_plan, q2_plan)",
    "SUM(budget, -q1_plan, q2_plan / 3)",
    "MIN(q1_plan, q2_plan / 3, budget - 1.25)",
    "MAX(q1_plan, q2_plan / budget, -5)",
    "ROUND(q1_plan / 7, 1) * 2",
    "ROUND(-q1_plan / 8, 0)",
    "ABS(q1_plan - budget) / (q1_plan - budget)",
    "-q1_plan / (0 - budget)",
    "LEN(project) + LEN(bullets)",
    'bullets = "คำว่า ""ดี"" abc"',
    'project & "/" & bullets',
    'status = "COMPLETED"',
    "ORDER(status)",
    "FISCAL_MONTH(report_date)",
    "DATES_OUTSIDE(bullets, year_start, report_date)",
    "SPENT_OTHER(bullets, budget, q1_plan / 2)",
    "SAME_TEXT(bullets, project, bullets)",
    "SUM(all.budget) - MAX(all.budget) + MIN(all.q1_plan)",
    "COUNT(all.q1_plan) * 10 + COUNTA(all.bullets)",
    "COUNTIF(all.status, status)",
    "SUMIF(all.q1_plan, q2_plan, all.budget)",
]


def plain_of(vector: Vector, row: int) -> tuple[Any, ...]:
    """(value, blank, error) of a row of a vector; what cannot be told has no value."""
    if isinstance(vector, Numbers):
        divisor = 1 if vector.divisor is None else int(vector.divisor[row])
        value = Fraction(int(vector.value[row]), 10**vector.scale * divisor)
        return value, bool(vector.blank[row]), bool(vector.error[row])
    if isinstance(vector, Booleans):
        error = bool(vector.error[row])
        return None if error else bool(vector.value[row]), False, error
    return vector.value[row], False, False


def parts_of(value: Value) -> tuple[Any, ...]:
    if isinstance(value, Amount):
        return Fraction(value.value, value.below), value.blank, value.error
    if isinstance(value, Truth):
        return None if value.error else value.value, False, value.error
    return value, False, False


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_gives_the_same_in_plain_python_as_over_a_frame(text: str) -> None:
    form = load_form("rayong2")
    scope, columns = row_scope(form), office(form, 7)[0]
    known, expression = round_constants(form, 2), parse(text)
    vector = evaluate(expression, Data(scope, frame_of(form, MAIN, columns), {}, known))
    function = compiled(expression, scope)
    data = PlainData(ROWS, columns, {}, known)
    assert [parts_of(function(data, row)) for row in range(ROWS)] == [
        plain_of(vector, row) for row in range(ROWS)
    ]
