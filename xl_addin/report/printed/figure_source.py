"""A figure of the summary: its live formula over the data sheets and its exact value."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from xl_addin.model.expressions.evaluate import evaluate_column
from xl_addin.model.expressions.evaluation_data import PARENT, Data
from xl_addin.model.expressions.excel_formula import ExcelScope, column_formula
from xl_addin.model.expressions.language import parse
from xl_addin.model.form.report_schema import Figure
from xl_addin.model.form.schema import MAIN
from xl_addin.model.form.scopes import office_scope
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.ledger import Source
from xl_addin.report.book.report_workbook import ReportBook


class FigureSources:
    """The figures of one round."""

    def __init__(self, book: ReportBook, data: Mapping[str, DataSheet], round_: int) -> None:
        scope, constants = office_scope(book.form), book.constants(round_)
        frames = {MAIN: book.frame_of(round_)} | book.tables_of(round_)
        frames |= {table.key: book.of_groups(table.key).frame_of(round_) for table in book.form.group_tables}
        tables = {key: frame.assign(**{PARENT: 0}) for key, frame in frames.items()}
        self._rounding = book.settings.percent_rounding
        self._office = Data(scope, pd.DataFrame(index=range(1)), tables, constants)
        self._excel = ExcelScope(
            scope,
            lambda key: str(constants[key]),
            constants,
            self._rounding,
            lambda table, key: data[table].range(key, round_),
        )

    def of(self, figure: Figure) -> Source:
        """A figure: its formula over the data sheets and its exact value."""
        expression = parse(figure.formula)
        value = evaluate_column(expression, figure.kind, self._office, self._rounding).iloc[0]
        formula = column_formula(expression, figure.kind, self._excel)
        return Source(figure.label, formula, None if pd.isna(value) else int(value), figure.kind)
