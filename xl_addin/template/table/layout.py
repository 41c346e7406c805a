"""Planning a template sheet of layout `table`: its columns, its lines, and the words on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import pandas as pd

from xl_addin.excel.writing.typeface import letter_scale
from xl_addin.model.expressions.evaluation_data import ABOVE, PARENT
from xl_addin.model.expressions.excel_formula import is_native
from xl_addin.model.expressions.language import Expression, names, parse
from xl_addin.model.expressions.message_templates import parts
from xl_addin.model.form.column_states import State, column_state
from xl_addin.model.form.jinja_texts import render, render_file
from xl_addin.model.form.schema import MAIN, ChildTable, Column, Form
from xl_addin.model.form.scopes import IDENTITY_KINDS
from xl_addin.model.register import Group, Reader
from xl_addin.model.table_names import KNOWN_ROW, PROJECT_ID
from xl_addin.model.texts import change_lines
from xl_addin.model.thai.words import in_thai_digits
from xl_addin.model.values.kinds import Fill, Kind
from xl_addin.previous.missed_amounts import is_missed
from xl_addin.template.shared.round_data import RoundData
from xl_addin.template.shared.signing import SIGNING_LINES
from xl_addin.template.table.column_widths import printable_widths
from xl_addin.template.table.plan import BAND_ROW, Line, PlannedColumn, RowsBelow, TablePlan, spans_of


def plan_table(data: RoundData, group: Group, rows: pd.DataFrame) -> TablePlan:
    """The sheet of one group; `rows`: its projects, with their positions in `data.frame` as index."""
    form = data.form
    known = data.names(group)
    digits = in_thai_digits if data.register.settings.digits == "thai" else str
    titles = tuple(digits(render(title, known)) for title in form.template.titles)
    columns = _columns(data, rows)
    depth = max(len(column.column.label) for column in columns if column.shown)
    header_row = BAND_ROW + 1 + len(titles)
    key_row = header_row + depth + len(_tables_below(form))
    notes = digits(render_file(form, form.template.notes, known)) if form.template.notes else ""
    lines = tuple(
        replace(line, row=row) for row, line in enumerate(_lines(data, known, rows, digits), key_row + 1)
    )
    below = tuple(_below(data, columns, header_row + depth))
    return TablePlan(
        sheet=form.template.sheet,
        titles=titles,
        columns=columns,
        lines=lines,
        notes=(
            *(line for line in notes.splitlines() if line.strip()),
            *(digits(line) for line in change_lines(known)),
            *(digits(line) for line in data.register.notes_for(Reader.TEMPLATE)),
            *SIGNING_LINES,
        ),
        footer=f"{data.register.office_short or data.register.office} {group.name}",
        header_row=header_row,
        key_row=key_row,
        below=below,
        spans=spans_of(lines, below),
    )


def _tables_below(form: Form) -> list[ChildTable]:
    """The small tables that say under which columns of the projects theirs stand."""
    return [table for table in form.tables if all(column.under for column in table.columns)]


def _below(data: RoundData, columns: Sequence[PlannedColumn], first_key_row: int) -> Iterator[RowsBelow]:
    """The small tables, their keys above those of the projects, their hidden columns behind all others."""
    form, places = data.form, {column.key: column for column in columns}
    hidden = count(max(columns[-1].index, columns[-1].index + columns[-1].shown) + 1)
    for number, table in enumerate(_tables_below(form)):
        planned = []
        for column in table.columns:
            place = places[str(column.under)]
            planned.append(replace(place, column=column, state=column_state(column, data.round)))
        above = form.above(table.key)
        rows = RowsBelow(table, tuple(planned), first_key_row + number, above, next(hidden), next(hidden))
        if len(above) > 1 or form.below(table.key):
            summed = {
                name.key
                for owner in above
                for expression in _expressions(form, owner)
                for name in names(expression)
                if name.table == table.key
            }
            path = next(hidden)
            rows = replace(rows, path_column=path, twins={key: next(hidden) for key in sorted(summed)})
        yield rows


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
    template = data.form.template
    known = [
        [text for text in rows[column.key] if isinstance(text, str)]
        if state is State.REGISTER and column.kind in (Kind.TEXT, Kind.LONG_TEXT)
        else []
        for column, state in shown
    ]
    every = [column for column, _ in shown]
    widths = printable_widths(every, template.orientation, points, template.paper, known)
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
    for table in form.tables:
        used |= {
            name.key
            for expression in _expressions(form, table.key)
            for name in names(expression)
            if name.table == MAIN
        }
    for key, kind in IDENTITY_KINDS.items():
        if key in used - own:
            yield Column(key=key, label=(key,), kind=kind, fill=Fill.REGISTER, hidden=True)


def _expressions(form: Form, table: str = MAIN) -> list[Expression]:
    columns = form.columns_of(table)
    texts = [column.formula for column in columns if column.formula]
    texts += [column.required for column in columns if column.required not in ("always", "never")]
    rules = [rule for rule in form.rules if rule.table == table]
    for rule in rules:
        texts += [text for text in (rule.check, rule.when) if text is not None]
    said = [
        part
        for rule in rules
        for text in (rule.message, rule.fix)
        for part in parts(text)
        if not isinstance(part, str)
    ]
    return [expression for expression in [*map(parse, texts), *said] if is_native(expression)]


def _lines(
    data: RoundData, known: dict[str, Any], rows: pd.DataFrame, digits: Callable[[str], str]
) -> Iterator[Line]:
    """The lines from the top, not yet placed."""
    form = data.form
    standing: dict[str, dict[int, list[int]]] = {}
    for table in _tables_below(form):
        below = data.tables[table.key]
        for place, at in enumerate(below[ABOVE if ABOVE in below else PARENT]):
            standing.setdefault(table.key, {}).setdefault(at, []).append(place)
    before: object = object()
    sections: Sequence[Any] = list(zip(rows["section_no"], rows["section"], strict=True))
    for position, section in zip(rows.index, sections, strict=True):
        if form.template.heading is not None and section != before:
            number, name = (None if pd.isna(part) else part for part in section)
            heading = render(form.template.heading, known | {"section_no": number, "section": name or ""})
            if heading.strip():
                yield Line(0, heading=digits(heading.strip()))
        before = section
        project = Line(0, position=int(position))
        yield project
        yield from _lines_below(data, standing, project)


def _lines_below(
    data: RoundData, standing: Mapping[str, Mapping[int, list[int]]], above: Line
) -> Iterator[Line]:
    """The lines below a line: of each table in its rows the known ones, then what groups added and blank ones.

    `standing`: of each table, by the place of the row that they stand in, the places of its rows.
    """
    at = above.place if above.table else above.position
    for table in data.form.next_below(above.table or MAIN):
        if table not in _tables_below(data.form):
            continue
        found = standing.get(table.key, {}).get(at, [])
        marks = data.tables[table.key][KNOWN_ROW]
        known = {place for place in found if not pd.isna(marks.iloc[place])}
        places = (*found, *[-1] * (table.rows - len(found) + len(known)))
        for number, place in enumerate(places, 1):
            path = (*above.path, number)
            line = Line(0, "", above.position, table.key, place, place in known, path)
            yield line
            yield from _lines_below(data, standing, line)
