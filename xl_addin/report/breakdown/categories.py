"""The values by which a breakdown divides its rows: each with its rows, and how Excel finds them in ข้อมูล."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from xl_addin.model.expressions.excel_formula import literal
from xl_addin.model.form.breakdown_validation import GROUP, SECTION
from xl_addin.model.form.schema import MAIN, Column
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.report.book.column_values import texts, whole_numbers
from xl_addin.report.book.data_sheet import DataSheet
from xl_addin.report.book.report_workbook import ReportBook


@dataclass(frozen=True, slots=True)
class Category:
    """`label` as printed; `rows`: positions in the round's frame; `condition`: TRUE in Excel for those rows."""

    label: str
    rows: frozenset[int]
    condition: str


@dataclass(frozen=True, slots=True)
class CountedRows:
    """The rows of one table in one round."""

    book: ReportBook
    table: str
    data: DataSheet
    frame: pd.DataFrame
    round: int

    @property
    def columns(self) -> dict[str, Column]:
        return {column.key: column for column in self.book.form.columns_of(self.table)}

    def cells(self, key: str) -> str:
        return self.data.range(key, self.round)

    def categories(self, key: str, blank: str) -> list[Category]:
        """The values of a column in the register's, the choices' or their own order; `blank` last, if any."""
        if key == GROUP and self.table == MAIN:
            groups = [(group.id, group.name) for group in self.book.register.groups]
            return self._of_codes("group_id", texts(self.frame, "group_id"), groups, blank, every=False)
        if key == SECTION and self.table == MAIN and self.book.form.sections is not None:
            return self._of_sections(blank)
        column = self.columns[key]
        if column.kind is Kind.CHOICE:
            phrases = list(column.choices.items())
            return self._of_codes(key, texts(self.frame, key), phrases, blank, every=True)
        if column.kind in SCALE:
            return self._of_numbers(key, blank)
        return self._of_texts(key, blank)

    def only(self, wanted: Mapping[str, str]) -> Category:
        """The rows in which these columns have these values."""
        rows, conditions = set(range(len(self.frame))), []
        for key, value in wanted.items():
            said = texts(self.frame, key)
            is_choice = self.columns[key].kind is Kind.CHOICE
            same = _fold(value)
            rows &= {
                place
                for place, one in enumerate(said)
                if (one == value if is_choice else one is not None and _fold(one) == same)
            }
            shown = self.columns[key].choices.get(value, value)
            conditions.append(_is(self.cells(key), literal(shown)))
        return Category("", frozenset(rows), "*".join(conditions))

    def _of_codes(
        self,
        key: str,
        said: Sequence[str | None],
        known: Sequence[tuple[str, str]],
        blank: str,
        every: bool,
    ) -> list[Category]:
        cells, is_choice = self.cells(key), key in self.columns
        places: dict[str | None, set[int]] = {}
        for place, code in enumerate(said):
            places.setdefault(code, set()).add(place)
        found = [
            Category(
                label, frozenset(places.get(code, ())), _is(cells, literal(label if is_choice else code))
            )
            for code, label in known
            if every or code in places
        ]
        return found + self._blank(cells, places.get(None, set()), blank)

    def _of_sections(self, blank: str) -> list[Category]:
        numbers, cells = whole_numbers(self.frame, "section_no"), self.cells("section_no")
        found = []
        for section in self.book.register.sections:
            rows = frozenset(place for place, number in enumerate(numbers) if number == section.no)
            if rows:
                found.append(Category(section.name, rows, _is(cells, str(section.no))))
        known = frozenset().union(*(one.rows for one in found))
        return found + self._blank(cells, set(range(len(numbers))) - known, blank)

    def _of_numbers(self, key: str, blank: str) -> list[Category]:
        numbers, cells = whole_numbers(self.frame, key), self.cells(key)
        found = [
            Category(
                str(number),
                frozenset(place for place, one in enumerate(numbers) if one == number),
                f'({cells}<>"")*{_is(cells, str(number))}',
            )
            for number in sorted({number for number in numbers if number is not None})
        ]
        return found + self._blank(cells, {place for place, one in enumerate(numbers) if one is None}, blank)

    def _of_texts(self, key: str, blank: str) -> list[Category]:
        """Texts as Excel compares them: capitals and small letters are the same."""
        cells = self.cells(key)
        places: dict[str, set[int]] = {}
        shown: dict[str, str] = {}
        nothing: set[int] = set()
        for place, said in enumerate(texts(self.frame, key)):
            if said is None:
                nothing.add(place)
                continue
            shown.setdefault(_fold(said), said)
            places.setdefault(_fold(said), set()).add(place)
        found = [
            Category(shown[name], frozenset(rows), _is(cells, literal(shown[name])))
            for name, rows in places.items()
        ]
        return found + self._blank(cells, nothing, blank)

    def _blank(self, cells: str, rows: set[int], label: str) -> list[Category]:
        return [Category(label, frozenset(rows), _is(cells, '""'))] if rows else []


def _fold(text: str) -> str:
    return text.casefold()


def _is(cells: str, value: str) -> str:
    return f"({cells}={value})"
