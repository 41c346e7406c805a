"""Amounts of earlier rounds that nobody has reported, asked for in the round that comes.

Where a form's sums run on from round to round, a round after one with a gap has an entry beside what is known:
`used_before_missed` of spm2 beside `used_before`, and the sum to date takes it in. A project without a gap has
a locked 0 there. In the data of the round the earlier amount is what was known and what was told since.
"""

from __future__ import annotations

import pandas as pd

from xl_addin.model.expressions.language import parse
from xl_addin.model.form.schema import MAIN, Column, Form
from xl_addin.model.form.scopes import inputs
from xl_addin.model.problems.catalogue import say
from xl_addin.model.values.kinds import Fill, Kind

MISSED = "_missed"
"""End of the key of the entry for what is missing of an earlier amount."""

GAPS = "gaps"
"""Column of a round's frame: keys of the cells that are asked for and not reported, separated by spaces."""


def brought_forward(form: Form) -> tuple[tuple[Column, Column], ...]:
    """Amounts of the last report that this round goes on from, each with the column they come from.

    E.g. ที่ใช้ ไตรมาสก่อน from ที่ใช้ รวมถึงไตรมาสนี้; no amounts that come from the register.
    """
    columns = {column.key: column for column in form.columns}
    return tuple(
        (column, columns[column.previous])
        for column in form.columns
        if column.fill is Fill.PREVIOUS
        and column.kind is Kind.BAHT
        and column.previous in columns
        and columns[column.previous].fill is not Fill.REGISTER
    )


def running_amounts(form: Form) -> tuple[tuple[Column, Column], ...]:
    """Earlier amounts to which a round only adds its own, each with the sum to date that it comes from."""
    return tuple(
        (column, source)
        for column, source in brought_forward(form)
        if source.formula is not None and (MAIN, column.key) in inputs(form, [parse(source.formula)])
    )


def missed_key(column: Column) -> str:
    """Key of the entry for what is missing of an earlier amount."""
    return column.key + MISSED


def answered_gaps(form: Form, frame: pd.DataFrame) -> frozenset[str]:
    """Ids of the projects whose groups have told in this round what was missed; `frame`: its rows."""
    keys = [missed_key(column) for column, _ in running_amounts(form) if missed_key(column) in frame]
    if not keys:
        return frozenset()
    return frozenset(map(str, frame.loc[frame[keys].notna().all(axis=1), "project_id"]))


def with_missed_amounts(form: Form, round_: int) -> Form:
    """The form of a round that asks for earlier amounts with gaps, too."""
    if is_divided(form) or not running_amounts(form):
        return form
    running = {column.key: source for column, source in running_amounts(form)}
    sums = {source.key: missed_key(column) for column, source in running_amounts(form)}
    columns: list[Column] = []
    for column in form.columns:
        if column.key in sums:
            column = column.model_copy(update={"formula": f"({column.formula}) + {sums[column.key]}"})
        if column.key in running:
            columns.append(_missed(form, column, running[column.key], round_))
        columns.append(column)
    return form.model_copy(update={"columns": tuple(columns)})


def is_divided(form: Form) -> bool:
    """Whether the form asks for missed amounts."""
    return any(map(is_missed, form.columns))


def is_missed(column: Column) -> bool:
    """Whether a column asks for a missed amount."""
    return column.key.endswith(MISSED) and column.previous == column.key


def _missed(form: Form, column: Column, source: Column, round_: int) -> Column:
    keys = _typed_inputs(form, source)
    typed = next((one for one in form.columns if one.key in keys and one.section), column)
    return Column(
        key=missed_key(column),
        label=(*column.label[:-1], say("missed_amount_label", label=column.label[-1])),
        kind=column.kind,
        fill=Fill.GROUP,
        required="always",
        minimum=None,
        previous=missed_key(column),
        due=max(round_ - 1, 1),
        guidance=say("missed_amount_guidance"),
        width=max(column.width, 12),
        section=typed.section,
    )


def folded(form: Form, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a round with earlier amounts as they are known since: what was reported and what was missed."""
    if not is_divided(form):
        return frame
    whole = frame.copy()
    for column, _ in running_amounts(form):
        missed = frame[missed_key(column)]
        told = missed.notna() & (frame[column.key].notna() | missed.ne(0).fillna(False))
        both = frame[column.key].fillna(0) + missed.fillna(0)
        whole[column.key] = frame[column.key].mask(told, both)
    return whole


def _typed_inputs(form: Form, source: Column) -> set[str]:
    """Keys of what groups type for a sum to date."""
    assert source.formula is not None
    named = {key for table, key in inputs(form, [parse(source.formula)]) if table == MAIN}
    return {column.key for column in form.columns if column.fill is Fill.GROUP and column.key in named}


def open_gaps(form: Form, rows: pd.DataFrame) -> frozenset[str]:
    """Ids of the projects whose sums to date lack something after the last round; `rows`: its rows.

    What a later round has answered is no gap any more.
    """
    keys = {
        key
        for column, source in running_amounts(form)
        for key in (*_typed_inputs(form, source), missed_key(column))
    }
    if not keys or rows.empty:
        return frozenset()
    blank = pd.Series(False, index=rows.index)
    if "reported" in rows:
        blank |= ~rows["reported"].fillna(1).astype(bool)
    if "closed" in rows:
        blank &= rows["closed"].isna()
    if GAPS in rows:
        blank |= rows[GAPS].map(
            lambda text: bool(keys & set(str(text).split())) if not pd.isna(text) else False
        )
    return frozenset(map(str, rows.loc[blank, "project_id"]))


def with_gap_figures(form: Form, rows: pd.DataFrame) -> pd.DataFrame:
    """The last round's rows with 0 as what was missed where there is no gap, and blank sums of blanks."""
    running = running_amounts(form)
    if not running or rows.empty:
        return rows
    gaps = rows["project_id"].isin(open_gaps(form, rows))
    told = rows.copy()
    for column, source in running:
        keys = [key for key in (*_typed_inputs(form, source), column.key) if key in rows]
        if source.key in rows:
            nothing = gaps & rows[keys].isna().all(axis=1)
            told.loc[nothing, source.key] = None
        told[missed_key(column)] = pd.Series(0, index=rows.index, dtype="Int64").mask(gaps)
    return told
