"""What the groups type in a round when nothing goes wrong: printed and plausible figures, progress texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xl_addin.demo.demo_options import DemoPlan, Texts
from xl_addin.demo.examples import example_rows
from xl_addin.demo.narratives import narrative, put_together
from xl_addin.excel.reading.cell_patch import Typed
from xl_addin.model.form.schema import Column, Form
from xl_addin.model.register import Register
from xl_addin.model.thai.fiscal_calendar import Period, round_bounds, to_date_bounds
from xl_addin.model.values.clean import clean
from xl_addin.model.values.kinds import SCALE, Kind

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
            _put(entries[row["project_id"]], form.column(key), row[printed.format(round=round_)])
    for row in _rows(form, "plausible", round_):
        for key, text in row.items():
            if key not in ("project_id", "round") and text:
                _put(entries[row["project_id"]], form.column(key), text)
    if plan.narrative is not None:
        _write_narratives(plan, register, round_, entries)
    if plan.texts is not None:
        _write_texts(plan.texts, register, round_, entries)
    return entries


Tables = Mapping[str, Mapping[str, Sequence[Mapping[str, Typed]]]]
"""Project id -> table -> rows, each key -> what is typed; `path` of a row in another's: that one's number, "2"."""


def demo_tables(plan: DemoPlan, register: Register, round_: int, *, complete: bool) -> Tables:
    """What the groups type into the small tables of each project's sheet; `complete`: mistakes put right."""
    form = register.form
    found: dict[str, dict[str, list[dict[str, Typed]]]] = {id_: {} for id_ in register.projects["project_id"]}
    for told in plan.tables:
        columns = {column.key: column for column in form.columns_of(told.table)}
        for row in _rows(form, told.complete if complete and told.complete else told.file, round_):
            if row["project_id"] not in found or any(row[key] == value for key, value in told.leave.items()):
                continue
            typed: dict[str, Typed] = {}
            for key, printed in told.columns.items():
                _put(typed, columns[key], row[printed])
            found[row["project_id"]].setdefault(told.table, []).append(typed)
    return found


def _rows(form: Form, table: str, round_: int) -> list[dict[str, str]]:
    """The rows of a file for one round; a file without rounds holds for every one."""
    return [row for row in example_rows(form.id, table) if row.get("round", str(round_)) == str(round_)]


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


def _write_texts(told: Texts, register: Register, round_: int, entries: dict[str, dict[str, Typed]]) -> None:
    form = register.form
    status = next((column for column in form.columns if column.key == "status"), None)
    codes = {phrase: code for code, phrase in status.choices.items()} if status is not None else {}
    lengths = {row["project_id"]: row for row in _rows(form, "printed", round_)}
    period = _period(register, round_)
    for number, project in enumerate(register.projects.to_dict("records")):
        typed = entries[str(project["project_id"])]
        if codes.get(str(typed.get("status", "")), "") not in told.statuses:
            continue
        for key, answer in told.answers.items():
            if key not in typed:
                _put(typed, form.column(key), answer)
        whole = told.characters
        if isinstance(whole, str):
            whole = int(lengths[str(project["project_id"])][whole])
        names = (str(project["project"]), str(project["group"]))
        for place, (key, part) in enumerate(told.keys.items()):
            mark = told.marks[(number + place) % len(told.marks)]
            drawn_by = f"{form.id} {round_} {project['project_id']} {key}"
            length = min(told.most, int(whole * part))
            if key in told.sentences:
                mark = told.marks[place % len(told.marks)]
                typed.setdefault(key, put_together(drawn_by, told.sentences[key], names[0], length, mark))
            else:
                typed.setdefault(key, narrative(drawn_by, names, length, period, mark))


def _period(register: Register, round_: int) -> Period:
    period = register.form.period
    bounds = to_date_bounds if period.cumulative else round_bounds
    return bounds(register.fiscal_year, round_, MONTHS_OF_A_YEAR // period.rounds)
