"""The register that a list makes: its projects, groups and sections, with the codes that they keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count
from typing import Any

from xl_addin.excel.addresses import cell_address
from xl_addin.model.form.schema import Column, Form
from xl_addin.model.group_names import GroupNames
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem, Severity
from xl_addin.model.register import Group, Register, Section, default_params
from xl_addin.model.thai.names import name_key
from xl_addin.model.thai.words import arabic_digits
from xl_addin.model.values.clean import clean
from xl_addin.model.values.findings import NumberText
from xl_addin.model.values.kinds import SCALE, Kind
from xl_addin.register.codes import cut_code
from xl_addin.register.lists.column_words import Role
from xl_addin.register.lists.list_reading import ListReading
from xl_addin.register.lists.row_kinds import TakenRow
from xl_addin.register.read_projects import projects_frame

ALIKE = 0.84
"""Two names of groups that have so much in common may be one group."""

_BETWEEN = re.compile(r"[/\n]")
_NUMBERED = re.compile(
    r"^(?:นโยบาย|กลยุทธ์|ยุทธศาสตร์|แผนงาน|จุดเน้น|ประเด็น|ด้าน|ข้อ|มาตรการ)*(?:สพฐ)?(?:ที่)?(\d+)[.:)]*"
)
_WORDS_OF_ALL = re.compile("^(?:ด้าน|การ|นโยบาย|กลยุทธ์|ยุทธศาสตร์)+")


@dataclass(slots=True)
class _Names:
    """Groups and sections as they are met, beside those that are known already."""

    form: Form
    groups: list[Group]
    sections: list[Section]
    unplaced: int = 0

    def group(self, text: str) -> str:
        """The groups' names as the register has them, several with a stroke between; new ones are added."""
        parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
        names = GroupNames(self.groups)
        whole = names.find(text)
        if whole is not None or not parts:
            return whole.name if whole else ""
        return "/".join(self._one_group(part) for part in parts)

    def _one_group(self, name: str) -> str:
        found = GroupNames(self.groups).find(name)
        if found is None:
            taken = {group.id for group in self.groups}
            free = next(f"G{number:02d}" for number in count(1) if f"G{number:02d}" not in taken)
            found = Group(free, name)
            self.groups.append(found)
        return found.name

    def section(self, text: str) -> Section | None:
        """The section of a heading or column; a new one where none of the form's is meant."""
        if self.form.sections is None:
            return None
        found = _section_named(text, self.sections) if text else None
        if found is not None:
            return found
        if self.form.sections.from_plan != "section":
            self.unplaced += 1
            return self.sections[0] if self.sections else None
        if not text:
            self.unplaced += 1
            return None
        found = Section(max((section.no for section in self.sections), default=0) + 1, text)
        self.sections.append(found)
        return found


def list_register(
    reading: ListReading, form: Form, base: Register | None = None, language: str = "th"
) -> tuple[Register, list[Problem]]:
    """The register of a list's projects, and what is to be looked at in it.

    `base`: a register of the office, whose groups, sections, settings and texts go on.
    """
    prefilled = form.sections.prefilled if form.sections else ()
    names = _Names(
        form,
        list(base.groups) if base else [],
        list(base.sections) if base else [Section(number, name) for number, name in enumerate(prefilled, 1)],
    )
    codes, told = _codes(reading, language)
    rows = [
        _project(entry, codes[position], form, names, reading, told, language)
        for position, entry in enumerate(reading.projects)
    ]
    _report_to_first(rows, names.groups)
    register = Register(
        form=form,
        office=base.office if base else reading.office,
        office_short=base.office_short if base else reading.office_short,
        fiscal_year=reading.fiscal_year or 0,
        settings=base.settings if base else form.settings,
        groups=tuple(names.groups),
        sections=tuple(names.sections),
        params=base.params if base else default_params(form),
        projects=projects_frame(form, rows),
        texts=dict(base.texts) if base else {},
        file=reading.file,
    )
    return register, [*told, *_about(reading, register, names, language)]


def _report_to_first(rows: Sequence[dict[str, Any]], groups: Sequence[Group]) -> None:
    """The first of a project's groups reports it."""
    names = GroupNames(groups)
    for row in rows:
        found, _ = names.find_all(row["group"] or "")
        row["group_id"] = found[0].id if found else None


def _project(
    entry: TakenRow,
    code: str,
    form: Form,
    names: _Names,
    reading: ListReading,
    told: list[Problem],
    language: str,
) -> dict[str, Any]:
    row = entry.row
    section = names.section(_section_text(entry, form))
    values: dict[str, Any] = {
        "project_id": code,
        "project": row.name or row.activity,
        "group": names.group(entry.group) or None,
        "section_no": section.no if section else None,
        "section": section.name if section else None,
    }
    for column in form.register_columns:
        values[column.key] = _own(column, entry, reading, told, language)
    home = _budget_column(form)
    if home is not None and entry.amount is not None:
        values[home.key] = entry.amount
    return values


def _section_text(entry: TakenRow, form: Form) -> str:
    if form.sections and form.sections.from_plan == "fund":
        return entry.row.fund or entry.section
    return entry.section


def _budget_column(form: Form) -> Column | None:
    """Where the money of a list goes: the budget, or the first money that a project needs."""
    money = [column for column in form.register_columns if column.kind is Kind.BAHT]
    named = [column for column in money if column.key == "budget"]
    needed = [column for column in money if not column.proposed]
    return next(iter(named or needed), None)


def _own(column: Column, entry: TakenRow, reading: ListReading, told: list[Problem], language: str) -> Any:
    cell = entry.row.own.get(column.key)
    if cell is None or not cell.text:
        return None
    raw = NumberText(cell.text) if cell.stored == "n" and column.kind in SCALE else cell.text
    value, finding = clean(column.kind, raw, minimum=None, choices=column.choices or None)
    if finding is not None and finding.severity is Severity.ERROR:
        place = Place(reading.file, entry.row.sheet, f"{entry.row.number}:{entry.row.number}")
        told.append(problem("list_value_left", place, language=language, value=cell.text, label=column.title))
        return None
    return value


def _codes(reading: ListReading, language: str) -> tuple[list[str], list[Problem]]:
    """The projects' codes: those of the list where each has one of its own, else P001, P002 ..."""
    told = list(_cut(reading, language))
    cells = [entry.row.project_code for entry in reading.projects]
    texts = [
        arabic_digits(cell.text) if cell and cut_code(cell.stored, cell.text) is None else ""
        for cell in cells
    ]
    typed = [name_key(text) for text in texts if text]
    if len(set(typed)) < len(typed):
        place = Place(reading.file, reading.sheets[0].name)
        told.append(
            problem("list_codes_shared", place, language=language, count=len(typed) - len(set(typed)))
        )
        texts = [""] * len(texts)
    taken = {name_key(text) for text in texts if text}
    free = (f"P{number:03d}" for number in count(1) if name_key(f"P{number:03d}") not in taken)
    return [text or next(free) for text in texts], told


def _cut(reading: ListReading, language: str) -> Iterator[Problem]:
    for sheet in reading.sheets:
        column = sheet.header.column(Role.CODE)
        for entry in sheet.projects:
            cell = entry.row.project_code
            cut = cut_code(cell.stored, cell.text) if cell else None
            if cut is not None and column is not None:
                place = Place(reading.file, sheet.name, cell_address(entry.row.number, column))
                yield problem("list_code_cut", place, language=language, value=cut)


def _section_named(text: str, sections: Sequence[Section]) -> Section | None:
    """The section that a heading means: by its name, a part of it, or its number and a part of its name."""
    key = name_key(text)
    for section in sections:
        if name_key(section.name) == key:
            return section
    number = _NUMBERED.match(key)
    rest = key[number.end() :] if number else key
    core = _WORDS_OF_ALL.sub("", rest)
    inside = [section for section in sections if len(core) > 3 and core in name_key(section.name)]
    around = [section for section in sections if name_key(section.name) in key]
    for found in (around, inside):
        if len(found) == 1:
            return found[0]
    if number and not rest:
        return next((section for section in sections if section.no == int(number[1])), None)
    close = [
        (SequenceMatcher(None, rest, name_key(section.name)).ratio(), -section.no, section)
        for section in sections
    ]
    best = max(close, default=None)
    return best[2] if best and best[0] >= ALIKE else None


def _about(reading: ListReading, register: Register, names: _Names, language: str) -> Iterator[Problem]:
    place = Place(reading.file)
    if names.unplaced and names.form.sections:
        fills = names.form.sections.from_plan != "section" and names.sections
        yield problem(
            "list_section_assumed" if fills else "list_section_missing",
            place,
            language=language,
            count=names.unplaced,
            label=names.form.sections.label,
            value=names.sections[0].name if fills else "",
        )
    above = sum(entry.group_from_above for entry in reading.projects)
    if above:
        yield problem("list_groups_from_above", place, language=language, count=above)
    without = sum(group is None for group in register.projects["group_id"])
    if without:
        yield problem("list_group_missing", place, language=language, count=without)
    yield from _alike(register.groups, place, language)
    if _budget_column(register.form) is None and any(entry.amount for entry in reading.projects):
        yield problem("list_budget_no_place", place, language=language, value=register.form.id)
    if reading.fiscal_year is None:
        yield problem("list_year_missing", place, language=language)
    if not register.office:
        yield problem("list_office_missing", place, language=language)


def _alike(groups: Sequence[Group], place: Place, language: str) -> Iterator[Problem]:
    for position, group in enumerate(groups):
        for other in groups[position + 1 :]:
            ratio = SequenceMatcher(None, name_key(group.name), name_key(other.name)).ratio()
            if ratio >= ALIKE:
                yield problem(
                    "list_groups_alike", place, language=language, value=group.name, other=other.name
                )
