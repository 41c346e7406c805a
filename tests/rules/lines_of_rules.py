"""Right and wrong lines of a rule, as offices would write them: one line of a file is one row of a form.

    # yasothon2 item_text_not_product[ other_rule ...][ round=2][ year=2567]<TAB>column<TAB>column ...
    right<TAB>value<TAB>value ...
    wrong<TAB>value<TAB>value ...

"right": none of the rules is broken; "wrong": one of them is. `table.column` puts a value into the small table's
only row. "\\n" in a value is a line break; what begins with = is taken as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.support.projects import judged
from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import Form
from xl_addin.model.thai.fiscal_calendar import date_of
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.model.values.typed_dates import read_date

FOLDER = Path(__file__).parent / "lines"


@dataclass(frozen=True, slots=True)
class Lines:
    """A file: `values` of the columns for each line, `wrong` which are mistakes."""

    name: str
    form: str
    rules: frozenset[str]
    round: int
    year: int
    columns: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    wrong: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """How well a rule tells right from wrong: `missed` and `cried` name the lines."""

    found: int
    missed: tuple[str, ...]
    cried: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.found / (self.found + len(self.cried)) if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + len(self.missed)) if self.found else 0.0


def read_lines(path: Path) -> Lines:
    head, *rest = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    said, *columns = head.removeprefix("# ").split("\t")
    form, *words = said.split()
    options = dict(word.split("=") for word in words if "=" in word)
    rows = [line.split("\t") for line in rest]
    wrong_width = [line for line, row in zip(rest, rows, strict=True) if len(row) != len(columns) + 1]
    assert not wrong_width, f"{path.name}: {wrong_width}"
    assert {row[0] for row in rows} <= {"right", "wrong"}, path.name
    return Lines(
        name=path.stem,
        form=form,
        rules=frozenset(word for word in words if "=" not in word),
        round=int(options.get("round", 1)),
        year=int(options.get("year", 2563)),
        columns=tuple(columns),
        values=tuple(tuple(row[1:]) for row in rows),
        wrong=tuple(row[0] == "wrong" for row in rows),
    )


def known(lines: Lines) -> Known:
    """What the form's own rules say of every line, all lines judged in one call."""
    form = load_form(lines.form)
    projects: list[dict[str, Any]] = []
    tables: dict[str, list[dict[str, Any]]] = {table.key: [] for table in form.tables}
    for number, values in enumerate(lines.values):
        projects.append(_row(form, None, lines.columns, values))
        for table in tables:
            child = _row(form, table, lines.columns, values)
            tables[table] += [child | {PARENT: number}] if child else []
    found = judged(form, projects, tables, fiscal_year=lines.year, round_=lines.round)
    told = {f"P{number:03d}": False for number in range(1, len(projects) + 1)}
    for entry in found.problems:
        if entry.problem.rule in lines.rules:
            told[entry.problem.project] = True
    shown = [" | ".join(values) for values in lines.values]
    pairs = list(zip(shown, lines.wrong, told.values(), strict=True))
    return Known(
        found=sum(wrong and said for _, wrong, said in pairs),
        missed=tuple(line for line, wrong, said in pairs if wrong and not said),
        cried=tuple(line for line, wrong, said in pairs if said and not wrong),
    )


def _row(form: Form, table: str | None, columns: Sequence[str], values: Sequence[str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column, value in zip(columns, values, strict=True):
        where, _, key = column.rpartition(".")
        if where == (table or "") and value:
            row[key] = _value(_kind(form, table, key), value)
    return row


@lru_cache(maxsize=512)
def _kinds(form_id: str, table: str | None) -> dict[str, Kind]:
    form = load_form(form_id)
    return {column.key: column.kind for column in (form.columns if table is None else form.columns_of(table))}


def _kind(form: Form, table: str | None, key: str) -> Kind:
    return _kinds(form.id, table).get(key, Kind.TEXT)


def _value(kind: Kind, text: str) -> Any:
    if kind is Kind.DATE:
        day = date_of(read_date(text).serial or 0)
        return (day.year + 543, day.month, day.day)
    if kind in SCALE:
        return Decimal(text.replace(",", ""))
    return text.replace("\\n", "\n")
