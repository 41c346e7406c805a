"""Consolidated data of the three table forms, from the offices' own figures (workbook_templates/examples)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from xl_addin.consolidate.consolidated import (
    Conservation,
    Consolidated,
    FileOutcome,
    GroupReturn,
    GroupState,
    Outcome,
)
from xl_addin.demo.examples import demo_register, example_rows
from xl_addin.model.form.column_states import State, column_state, entry_columns, late_columns
from xl_addin.model.form.schema import MAIN
from xl_addin.model.problems.problem import Place
from xl_addin.model.register import Group, Register
from xl_addin.model.rules.checking import Checked
from xl_addin.model.rules.round_check import check_round
from xl_addin.model.values.kinds import SCALE, Fill

NARRATIVE = (
    "จัดประชุมชี้แจงแนวทางแก่ผู้เกี่ยวข้องและแต่งตั้งคณะทำงานเมื่อวันที่ 12 มกราคม {year} มีผู้เข้าร่วม 86 คน",
    "นิเทศติดตามโรงเรียนในสังกัดครบทุกกลุ่มเครือข่าย เก็บข้อมูลและสรุปผลเสนอผู้บริหาร",
    "ส่งเสริมให้ครูนำความรู้ไปใช้ในห้องเรียน มีผลงานนำเสนอ 24 เรื่อง",
    "จัดทำเอกสารประกอบและเผยแพร่ทางเว็บไซต์ของสำนักงาน",
)


def baht(text: str) -> int | None:
    """A printed amount in baht; "-" is 0 and nothing is None."""
    text = text.replace(",", "").strip()
    if not text:
        return None
    return 0 if text == "-" else int(float(text))


def office(form_id: str, round_: int = 1, missing: Sequence[str] = (), **settings: Any) -> Consolidated:
    """One office's round as printed, `missing` group ids left out; earlier rounds stand in the history."""
    register = demo_register(form_id)
    register = replace(register, settings=register.settings.model_copy(update=settings))
    history: list[pd.DataFrame] = []
    for earlier in range(1, round_):
        history.append(_frame(register, earlier, history[-1] if history else None, ()))
    frame = _frame(register, round_, history[-1] if history else None, missing)
    return consolidated_of(register, round_, frame, history)


def consolidated_of(
    register: Register, round_: int, frame: pd.DataFrame, history: Sequence[pd.DataFrame] = ()
) -> Consolidated:
    """The data set of a frame that already has its computed columns."""
    form = register.form
    checked = _checked(register, round_, frame, bool(history))
    frame = checked.frame
    problems = tuple(
        found.problem.at(
            Place(
                frame["file"].iloc[found.row],
                frame["sheet"].iloc[found.row],
                _cell(frame, found.row, found.key),
            )
        )
        for found in checked.problems
        if found.table == MAIN
    )
    groups = tuple(_group(group, frame, problems) for group in register.groups)
    files = tuple(
        FileOutcome(one.file, Outcome.USED, "", one.group_id, 1, one.reported * 2)
        for one in groups
        if one.file
    )
    other = FileOutcome("~$ร่าง.xlsx", Outcome.IGNORED, "ไฟล์ชั่วคราวที่ Excel สร้างไว้ระหว่างเปิดไฟล์")
    counted = sum(one.reported for one in groups)
    return Consolidated(
        register=register,
        round=round_,
        frame=frame,
        tables={table.key: pd.DataFrame({"_row": []}) for table in form.tables},
        history=pd.concat(history, ignore_index=True) if history else frame.iloc[:0],
        files=(*files, other),
        groups=groups,
        problems=problems,
        conservation=(
            Conservation("ไฟล์ในโฟลเดอร์ = ไฟล์ที่ใช้ + ไฟล์ที่ไม่ใช้", len(files) + 1, len(files) + 1),
            Conservation("แถวที่อ่านได้ = แถวในรายงาน", counted, int(frame["reported"].sum())),
        ),
    )


def _cell(frame: pd.DataFrame, row: int, key: str) -> str:
    value = frame[f"{key}_cell"].iloc[row] if f"{key}_cell" in frame else None
    return value if isinstance(value, str) else ""


def _group(group: Group, frame: pd.DataFrame, problems: Iterable[Any]) -> GroupReturn:
    own = frame[frame["group_id"] == group.id]
    returned = bool(own["reported"].any())
    mine = [one for one in problems if one.project in set(own["project_id"])]
    return GroupReturn(
        group_id=group.id,
        group=group.name,
        state=GroupState.RETURNED if returned else GroupState.MISSING,
        file=f"{group.id} {group.name}.xlsx" if returned else "",
        issue=1 if returned else None,
        projects=len(own),
        reported=int(own["reported"].sum()),
        errors=sum(1 for one in mine if one.severity == "error"),
        warnings=sum(1 for one in mine if one.severity == "warning"),
        late=group.id == "G02",
    )


def _entries(register: Register, round_: int) -> dict[str, dict[str, Any]]:
    """What the groups typed in a round, by project id; a round without example is made up."""
    form = register.form
    codes = {phrase: code for code, phrase in form.column("status").choices.items()}
    printed = example_rows(form.id, "printed")
    rounds = {int(row["round"]) for row in printed}
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for number, row in enumerate(printed):
        if int(row["round"]) != (round_ if round_ in rounds else max(rounds)):
            continue
        entry = found[row["project_id"]]
        entry["status"] = row.get("status_code") or codes.get(row["status"])
        used = baht(row.get("used") or row.get("disbursed") or "")
        if "used" in {column.key for column in form.columns}:
            entry["used"] = used if round_ in rounds else (2_000 * (number % 5) if number % 3 else 0)
        elif form.column("used_to_date").fill is Fill.GROUP:
            entry["used_to_date"] = used
        for quarter in range(1, round_ + 1):
            if f"q{quarter}_actual" in row:
                entry[f"q{quarter}_actual"] = baht(row[f"q{quarter}_actual"])
        length = int(row.get("progress_text_characters") or 0)
        for key in ("narrative", "bullets"):
            if key in {column.key for column in form.columns} and length > 40:
                entry[key] = narrative(length, number, register.fiscal_year)
    return found


def narrative(length: int, seed: int, year: int) -> str:
    """Made-up progress of about this length, as a list."""
    lines: list[str] = []
    while sum(map(len, lines)) < length:
        lines.append("- " + NARRATIVE[(seed + len(lines)) % len(NARRATIVE)].format(year=year))
    return "\n".join(lines)


def _frame(
    register: Register, round_: int, before: pd.DataFrame | None, missing: Sequence[str]
) -> pd.DataFrame:
    form = register.form
    frame = register.projects.copy()
    typed = _entries(register, round_)
    ids = frame["project_id"].tolist()
    owners = frame["group_id"].tolist()
    reported = [owner not in missing for owner in owners]
    earlier = pd.DataFrame() if before is None else before.set_index("project_id")
    for number, column in enumerate(form.columns):
        if column.key in frame or column.fill is Fill.COMPUTED:
            continue
        state = column_state(column, round_, late_columns(form, round_) if before is not None else ())
        if state in (State.PREVIOUS, State.CARRIED) and column.previous and column.previous in earlier:
            values = earlier[column.previous].reindex(ids).tolist()
        elif state in (State.ENTRY, State.CARRIED):
            unit = 10 ** SCALE.get(column.kind, 0)
            given = [
                typed[id_].get(column.key) if there else None
                for id_, there in zip(ids, reported, strict=True)
            ]
            values = [value * unit if isinstance(value, int) else value for value in given]
        else:
            values = [None] * len(ids)
        blank = [None if value is None or value is pd.NA else value for value in values]
        frame[column.key] = pd.Series(blank, dtype="Int64" if column.kind in SCALE else object)
        if column.fill is Fill.GROUP:
            letters = chr(ord("C") + number % 20)
            frame[f"{column.key}_cell"] = [
                f"{letters}{row + 8}" if there else None for row, there in enumerate(reported)
            ]
    frame["round"], frame["reported"] = round_, reported
    names = {group.id: f"{group.id} {group.name}.xlsx" for group in register.groups}
    there = list(zip(owners, reported, strict=True))
    frame["file"] = [names[owner] if flag else None for owner, flag in there]
    frame["sheet"] = [form.template.sheet if flag else None for flag in reported]
    frame["row"] = pd.Series([row + 8 if flag else None for row, flag in enumerate(reported)], dtype="Int64")
    return _checked(register, round_, frame, before is not None).frame


def _checked(register: Register, round_: int, frame: pd.DataFrame, has_previous: bool) -> Checked:
    late = late_columns(register.form, round_) if has_previous else ()
    entries = {MAIN: [column.key for column in entry_columns(register.form, round_, late)]}
    active = frame["reported"].to_numpy(dtype=bool)
    return check_round(register, round_, frame, {}, entries=entries, active=active)
