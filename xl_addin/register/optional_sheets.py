"""Sheets of the register that an office may leave blank.

เทียบปีก่อน, which project goes on in which; หมายเหตุท้ายรายงาน; ข้อเสนอโครงการ, what groups proposed and whether it was
taken into the plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from xl_addin.excel.reading.named_table import TableRow
from xl_addin.model.changes import Change, ChangeKind
from xl_addin.model.form.schema import PROPOSAL_REASON, PROPOSALS, PROPOSALS_SHEET, Form
from xl_addin.model.group_names import GroupNames
from xl_addin.model.proposals import VERDICTS, Proposal, Verdict
from xl_addin.model.register import Group, LastYearMatch, Note, Reader, Register
from xl_addin.model.texts import round_label
from xl_addin.model.thai.names import name_key
from xl_addin.model.values.kinds import Kind
from xl_addin.register.decisions_sheet import codes_by_name
from xl_addin.register.layout_parts import Entry, SheetLayout, Table, entry_of
from xl_addin.register.read_session import RegisterReading

LAST_YEAR = "last_year"
LAST_YEAR_SHEET = "เทียบปีก่อน"

NOTES = "notes"
NOTES_SHEET = "หมายเหตุท้ายรายงาน"

READERS = {Reader.REPORT.value: "รายงาน", Reader.TEMPLATE.value: "แบบของกลุ่ม", Reader.BOTH.value: "ทั้งสอง"}
"""Who reads a line: phrases of the drop-down by code."""


def last_year_sheet() -> SheetLayout:
    """The sheet, one line a project of last year."""
    columns = (
        Entry("match_no", ("ที่",), Kind.COUNT, 5, prefill="{:d}", locked=True),
        Entry(
            "old",
            ("โครงการปีก่อน",),
            Kind.TEXT,
            46,
            "รหัสหรือชื่อในรายงานปีก่อน",
            required=True,
            unique=True,
            max_length=500,
        ),
        Entry(
            "project",
            ("โครงการปีนี้",),
            Kind.TEXT,
            46,
            "เลือกจากรายการ หรือพิมพ์รหัส หลายโครงการรวมเป็นโครงการเดียวได้",
            required=True,
            offers="projects.project",
            strict=False,
        ),
    )
    return SheetLayout(
        name=LAST_YEAR_SHEET,
        step="โครงการปีก่อนที่ทำต่อด้วยชื่ออื่น",
        note="กรอกเฉพาะโครงการที่ชื่อเปลี่ยน โครงการที่ชื่อเดิมโปรแกรมจับคู่ให้เอง",
        tables=(Table(LAST_YEAR, "", columns, prepared=12, open_ended=True, optional=True),),
        optional=True,
    )


def last_year_rows(register: Register | None) -> list[dict[str, str | int | float | None]]:
    """The lines of a Register as the sheet shows them."""
    matches = register.last_year if register else ()
    return [
        {"match_no": number, "old": match.old, "project": match.project_id}
        for number, match in enumerate(matches, 1)
    ]


def read_last_year(reading: RegisterReading, projects: pd.DataFrame) -> tuple[LastYearMatch, ...]:
    """The list; a line that names no project of this year, or two, is told and left out."""
    codes = codes_by_name(projects)
    found = []
    for row in reading.rows(LAST_YEAR):
        old, wanted = reading.text(LAST_YEAR, row, "old"), reading.text(LAST_YEAR, row, "project")
        known = codes.get(name_key(wanted), [])
        if old and wanted and len(known) == 1:
            found.append(LastYearMatch(old, known[0]))
        elif wanted:
            reading.tell("last_year_no_project", reading.place(LAST_YEAR, row, "project"), value=wanted)
    return tuple(found)


def notes_sheet() -> SheetLayout:
    """The sheet, one line a note."""
    columns = (
        Entry("note_no", ("ที่",), Kind.COUNT, 5, prefill="{:d}", locked=True),
        Entry("note", ("ข้อความ",), Kind.TEXT, 90, "พิมพ์ตามลำดับที่กรอก", required=True, max_length=1000),
        Entry("reader", ("พิมพ์ใน",), Kind.CHOICE, 16, "เว้นว่าง = รายงาน", choices=READERS),
    )
    return SheetLayout(
        name=NOTES_SHEET,
        step="หมายเหตุท้ายรายงานและท้ายแบบ",
        note="ข้อความสำหรับผู้อ่านรายงาน แยกจากข้อความสำหรับผู้กรอกแบบ",
        tables=(Table(NOTES, "", columns, prepared=12, open_ended=True, optional=True),),
        optional=True,
    )


def note_rows(register: Register | None) -> list[dict[str, str | int | float | None]]:
    """The lines of a Register as the sheet shows them."""
    notes = register.notes if register else ()
    return [
        {"note_no": number, "note": note.text, "reader": READERS[note.reader.value]}
        for number, note in enumerate(notes, 1)
    ]


def read_notes(reading: RegisterReading) -> tuple[Note, ...]:
    """The notes in their order; a line without a text is told by its column and left out."""
    found = []
    for row in reading.rows(NOTES):
        text, reader = reading.text(NOTES, row, "note"), reading.value(NOTES, row, "reader")
        if text:
            found.append(Note(text, Reader(str(reader)) if reader else Reader.REPORT))
    return tuple(found)


def proposals_sheet(form: Form) -> SheetLayout:
    """The sheet, one line a proposal; nothing in it is needed until the proposal is taken."""
    rounds = {str(number): round_label(form, number) for number in range(1, form.period.rounds + 1)}
    verdicts = {str(verdict): phrase for verdict, phrase in VERDICTS.items()}
    columns = [
        Entry("proposal_no", ("ที่",), Kind.COUNT, 5, prefill="{:d}", locked=True),
        Entry("project_id", ("เลขที่ข้อเสนอ",), Kind.TEXT, 13, "โปรแกรมเขียนให้", unique=True, max_length=30),
        Entry("verdict", ("พิจารณา",), Kind.CHOICE, 14, "เว้นว่าง = ยังไม่พิจารณา", choices=verdicts),
        Entry("taken_round", ("เริ่มรอบ",), Kind.CHOICE, 14, "เว้นว่าง = รอบถัดจากที่เสนอ", choices=rounds),
        Entry("proposed_round", ("เสนอในรอบ",), Kind.CHOICE, 14, "โปรแกรมเขียนให้", choices=rounds),
        Entry("project", ("โครงการ",), Kind.TEXT, 40, "ชื่อที่เสนอ แก้ได้ก่อนรับ"),
        Entry("group", ("กลุ่มที่เสนอ",), Kind.TEXT, 24, "เลือกจากรายการ", offers="groups.group", strict=False),
    ]
    if form.period.rounds == 1:
        columns = [column for column in columns if column.key not in ("taken_round", "proposed_round")]
    if form.sections:
        label = form.sections.label
        columns.append(
            Entry(
                "section", (label,), Kind.TEXT, 24, "เลือกจากรายการ", offers="sections.section", strict=False
            )
        )
    columns += [replace(entry_of(column), required=False) for column in form.register_columns]
    columns += [
        Entry(PROPOSAL_REASON, ("เหตุผลที่เสนอ",), Kind.LONG_TEXT, 36, "เว้นว่างได้"),
        Entry("alike", ("ชื่อใกล้เคียงกับ",), Kind.LONG_TEXT, 40, "โปรแกรมเขียนให้ ดูว่าเป็นโครงการเดียวกันหรือไม่"),
    ]
    return SheetLayout(
        name=PROPOSALS_SHEET,
        step="โครงการที่กลุ่มเสนอ และผลการพิจารณา",
        note="เลือก รับเข้าแผน แล้วโครงการจะอยู่ในแผนตั้งแต่รอบที่บอกโดยไม่ต้องพิมพ์ซ้ำในแผ่นโครงการ เลขที่ข้อเสนอเป็นรหัสโครงการ",
        tables=(Table(PROPOSALS, "", tuple(columns), prepared=40, open_ended=True, optional=True),),
        optional=True,
    )


def taken_rows(reading: RegisterReading, codes: Collection[str]) -> Iterator[tuple[TableRow, str]]:
    """The lines of proposals that were taken into the plan, with their codes; `codes`: of projects that are listed.

    One that has come to stand in the list of projects is read there. A line that names nobody is told.
    """
    known = set(map(name_key, codes))
    for row in reading.rows(PROPOSALS) if PROPOSALS in reading.layout else ():
        if reading.value(PROPOSALS, row, "verdict") != Verdict.TAKE:
            continue
        code = reading.text(PROPOSALS, row, "project_id")
        if not code:
            label = reading.layout[PROPOSALS].column("project_id").title
            reading.tell("register_blank", reading.place(PROPOSALS, row, "project_id"), label=label)
        elif name_key(code) not in known:
            known.add(name_key(code))
            yield row, code


def read_proposals(reading: RegisterReading, groups: Sequence[Group]) -> tuple[Proposal, ...]:
    """The list; a line without a number or a group is left out. What is wrong in lines that count was told."""
    if PROPOSALS not in reading.layout:
        return ()
    silent, names, found = reading.silent(), GroupNames(groups), []
    for row in silent.rows(PROPOSALS):
        group = names.find(silent.text(PROPOSALS, row, "group"))
        code, verdict = (silent.text(PROPOSALS, row, key) for key in ("project_id", "verdict"))
        if group is None or not code:
            continue
        values = {
            column.key: value
            for column in silent.form.register_columns
            if (value := silent.value(PROPOSALS, row, column.key)) is not None
        }
        has = silent.layout[PROPOSALS]
        proposed, taken = (
            int(silent.value(PROPOSALS, row, key) or 0) if has.has(key) else 1
            for key in ("proposed_round", "taken_round")
        )
        later = min((proposed or 1) + 1, silent.form.period.rounds)
        found.append(
            Proposal(
                code,
                proposed or 1,
                group.id,
                silent.text(PROPOSALS, row, "project"),
                silent.text(PROPOSALS, row, "section") if has.has("section") else "",
                values,
                silent.text(PROPOSALS, row, PROPOSAL_REASON),
                tuple(silent.text(PROPOSALS, row, "alike").splitlines()),
                Verdict(verdict) if verdict else None,
                taken or later,
                silent.place(PROPOSALS, row, "project"),
            )
        )
    return tuple(found)


def added_by(proposals: Iterable[Proposal], codes: Collection[str]) -> tuple[Change, ...]:
    """Of the projects of these codes that were proposals, since when the plan has them."""
    return tuple(
        Change(one.from_round, ChangeKind.ADD, project_id=one.id, reason=one.reason)
        for one in proposals
        if one.id in codes and one.from_round > 1
    )
