"""How many schools an office has is one number in all its projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.office import Office, places
from tests.support.returned import register
from xl_addin.model.rules.office_facts import schools_told


@pytest.mark.parametrize(
    ("text", "schools"),
    [
        ("นิเทศโรงเรียนในสังกัดทั้งหมด 120 แห่ง", {120}),
        ("โรงเรียนทุกแห่งในสังกัด จำนวน ๑๒๐ แห่ง เข้าร่วม", {120}),
        ("สถานศึกษาในสังกัดทุกแห่ง 1,120 แห่ง", {1120}),
        ("โรงเรียนในสังกัดครบทุกโรง 118 โรง", {118}),
        ("โรงเรียนในสังกัดทั้ง 98 แห่ง ครู 300 คน", {98}),
        ("โรงเรียนในสังกัด 45 แห่ง", set()),
        ("โรงเรียนขนาดเล็กทั้งหมด 45 แห่ง", set()),
        ("โรงเรียนในสังกัดทุกแห่ง ครู 45 คน", set()),
        ("โรงเรียนในสังกัดทั้งหมด 3 กลุ่ม", set()),
        ("ครูในสังกัดทั้งหมด 120 คน", set()),
    ],
)
def test_only_a_number_of_all_schools_is_one(text: str, schools: set[int]) -> None:
    assert schools_told(text) == schools


def test_the_number_that_fewer_projects_tell_is_asked_about(tmp_path: Path) -> None:
    office = Office(tmp_path, register("khonkaen2"))
    book = office.book()
    for project_id, number in (("P1", 120), ("P2", 118), ("P3", 120)):
        book.fill(project_id, narrative=f"นิเทศโรงเรียนในสังกัดทั้งหมด {number} แห่ง")
    office.put(book)
    found = office.consolidate()
    cell = book.cell("P2", "narrative")
    assert places(found, "schools_told_otherwise") == [("plan.xlsx", cell.parent.title, cell.coordinate)]
