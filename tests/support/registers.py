"""Small registers of the three table forms, for tests that need one: a few groups, a few projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import Form
from xl_addin.model.register import Group, ParamValue, Register, Section
from xl_addin.model.values.kinds import SCALE

GROUPS = (
    Group("g1", "กลุ่มนโยบายและแผน", "กลุ่มแผน"),
    Group("g2", "กลุ่มนิเทศ ติดตาม และประเมินผลการจัดการศึกษา", "กลุ่มนิเทศ"),
    Group("g3", "กลุ่มบริหารงานบุคคล"),
)
PROJECTS = (
    ("พัฒนาระบบข้อมูลสารสนเทศเพื่อการวางแผนและการบริหารจัดการของสำนักงานเขตพื้นที่การศึกษา", "g1", 1),
    ("ยกระดับผลสัมฤทธิ์ทางการเรียน", "g2", 1),
    ("นิเทศภายในโรงเรียนโดยใช้ชุมชนแห่งการเรียนรู้ทางวิชาชีพ เพื่อพัฒนาการจัดการเรียนรู้เชิงรุกของครูในสังกัดทุกโรงเรียน", "g2", 1),
    ("พัฒนาครูผู้ช่วยเพื่อเตรียมความพร้อม", "g3", 2),
    ("การแข่งขันศิลปหัตถกรรมนักเรียน", "g2", 2),
    ("-สืบสานประเพณีท้องถิ่น", "g2", 2),
)
BUDGET = 12_000_000
"""Satang of every project: 120,000 baht."""


def register_of(form: Form, projects: pd.DataFrame, groups: Sequence[Group], **more: Any) -> Register:
    """The register of an office in 2567 with these projects; `more`: other parts of `Register`."""
    parts: dict[str, Any] = {
        "fiscal_year": 2567,
        "settings": form.settings,
        "sections": (),
        "params": (),
    } | more
    office, short = "สำนักงานเขตพื้นที่การศึกษาตัวอย่าง", "สพป.ตัวอย่าง"
    return Register(form, office, short, groups=tuple(groups), projects=projects, **parts)


def small_register(form_id: str, projects: int = len(PROJECTS), form: Form | None = None) -> Register:
    """A register of this form with so many projects (the six above, over and over) of three groups."""
    form = form or load_form(form_id)
    names = form.sections.prefilled if form.sections else ()
    sections = tuple(Section(number, name) for number, name in enumerate(names, 1))
    rows = sorted(
        (_project(form, sections, number) for number in range(projects)),
        key=lambda row: str(row["section_no"]),
    )
    frame = pd.DataFrame(rows)
    frame["no"] = range(1, len(frame) + 1)
    for column in form.columns:
        if column.fill == "register" and column.key not in frame:
            frame[column.key] = [_figure(column.key)] * len(frame)
    for column in form.columns:
        if column.key in frame and column.kind in SCALE:
            frame[column.key] = frame[column.key].astype("Int64")
    frame["section_no"] = frame["section_no"].astype("Int64")
    return register_of(
        form,
        frame,
        GROUPS,
        fiscal_year=2566,
        sections=sections,
        params=tuple(_param(form, param.key) for param in form.params),
        deadlines={1: 45000},
        texts={"signer_position": "ผู้อำนวยการกลุ่มนโยบายและแผน"},
    )


def with_settings(register: Register, **settings: object) -> Register:
    return replace(register, settings=register.settings.model_copy(update=settings))


def _project(form: Form, sections: tuple[Section, ...], number: int) -> dict[str, object]:
    name, group_id, section_no = PROJECTS[number % len(PROJECTS)]
    section = sections[min(section_no, len(sections)) - 1] if sections else None
    return {
        "project_id": f"p{number + 1:03d}",
        "no": number + 1,
        "project": name if number < len(PROJECTS) else f"{name} รุ่นที่ {number // len(PROJECTS) + 1}",
        "group_id": group_id,
        "group": next(group.name for group in GROUPS if group.id == group_id),
        "section_no": section.no if section else None,
        "section": section.name if section else None,
    }


def _figure(key: str) -> int | None:
    if key == "budget":
        return BUDGET
    return BUDGET // 4 if key.endswith("_plan") else None


def _param(form: Form, key: str) -> ParamValue:
    param = next(param for param in form.params if param.key == key)
    value = None if param.default is None else int(param.default * 10 ** SCALE[param.kind])
    return ParamValue(key, value, note=param.note)
