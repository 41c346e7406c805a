"""Reading the register's lists: groups, sections, params, allotments, buckets, deadlines and late returns.

And what is told of the lists as a whole: sums that differ, groups and sections without projects.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import pandas as pd

from xl_addin.excel.reading.named_table import TableRow
from xl_addin.model.form.calendar import round_days
from xl_addin.model.form.schema import Form, Param
from xl_addin.model.group_names import GroupNames
from xl_addin.model.problems.problem import Place
from xl_addin.model.register import Allotment, Bucket, Group, Late, ParamValue, Section
from xl_addin.model.rules.allotment_balance import allotment_differences, section_budgets
from xl_addin.model.thai.names import name_key, nearest
from xl_addin.model.thai.words import date_words
from xl_addin.register.cell_values import note_kept
from xl_addin.register.codes import RowIds, read_ids
from xl_addin.register.layout import needs_projects
from xl_addin.register.layout_parts import Entry
from xl_addin.register.read_session import RegisterReading
from xl_addin.register.section_names import find_section, hint

ALIASES = re.compile(r"[;\n]")
DAYS_AROUND_A_DEADLINE = (31, 150)
"""A deadline lies at most so many days before and after the end of its round; else its year is a slip."""

_PARAM_IN_A_NOTE = re.compile(r"\{\{ params\.([a-z][a-z0-9_]*) \}\}")
_JINJA = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


def read_groups(reading: RegisterReading) -> list[Group]:
    """Groups in order. A name, short name or other name that means two groups is told."""
    rows = reading.rows("groups")
    ids = read_ids(reading, "groups", "group_id", rows)
    if not rows and reading.tables["groups"].columns:
        reading.tell("register_no_groups", Place(reading.file, reading.tables["groups"].sheet))
    groups = [_group(reading, row, ids) for row in rows]
    for name, group, other in GroupNames(groups).clashes:
        row = rows[groups.index(group)]
        reading.tell(
            "register_group_twice", reading.place("groups", row, "group"), value=name, other=other.name
        )
    return groups


def _group(reading: RegisterReading, row: TableRow, ids: RowIds) -> Group:
    aliases = ALIASES.split(reading.text("groups", row, "aliases"))
    return Group(
        id=ids[row.number],
        name=reading.text("groups", row, "group"),
        short_name=reading.text("groups", row, "short_name"),
        aliases=tuple(alias.strip() for alias in aliases if alias.strip()),
        accepted_issue=reading.number("groups", row, "accepted_issue"),
    )


def read_sections(reading: RegisterReading) -> list[Section]:
    """Sections by number. A name that stands twice is told."""
    if reading.form.sections is None:
        return []
    rows = reading.rows("sections")
    ids = read_ids(reading, "sections", "section_no", rows)
    if not rows and reading.tables["sections"].columns:
        reading.tell(
            "register_no_sections",
            Place(reading.file, reading.tables["sections"].sheet),
            label=reading.form.sections.label,
        )
    sections: list[Section] = []
    seen: dict[str, str] = {}
    for row in rows:
        name = reading.text("sections", row, "section")
        place = reading.place("sections", row, "section")
        first = seen.setdefault(name_key(name), place.cell)
        if name and first != place.cell:
            reading.tell("register_section_twice", place, value=name, first=first)
        amount = reading.number("sections", row, "amount") if reading.form.sections.amounts else None
        sections.append(Section(int(ids[row.number]), name, amount))
    return sorted(sections, key=lambda section: section.no)


def read_params(reading: RegisterReading) -> list[ParamValue]:
    """Values of params with the rounds in which they hold; one left blank holds in none."""
    if not reading.form.params:
        return []
    found: list[ParamValue] = []
    for row in reading.rows("params"):
        param = _param_of(reading, row)
        if param is not None:
            value = _param_value(reading, row, param)
            clash = next(
                (other for other in found if other.key == value.key and _overlap(other, value)), None
            )
            if clash is not None:
                place = reading.place("params", row, "first_round")
                reading.tell(
                    "register_param_twice",
                    place,
                    label=param.label,
                    round=max(clash.first_round, value.first_round),
                )
            found.append(value)
    return found


def _overlap(one: ParamValue, other: ParamValue) -> bool:
    return one.first_round <= other.last_round and other.first_round <= one.last_round


def _param_of(reading: RegisterReading, row: TableRow) -> Param | None:
    label = reading.text("params", row, "label")
    key = row.cells.get("param")
    for param in reading.form.params:
        if key is not None and key.value == param.key:
            return param
        if (key is None or not key.value) and name_key(label) == name_key(param.label):
            return param
    near = nearest(label, [param.label for param in reading.form.params])
    reading.tell(
        "register_unknown_param",
        reading.place("params", row, "label"),
        value=label,
        nearest=hint(near, reading.language),
    )
    return None


def _param_value(reading: RegisterReading, row: TableRow, param: Param) -> ParamValue:
    column = Entry(param.key, (param.label,), param.kind, 0)
    value, _ = reading.cleaned_as(column, "params", row, "value")
    first = reading.number("params", row, "first_round") or 1
    last = reading.number("params", row, "last_round") or reading.form.period.rounds
    if first > last:
        reading.tell(
            "register_rounds_reversed", reading.place("params", row, "first_round"), first=first, last=last
        )
    note = reading.text("params", row, "note")
    if "note" in row.cells:
        _check_note(reading, row, note)
    return ParamValue(
        key=param.key,
        value=value if isinstance(value, int) else None,
        first_round=first,
        last_round=last,
        note=note_kept(note, param.key),
    )


def _check_note(reading: RegisterReading, row: TableRow, note: str) -> None:
    """Braces other than {ค่า} and {{ params.key }} would be read as commands when the note is printed."""
    keys = {param.key for param in reading.form.params}
    rest = _PARAM_IN_A_NOTE.sub(lambda match: "" if match[1] in keys else match[0], note)
    found = _JINJA.search(rest)
    if found:
        reading.tell(
            "register_note_braces", reading.place("params", row, "note"), value=rest[found.start() :][:40]
        )


def read_allotments(reading: RegisterReading) -> list[Allotment]:
    """Money received, in the order of its numbers."""
    if "allotments" not in reading.layout:
        return []
    rows = reading.rows("allotments")
    ids = read_ids(reading, "allotments", "allotment_no", rows)
    found = [
        Allotment(
            no=int(ids[row.number]),
            amount=reading.number("allotments", row, "amount") or 0,
            letter_no=reading.text("allotments", row, "letter_no"),
            letter_date=reading.number("allotments", row, "letter_date"),
        )
        for row in rows
    ]
    return sorted(found, key=lambda allotment: allotment.no)


def read_buckets(reading: RegisterReading, sections: Sequence[Section]) -> list[Bucket]:
    """What the money is divided into. Prepared names alone, with no amount anywhere, are no division."""
    if "buckets" not in reading.layout:
        return []
    rows = reading.rows("buckets")
    typed = [
        key for key in ("amount", "parent", "transfer", "section") if key in reading.tables["buckets"].columns
    ]
    if not any(key in row.cells for row in rows for key in typed):
        return []
    names = {name_key(name): name for row in rows if (name := reading.text("buckets", row, "bucket"))}
    seen: dict[str, str] = {}
    found: list[Bucket] = []
    for row in rows:
        place = reading.place("buckets", row, "bucket")
        bucket = _bucket(reading, row, names, sections)
        first = seen.setdefault(name_key(bucket.name), place.cell)
        if bucket.name and first != place.cell:
            reading.tell("register_bucket_twice", place, value=bucket.name, first=first)
        found.append(bucket)
    _tell_circles(reading, rows, found)
    return found


def _bucket(
    reading: RegisterReading, row: TableRow, names: dict[str, str], sections: Sequence[Section]
) -> Bucket:
    parent = reading.text("buckets", row, "parent")
    known = names.get(name_key(parent), "")
    if parent and not known:
        near = nearest(parent, names.values())
        place = reading.place("buckets", row, "parent")
        reading.tell("register_unknown_bucket", place, value=parent, nearest=hint(near, reading.language))
    section = None
    if "section" in reading.tables["buckets"].columns:
        section = find_section(reading, "buckets", row, sections)
    return Bucket(
        name=reading.text("buckets", row, "bucket"),
        amount=reading.number("buckets", row, "amount") or 0,
        parent=known,
        section_no=section.no if section else None,
        transfer=reading.number("buckets", row, "transfer") or 0,
    )


def _tell_circles(reading: RegisterReading, rows: Sequence[TableRow], buckets: Sequence[Bucket]) -> None:
    parents = {bucket.name: bucket.parent for bucket in buckets}
    for row, bucket in zip(rows, buckets, strict=True):
        name, steps = bucket.parent, 0
        while name and name != bucket.name and steps <= len(parents):
            name, steps = parents.get(name, ""), steps + 1
        if name and name == bucket.name:
            reading.tell("register_bucket_circle", reading.place("buckets", row, "parent"), value=bucket.name)


def read_deadlines(reading: RegisterReading, fiscal_year: int | None) -> dict[int, int]:
    """Deadlines by round. One far from the end of its round is told: most often its year is last year's."""
    found: dict[int, int] = {}
    for row in reading.tables["deadlines"].rows:
        number = reading.number("deadlines", row, "round")
        day = reading.number("deadlines", row, "deadline")
        if number is None or day is None or not 1 <= number <= reading.form.period.rounds:
            continue
        found[number] = day
        if fiscal_year is not None and not _likely(reading.form, fiscal_year, number, day):
            end = date_words(_end(reading.form, fiscal_year, number))
            reading.tell(
                "register_deadline_unlikely",
                reading.place("deadlines", row, "deadline"),
                value=date_words(day),
                end=end,
            )
    return found


def _end(form: Form, fiscal_year: int, number: int) -> int:
    return round_days(form, fiscal_year, number).last


def _likely(form: Form, fiscal_year: int, number: int, day: int) -> bool:
    before, after = DAYS_AROUND_A_DEADLINE
    end = _end(form, fiscal_year, number)
    return end - before <= day <= end + after


def read_late(reading: RegisterReading, groups: Sequence[Group]) -> list[Late]:
    """Returns marked as late."""
    names = GroupNames(groups)
    found: list[Late] = []
    for row in reading.rows("late"):
        round_ = reading.value("late", row, "late_round")
        typed = reading.text("late", row, "group")
        group = names.find(typed)
        if group is None:
            if typed and groups:
                place = reading.place("late", row, "group")
                near = hint(names.nearest(typed), reading.language)
                reading.tell_name("register_unknown_group", place, value=typed, nearest=near)
            continue
        if round_ is not None:
            received = reading.number("late", row, "received")
            found.append(Late(int(round_), group.id, received, reading.text("late", row, "file")))
    return found


def tell_differences(
    reading: RegisterReading,
    allotments: Sequence[Allotment],
    buckets: Sequence[Bucket],
    projects: pd.DataFrame,
) -> None:
    """Receipts, buckets and projects that do not add up: a warning with the difference."""
    if not buckets or reading.failed:
        return
    for difference in allotment_differences(allotments, buckets, section_budgets(projects)):
        place = _place(reading, "buckets", "bucket", difference.bucket, "amount")
        reading.tell(difference.message_id, place, **difference.values)


def _place(reading: RegisterReading, table: str, name_column: str, name: str, key: str) -> Place:
    """The cell of `key` in the row of that name; the sheet alone where there is none."""
    for row in reading.rows(table):
        cell = row.cells.get(name_column)
        if name and cell is not None and name_key(cell.value or "") == name_key(name):
            return reading.place(table, row, key)
    return Place(reading.file, reading.tables[table].sheet)


def tell_unused(
    reading: RegisterReading,
    groups: Sequence[Group],
    sections: Sequence[Section],
    projects: pd.DataFrame,
    listed: Collection[str],
) -> None:
    """Notes on groups and sections that no project names. `listed`: ids of groups with rows in tables of their own."""
    if reading.failed or not needs_projects(reading.form):
        return
    reporting = {*projects["group_id"], *listed}
    for row, group in zip(reading.rows("groups"), groups, strict=True):
        if group.id not in reporting:
            reading.tell(
                "register_group_without_projects", reading.place("groups", row, "group"), value=group.name
            )
    used = set(projects["section_no"].dropna())
    for section in sections:
        if section.no not in used:
            place = _place(reading, "sections", "section", section.name, "section")
            reading.tell("register_section_without_projects", place, value=section.name)
