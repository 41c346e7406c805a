"""An office that lives through a year: registers, templates, returned files and reports in a folder."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import pandas as pd

from tests.support.projects import frame_of
from tests.support.registers import register_of
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.intake.identity_stamp import read_stamp
from xl_addin.consolidate.run import consolidate_to
from xl_addin.demo.page_typing import Filled, type_pages
from xl_addin.excel.addresses import cell_address
from xl_addin.excel.reading.cell_patch import Typed, type_cells
from xl_addin.excel.reading.named_table import named_table
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.changes import Change
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.scopes import IDENTITY_KINDS
from xl_addin.model.register import Group, Register, Section
from xl_addin.model.values.kinds import Fill
from xl_addin.previous.previous_report import read_previous
from xl_addin.register.writer import write_register
from xl_addin.report.writer import ReportResult, write_report
from xl_addin.template.make_templates import make_templates
from xl_addin.template.pages.field_names import field_cells

MONEY = {"spm2": "used", "khonkaen2": "used_to_date", "rayong2": "q{round}_actual", "chiangmai2": "actual"}
"""What a group types as spent in a round, by form."""

Amounts = Mapping[str, Decimal | int | None]


def year_register(
    form_id: str, groups: Mapping[str, str], projects: Mapping[str, str], budget: int = 100_000
) -> Register:
    """A register of projects (code -> group's code), all of one budget in baht, a quarter of it planned a quarter."""
    form = load_form(form_id)
    kinds = IDENTITY_KINDS | {one.key: one.kind for one in form.columns if one.fill is Fill.REGISTER}
    rows = []
    for number, (project_id, group_id) in enumerate(projects.items(), 1):
        row: dict[str, object] = {
            "project_id": project_id,
            "no": number,
            "project": f"โครงการตัวอย่าง {project_id}",
            "group_id": group_id,
            "group": groups[group_id],
            "section_no": 1,
            "section": "แผนงานหลัก",
        }
        amounts = {key: budget // 4 for key in kinds if key.endswith("_plan")} | {"budget": budget}
        rows.append(row | {key: value for key, value in amounts.items() if key in kinds})
    named = [Group(id_, name) for id_, name in groups.items()]
    return register_of(form, frame_of(kinds, rows), named, sections=(Section(1, "แผนงานหลัก"),))


@dataclass(slots=True)
class YearOffice:
    """`register`: as it is at this time of the year. Rounds are made from it as often as one likes."""

    path: Path
    register: Register
    results: dict[int, ReportResult] = field(default_factory=dict)

    @property
    def form_id(self) -> str:
        return self.register.form.id

    @property
    def register_path(self) -> Path:
        return self.path / "ทะเบียน.xlsx"

    def report(self, round_: int) -> Path:
        return self.path / f"รายงาน{round_}.xlsx"

    def returned(self, round_: int) -> Path:
        folder = self.path / f"ส่งกลับ{round_}"
        folder.mkdir(exist_ok=True)
        return folder

    def change(self, *changes: Change) -> None:
        """The officer writes these into the register."""
        self.register = replace(self.register, changes=(*self.register.changes, *changes))

    def templates(self, round_: int) -> dict[str, Path]:
        """The templates of a round by group, made with the last round's report."""
        write_register(self.register_path, self.register.form, self.register)
        out = self.path / f"แบบ{round_}"
        previous = self.report(round_ - 1) if round_ > 1 else None
        shutil.rmtree(out, ignore_errors=True)
        made = make_templates(self.register_path, out, round_, previous)
        stamps = {path: read_stamp(read_workbook(path), path.name)[0] for path in made.files}
        return {stamp.group_id: path for path, stamp in stamps.items() if stamp is not None}

    def send(
        self, round_: int, template: Path, amounts: Amounts, name: str = "", **more: Mapping[str, Typed]
    ) -> list[str]:
        """A group fills in its template and sends it; gives the projects that stand in it.

        `amounts`: spent by project in baht, None = the row is left blank. `more`: other entries by column, then
        by project.
        """
        money = MONEY[self.form_id].format(round=round_)
        status = self.register.form.column("status").choices["in_progress"]
        entries: dict[str, dict[str, Typed]] = {}
        for project_id, amount in amounts.items():
            if amount is not None:
                entries[project_id] = {money: float(amount), "status": status}
        for key, values in more.items():
            for project_id, value in values.items():
                entries.setdefault(project_id, {})[key] = value
        content = template.read_bytes()
        book = read_workbook(template)
        if self.register.form.template.layout == "pages":
            filled = type_pages(content, {id_: Filled(typed, {}) for id_, typed in entries.items()})
            pages = field_cells(book)
            ids = [str(page.sheet.cells[page.cells["project_id"]].value) for page in pages]
        else:
            table = named_table(book, "t_projects")
            assert table is not None
            rows = {
                str(row.cells["project_id"].value): row for row in table.rows if "project_id" in row.cells
            }
            cells = {
                cell_address(rows[id_].number, table.columns[key]): value
                for id_, typed in entries.items()
                for key, value in typed.items()
            }
            filled = type_cells(content, {table.sheet: cells})
            ids = list(rows)
        (self.returned(round_) / (name or template.name)).write_bytes(filled)
        return ids

    def consolidate(self, round_: int) -> Consolidated:
        """The report of a round, made (again) from the register and everything that was sent."""
        write_register(self.register_path, self.register.form, self.register)

        def write(target: Path, consolidated: Consolidated, *, returned: str) -> None:
            self.results[round_] = write_report(target, consolidated, returned=returned)

        previous = self.report(round_ - 1) if round_ > 1 else None
        return consolidate_to(
            self.register_path, self.returned(round_), self.report(round_), round_, write, previous, workers=1
        )

    def money(self, round_: int, key: str = "used_to_date") -> dict[str, Decimal | None]:
        """A column of a round's report in baht by project, as the next round reads it; None = blank."""
        frame = read_previous(self.report(round_), self.register.form).frame
        rows = frame[frame["round"] == round_]
        return {
            str(id_): None if pd.isna(value) else Decimal(int(value)).scaleb(-2)
            for id_, value in zip(rows["project_id"], rows[key], strict=True)
        }
