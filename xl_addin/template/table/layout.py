"""Where everything stands on a template sheet of layout `table`: a row = a project. Rows and columns from 0.

Rows: the band (what is left to fix and to fill in; not printed), titles, header (one row per level of the
labels), the hidden key row, section headings and projects, the total, notes.

Columns: the hidden project_id, shown columns in the form's order, the check column (not printed), and
hidden columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from xl_addin.excel.addresses import column_letters, quote_sheet
from xl_addin.excel.writing.typeface import letter_scale
from xl_addin.model.expressions.excel_formula import is_native
from xl_addin.model.expressions.language import Expression, names, parse
from xl_addin.model.expressions.message_templates import parts
from xl_addin.model.form.column_states import State
from xl_addin.model.form.jinja_texts import render, render_file
from xl_addin.model.form.schema import MAIN, Column, Form
from xl_addin.model.form.scopes import IDENTITY_KINDS
from xl_addin.model.register import Group, Reader
from xl_addin.model.table_names import PROJECT_ID
from xl_addin.model.texts import change_lines
from xl_addin.model.thai.words import in_thai_digits
from xl_addin.model.values.kinds import Fill
from xl_addin.previous.missed_amounts import is_missed
from xl_addin.template.shared.round_data import RoundData
from xl_addin.template.shared.signing import SIGNING_LINES
from xl_addin.template.table.column_widths import printable_widths

CHECK_KEY = "_check"
"""Key of the check column: what begins with "_" is none of the form's columns."""

BAND_ROW = 0


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A column of the sheet; `shown`: people see it. `width`: in Excel's characters."""

    column: Column
    state: State
    index: int
    shown: bool
    width: float

    @property
    def key(self) -> str:
        return self.column.key


@dataclass(frozen=True, slots=True)
class Line:
    """A section heading (`position` -1) or the project at `position` of the round's frame."""

    row: int
    heading: str = ""
    position: int = -1

    @property
    def is_project(self) -> bool:
        return self.position >= 0


@dataclass(frozen=True, slots=True)
class TablePlan:
    """The whole sheet. `notes`: lines under the table; `footer`: what stands at the foot of each page."""

    sheet: str
    titles: tuple[str, ...]
    columns: tuple[PlannedColumn, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    footer: str
    header_row: int
    key_row: int

    @property
    def shown(self) -> tuple[PlannedColumn, ...]:
        return tuple(column for column in self.columns if column.shown)

    @property
    def entries(self) -> tuple[PlannedColumn, ...]:
        return tuple(column for column in self.columns if column.state is State.ENTRY)

    @property
    def projects(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_project)

    @property
    def first_row(self) -> int:
        return self.key_row + 1

    @property
    def last_row(self) -> int:
        return self.key_row + len(self.lines)

    @property
    def total_row(self) -> int:
        return self.last_row + 1

    @property
    def last_shown(self) -> int:
        """The last printed column."""
        return self.shown[-1].index

    @property
    def last_column(self) -> int:
        """The last column of the table t_projects."""
        return max(self.check_column, self.columns[-1].index)

    @property
    def check_column(self) -> int:
        return self.last_shown + 1

    def column(self, key: str) -> PlannedColumn:
        """The planned column of that key. Raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    def cell(self, key: str) -> str:
        """Formula text, on this sheet, of a column's cell in the formula's own row."""
        letters = self._letters(key)
        return f"INDEX(${letters}:${letters},ROW())"

    def cell_from_outside(self, key: str) -> str:
        """The same on another sheet with the same row numbers.

        Found between the key row and the total, whose cells nobody can cut away. Not in the whole column: the
        band above it counts what `_check` finds, and `_check` would wait for its own count.
        """
        letters = self._letters(key)
        cells = f"${letters}${self.key_row + 1}:${letters}${self.total_row + 1}"
        return f"INDEX({quote_sheet(self.sheet)}!{cells},ROW()-{self.key_row})"

    def _letters(self, key: str) -> str:
        index = 0 if key == PROJECT_ID else self.column(key).index
        return column_letters(index + 1)


def plan_table(data: RoundData, group: Group, rows: pd.DataFrame) -> TablePlan:
    """The sheet of one group; `rows`: its projects, with their positions in `data.frame` as index."""
    form = data.form
    known = data.names(group)
    digits = in_thai_digits if data.register.settings.digits == "thai" else str
    titles = tuple(digits(render(title, known)) for title in form.template.titles)
    columns = _columns(data, rows)
    depth = max(len(column.column.label) for column in columns if column.shown)
    header_row = BAND_ROW + 1 + len(titles)
    key_row = header_row + depth
    notes = digits(render_file(form, form.template.notes, known)) if form.template.notes else ""
    return TablePlan(
        sheet=form.template.sheet,
        titles=titles,
        columns=columns,
        lines=tuple(_lines(form, known, rows, key_row + 1, digits)),
        notes=(
            *(line for line in notes.splitlines() if line.strip()),
            *(digits(line) for line in change_lines(known)),
            *(digits(line) for line in data.register.notes_for(Reader.TEMPLATE)),
            *SIGNING_LINES,
        ),
        footer=f"{data.register.office_short or data.register.office} {group.name}",
        header_row=header_row,
        key_row=key_row,
    )


def _columns(data: RoundData, rows: pd.DataFrame) -> tuple[PlannedColumn, ...]:
    shown: list[tuple[Column, State]] = []
    hidden: list[tuple[Column, State]] = []
    for column in data.form.columns:
        state = data.state(column)
        empty = state is State.PREVIOUS and not data.has_previous
        empty |= is_missed(column) and bool(rows[column.key].notna().all())
        (hidden if column.hidden or empty else shown).append((column, state))
    hidden += [(column, State.REGISTER) for column in _identity_columns(data.form)]
    settings = data.register.settings
    points = settings.font_size * letter_scale(settings.font)
    widths = printable_widths([column for column, _ in shown], data.form.template.orientation, points)
    planned = [
        PlannedColumn(column, state, index, True, width)
        for index, ((column, state), width) in enumerate(zip(shown, widths, strict=True), 1)
    ]
    # Not next to the printed columns: LibreOffice draws ### for numbers in the hidden columns beside them.
    after = len(planned) + 2
    planned += [
        PlannedColumn(column, state, index, False, column.width)
        for index, (column, state) in enumerate(hidden, after)
    ]
    return tuple(planned)


def _identity_columns(form: Form) -> Iterator[Column]:
    """Hidden columns for what formulas and rules name beside the form's own columns (a section's number)."""
    own = {column.key for column in form.columns} | {PROJECT_ID}
    used = {name.key for expression in _expressions(form) for name in names(expression)}
    for key, kind in IDENTITY_KINDS.items():
        if key in used - own:
            yield Column(key=key, label=(key,), kind=kind, fill=Fill.REGISTER, hidden=True)


def _expressions(form: Form) -> list[Expression]:
    texts = [column.formula for column in form.columns if column.formula]
    texts += [column.required for column in form.columns if column.required not in ("always", "never")]
    for rule in form.rules:
        if rule.table == MAIN:
            texts += [text for text in (rule.check, rule.when) if text is not None]
    said = [
        part
        for rule in form.rules
        if rule.table == MAIN
        for text in (rule.message, rule.fix)
        for part in parts(text)
        if not isinstance(part, str)
    ]
    return [expression for expression in [*map(parse, texts), *said] if is_native(expression)]


def _lines(
    form: Form, known: dict[str, Any], rows: pd.DataFrame, first_row: int, digits: Callable[[str], str]
) -> Iterator[Line]:
    row = first_row
    before: object = object()
    sections: Sequence[Any] = list(zip(rows["section_no"], rows["section"], strict=True))
    for position, section in zip(rows.index, sections, strict=True):
        if form.template.heading is not None and section != before:
            number, name = (None if pd.isna(part) else part for part in section)
            heading = render(form.template.heading, known | {"section_no": number, "section": name or ""})
            if heading.strip():
                yield Line(row, heading=digits(heading.strip()))
                row += 1
        before = section
        yield Line(row, position=int(position))
        row += 1
