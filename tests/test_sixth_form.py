"""A form that is only data and text goes the whole way, with the same commands and no Python of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from tests.support.commands import Said, run_python
from tests.support.typing import tidy_data, type_into
from xl_addin.model.form.form_files import OWN_FORMS

HERE = Path(__file__).parent


def run(script: str, *arguments: object) -> Said:
    return run_python(f"scripts/{script}", *arguments, **{OWN_FORMS: str(HERE / "sixth_form")})


@dataclass(frozen=True)
class Office:
    folder: Path
    outputs: dict[str, Said]

    @property
    def report(self) -> Path:
        return self.folder / "report.xlsx"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("visits")
    register, templates = folder / "register.xlsx", folder / "templates"
    outputs = {"register": run("new_register.py", "visits", register)}
    type_into(
        register,
        "settings",
        "key",
        {"office": {"value": "สำนักงานเขตพื้นที่การศึกษาทดสอบ"}, "fiscal_year": {"value": 2567}},
    )
    type_into(
        register,
        "groups",
        "group_id",
        {"G01": {"group": "กลุ่มนิเทศ ติดตาม"}, "G02": {"group": "กลุ่มนโยบายและแผน"}},
    )
    plans = {
        "P001": {"project": "เยี่ยมโรงเรียนขนาดเล็ก", "group": "กลุ่มนิเทศ ติดตาม", "schools": 40, "budget": 8000},
        "P002": {"project": "เยี่ยมโรงเรียนบนพื้นที่สูง", "group": "กลุ่มนิเทศ ติดตาม", "schools": 7, "budget": 9100.5},
        "P003": {"project": "ติดตามแผนของโรงเรียน", "group": "กลุ่มนโยบายและแผน", "schools": 12, "budget": 3000},
    }
    type_into(register, "projects", "project_id", plans)
    outputs["templates"] = run("make_templates.py", register, templates, "--round", 1)
    returned = folder / "returned"
    returned.mkdir()
    for template in sorted(templates.glob("*.xlsx")):
        (returned / template.name).write_bytes(template.read_bytes())
    entries = {
        "P001": {"visited": 30, "used_to_date": 6000.25, "status": "กำลังเยี่ยม", "last_visit": 45300},
        "P002": {"visited": 3, "used_to_date": 9100.5, "status": "เยี่ยมครบแล้ว", "last_visit": 45310},
        "P003": {"visited": 13, "used_to_date": 3100, "status": "เยี่ยมครบแล้ว"},
    }
    for path in sorted(returned.glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        text = {str(cell.value) for row in book["การนิเทศ"].iter_rows() for cell in row}
        mine = {project: values for project, values in entries.items() if project in text}
        type_into(path, "projects", "project_id", mine)
    outputs["report"] = run("consolidate.py", register, returned, folder / "report.xlsx", "--round", 1)
    return Office(folder, outputs)


def test_every_command_ran_through(office: Office) -> None:
    for name, wanted in (("register", 0), ("templates", 0), ("report", 1)):
        output = office.outputs[name]
        assert output.returncode == wanted, output.stdout + output.stderr
        assert "Traceback" not in output.stderr


def test_each_group_got_one_template(office: Office) -> None:
    assert len(list((office.folder / "templates").glob("*.xlsx"))) == 2


def test_the_report_holds_what_was_typed_and_computed(office: Office) -> None:
    rows = {row["project_id"]: row for row in tidy_data(office.report)}
    assert {key: rows[key]["visited"] for key in rows} == {"P001": 30, "P002": 3, "P003": 13}
    assert rows["P001"]["remaining"] == 1999.75
    assert rows["P001"]["percent_used"] == 75.0
    assert rows["P002"]["cost_each"] == 3033.5
    assert rows["P002"]["status"] == "completed"


def test_the_forms_own_rules_are_told_with_their_cell(office: Office) -> None:
    sheet = openpyxl.load_workbook(office.report)["ข้อสังเกต"]
    told = [" ".join(str(cell.value) for cell in row if cell.value is not None) for row in sheet.iter_rows()]
    assert any("มากกว่าเป้าหมาย 12 โรงเรียน" in line for line in told)
    assert any("ไม่ถึงร้อยละ 50.00" in line for line in told)


def test_the_sentence_of_the_text_file_is_printed_with_its_numbers(office: Office) -> None:
    sheet = openpyxl.load_workbook(office.report)["ภาพรวม"]
    text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    assert "เยี่ยมโรงเรียนแล้ว" in text


def test_schools_are_counted_as_schools_and_not_as_projects(office: Office) -> None:
    rows = openpyxl.load_workbook(office.report)["ภาพรวม"].iter_rows(values_only=True)
    assert {"โรงเรียนเป้าหมาย": "โรงเรียน", "จ่ายจริง": "บาท"}.items() <= {
        row[0]: row[2] for row in rows if row[3]
    }.items()


def test_every_printed_number_agrees_with_its_cell(office: Office) -> None:
    book = openpyxl.load_workbook(office.report, data_only=True)
    words = [cell.value for row in book["กระทบยอด"].iter_rows() for cell in row]
    assert "ตรงกัน" in words
    assert "ไม่ตรง" not in words
