"""Columns of a frame as plain lists, ready to be written: whole numbers, texts, blanks as None."""

from __future__ import annotations

import pandas as pd

from xl_addin.model.form.schema import Column
from xl_addin.model.values.kinds import Family, Kind


def whole_numbers(frame: pd.DataFrame, key: str) -> list[int | None]:
    """A numeric column in inside units; a column that the frame lacks is blank."""
    if key not in frame:
        return [None] * len(frame)
    column = frame[key]
    numbers = (column if isinstance(column.dtype, pd.Int64Dtype) else column.astype(pd.Int64Dtype())).array
    missing = numbers.isna().tolist()
    if not any(missing):
        return list(numbers.to_numpy(dtype="int64").tolist())
    filled = numbers.fillna(0).to_numpy(dtype="int64").tolist()
    return [None if blank else value for value, blank in zip(filled, missing, strict=True)]


def texts(frame: pd.DataFrame, key: str) -> list[str | None]:
    """A text column; a column that the frame lacks is blank."""
    if key not in frame:
        return [None] * len(frame)
    return [value if isinstance(value, str) and value else None for value in frame[key].tolist()]


def phrases(frame: pd.DataFrame, column: Column) -> list[str | None]:
    """A choice column as the office's phrases."""
    return [None if code is None else column.choices.get(code, code) for code in texts(frame, column.key)]


def is_text(kind: Kind) -> bool:
    return kind.facts.family in (Family.TEXT, Family.CHOICE)
