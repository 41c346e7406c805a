"""A form in one round, boiled down to what reading a workbook takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import assert_never

from xl_addin.consolidate.intake.form_brief import Brief, BriefColumn, BriefTable, PageTexts
from xl_addin.model.form.column_states import column_state
from xl_addin.model.form.group_tables import entry_form
from xl_addin.model.form.schema import MAIN, PROPOSALS, ChildTable, Column, Form
from xl_addin.model.form.scopes import around
from xl_addin.model.proposals import proposal_columns
from xl_addin.model.rules.text_calls import TextCalls
from xl_addin.model.table_names import KNOWN_ROW, ROW_PATH
from xl_addin.model.values.clean import Limits
from xl_addin.model.values.kinds import SCALE, Family, Kind
from xl_addin.previous.missed_amounts import is_missed


def brief_of(
    form: Form,
    round_: int,
    carried: Collection[str] = (),
    page_texts: PageTexts | None = None,
    calls: TextCalls | None = None,
) -> Brief:
    """The brief for workbooks of one round; `carried`: see `previous.carried_columns`.

    `calls`: what rules ask of texts, to be worked out by those who read them.
    """
    asked = calls or {}
    pages = form.template.layout == "pages"
    return Brief(
        form_id=form.id,
        version=form.version,
        accepts=form.accepts,
        layout=form.template.layout,
        sheet=form.template.sheet,
        tables=(
            _table(form, MAIN, [_column(column, round_, carried) for column in form.columns], asked),
            *(
                _table(form, table.key, _of_rows(form, table, round_), asked, table.parent)
                for table in form.tables
            ),
        ),
        page_columns=_page_columns(form) if pages else 0,
        page_texts=page_texts,
        proposals=_proposals(form, round_),
        group_tables=tuple(brief_of(entry_form(form, table), round_) for table in form.group_tables),
    )


def _table(
    form: Form, key: str, columns: Iterable[BriefColumn], calls: TextCalls, parent: str | None = None
) -> BriefTable:
    """A table; what looks at other projects is computed here, and of no interest in a workbook."""
    apart = around(form)
    return BriefTable(
        key,
        tuple(
            replace(
                column,
                state="aside" if (key, column.key) in apart else column.state,
                calls=calls.get((key, column.key), ()) if column.is_entry else (),
            )
            for column in columns
        ),
        parent,
    )


def _of_rows(form: Form, table: ChildTable, round_: int) -> Iterator[BriefColumn]:
    """The columns of a small table. Those that the register lists are typed where a group adds a row."""
    for column in table.columns:
        brief = _column(column, round_, ())
        yield replace(brief, state="entry", listed=True) if column in table.listed else brief
    if table.listed:
        yield BriefColumn(KNOWN_ROW, (KNOWN_ROW,), Kind.COUNT, "mark", hidden=True, optional=True)
    if table.parent is not None or form.below(table.key):
        yield BriefColumn(ROW_PATH, (ROW_PATH,), Kind.TEXT, "mark", hidden=True, optional=True)


def _proposals(form: Form, round_: int) -> BriefTable | None:
    if not form.template.proposals:
        return None
    return BriefTable(PROPOSALS, tuple(_column(column, round_, ()) for column in proposal_columns(form)))


def _column(column: Column, round_: int, carried: Collection[str]) -> BriefColumn:
    return BriefColumn(
        optional=is_missed(column),
        key=column.key,
        label=column.label,
        kind=column.kind,
        state=str(column_state(column, round_, carried)),
        # What was missed is shown only to groups that have missed something.
        hidden=column.hidden or is_missed(column),
        limits=_limits(column),
        was=column.was,
        required=column.required != "never",
    )


def _limits(column: Column) -> Limits:
    match family := column.kind.facts.family:
        case Family.NUMBER | Family.DATE:
            if column.minimum is None:
                return Limits()
            return Limits(minimum=int(Decimal(str(column.minimum)) * 10 ** SCALE[column.kind]))
        case Family.CHOICE:
            return Limits(choices=column.choices)
        case Family.TEXT:
            return Limits(max_length=column.maximum_length)
        case _:
            assert_never(family)


def _page_columns(form: Form) -> int:
    from xl_addin.template.pages.column_grid import grid_widths
    from xl_addin.template.pages.layout_model import FIRST_GRID

    return FIRST_GRID + len(grid_widths(form))
