"""How many schools, teachers or students an office has is one number in all its projects."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.support.office import Office, places
from tests.support.returned import register
from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.form.loader import load_form
from xl_addin.model.form.schema import MAIN
from xl_addin.model.rules.office_facts import office_facts
from xl_addin.model.thai.office_facts_in_text import office_facts_told


@pytest.mark.parametrize(
    ("text", "fact", "number"),
    [
        ("นิเทศโรงเรียนในสังกัดทั้งหมด 120 แห่ง", "โรงเรียน", 120),
        ("โรงเรียนทุกแห่งในสังกัด จำนวน ๑๒๐ แห่ง เข้าร่วม", "โรงเรียน", 120),
        ("สถานศึกษาในสังกัดทุกแห่ง 1,120 แห่ง", "โรงเรียน", 1120),
        ("โรงเรียนในสังกัดครบทุกโรง 118 โรง", "โรงเรียน", 118),
        ("โรงเรียนในสังกัดทั้ง 98 แห่ง ครู 300 คน", "โรงเรียน", 98),
        ("สพป.ตัวอย่าง เขต 3 มีโรงเรียนในสังกัด 205 โรง", "โรงเรียน", 205),
        ("สำนักงานเขตพื้นที่การศึกษามีสถานศึกษา จำนวน ๘๗ แห่ง", "โรงเรียน", 87),
        ("ดูแลโรงเรียนขนาดเล็กในสังกัดทั้งหมด 64 โรงเรียน", "โรงเรียนขนาดเล็ก", 64),
        ("ครูในสังกัดทุกคน จำนวน 1,540 คน ได้รับการพัฒนา", "ครู", 1540),
        ("ครูและบุคลากรทางการศึกษาในสังกัดทั้งสิ้น 1,812 คน", "ครูและบุคลากรทางการศึกษา", 1812),
        ("นักเรียนทั้งหมดในสังกัด 21,340 คน", "นักเรียน", 21340),
        ("ผู้บริหารสถานศึกษาในสังกัดทุกโรงเรียน ๑๑๙ คน", "ผู้บริหารสถานศึกษา", 119),
        ("ประชุมกลุ่มโรงเรียนในสังกัดทั้ง 15 กลุ่ม", "กลุ่มโรงเรียน", 15),
        ("ศูนย์เครือข่ายในเขตพื้นที่ทั้งหมด 9 ศูนย์", "ศูนย์เครือข่าย", 9),
        ("บุคลากรทางการศึกษาในสังกัดทั้งหมด 61 คน", "บุคลากรทางการศึกษา", 61),
        ("ศึกษานิเทศก์ในสังกัดทุกคน 18 คน", "ศึกษานิเทศก์", 18),
        ("โรงเรียนขยายโอกาสในสังกัดทุกแห่ง จำนวน ๓๙ แห่ง", "โรงเรียนขยายโอกาส", 39),
    ],
)
def test_a_number_of_the_whole_office_is_read(text: str, fact: str, number: int) -> None:
    assert {(each.name, each.number) for each in office_facts_told(text)} == {(fact, number)}


@pytest.mark.parametrize(
    "text",
    [
        "โรงเรียนในสังกัด 45 แห่ง",
        "โรงเรียนขนาดเล็กทั้งหมด 45 แห่ง",
        "โรงเรียนในสังกัดทุกแห่ง ครู 45 คน",
        "โรงเรียนในสังกัดทั้งหมด 3 กลุ่ม",
        "ครูปฐมวัยในสังกัดทั้งหมด 120 คน",
        "นักเรียนชั้น ป.6 ในสังกัดทุกคน 2,310 คน",
        "ผู้บริหารและครูในสังกัดทั้งหมด 900 คน",
        "สำนักงานเขตพื้นที่การศึกษามีโรงเรียนเข้าร่วม 45 แห่ง",
        "สำนักงานเขตพื้นที่การศึกษามีนักเรียน 45 คนได้รับรางวัล",
        "สำนักงานเขตพื้นที่การศึกษาไม่มีโรงเรียน 3 แห่ง",
        "โรงเรียนในสังกัดทั้งหมด 45 แห่งที่เข้าร่วม",
        "เยี่ยมโรงเรียนในสังกัด จำนวน 12 แห่ง จาก 120 แห่ง",
        "ครูในสังกัดทั้งหมดคนละ 2 เล่ม",
        "ผู้ช่วยครูในสังกัดทั้งหมด 20 คน",
        "ผู้ปกครองนักเรียนทั้งหมดในสังกัด 20 คน",
        "คณะกรรมการสถานศึกษาของโรงเรียนในสังกัดทั้งหมด 9 คน",
        "โรงเรียนในสังกัดอำเภอเมืองทั้งหมด 30 แห่ง",
        "ครูอัตราจ้างในสังกัดทั้งหมด 45 คน",
    ],
)
def test_a_part_of_the_office_is_no_fact_of_it(text: str) -> None:
    assert office_facts_told(text) == frozenset()


def test_students_of_another_school_year_are_another_fact() -> None:
    (now,) = office_facts_told("ปีการศึกษา 2567 มีนักเรียนในสังกัดทั้งหมด 21,340 คน")
    (then,) = office_facts_told("ปีการศึกษา 2566 มีนักเรียนในสังกัดทั้งหมด 22,105 คน")
    assert (now.year, then.year) == ("2567", "2566")


def test_a_small_table_tells_facts_too() -> None:
    form = load_form("chiangmai2")
    texts = {column.key: [None] * 3 for column in form.columns_of(MAIN)}
    projects = pd.DataFrame(texts, dtype=object).assign(
        performance=[f"อบรมครูในสังกัดทั้งหมด {number} คน" for number in (900, 900, 850)]
    )
    activities = pd.DataFrame({column.key: [None] for column in form.columns_of("activities")}, dtype=object)
    activities = activities.assign(**{PARENT: [0], "result": ["นิเทศครูทุกคนในสังกัด 905 คน"]})
    frames = {MAIN: projects, "activities": activities}
    found = [(each.table, each.row, each.key) for each in office_facts(form, frames, np.ones(3, dtype=bool))]
    assert found == [("activities", 0, "result"), (MAIN, 2, "performance")]


def test_the_number_that_fewer_projects_tell_is_asked_about(tmp_path: Path) -> None:
    office = Office(tmp_path, register("khonkaen2"))
    book = office.book()
    for project_id, number in (("P1", 120), ("P2", 118), ("P3", 120)):
        book.fill(project_id, narrative=f"นิเทศโรงเรียนในสังกัดทั้งหมด {number} แห่ง")
    office.put(book)
    found = office.consolidate()
    cell = book.cell("P2", "narrative")
    assert places(found, "office_fact_otherwise") == [("plan.xlsx", cell.parent.title, cell.coordinate)]
