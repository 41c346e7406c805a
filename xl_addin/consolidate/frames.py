"""The used rows as frames: one row per project of the register, one frame per small table; inside values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.arrays import IntegerArray

from xl_addin.consolidate.intake.form_brief import MAIN_TABLE, Brief, BriefColumn, BriefTable
from xl_addin.consolidate.intake.submission import BLANK, Block, PackedTexts, Submission, Values
from xl_addin.excel.addresses import column_letters
from xl_addin.model.form.column_states import is_late
from xl_addin.model.form.schema import Form
from xl_addin.model.register import Register
from xl_addin.model.values.kinds import SCALE, Fill, Kind
from xl_addin.previous.known_rows import placed_rows, row_names
from xl_addin.previous.missed_amounts import MISSED, is_missed
from xl_addin.previous.previous_report import PreviousReport, earlier_figures

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Placed:
    """Rows of one block that are used.

    `indexes`: rows of the block (0-based); `positions`: of their projects in the frame, one each.
    """

    submission: Submission
    group: str
    block: Block
    indexes: Array
    positions: Array


class PlacedRows(list[Placed]):
    """All used rows of a table."""

    @cached_property
    def used(self) -> tuple[Array, Array]:
        """Where they stand in the columns of their blocks, these one behind the other, and in the frame."""
        lengths = [len(entry.block.rows) for entry in self]
        starts = np.cumsum([0, *lengths[:-1]])
        indexes = np.concatenate([entry.indexes for entry in self])
        indexes += np.repeat(starts, [len(entry.indexes) for entry in self])
        return indexes, np.concatenate([entry.positions for entry in self])


def series(kind: str, values: Array) -> pd.Series:
    """A column of the frame: Int64 (BLANK = NA) for numeric kinds, else text with None."""
    return pd.Series(column_of(kind, values))


def column_of(kind: str, values: Array) -> pd.Series | IntegerArray:
    """The same for a frame that is being made: numbers become a series there, and text is held as it is."""
    if kind in SCALE:
        blank = values == BLANK
        return IntegerArray(np.where(blank, 0, values), blank)
    return pd.Series(values, dtype=object, copy=False)


def packed(kind: str, values: pd.Series) -> Array:
    """The reverse of `series`."""
    if kind in SCALE:
        whole = values.array if isinstance(values.array, IntegerArray) else values.astype("Int64").array
        return whole.to_numpy(dtype=np.int64, na_value=BLANK)
    array = values.to_numpy(dtype=object, copy=True)
    array[pd.isna(array)] = None
    return array


def gathered(
    column: BriefColumn, placed: PlacedRows, rows: int, *, kept: bool = False
) -> tuple[Array, NDArray[np.bool_]]:
    """What the workbooks hold in a column, by position in the frame, and whether they have the column.

    `kept`: for a frame that keeps the values.
    """
    numeric = column.kind in SCALE
    values: Array = np.full(rows, BLANK, dtype=np.int64) if numeric else np.full(rows, None, dtype=object)
    held = np.zeros(rows, dtype=bool)
    holding = with_column(column.key, placed)
    if not holding:
        return values, held
    columns = [entry.block.values[column.key] for entry in holding]
    for found in columns:
        if kept and isinstance(found, PackedTexts):
            found.taken()
    indexes, positions = holding.used
    values[positions] = _whole(columns, numeric)[indexes]
    held[positions] = True
    return values, held


def with_column(key: str, placed: PlacedRows) -> PlacedRows:
    """Those of workbooks that have a column."""
    holding = PlacedRows(entry for entry in placed if key in entry.block.values)
    return placed if len(holding) == len(placed) else holding


def _whole(columns: Sequence[Values], numeric: bool) -> Array:
    """Columns of blocks, one behind the other."""
    if numeric:
        return np.frombuffer(b"".join(columns), dtype=np.int64)  # type: ignore[arg-type]
    texts = list(chain.from_iterable(columns))
    whole = np.empty(len(texts), dtype=object)
    whole[:] = texts
    return whole


def main_frame(
    register: Register,
    brief: Brief,
    placed: PlacedRows,
    previous: PreviousReport | None,
    round_: int,
) -> pd.DataFrame:
    """Register columns, earlier figures and entries; computed columns are not in it yet.

    Earlier figures come from the previous report. Without one they are taken from the workbooks, which
    were made from it. Where the report has a gap, a group that missed that round types it now.
    """
    projects = register.projects.reset_index(drop=True)
    earlier = None if previous is None else earlier_figures(previous, register, round_)
    columns: dict[str, Any] = {str(key): projects[key] for key in projects}
    sources = {column.key: column.previous for column in register.form.columns}
    for column in brief.by_key[MAIN_TABLE].columns:
        if column.state == "register":
            if column.key not in columns:
                columns[column.key] = column_of(column.kind, _blank(column, len(projects)))
        elif earlier is not None and column.state in ("previous", "carried"):
            columns[column.key] = _earlier(column, earlier, sources[column.key])
        elif earlier is not None and is_late(register.form.column(column.key), round_):
            known = _earlier(column, earlier, sources[column.key])
            typed = series(column.kind, gathered(column, placed, len(projects), kept=True)[0])
            columns[column.key] = known.where(known.notna(), typed)
        elif column.state not in ("computed", "aside"):
            values, _ = gathered(column, placed, len(projects), kept=True)
            columns[column.key] = column_of(column.kind, values)
    return framed(columns)


def framed(columns: Mapping[str, Any]) -> pd.DataFrame:
    """These columns as a frame. It finds them by plain names: Arrow's cost as much as all else of a look-up."""
    frame = pd.DataFrame(columns)
    frame.columns = frame.columns.astype(object)
    return frame


def _blank(column: BriefColumn, rows: int) -> Array:
    return np.full(rows, BLANK, dtype=np.int64) if column.kind in SCALE else np.full(rows, None, dtype=object)


def _earlier(column: BriefColumn, earlier: pd.DataFrame, source: str | None) -> pd.Series:
    if source is None or source not in earlier:
        return series(column.kind, _blank(column, len(earlier)))
    return series(column.kind, packed(column.kind, earlier[source].reset_index(drop=True)))


def last_known(
    register: Register, frame: pd.DataFrame, previous: PreviousReport | None, round_: int
) -> dict[str, NDArray[np.bool_]]:
    """Puts what the last report knows into entries that go on from it and are blank; tells which cells, by key.

    A sum to date that a group types and has not typed is at least what it was: money never leaves a total. Of
    a project that is asked no more the texts stay, too.
    """
    form = register.form
    going_on = {column.previous for column in form.columns if column.fill is Fill.PREVIOUS}
    kept: dict[str, NDArray[np.bool_]] = {}
    if previous is None:
        return kept
    earlier = earlier_figures(previous, register, round_)
    closed = register.projects["project_id"].isin(set(register.closed)).to_numpy(dtype=bool)
    for column in form.columns:
        if column.fill is not Fill.GROUP or column.key not in going_on or column.key not in earlier:
            continue
        last = series(column.kind, packed(column.kind, earlier[column.key].reset_index(drop=True)))
        stays = (frame[column.key].isna() & last.notna()).to_numpy(dtype=bool)
        if column.kind is not Kind.BAHT:
            stays = stays & closed
        if stays.any():
            frame[column.key] = frame[column.key].mask(stays, last)
            kept[column.key] = stays
    return kept


def known_since(
    register: Register, brief: Brief, frame: pd.DataFrame, placed: PlacedRows
) -> dict[str, NDArray[np.bool_]]:
    """Takes out of what groups typed as missed what has come in by itself since; tells which cells, by key.

    Only where a workbook knew no earlier amount: then all that is known by now is a part of what was missed, and
    would be counted twice.
    """
    found: dict[str, NDArray[np.bool_]] = {}
    for column in filter(is_missed, register.form.columns):
        amount = brief.by_key[MAIN_TABLE].by_key[column.key.removesuffix(MISSED)]
        theirs, held = gathered(amount, placed, len(frame))
        missed, known = frame[column.key], frame[amount.key]
        rows = (held & (theirs == BLANK)) & ((missed > 0) & (known > 0)).fillna(False).to_numpy(dtype=bool)
        if rows.any():
            frame[column.key] = missed.mask(rows, (missed - known).clip(lower=0))
            found[column.key] = rows
    return found


def below_rows(placed: PlacedRows, above: PlacedRows) -> PlacedRows:
    """Rows that stand in the rows of another small table, with the positions of those in the frame of that table.

    `above`: the rows of that table, with positions in its frame.
    """
    moved = PlacedRows()
    for entry in placed:
        there = {
            other.block.row_of(int(index)): position
            for other in above
            if other.submission is entry.submission
            for index, position in zip(other.indexes, other.positions, strict=True)
        }
        positions = [there[entry.block.row_above(int(index))] for index in entry.indexes]
        moved.append(replace(entry, positions=np.array(positions, dtype=np.int64)))
    return moved


def in_own_frame(
    placed: PlacedRows, known: pd.DataFrame, at: Array, name: str | None
) -> tuple[PlacedRows, Array, Array]:
    """Rows of a small table with positions in its own frame; of each row of it the position of its project, or of the
    row that it stands in, and which of the `known` rows it is (-1: none).

    Rows in the order of these positions; of each the known ones, whether a workbook has them or not, then the others
    as they stand in the workbook. `at`: the positions of the known ones; `name`: key of the column by which rows are
    known.
    """
    parents = np.concatenate([entry.positions for entry in placed] or [np.zeros(0, dtype=np.int64)])
    sources = np.full(len(parents), -1, dtype=np.int64)
    if name is not None and len(known):
        names = (entry.block.value(int(index), name) for entry in placed for index in entry.indexes)
        place = {row: at for at, row in enumerate(row_names(at.tolist(), known[name]))}
        sources[:] = [place.get(row, -1) for row in row_names(parents.tolist(), names)]
    lacking = np.setdiff1d(np.arange(len(known)), sources)
    every = np.concatenate([parents, at[lacking]])
    sources = np.concatenate([sources, lacking])
    order = np.lexsort((np.arange(len(every)), np.where(sources < 0, len(known), sources), every))
    own = np.empty(len(every), dtype=np.int64)
    own[order] = np.arange(len(every))
    ends = np.cumsum([len(entry.positions) for entry in placed])
    parts = np.split(own[: len(parents)], ends[:-1]) if placed else []
    moved = PlacedRows(replace(entry, positions=part) for entry, part in zip(placed, parts, strict=True))
    return moved, every[order], sources[order]


def child_frame(
    table: BriefTable,
    placed: PlacedRows,
    parents: Array,
    above: pd.DataFrame,
    known: pd.DataFrame,
    sources: Array,
    *,
    has_previous: bool,
) -> pd.DataFrame:
    """Where rows stand (`known_rows.placed_rows`), the table's columns, and where they were read.

    `above`: the frame of the projects, or of the table in whose rows these stand. `placed`, `parents` and `sources` as
    `in_own_frame` gives them; places as in `cell_columns`. Of known rows the register's and the last report's figures
    count. Computed columns are not in it yet.
    """
    rows = len(parents)
    columns = placed_rows(parents, above)
    is_known = sources >= 0
    for column in table.columns:
        if column.state in ("computed", "aside", "mark"):
            continue
        values = gathered(column, placed, rows, kept=True)[0]
        if column.listed or (column.state == "previous" and has_previous):
            values[is_known] = packed(column.kind, known[column.key])[sources[is_known]]
        columns[column.key] = column_of(column.kind, values)
    return framed(columns | dict(cell_columns(placed, rows, table.entries)))


def cell_columns(placed: Sequence[Placed], rows: int, group_keys: Sequence[str]) -> Mapping[str, Any]:
    """`file`, `sheet`, `row` of each row of a table and `<key>_cell` of each column that groups fill, or None."""
    file = np.full(rows, None, dtype=object)
    sheet = np.full(rows, None, dtype=object)
    row = np.full(rows, BLANK, dtype=np.int64)
    cells = {key: np.full(rows, None, dtype=object) for key in group_keys}
    at = [np.frombuffer(entry.block.rows, dtype=np.int64)[entry.indexes] for entry in placed]
    # Workbooks are alike: the same few addresses stand in all of them.
    numbers, which = np.unique(np.concatenate(at or [row[:0]]), return_inverse=True)
    addresses: dict[int, Array] = {}
    end = 0
    for entry, own_rows in zip(placed, at, strict=True):
        file[entry.positions] = entry.submission.file
        sheet[entry.positions] = entry.block.sheet
        row[entry.positions] = own_rows
        start, end = end, end + len(own_rows)
        for key in group_keys:
            column = entry.block.columns.get(key)
            if column is not None and entry.block.places:
                own = entry.block
                cells[key][entry.positions] = [own.address(int(index), key) for index in entry.indexes]
            elif column is not None:
                if column not in addresses:
                    letters = column_letters(column)
                    addresses[column] = np.array([f"{letters}{number}" for number in numbers], dtype=object)
                cells[key][entry.positions] = addresses[column][which[start:end]]
    places = {
        "file": column_of("text", file),
        "sheet": column_of("text", sheet),
        "row": column_of("count", row),
    }
    return places | {f"{key}_cell": column_of("text", values) for key, values in cells.items()}


def history_of(form: Form, previous: PreviousReport | None, round_: int, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of earlier rounds with the columns of `frame`; what was missed is in their earlier amounts already."""
    if previous is None:
        return frame.iloc[:0].copy()
    earlier = previous.before(round_).reset_index(drop=True)
    history = earlier.reindex(columns=frame.columns)
    for column in filter(is_missed, form.columns):
        history[column.key] = None
    for key in frame.columns:
        if key == "reported":
            history[key] = history[key].fillna(1).astype(bool)
        elif history[key].dtype != frame[key].dtype:
            history[key] = history[key].astype(frame[key].dtype)
    return history
