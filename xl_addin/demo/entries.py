"""What the groups type in a round when nothing goes wrong: printed and plausible figures, progress texts."""

from __future__ import annotations

from xl_addin.demo.examples import example_rows
from xl_addin.demo.narratives import narrative
from xl_addin.demo.plan import DemoPlan
from xl_addin.model.dates import Period, round_bounds, to_date_bounds
from xl_addin.model.form import Column, Form
from xl_addin.model.kinds import SCALE, Kind
from xl_addin.model.register import Register
from xl_addin.model.values import clean
from xl_addin.workbook.cell_patch import Typed

MONTHS_OF_A_YEAR = 12


def demo_entries(plan: DemoPlan, register: Register, round_: int) -> dict[str, dict[str, Typed]]:
    """Project id -> key -> what is typed: numbers, a choice's phrase, a date's serial day, text.

    printed.csv gives what the office's report printed, plausible.csv what it does not print (by the form's
    own keys); a cell of the latter goes before.
    """
    form = register.form
    projects = register.projects.set_index("project_id")
    entries: dict[str, dict[str, Typed]] = {str(project_id): {} for project_id in projects.index}
    for row in _rows(form, "printed", round_):
        for key, printed in plan.columns.items():
            _put(entries[row["project_id"]], form.column(key), row[printed])
    for row in _rows(form, "plausible", round_):
        for key, text in row.items():
            if key not in ("project_id", "round") and text:
                _put(entries[row["project_id"]], form.column(key), text)
    if plan.narrative is not None:
        _write_narratives(plan, register, round_, entries)
    return entries


def _rows(form: Form, table: str, round_: int) -> list[dict[str, str]]:
    return [row for row in example_rows(form.id, table) if int(row["round"]) == round_]


def _put(entries: dict[str, Typed], column: Column, text: str) -> None:
    if text in column.choices:
        entries[column.key] = column.choices[text]
        return
    value = clean(column.kind, text, choices=column.choices or None).value
    if value is None:
        return
    if column.kind is Kind.CHOICE:
        entries[column.key] = column.choices[str(value)]
    elif isinstance(value, int) and (scale := SCALE[column.kind]):
        whole, part = divmod(value, 10**scale)
        entries[column.key] = value / 10**scale if part else whole
    else:
        entries[column.key] = value


def _write_narratives(
    plan: DemoPlan, register: Register, round_: int, entries: dict[str, dict[str, Typed]]
) -> None:
    told = plan.narrative
    assert told is not None
    form = register.form
    codes = {phrase: code for code, phrase in form.column("status").choices.items()} | {"": ""}
    projects = register.projects.set_index("project_id")
    written = 0
    for row in _rows(form, "printed", round_):
        project_id = row["project_id"]
        if codes[str(entries[project_id].get("status", ""))] not in told.statuses:
            continue
        names = (str(projects.at[project_id, "project"]), str(projects.at[project_id, "group"]))
        mark = told.marks[written % len(told.marks)]
        key = f"{form.id} {round_} {project_id}"
        length = int(row[told.characters])
        entries[project_id][told.key] = narrative(key, names, length, _period(register, round_), mark)
        written += 1


def _period(register: Register, round_: int) -> Period:
    period = register.form.period
    bounds = to_date_bounds if period.cumulative else round_bounds
    return bounds(register.fiscal_year, round_, MONTHS_OF_A_YEAR // period.rounds)
