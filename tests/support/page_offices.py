"""Consolidated data of the forms with one page per project, from the offices' figures; texts are made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from tests.support.projects import frame_of, typed_kinds
from xl_addin.consolidate.consolidated import (
    Conservation,
    Consolidated,
    FileOutcome,
    GroupReturn,
    GroupState,
    Outcome,
)
from xl_addin.demo.examples import demo_register, example_rows
from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.form.column_states import entry_columns, late_columns
from xl_addin.model.form.schema import MAIN
from xl_addin.model.problems.problem import Place
from xl_addin.model.register import Register
from xl_addin.model.rules.checking import Checked
from xl_addin.model.rules.round_check import check_round
from xl_addin.model.values.kinds import Kind

Values = Mapping[str, Any]
Children = Mapping[str, Sequence[Values]]

LONGEST = 3300
SENTENCES = (
    "จัดประชุมชี้แจงแนวทางแก่ผู้เกี่ยวข้องและแต่งตั้งคณะทำงานครบทุกอำเภอ มีผู้เข้าร่วม 86 คน",
    "นิเทศติดตามโรงเรียนในสังกัดครบทุกกลุ่มเครือข่าย เก็บข้อมูลด้วยแบบสังเกตและสรุปผลเสนอผู้บริหาร",
    "ครูนำความรู้ไปใช้ในห้องเรียนและแลกเปลี่ยนผลงานกันทุกเดือน มีผลงานนำเสนอ 24 เรื่อง",
    "เผยแพร่เอกสารประกอบทาง https://cme2.example.org/plan2567 และกลุ่มสนทนาของโรงเรียน",
    "ผู้เรียนอ่านออกเขียนได้เพิ่มขึ้นร้อยละ 12.50 เมื่อเทียบกับต้นปีการศึกษา และมีวินัยในตนเองมากขึ้น",
    "โรงเรียนขนาดเล็กบนพื้นที่สูงใช้ชุดฝึก STEM Education ที่ทำขึ้นเองจากวัสดุในท้องถิ่น",
)


def long_text(length: int, seed: int, listed: bool = False) -> str:
    """A text of exactly this length: paragraphs, or items "1." "2.", no two alike."""
    lines: list[str] = []
    number = 0
    while sum(map(len, lines)) + len(lines) < length + 1:
        parts = [SENTENCES[(seed * 5 + number * 3 + step) % len(SENTENCES)] for step in range(1 + number % 4)]
        begin = f"{number + 1}. " if listed else ""
        lines.append(f"{begin}ช่วงที่ {seed}/{number + 1} {' '.join(parts)}")
        number += 1
    return "\n".join(lines)[:length].strip()


def build(
    register: Register,
    round_: int,
    typed: Mapping[str, Values],
    children: Mapping[str, Children],
    earlier: Sequence[Consolidated] = (),
    missing: Sequence[str] = (),
) -> Consolidated:
    """One round; `typed` and `children` by project id as readable values; groups `missing` returned nothing."""
    checked = judge(register, round_, typed, children, earlier, missing)
    return _consolidated(register, round_, checked, checked.frame["reported"].tolist(), earlier)


def judge(
    register: Register,
    round_: int,
    typed: Mapping[str, Values],
    children: Mapping[str, Children],
    earlier: Sequence[Consolidated] = (),
    missing: Sequence[str] = (),
) -> Checked:
    """What the rules say of such a round."""
    form = register.form
    before = earlier[-1].frame.set_index("project_id") if earlier else pd.DataFrame()
    rows: list[dict[str, Any]] = []
    owners = register.projects["group_id"].tolist()
    ids = register.projects["project_id"].tolist()
    reported = [owner not in missing for owner in owners]
    for id_, there in zip(ids, reported, strict=True):
        rows.append(dict(typed.get(id_, {})) if there else {})
    kinds = {key: kind for key, kind in typed_kinds(form.columns).items() if key not in register.projects}
    frame = pd.concat([register.projects.reset_index(drop=True), frame_of(kinds, rows)], axis=1)
    for column in form.columns:
        if column.previous and column.previous in before:
            frame[column.key] = before[column.previous].reindex(ids).array
    tables = {
        table.key: frame_of(
            {PARENT: Kind.COUNT, "n": Kind.COUNT} | typed_kinds(table.columns),
            [
                {PARENT: place, "n": number} | dict(row)
                for place, id_ in enumerate(ids)
                if reported[place]
                for number, row in enumerate(children.get(id_, {}).get(table.key, ()), 1)
            ],
        ).astype({PARENT: "int64"})
        for table in form.tables
    }
    frame["reported"] = reported
    late = late_columns(form, round_) if earlier else ()
    entries = {
        key: [column.key for column in entry_columns(form, round_, late, key)] for key in (MAIN, *tables)
    }
    active = np.array(reported, dtype=bool)
    return check_round(register, round_, frame, tables, entries=entries, active=active)


def _consolidated(
    register: Register, round_: int, checked: Checked, reported: list[bool], earlier: Sequence[Consolidated]
) -> Consolidated:
    frame = checked.frame
    names = {group.id: f"{group.id} {group.name}.xlsx" for group in register.groups}
    there = list(zip(frame["group_id"].tolist(), reported, strict=True))
    frame["round"] = round_
    frame["file"] = [names[owner] if flag else None for owner, flag in there]
    frame["sheet"] = [id_ if flag else None for id_, flag in zip(frame["project_id"], reported, strict=True)]
    frame["row"] = pd.Series([5 if flag else None for flag in reported], dtype="Int64")
    tables = {}
    for key, table in checked.tables.items():
        owners = [frame["project_id"].iloc[place] for place in table[PARENT]]
        tables[key] = table.assign(project_id=owners, round=round_, sheet=owners)
    problems = tuple(
        found.problem.at(Place(str(frame["file"].iloc[found.row]), str(frame["sheet"].iloc[found.row]), "C9"))
        for found in checked.problems
        if found.table == MAIN
    )
    groups = []
    for group in register.groups:
        own = frame[frame["group_id"] == group.id]
        if own.empty:
            continue
        is_in = bool(own["reported"].any())
        state = GroupState.RETURNED if is_in else GroupState.MISSING
        file = names[group.id] if is_in else ""
        groups.append(GroupReturn(group.id, group.name, state, file, 1, len(own), int(own["reported"].sum())))
    files = tuple(FileOutcome(one.file, Outcome.USED, "", one.group_id, 1, 9) for one in groups if one.file)
    return Consolidated(
        register=register,
        round=round_,
        frame=frame,
        tables=tables,
        history=pd.concat([one.frame for one in earlier], ignore_index=True) if earlier else frame.iloc[:0],
        tables_history={
            key: pd.concat([one.tables[key] for one in earlier], ignore_index=True) for key in tables
        }
        if earlier
        else {},
        files=files,
        groups=tuple(groups),
        problems=problems,
        conservation=(Conservation("ไฟล์ในโฟลเดอร์ = ไฟล์ที่ใช้", len(files), len(files)),),
    )


_STATUSES = {"completed": "completed", "in progress": "in_progress", "not started": "not_started"}


def chiangmai2(
    round_: int = 2,
    missing: Sequence[str] = (),
    exempt: Sequence[str] = (),
    *,
    forty: bool = False,
    longest: Sequence[str] = (),
) -> Consolidated:
    """The office's projects; `forty`: 18 more like them, so that there are 40.

    Projects `exempt` have no form; those of `longest` have a form as long as it may be (see `longest_project`).
    """
    register = demo_register("chiangmai2")
    is_exempt = ["exempt" if id_ in exempt else None for id_ in register.projects["project_id"]]
    register = replace(register, projects=register.projects.assign(exempt=pd.Series(is_exempt, dtype=object)))
    printed = example_rows("chiangmai2", "printed")
    if forty:
        register, printed = _forty(register, printed)
    earlier: list[Consolidated] = []
    for number in range(1, round_ + 1):
        typed = {row["project_id"]: _progress(row, number, place) for place, row in enumerate(printed)}
        children: dict[str, Children] = {
            row["project_id"]: _progress_tables(row, place) for place, row in enumerate(printed)
        }
        for id_ in longest:
            typed[id_], children[id_] = longest_project()
        found = build(register, number, typed, children, earlier, missing if number == round_ else ())
        earlier.append(found)
    return earlier[-1]


def _forty(register: Register, printed: list[dict[str, str]]) -> tuple[Register, list[dict[str, str]]]:
    projects = register.projects
    more = projects.head(18).copy()
    more["project_id"] = [f"P{number:03d}" for number in range(23, 41)]
    more["no"] = pd.array(range(23, 41), dtype="Int64")
    more["project"] = more["project"] + " ระยะที่ 2"
    rows = [row | {"project_id": f"P{number:03d}"} for number, row in enumerate(printed[:18], 23)]
    both = pd.concat([projects, more], ignore_index=True)
    return replace(register, projects=both), printed + rows


def _progress(row: Mapping[str, str], round_: int, seed: int) -> dict[str, Any]:
    status = _STATUSES[row["status"]]
    if round_ == 1 and not row["q1_actual_baht"]:
        status = "not_started"
    plan, actual = (row.get(f"q{round_}_{what}_baht") or "0" for what in ("plan", "actual"))
    values: dict[str, Any] = {"status": status, "actual": float(actual)}
    if status == "not_started":
        return values | {"reason": "กำหนดดำเนินการในไตรมาสที่ 3"}
    each = max(60, int(row["text_characters_in_form"]) // 6)
    seed = seed * 10 + round_ * 1000
    values |= {
        key: long_text(min(each, LONGEST), seed + number, listed=number % 2 == 1)
        for number, key in enumerate(("output", "outcome", "strategy_goal", "performance"))
    }
    values |= {"master_plan_none": "none", "sub_plan_none": "none", "plan13_none": "none"}
    values |= {"problems": "-", "suggestions": "-"}
    if seed % 3 == 0:
        values |= {"problems": long_text(240, seed + 5), "suggestions": long_text(300, seed + 6)}
    if float(plan) != float(actual):
        values["reason"] = f"เลื่อนกิจกรรมบางส่วนไปดำเนินการหลังปิดภาคเรียน (ลำดับ {seed})"
    if float(plan) > 0 and float(actual) == 0:
        values["target_quarter"] = "q3"
    return values


def _progress_tables(row: Mapping[str, str], seed: int) -> dict[str, list[dict[str, Any]]]:
    status = _STATUSES[row["status"]]
    if status == "not_started":
        return {}
    indicators: list[dict[str, Any]] = [
        {
            "aspect": ("quantity", "quality")[number % 2] if seed % 2 else None,
            "indicator": f"ร้อยละของผู้เข้าร่วมที่ผ่านเกณฑ์ด้านที่ {number + 1}",
            "target": "85",
            "unit": "ร้อยละ",
            "result": "-" if number == 2 else f"{86 + number}.50",
        }
        for number in range(2 + seed % 3)
    ]
    activities: list[dict[str, Any]] = []
    for number in range(int(row["activities"])):
        done = status == "completed" or number == 0
        activities.append(
            {
                "level": "main",
                "activity": f"อบรมเชิงปฏิบัติการรุ่นที่ {number + 1}",
                "status": "completed" if done else "in_progress",
                "when": "ก.พ. - มี.ค. 67",
                "result": long_text(120 + 40 * number, seed * 7 + number),
            }
        )
        if number % 2 == 0:
            activities.append({"level": "sub", "activity": "เตรียมเอกสารและวิทยากร", "status": "completed"})
    return {"indicators": indicators, "activities": activities}


def longest_project() -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """A form of format D with everything as long as it may be: ten indicators, seven activities, sub-items."""
    texts = ("output", "outcome", "strategy_goal", "master_plan", "sub_plan", "plan13", "performance")
    values: dict[str, Any] = {"status": "in_progress", "actual": 1000.0, "reason": long_text(1000, 90)}
    values |= {
        key: long_text(LONGEST, 50 + number, listed=number % 3 == 0)
        for number, key in enumerate((*texts, "problems", "suggestions"))
    }
    indicators = [
        {
            "indicator": f"ตัวชี้วัดที่ {number} {long_text(160, number)}",
            "target": "85",
            "unit": "ร้อยละ",
            "result": "86",
        }
        for number in range(1, 11)
    ]
    activities: list[dict[str, Any]] = []
    for number in range(1, 8):
        activity = {"level": "main", "activity": f"กิจกรรมใหญ่ {number}", "status": "in_progress"}
        activities.append(activity | {"result": long_text(LONGEST, 70 + number)})
        for sub in (1, 2):
            activities.append(
                {"level": "sub", "activity": f"งานย่อย {number}-{sub}", "result": long_text(200, 80 + sub)}
            )
    return values, {"indicators": indicators, "activities": activities}


def yasothon2(missing: Sequence[str] = (), copies: int = 1) -> Consolidated:
    """The office's plan of one strategy; `copies`: its projects so many times over."""
    register = demo_register("yasothon2")
    lines = example_rows("yasothon2", "budget_lines")
    projects = register.projects
    if copies > 1:
        more = []
        for number in range(copies):
            again = projects.copy()
            again["project_id"] = [
                f"P{number * len(projects) + place:03d}" for place in range(1, len(again) + 1)
            ]
            again["no"] = pd.array(
                range(number * len(again) + 1, (number + 1) * len(again) + 1), dtype="Int64"
            )
            more.append(again)
        register = replace(register, projects=pd.concat(more, ignore_index=True))
    typed, children = {}, {}
    for place, project in enumerate(register.projects.to_dict("records")):
        id_ = str(project["project_id"])
        budget = project["budget_area_office"] / 100
        typed[id_] = _proposal(budget, place)
        own = [row for row in lines if row["project_id"] == id_]
        children[id_] = _proposal_tables(own, budget, place)
    return build(register, 1, typed, children, (), missing)


def _proposal(budget: float, seed: int) -> dict[str, Any]:
    quarter = int(budget) // 4
    return {
        "plan_name": "แผนงานพื้นฐานด้านการพัฒนาและเสริมสร้างศักยภาพทรัพยากรมนุษย์",
        "responsible": "ผู้อำนวยการกลุ่ม",
        "project_type": ("new", "continuing", "regular")[seed % 3],
        "start_date": (2562, 10, 1),
        "end_date": (2563, 9, 30),
        "rationale": long_text(900 + 300 * (seed % 3), seed * 9),
        "objectives": long_text(300, seed * 9 + 1, listed=True),
        "target_quantity": f"ครูและบุคลากร {200 + seed} คน โรงเรียน 60 แห่ง",
        "target_quality": long_text(160, seed * 9 + 2),
        "expected_results": long_text(260, seed * 9 + 3, listed=True),
        "shared_use": "shared" if seed % 2 == 0 else None,
        "q1_plan": quarter,
        "q2_plan": quarter,
        "q3_plan": quarter,
        "q4_plan": budget - 3 * quarter,
    }


def _proposal_tables(
    lines: Sequence[Mapping[str, str]], budget: float, seed: int
) -> dict[str, list[dict[str, Any]]]:
    money = ("remuneration", "operating", "materials", "in_budget", "off_budget", "total")
    budget_lines = [
        {"item": row["item_as_printed"]} | {key: float(row[key]) for key in money if row[key]}
        for row in lines
        if row["row_type"] != "subtotal"
    ]
    if not budget_lines:
        meals: dict[str, Any] = {
            "item": "ค่าอาหารกลางวันผู้เข้าประชุม",
            "people": 20,
            "rate": 120,
            "times": 2,
            "meal": "yes",
        }
        rest = budget - 4800
        budget_lines = [
            meals | {"operating": 4800, "in_budget": 4800},
            {"item": "ค่าวัสดุและเอกสาร", "materials": rest, "in_budget": rest},
        ]
    months = ("m10", "m11", "m12", "m01", "m02", "m03", "m04", "m05", "m06", "m07", "m08", "m09")
    activities = [
        {
            "activity": f"กิจกรรมขั้นที่ {number + 1} ประชุมคณะทำงานและสรุปผล",
            "first_month": months[number * 2],
            "last_month": months[min(11, number * 2 + 1 + seed % 4)],
            "place": "สพป.ยโสธร เขต 2",
            "responsible": "ผู้อำนวยการกลุ่ม",
        }
        for number in range(3 + seed % 4)
    ]
    indicators = [
        {"indicator": "ร้อยละ 90 ของโรงเรียนได้รับการนิเทศ", "method": "นิเทศติดตาม", "tool": "แบบนิเทศ"},
        {"indicator": "ความพึงพอใจระดับมากขึ้นไป", "method": "สอบถาม", "tool": "แบบสอบถาม"},
    ]
    return {"activities": activities, "budget_lines": budget_lines, "indicators": indicators}
