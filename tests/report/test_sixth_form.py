"""A form that the program does not know is reported from its TOML file and texts alone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.support.consolidations import consolidated_of
from tests.support.forms import VISITS
from tests.support.registers import register_of
from xl_addin.model.form.loader import load_form
from xl_addin.model.register import Group, Register
from xl_addin.report.writer import write_report


@pytest.fixture
def register(tmp_path: Path) -> Register:
    (tmp_path / "forms").mkdir()
    texts = tmp_path / "texts" / "visits"
    texts.mkdir(parents=True)
    (texts / "cover.j2").write_text("{{ form_title }}\n\n{{ office }}", encoding="utf-8")
    said = "เยี่ยม {{ figure('visits') }} ครั้ง ค่าเดินทางสูงสุด {{ figure('most') }} บาท"
    (texts / "sentences.j2").write_text(said, encoding="utf-8")
    path = tmp_path / "forms" / "visits.toml"
    shutil.copy(VISITS, path)
    form = load_form(path)
    projects = pd.DataFrame(
        {
            "project_id": ["a", "b", "c"],
            "no": pd.array([1, 2, 3], dtype="Int64"),
            "project": ["บ้านหนองน้ำใส", "วัดป่า", "บ้านดอน"],
            "group_id": ["g1", "g1", "g2"],
            "group": ["กลุ่มนิเทศ", "กลุ่มนิเทศ", "กลุ่มแผน"],
            "section_no": pd.array([None] * 3, dtype="Int64"),
            "section": [None] * 3,
            "planned": pd.array([3, 3, 7], dtype="Int64"),
        }
    )
    return register_of(form, projects, [Group("g1", "กลุ่มนิเทศ"), Group("g2", "กลุ่มแผน")])


def frame(register: Register) -> pd.DataFrame:
    typed = register.projects.assign(
        visits=pd.array([2, 0, None], dtype="Int64"),
        cost=pd.array([123_450, 0, None], dtype="Int64"),
        last_visit=pd.array([45_300, None, None], dtype="Int64"),
    )
    where = {"round": 1, "reported": [True, True, False], "file": ["g1.xlsx", "g1.xlsx", None]}
    return typed.assign(**where, sheet="แบบรายงาน", row=pd.array([8, 9, None], dtype="Int64"))


def test_it_is_reported_from_its_files_alone(register: Register, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    result = write_report(path, consolidated_of(register, 1, frame(register)))
    assert result.disagreements == ()
    assert result.sheets[:4] == ("ปก", "เยี่ยม โรงเรียน", "สรุป", "ยังไม่ได้เยี่ยม")
    book = load_workbook(path, data_only=True)
    table = [[cell.value for cell in row] for row in book["เยี่ยม โรงเรียน"].iter_rows()]
    assert table[0][0] == "เยี่ยม 2 ครั้ง ค่าเดินทาง 1,234.50 บาท (หนึ่งพันสองร้อยสามสิบสี่บาทห้าสิบสตางค์)"
    labelled = {row[0]: row for row in table}
    assert labelled["รวมกลุ่มนิเทศ"][2:6] == [6, 2, 33.33, 1_234.5]
    assert labelled["รวม"][2:6] == [13, 2, 15.38, 1_234.5]
    assert "กลุ่มนิเทศ 2 โรงเรียน" in labelled
    names = {row[1]: row for row in table}
    assert names["บ้านหนองน้ำใส"][7] == "2 จาก 3"
    assert names["บ้านดอน"][3] is None
    assert names["บ้านดอน"][7] == "ยังไม่ส่ง"
    missed = [[cell.value for cell in row] for row in book["ยังไม่ได้เยี่ยม"].iter_rows()]
    assert missed[0][0] == "โรงเรียนที่ยังไม่ได้เยี่ยม 2 แห่ง"


def test_an_office_without_projects_gets_a_report_too(register: Register, tmp_path: Path) -> None:
    empty = frame(register).iloc[:0]
    nothing = replace(register, projects=register.projects.iloc[:0])
    path = tmp_path / "report.xlsx"
    assert write_report(path, consolidated_of(nothing, 1, empty)).disagreements == ()
