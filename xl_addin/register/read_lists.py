"""Reading the register's lists: groups, sections, params, allotments, buckets, deadlines and late returns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xl_addin.excel.reading.named_table import TableRow
from xl_addin.model.form.schema import Form, Param
from xl_addin.model.group_names import GroupNames
from xl_addin.model.problems.problem import Place
from xl_addin.model.register import Allotment, Bucket, Group, Late, ParamValue, Section
from xl_addin.model.thai import fiscal_calendar
from xl_addin.model.thai.names import name_key, nearest
from xl_addin.model.thai.words import date_words
from xl_addin.register.cell_values import note_kept
from xl_addin.register.layout_parts import Entry
from xl_addin.register.read_session import Desk
from xl_addin.register.row_ids import RowIds, read_ids
from xl_addin.register.section_names import find_section, hint

ALIASES = re.compile(r"[;\n]")
DAYS_AROUND_A_DEADLINE = (31, 150)
"""A deadline lies at most so many days before and after the end of its round; else its year is a slip."""

_PARAM_IN_A_NOTE = re.compile(r"\{\{ params\.([a-z][a-z0-9_]*) \}\}")
_JINJA = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


def read_groups(desk: Desk) -> list[Group]:
    """Groups in order. A name, short name or other name that means two groups is told."""
    rows = desk.rows("groups")
    ids = read_ids(desk, "groups", "group_id", rows)
    if not rows and desk.tables["groups"].columns:
        desk.tell("register_no_groups", Place(desk.file, desk.tables["groups"].sheet))
    groups = [_group(desk, row, ids) for row in rows]
    for name, group, other in GroupNames(groups).clashes:
        row = rows[groups.index(group)]
        desk.tell("register_group_twice", desk.place("groups", row, "group"), value=name, other=other.name)
    return groups


def _group(desk: Desk, row: TableRow, ids: RowIds) -> Group:
    aliases = ALIASES.split(desk.text("groups", row, "aliases"))
    return Group(
        id=ids[row.number],
        name=desk.text("groups", row, "group"),
        short_name=desk.text("groups", row, "short_name"),
        aliases=tuple(alias.strip() for alias in aliases if alias.strip()),
        accepted_issue=desk.number("groups", row, "accepted_issue"),
    )


def read_sections(desk: Desk) -> list[Section]:
    """Sections by number. A name that stands twice is told."""
    if desk.form.sections is None:
        return []
    rows = desk.rows("sections")
    ids = read_ids(desk, "sections", "section_no", rows)
    if not rows and desk.tables["sections"].columns:
        desk.tell(
            "register_no_sections",
            Place(desk.file, desk.tables["sections"].sheet),
            label=desk.form.sections.label,
        )
    sections: list[Section] = []
    seen: dict[str, str] = {}
    for row in rows:
        name = desk.text("sections", row, "section")
        place = desk.place("sections", row, "section")
        first = seen.setdefault(name_key(name), place.cell)
        if name and first != place.cell:
            desk.tell("register_section_twice", place, value=name, first=first)
        amount = desk.number("sections", row, "amount") if desk.form.sections.amounts else None
        sections.append(Section(int(ids[row.number]), name, amount))
    return sorted(sections, key=lambda section: section.no)


def read_params(desk: Desk) -> list[ParamValue]:
    """Values of params with the rounds in which they hold; one left blank holds in none."""
    if not desk.form.params:
        return []
    found: list[ParamValue] = []
    for row in desk.rows("params"):
        param = _param_of(desk, row)
        if param is not None:
            value = _param_value(desk, row, param)
            clash = next(
                (other for other in found if other.key == value.key and _overlap(other, value)), None
            )
            if clash is not None:
                place = desk.place("params", row, "first_round")
                desk.tell(
                    "register_param_twice",
                    place,
                    label=param.label,
                    round=max(clash.first_round, value.first_round),
                )
            found.append(value)
    return found


def _overlap(one: ParamValue, other: ParamValue) -> bool:
    return one.first_round <= other.last_round and other.first_round <= one.last_round


def _param_of(desk: Desk, row: TableRow) -> Param | None:
    label = desk.text("params", row, "label")
    key = row.cells.get("param")
    for param in desk.form.params:
        if key is not None and key.value == param.key:
            return param
        if (key is None or not key.value) and name_key(label) == name_key(param.label):
            return param
    near = nearest(label, [param.label for param in desk.form.params])
    desk.tell(
        "register_unknown_param",
        desk.place("params", row, "label"),
        value=label,
        nearest=hint(near, desk.language),
    )
    return None


def _param_value(desk: Desk, row: TableRow, param: Param) -> ParamValue:
    column = Entry(param.key, (param.label,), param.kind, 0)
    value, _ = desk.cleaned_as(column, "params", row, "value")
    first = desk.number("params", row, "first_round") or 1
    last = desk.number("params", row, "last_round") or desk.form.period.rounds
    if first > last:
        desk.tell(
            "register_rounds_reversed", desk.place("params", row, "first_round"), first=first, last=last
        )
    note = desk.text("params", row, "note")
    if "note" in row.cells:
        _check_note(desk, row, note)
    return ParamValue(
        key=param.key,
        value=value if isinstance(value, int) else None,
        first_round=first,
        last_round=last,
        note=note_kept(note, param.key),
    )


def _check_note(desk: Desk, row: TableRow, note: str) -> None:
    """Braces other than {ค่า} and {{ params.key }} would be read as commands when the note is printed."""
    keys = {param.key for param in desk.form.params}
    rest = _PARAM_IN_A_NOTE.sub(lambda match: "" if match[1] in keys else match[0], note)
    found = _JINJA.search(rest)
    if found:
        desk.tell("register_note_braces", desk.place("params", row, "note"), value=rest[found.start() :][:40])


def read_allotments(desk: Desk) -> list[Allotment]:
    """Money received, in the order of its numbers."""
    if "allotments" not in desk.layout:
        return []
    rows = desk.rows("allotments")
    ids = read_ids(desk, "allotments", "allotment_no", rows)
    found = [
        Allotment(
            no=int(ids[row.number]),
            amount=desk.number("allotments", row, "amount") or 0,
            letter_no=desk.text("allotments", row, "letter_no"),
            letter_date=desk.number("allotments", row, "letter_date"),
        )
        for row in rows
    ]
    return sorted(found, key=lambda allotment: allotment.no)


def read_buckets(desk: Desk, sections: Sequence[Section]) -> list[Bucket]:
    """What the money is divided into. Prepared names alone, with no amount anywhere, are no division."""
    if "buckets" not in desk.layout:
        return []
    rows = desk.rows("buckets")
    typed = [
        key for key in ("amount", "parent", "transfer", "section") if key in desk.tables["buckets"].columns
    ]
    if not any(key in row.cells for row in rows for key in typed):
        return []
    names = {name_key(name): name for row in rows if (name := desk.text("buckets", row, "bucket"))}
    seen: dict[str, str] = {}
    found: list[Bucket] = []
    for row in rows:
        place = desk.place("buckets", row, "bucket")
        bucket = _bucket(desk, row, names, sections)
        first = seen.setdefault(name_key(bucket.name), place.cell)
        if bucket.name and first != place.cell:
            desk.tell("register_bucket_twice", place, value=bucket.name, first=first)
        found.append(bucket)
    _tell_circles(desk, rows, found)
    return found


def _bucket(desk: Desk, row: TableRow, names: dict[str, str], sections: Sequence[Section]) -> Bucket:
    parent = desk.text("buckets", row, "parent")
    known = names.get(name_key(parent), "")
    if parent and not known:
        near = nearest(parent, names.values())
        place = desk.place("buckets", row, "parent")
        desk.tell("register_unknown_bucket", place, value=parent, nearest=hint(near, desk.language))
    section = None
    if "section" in desk.tables["buckets"].columns:
        section = find_section(desk, "buckets", row, sections)
    return Bucket(
        name=desk.text("buckets", row, "bucket"),
        amount=desk.number("buckets", row, "amount") or 0,
        parent=known,
        section_no=section.no if section else None,
        transfer=desk.number("buckets", row, "transfer") or 0,
    )


def _tell_circles(desk: Desk, rows: Sequence[TableRow], buckets: Sequence[Bucket]) -> None:
    parents = {bucket.name: bucket.parent for bucket in buckets}
    for row, bucket in zip(rows, buckets, strict=True):
        name, steps = bucket.parent, 0
        while name and name != bucket.name and steps <= len(parents):
            name, steps = parents.get(name, ""), steps + 1
        if name and name == bucket.name:
            desk.tell("register_bucket_circle", desk.place("buckets", row, "parent"), value=bucket.name)


def read_deadlines(desk: Desk, fiscal_year: int | None) -> dict[int, int]:
    """Deadlines by round. One far from the end of its round is told: most often its year is last year's."""
    found: dict[int, int] = {}
    for row in desk.tables["deadlines"].rows:
        number = desk.number("deadlines", row, "round")
        day = desk.number("deadlines", row, "deadline")
        if number is None or day is None or not 1 <= number <= desk.form.period.rounds:
            continue
        found[number] = day
        if fiscal_year is not None and not _likely(desk.form, fiscal_year, number, day):
            end = date_words(_end(desk.form, fiscal_year, number))
            desk.tell(
                "register_deadline_unlikely",
                desk.place("deadlines", row, "deadline"),
                value=date_words(day),
                end=end,
            )
    return found


def _end(form: Form, fiscal_year: int, number: int) -> int:
    return fiscal_calendar.round_bounds(fiscal_year, number, 12 // form.period.rounds).last


def _likely(form: Form, fiscal_year: int, number: int, day: int) -> bool:
    before, after = DAYS_AROUND_A_DEADLINE
    end = _end(form, fiscal_year, number)
    return end - before <= day <= end + after


def read_late(desk: Desk, groups: Sequence[Group]) -> list[Late]:
    """Returns marked as late."""
    names = GroupNames(groups)
    found: list[Late] = []
    for row in desk.rows("late"):
        round_ = desk.value("late", row, "late_round")
        typed = desk.text("late", row, "group")
        group = names.find(typed)
        if group is None:
            if typed and groups:
                place = desk.place("late", row, "group")
                near = hint(names.nearest(typed), desk.language)
                desk.tell_name("register_unknown_group", place, value=typed, nearest=near)
            continue
        if round_ is not None:
            received = desk.number("late", row, "received")
            found.append(Late(int(round_), group.id, received, desk.text("late", row, "file")))
    return found
