"""The numbers of a breakdown: for each line and column its exact value and the formula that Excel computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from xl_addin.model.expressions.evaluate import evaluate_column
from xl_addin.model.expressions.evaluation_data import Data
from xl_addin.model.expressions.excel_formula import ExcelScope, column_formula
from xl_addin.model.expressions.language import parse
from xl_addin.model.form.breakdown_validation import ADDED, measure_kind, measure_scope
from xl_addin.model.form.report_schema import Measure, ReportSheet
from xl_addin.model.form.schema import MAIN
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.column_values import texts, whole_numbers
from xl_addin.report.book.shares import share_formula, shares
from xl_addin.report.breakdown.categories import Category, CountedRows

Values = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A formula (without "=") and its inside value."""

    formula: str
    value: int | None


class Measures:
    """The measures of a breakdown over any rows of its table."""

    def __init__(self, counted: CountedRows, spec: ReportSheet) -> None:
        self.counted, self.spec = counted, spec
        self.table = spec.table or MAIN
        self.kinds = {one.key: measure_kind(counted.book.form, self.table, one) for one in spec.measures}
        self._amounts: dict[str, list[int | None]] = {}
        self._only = counted.only(spec.where)

    def plain(self, measure: Measure) -> bool:
        """Whether it is counted or added up from rows, not computed from other measures."""
        return measure.formula is None and measure.share_of is None

    def over(self, measure: Measure, within: Sequence[Category]) -> Reckoned:
        """A plain measure over the rows that are in all of these categories."""
        parts = [self._only, self.counted.only(measure.where), *within]
        rows = frozenset.intersection(*(part.rows for part in parts))
        conditions = "*".join(part.condition for part in parts if part.condition)
        if not len(self.counted.frame):
            return Reckoned("0", 0)
        if measure.of is None:
            formula = f"SUMPRODUCT(1*{conditions})" if conditions else self._counted("project_id")
            return Reckoned(formula, len(rows))
        cells = self.counted.cells(measure.of)
        if measure.count or self.counted.columns[measure.of].kind not in ADDED:
            filled = f'({cells}<>"")'
            formula = f"SUMPRODUCT({f'{conditions}*' if conditions else '1*'}{filled})"
            return Reckoned(formula, sum(self._is_filled(measure.of)[row] for row in rows))
        formula = f"SUMPRODUCT(1*{conditions},{cells})" if conditions else f"SUM({cells})"
        amounts = self._numbers(measure.of)
        return Reckoned(formula, sum(amounts[row] or 0 for row in rows))

    def computed(self, measure: Measure, values: Values, cells: Mapping[str, str]) -> Reckoned:
        """A measure with a formula, from the other measures of its line and their cells."""
        assert measure.formula is not None
        book = self.counted.book
        place = [one.key for one in self.spec.measures].index(measure.key)
        scope = measure_scope(book.form, self.table, self.spec.measures[:place])
        constants = book.constants(self.counted.round)
        expression, kind = parse(measure.formula), self.kinds[measure.key]
        frame = pd.DataFrame({key: pd.array([value], dtype="Int64") for key, value in values.items()})
        rounding = book.settings.percent_rounding
        value = evaluate_column(expression, kind, Data(scope, frame, {}, constants), rounding).iloc[0]
        excel = ExcelScope(scope, lambda key: cells[key], constants, rounding)
        return Reckoned(column_formula(expression, kind, excel), None if pd.isna(value) else int(value))

    def share(self, number: int, values: Sequence[int | None], cells: Sequence[str], kind: Kind) -> Reckoned:
        """The share of one line (from 0) among all."""
        return Reckoned(share_formula(cells, number, kind), shares([value or 0 for value in values])[number])

    def _counted(self, key: str) -> str:
        return f"COUNTA({self.counted.cells(key)})"

    def _numbers(self, key: str) -> list[int | None]:
        if key not in self._amounts:
            self._amounts[key] = whole_numbers(self.counted.frame, key)
        return self._amounts[key]

    def _is_filled(self, key: str) -> list[bool]:
        said: Sequence[object] = (
            self._numbers(key)
            if self.counted.columns[key].kind.facts.scale is not None
            else texts(self.counted.frame, key)
        )
        return [one is not None for one in said]
