"""All projects of all offices, one row each, in the common keys: for the workbook's data sheet and for Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xl_addin.model.form.national import MONEY_KEYS
from xl_addin.model.values.kinds import Kind
from xl_addin.offices.office_report import OfficeReport, ProjectRow


@dataclass(frozen=True, slots=True)
class TidyColumn:
    """A column of the national data: English key, Thai label, kind."""

    key: str
    label: str
    kind: Kind


MONEY_LABELS = {
    "budget": "งบประมาณ",
    "plan_to_date": "แผนสะสม",
    "used_to_date": "ใช้สะสม",
    "remaining": "คงเหลือ",
}

COLUMNS = (
    TidyColumn("office_no", "ลำดับสำนักงาน", Kind.COUNT),
    TidyColumn("office", "สำนักงาน", Kind.TEXT),
    TidyColumn("form", "แบบ", Kind.TEXT),
    TidyColumn("fiscal_year", "ปีงบประมาณ", Kind.COUNT),
    TidyColumn("quarter", "ถึงไตรมาส", Kind.COUNT),
    TidyColumn("round", "รอบของสำนักงาน", Kind.COUNT),
    TidyColumn("project_id", "รหัสโครงการ", Kind.TEXT),
    TidyColumn("project", "โครงการ", Kind.TEXT),
    TidyColumn("group", "กลุ่ม", Kind.TEXT),
    TidyColumn("strategy", "ยุทธศาสตร์หรือนโยบาย", Kind.TEXT),
    TidyColumn("fund_source", "แหล่งงบประมาณ", Kind.TEXT),
    *(TidyColumn(key, label, Kind.BAHT) for key, label in MONEY_LABELS.items()),
    TidyColumn("percent", "ร้อยละที่ใช้", Kind.PERCENT),
    TidyColumn("status", "สถานะ", Kind.TEXT),
    TidyColumn("file", "ไฟล์รายงาน", Kind.TEXT),
    TidyColumn("sheet", "แผ่นงาน", Kind.TEXT),
    TidyColumn("row", "แถว", Kind.COUNT),
    TidyColumn("budget_cell", "เซลล์ของงบประมาณ", Kind.TEXT),
    TidyColumn("used_to_date_cell", "เซลล์ของใช้สะสม", Kind.TEXT),
    TidyColumn("group_file", "ไฟล์ของกลุ่ม", Kind.TEXT),
    TidyColumn("group_sheet", "แผ่นงานของกลุ่ม", Kind.TEXT),
    TidyColumn("group_cell", "เซลล์ที่กลุ่มกรอก", Kind.TEXT),
)


def ranked(reports: Sequence[OfficeReport]) -> list[OfficeReport]:
    """Offices by the part of their budget that is used, the largest first; those that report none come last."""

    def rank(report: OfficeReport) -> tuple[bool, float, str, str]:
        budget, used = report.total("budget"), report.total("used_to_date")
        none = "used_to_date" in report.lacks or not budget
        return none, 0.0 if none else -used / budget, report.office, report.file

    return sorted(reports, key=rank)


def tidy(reports: Sequence[OfficeReport], fiscal_year: int, quarter: int) -> dict[str, list[Any]]:
    """Key of COLUMNS -> values, office by office as they are ranked. Money in satang, percent in hundredths."""
    data: dict[str, list[Any]] = {column.key: [] for column in COLUMNS}
    for number, report in enumerate(reports, 1):
        about = {
            "office_no": number,
            "office": report.office,
            "form": report.form_id,
            "fiscal_year": fiscal_year,
            "quarter": quarter,
            "round": report.round,
            "file": report.file,
            "sheet": report.sheet,
        }
        for row in report.rows:
            values = about | row._asdict() | _cells(report, row)
            for key, column in data.items():
                column.append(values[key])
    return data


def _cells(report: OfficeReport, row: ProjectRow) -> dict[str, str | None]:
    """Where the amounts of a project stand in its office's report."""
    letters = {key: report.columns.get(key) for key in MONEY_KEYS}
    return {f"{key}_cell": f"{at}{row.row}" if at else None for key, at in letters.items()}
