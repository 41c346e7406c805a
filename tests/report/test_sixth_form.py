"""A form that the program does not know is reported from its TOML file and texts alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.support.consolidations import consolidated_of
from xl_addin.model.form.loader import load_form
from xl_addin.model.register import Group, Register
from xl_addin.report.writer import write_report

FORM = """
id = "visits"
version = 1
title = "รายงานการเยี่ยมโรงเรียน"

[period]
rounds = 2
name = "ภาคที่ {{ round }}"

[settings]
percent_rounding = "half_up"
zero = ""
decimals = 2

[[columns]]
key = "no"
label = ["ที่"]
kind = "count"
fill = "register"

[[columns]]
key = "project"
label = ["โรงเรียน"]
kind = "text"
fill = "register"

[[columns]]
key = "planned"
label = ["ครั้ง", "แผน"]
kind = "count"
fill = "register"

[[columns]]
key = "visits"
label = ["ครั้ง", "เยี่ยมจริง"]
kind = "count"
fill = "group"

[[columns]]
key = "cost"
label = ["ค่าเดินทาง"]
kind = "baht"
fill = "group"

[[columns]]
key = "last_visit"
label = ["วันที่เยี่ยมล่าสุด"]
kind = "date"
fill = "group"

[[columns]]
key = "share"
label = ["ร้อยละ"]
kind = "percent"
fill = "computed"
formula = 'IF(planned = 0, "", visits / planned * 100)'

[template]
titles = ["แบบรายงาน"]

[report]
title = "รายงานการเยี่ยมโรงเรียน"

[[report.sheets]]
kind = "cover"
name = "ปก"
text = "cover.j2"

[[report.sheets]]
kind = "table"
name = "เยี่ยม/โรงเรียน"
orientation = "landscape"
titles = ["เยี่ยม {{ total('visits') }} ครั้ง ค่าเดินทาง {{ total('cost') }} บาท ({{ words(total('cost')) }})"]
total = "รวม"
headings = [{ by = "group", text = "{{ row.group }} {{ count }} โรงเรียน", subtotal = "รวม{{ row.group }}" }]
columns = [
    { label = ["ที่"], key = "no", width = 5, style = "order" },
    { label = ["โรงเรียน"], key = "project", width = 30 },
    { label = ["ครั้ง", "แผน"], key = "planned", width = 8, total = true },
    { label = ["ครั้ง", "จริง"], key = "visits", width = 8, total = true },
    { label = ["ร้อยละ"], key = "share", width = 8, total = true },
    { label = ["ค่าเดินทาง"], key = "cost", width = 12, total = true },
    { label = ["ล่าสุด"], key = "last_visit", width = 14 },
    { label = ["สรุป"], text = "{{ row.visits }} จาก {{ row.planned }}", width = 14 },
]

[[report.sheets]]
kind = "summary"
name = "สรุป"
titles = ["สรุป {{ period_name }}"]
figures = [
    { key = "visits", label = "เยี่ยม", formula = "SUM(projects.visits)", kind = "count", scope = "round" },
    { key = "most", label = "มากที่สุด", formula = "MAX(projects.cost)", kind = "baht", scope = "round" },
]
charts = [{ kind = "doughnut", titles = ["เยี่ยม"], figures = ["visits", "most"] }]
sentences = "sentences.j2"

[[report.sheets]]
kind = "list"
name = "ยังไม่ได้เยี่ยม"
titles = ["โรงเรียนที่ยังไม่ได้เยี่ยม {{ count }} แห่ง"]
filter = "visits = 0"
"""


@pytest.fixture
def register(tmp_path: Path) -> Register:
    (tmp_path / "forms").mkdir()
    texts = tmp_path / "texts" / "visits"
    texts.mkdir(parents=True)
    (texts / "cover.j2").write_text("{{ form_title }}\n\n{{ office }}", encoding="utf-8")
    said = "เยี่ยม {{ figure('visits') }} ครั้ง ค่าเดินทางสูงสุด {{ figure('most') }} บาท"
    (texts / "sentences.j2").write_text(said, encoding="utf-8")
    path = tmp_path / "forms" / "visits.toml"
    path.write_text(FORM, encoding="utf-8")
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
    return Register(
        form=form,
        office="สำนักงานตัวอย่าง",
        office_short="สนต.",
        fiscal_year=2567,
        settings=form.settings,
        groups=(Group("g1", "กลุ่มนิเทศ"), Group("g2", "กลุ่มแผน")),
        sections=(),
        params=(),
        projects=projects,
    )


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
