"""What a workbook shows once a group has typed into it: the values and words that Excel itself would compute.

It plays the person at the keyboard in the demo and the tests; with it a written workbook carries, beside
each formula, the result that Excel would have saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from xl_addin.demo.entries import Tables
from xl_addin.excel.reading.cell_patch import Typed
from xl_addin.model.form.column_states import State
from xl_addin.model.form.schema import MAIN, Column, next_or_raise
from xl_addin.model.rules.judging import EntryFinding
from xl_addin.model.table_names import KNOWN_ROW, PATH
from xl_addin.model.values.clean import clean
from xl_addin.model.values.findings import Finding, NumberText, Value
from xl_addin.model.values.kinds import SCALE, Fill, Kind
from xl_addin.previous.known_rows import framed_rows, path_above, row_paths
from xl_addin.template.shared.round_data import RoundData, judged

Entries = Mapping[str, Mapping[str, Typed]]
"""project id -> key -> what is typed into that cell; a choice as its phrase, a date as its serial day."""


def typed_in(data: RoundData, entries: Entries, tables: Tables | None = None) -> RoundData:
    """The round's data with these entries, as Excel computes it: text in a number cell is no number.

    `tables`: what is typed below each project, row by row: into the known rows, then into those that are added. Of rows
    that stand in others `path` says in which. Also what each group types into its own tables.

    A key of a computed column says that its formula was typed over: what depends on it follows the typed
    number. Raises KeyError for a project or key that is not there.
    """
    unknown = entries.keys() - set(data.frame["project_id"])
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    values: dict[str, dict[int, Value]] = {}
    findings: list[EntryFinding] = []
    for position, project_id in enumerate(data.frame["project_id"]):
        for key, typed in entries.get(project_id, {}).items():
            value, finding = _as_excel_takes_it(data.form.column(key), typed)
            values.setdefault(key, {})[position] = value
            if finding is not None and data.form.column(key).fill is not Fill.COMPUTED:
                findings.append(EntryFinding(MAIN, position, key, finding))
    rows_below, told = _with_rows(data, tables or {})
    of_groups = {key: typed_in(own, {}, tables) for key, own in data.of_groups.items()}
    data, findings = replace(data, tables=rows_below, of_groups=of_groups), [*findings, *told]
    over = {key for key in values if data.state(data.form.column(key)) is State.COMPUTED}
    plain = {key: cells for key, cells in values.items() if key not in over}
    result = judged(replace(data, frame=_with(data.frame, plain)), findings)
    if not over:
        return result
    form = data.form.model_copy(update={"columns": _without_formulas(data, over)})
    frozen = replace(data, form=form, register=replace(data.register, form=form))
    typed_over = _with(result.frame, {key: values[key] for key in over})
    spoilt = judged(replace(frozen, frame=typed_over), findings)
    rows = {position for key in over for position in values[key]}
    taken = result.frame.index.isin(rows)
    return replace(
        result,
        frame=pd.concat([result.frame[~taken], spoilt.frame[taken]]).sort_index(),
        words=tuple((spoilt if row in rows else result).words[row] for row in range(len(result.words))),
    )


def _with_rows(data: RoundData, tables: Tables) -> tuple[dict[str, pd.DataFrame], list[EntryFinding]]:
    """The rows of small tables with what is typed into them, and what is wrong with that."""
    found: dict[str, pd.DataFrame] = {}
    told: list[EntryFinding] = []
    for table in data.form.tables:
        known, owner = data.tables[table.key], data.form.above(table.key)[0]
        above = data.frame if owner == MAIN else found[owner]
        standing: dict[tuple[str, str], list[dict[Any, Any]]] = {}
        for row, path in zip(known.to_dict("records"), row_paths(known), strict=True):
            standing.setdefault((row["project_id"], path_above(path)), []).append(dict(row))
        at: list[int] = []
        rows: list[dict[Any, Any]] = []
        paths = [""] * len(above) if owner == MAIN else row_paths(above)
        for place, (id_, path) in enumerate(zip(above["project_id"], paths, strict=True)):
            own = standing.get((id_, path), [])
            typed_rows = [one for one in tables.get(id_, {}).get(table.key, ()) if one.get(PATH, "") == path]
            for number, entries in enumerate(typed_rows):
                if number == len(own):
                    own.append({KNOWN_ROW: None})
                for key, typed in entries.items():
                    if key == PATH:
                        continue
                    column = next_or_raise(table.columns, key)
                    own[number][key], finding = _as_excel_takes_it(column, typed)
                    if finding is not None:
                        told.append(EntryFinding(table.key, len(rows) + number, key, finding))
            at += [place] * len(own)
            rows += own
        found[table.key] = framed_rows(table, at, rows, above)
    return found, told


def is_odd(data: RoundData, key: str, typed: Typed) -> bool:
    """Whether the cell must be typed over in the written workbook: no inside value says what was typed."""
    column = data.form.column(key)
    return column.fill is Fill.COMPUTED or _as_excel_takes_it(column, typed)[1] is not None


def _as_excel_takes_it(column: Column, typed: Typed) -> tuple[Value, Finding | None]:
    """The inside value, and what the template's own check of the cell finds wrong."""
    if typed is None or typed == "":
        return None, None
    if column.kind is Kind.CHOICE:
        codes = {phrase: code for code, phrase in column.choices.items()}
        known = codes.get(str(typed))
        return known, None if known else Finding("unknown_choice", str(typed), {"nearest": ""})
    if column.kind not in SCALE:
        cleaned = clean(column.kind, str(typed), max_length=column.maximum_length)
        return cleaned.value, cleaned.finding
    if isinstance(typed, str):
        return None, Finding("not_a_date" if column.kind is Kind.DATE else "not_a_number", typed)
    minimum = 0 if column.minimum == 0 and column.kind is not Kind.DATE else None
    return clean(column.kind, NumberText(str(typed)), minimum=minimum)


def _with(frame: pd.DataFrame, values: Mapping[str, Mapping[int, Value]]) -> pd.DataFrame:
    """The frame with some cells changed: key -> position -> inside value."""
    changed = {}
    for key, cells in values.items():
        column = list(frame[key])
        for position, value in cells.items():
            column[position] = value
        changed[key] = pd.Series(column, index=frame.index, dtype=frame[key].dtype)
    return frame.assign(**changed)


def _without_formulas(data: RoundData, keys: set[str]) -> tuple[Column, ...]:
    """The form's columns, those of `keys` as if the register filled them."""
    frozen = {"fill": Fill.REGISTER, "formula": None}
    return tuple(
        column.model_copy(update=frozen) if column.key in keys else column for column in data.form.columns
    )
