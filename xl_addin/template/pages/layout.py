"""Where everything is to stand on the sheet of one project (layout `pages`)."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

import pandas as pd

from xl_addin.excel.writing import text_metrics
from xl_addin.excel.writing.value_cells import shown_value
from xl_addin.model.expressions.evaluate import evaluate_check
from xl_addin.model.expressions.evaluation_data import Data
from xl_addin.model.expressions.language import parse
from xl_addin.model.form.column_states import State
from xl_addin.model.form.jinja_texts import render, render_file
from xl_addin.model.form.schema import ChildTable, Column, PageSection
from xl_addin.model.form.scopes import IDENTITY_KINDS, row_scope
from xl_addin.model.register import Reader
from xl_addin.model.table_names import KNOWN_ROW
from xl_addin.model.values.kinds import Fill, Kind
from xl_addin.previous.missed_amounts import is_missed
from xl_addin.template.pages.column_grid import shown_columns, spans
from xl_addin.template.pages.layout_model import (
    BAND_ROW,
    FIRST_GRID,
    TEXT_POINTS,
    Area,
    ChildColumn,
    FieldPlace,
    PagePlan,
    SectionPlace,
    TablePlace,
)
from xl_addin.template.shared.round_data import RoundData
from xl_addin.template.shared.signing import SIGNING_LINES

LABEL_PART, VALUE_PART = 0.36, 0.28
"""Parts of the page's width that the label and the value of a short field take; the rest is guidance."""

HIGHEST = 400.0
"""Points of one row under a long text; Excel takes no more than 409."""


class _Cursor:
    """The next free row of a page that is being planned, and the heights of the rows before it."""

    def __init__(self, grid: tuple[float, ...]) -> None:
        self.row = BAND_ROW + 1
        self.heights: dict[int, float] = {}
        self.points = [text_metrics.column_points(width) for width in grid]
        self.last = FIRST_GRID + len(grid) - 1
        self.label_end = self._reaching(LABEL_PART, FIRST_GRID, self.last - 1)
        self.value_end = self._reaching(LABEL_PART + VALUE_PART, self.label_end + 1, self.last)

    def _reaching(self, part: float, least: int, most: int) -> int:
        """The grid column whose end comes nearest to a part of the width."""
        wanted = sum(self.points) * part
        ends = {FIRST_GRID + n: sum(self.points[: n + 1]) for n in range(len(self.points))}
        inside = [column for column in ends if least <= column <= max(most, least)]
        return min(inside, key=lambda column: abs(ends[column] - wanted))

    def width(self, first: int, last: int) -> float:
        return sum(self.points[first - FIRST_GRID : last - FIRST_GRID + 1])

    def take(self, height: float | None = None) -> int:
        """One row of this height (None: the standard one)."""
        row = self.row
        if height is not None:
            self.heights[row] = height
        self.row += 1
        return row

    def line(self, text: str, *, points: float = 16, bold: bool = False) -> int:
        """A row across the page that holds a text."""
        return self.take(text_metrics.row_height([(text, sum(self.points))], points, bold))


def plan_page(
    data: RoundData, names: dict[str, Any], position: int, name: str, grid: tuple[float, ...]
) -> PagePlan:
    """The page of one project; `names`: what its texts may use."""
    form = data.form
    record = data.record(position)
    names = names | {"project": record["project"]}
    cursor = _Cursor(grid)
    titles = tuple(render(title, names) for title in form.template.titles)
    for title in titles:
        cursor.line(title, bold=True)
    kept = _kept_sections(data, position)
    sections = tuple(_section(data, cursor, part, record, names) for part in kept)
    shown = {place.key for section in sections for place in section.fields}
    notes = render_file(form, form.template.notes, names) if form.template.notes else ""
    own = data.register.notes_for(Reader.TEMPLATE)
    lines = (*(line for line in notes.splitlines() if line.strip()), *own, *SIGNING_LINES)
    cursor.take(text_metrics.line_height())
    notes_row = cursor.row
    for line in lines:
        cursor.line(line)
    hidden = tuple(_hidden_fields(data, cursor, shown))
    return PagePlan(
        sheet=name,
        position=position,
        project_id=str(record["project_id"]),
        grid=grid,
        titles=titles,
        sections=sections,
        hidden=hidden,
        notes=lines,
        notes_row=notes_row,
        heights=cursor.heights,
    )


def _kept_sections(data: RoundData, position: int) -> list[PageSection | None]:
    """The parts of this project's page; None first where fields or tables stand in no part."""
    form = data.form
    loose = any(column.section is None and not column.hidden for column in form.columns) or any(
        table.section is None for table in form.tables
    )
    one = data.frame.loc[[position]].reset_index(drop=True)
    known = Data(row_scope(form), one, {}, data.constants)
    kept: list[PageSection | None] = [None] if loose else []
    for part in form.template.sections:
        if part.when is None or evaluate_check(parse(part.when), known)[0]:
            kept.append(part)
    return kept


def _section(
    data: RoundData, cursor: _Cursor, part: PageSection | None, record: dict[str, Any], names: dict[str, Any]
) -> SectionPlace:
    form = data.form
    heading = render(part.heading, names) if part else ""
    guidance = render(part.guidance, names) if part else ""
    row = cursor.line(heading, bold=True) if heading else -1
    if guidance:
        cursor.line(guidance, points=TEXT_POINTS)
    key = part.key if part else None
    fields: list[FieldPlace] = []
    tables: list[TablePlace] = []
    for table, columns in _in_order(data, key, record):
        if table is None:
            fields += [_field(data, cursor, column, record) for column in columns]
        else:
            tables.append(_table(data, cursor, table, str(record["project_id"])))
    assert form.template.layout == "pages"
    return SectionPlace(heading, guidance, row, tuple(fields), tuple(tables), cursor.row - 1)


def _in_order(
    data: RoundData, section: str | None, record: dict[str, Any]
) -> Iterator[tuple[ChildTable | None, list[Column]]]:
    """The fields of a part, then its tables."""
    columns = [
        column
        for column in data.form.columns
        if column.section == section and not column.hidden and not _empty(data, column, record)
    ]
    yield None, columns
    for table in data.form.tables:
        if table.section == section:
            yield table, []


def _empty(data: RoundData, column: Column, record: dict[str, Any]) -> bool:
    """Whether a field has nothing to say: no earlier figures, or none of them missing."""
    if is_missed(column):
        return not pd.isna(record.get(column.key))
    return data.state(column) is State.PREVIOUS and not data.has_previous


def _field(data: RoundData, cursor: _Cursor, column: Column, record: dict[str, Any]) -> FieldPlace:
    state = data.state(column)
    value = shown_value(record.get(column.key), column)
    if column.kind is Kind.LONG_TEXT:
        return _long_field(cursor, column, state, str(value or ""))
    text = value if isinstance(value, str) else ""
    first = cursor.label_end + 1
    last = cursor.value_end if state is State.ENTRY and column.kind is not Kind.TEXT else cursor.last
    guided = last < cursor.last
    cells = [(column.title, cursor.width(FIRST_GRID, cursor.label_end))]
    cells += [(phrase, cursor.width(first, last)) for phrase in (text, *_offered(column, state))]
    height = text_metrics.row_height(cells, bold=True)
    if guided:
        hint = text_metrics.row_height([(column.guidance, cursor.width(last + 1, cursor.last))], TEXT_POINTS)
        height = max(height, hint)
    row = cursor.take(height)
    return FieldPlace(
        column,
        state,
        value=Area(row, first, row, last),
        label=Area(row, FIRST_GRID, row, cursor.label_end),
        guidance=Area(row, last + 1, row, cursor.last) if guided else None,
    )


def _offered(column: Column, state: State) -> tuple[str, ...]:
    """The phrases that people may choose from in a cell; none in a cell that they do not fill in."""
    return tuple(column.choices.values()) if state is State.ENTRY else ()


def _long_field(cursor: _Cursor, column: Column, state: State, text: str) -> FieldPlace:
    """Label and guidance in a row of their own; below, merged rows for the text or `height` lines."""
    label = f"{column.title}  {column.guidance}"
    label_row = cursor.line(label, bold=True)
    width = sum(cursor.points)
    lines = max(column.height, text_metrics.lines_needed(text, width, TEXT_POINTS))
    whole = text_metrics.row_height([("\n" * (lines - 1), width)], TEXT_POINTS) if lines < 12 else 0.0
    whole = whole or lines * text_metrics.line_height(TEXT_POINTS) + 3
    rows = ceil(whole / HIGHEST)
    first = cursor.row
    for _ in range(rows):
        cursor.take(ceil(whole / rows))
    return FieldPlace(
        column,
        state,
        value=Area(first, FIRST_GRID, first + rows - 1, cursor.last),
        label=Area(label_row, FIRST_GRID, label_row, cursor.last),
        lines=lines,
    )


def _table(data: RoundData, cursor: _Cursor, table: ChildTable, project_id: str) -> TablePlace:
    shown = shown_columns(table.columns)
    grid = [text_metrics.column_width(points) for points in cursor.points]
    places = [
        ChildColumn(column, data.state(column), FIRST_GRID + first, FIRST_GRID + last)
        for column, (first, last) in zip(shown, spans(shown, grid), strict=True)
    ]
    aside = [column for column in table.columns if column.hidden]
    hidden = [
        ChildColumn(column, data.state(column), cursor.last + n, cursor.last + n)
        for n, column in enumerate(aside, 1)
    ]
    label_row = cursor.line(f"{table.label}  {table.guidance}", bold=True)
    header_row = cursor.row
    depth = max(len(column.label) for column in shown)
    for level in range(depth):
        cells = [
            (place.column.label[level], cursor.width(place.first, place.last))
            for place in places
            if level < len(place.column.label)
        ]
        cursor.take(text_metrics.row_height(cells, TEXT_POINTS, bold=True))
    key_row = cursor.take()
    first_row = cursor.row
    rows = data.tables[table.key]
    own = rows[rows["project_id"] == project_id]
    known = tuple(int(place) for place in own.index[own[KNOWN_ROW].notna()])
    last_row = first_row + len(known) + table.rows - 1
    planned = TablePlace(
        table, tuple(places), tuple(hidden), label_row, header_row, key_row, first_row, last_row, known
    )
    height = _prepared_height(cursor, planned)
    for place in known:
        cursor.take(max(height, _known_height(cursor, planned, rows.iloc[place])))
    for _ in range(table.rows):
        cursor.take(height)
    cursor.take(text_metrics.row_height([], TEXT_POINTS))
    return planned


def _prepared_height(cursor: _Cursor, table: TablePlace) -> float:
    """The height of a blank row: as the form asks, and where rows do not grow, room for every phrase."""
    lines = max(place.column.height for place in table.columns)
    offered = [
        (phrase, cursor.width(place.first, place.last))
        for place in table.columns
        if not table.grows
        for phrase in _offered(place.column, place.state)
    ]
    return text_metrics.row_height(offered, TEXT_POINTS, least=lines)


def _known_height(cursor: _Cursor, table: TablePlace, row: pd.Series) -> float:
    """The height that the texts of a known row need."""
    shown = [(shown_value(row.get(place.column.key), place.column), place) for place in table.columns]
    texts = [(text, cursor.width(place.first, place.last)) for text, place in shown if isinstance(text, str)]
    return text_metrics.row_height(texts, TEXT_POINTS)


def _hidden_fields(data: RoundData, cursor: _Cursor, shown: set[str]) -> Iterator[FieldPlace]:
    """What rules and reading need and people do not see."""
    columns = [column for column in data.form.columns if column.key not in shown]
    own = {column.key for column in data.form.columns}
    columns += [
        Column(key=key, label=(key,), kind=kind, fill=Fill.REGISTER, hidden=True)
        for key, kind in IDENTITY_KINDS.items()
        if key not in own
    ]
    for column in columns:
        row = cursor.take()
        yield FieldPlace(column, data.state(column), Area(row, FIRST_GRID, row, FIRST_GRID))
