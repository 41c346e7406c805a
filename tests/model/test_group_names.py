"""A group is known by what people call it."""

from __future__ import annotations

import pytest

from xl_addin.model.group_names import GroupNames
from xl_addin.model.register import Group

PLANNING = Group("G1", "กลุ่มนโยบายและแผน", "กลุ่มแผน")
AUDIT = Group("G2", "หน่วยตรวจสอบภายใน")
DIRECTING = Group("G3", "กลุ่มอำนวยการ", aliases=("ธุรการ",))
SUPERVISION = Group("G4", "กลุ่มนิเทศ ติดตามฯ", aliases=("นิเทศติดตาม",))
NAMES = GroupNames((PLANNING, AUDIT, DIRECTING, SUPERVISION))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("กลุ่มนโยบายและแผน", PLANNING),
        (" กลุ่ม นโยบาย\u200bและแผน ", PLANNING),
        ("แผน", PLANNING),
        ("ตรวจสอบภายใน", AUDIT),
        ("ธุรการ", DIRECTING),
        ("g4", SUPERVISION),
        ("กลุ่มพัสดุ", None),
        ("", None),
    ],
)
def test_names_short_names_and_other_names_mean_the_group(said: str, meant: Group | None) -> None:
    assert NAMES.find(said) == meant


@pytest.mark.parametrize(
    ("said", "groups", "unknown"),
    [
        ("กลุ่มอำนวยการ/นิเทศติดตาม", [DIRECTING, SUPERVISION], []),
        ("กลุ่มแผน, กลุ่มแผน", [PLANNING], []),
        ("กลุ่มแผน/กลุ่มพัสดุ", [PLANNING], ["กลุ่มพัสดุ"]),
        ("", [], []),
    ],
)
def test_a_project_may_name_two_groups(said: str, groups: list[Group], unknown: list[str]) -> None:
    assert NAMES.find_all(said) == (groups, unknown)


def test_a_name_with_a_slash_may_be_one_group() -> None:
    group = Group("G5", "กลุ่มการเงิน/พัสดุ")
    assert GroupNames((PLANNING, group)).find_all("กลุ่มการเงิน/พัสดุ") == ([group], [])


def test_one_name_of_two_groups_is_a_clash() -> None:
    other = Group("G9", "กลุ่มแผนงาน", aliases=("กลุ่ม แผน",))
    assert GroupNames((PLANNING, other)).clashes == [("กลุ่ม แผน", other, PLANNING)]


def test_a_name_without_its_prefix_must_mean_one_group() -> None:
    names = GroupNames((Group("G1", "กลุ่มตรวจสอบ"), Group("G2", "หน่วยตรวจสอบ")))
    assert names.find("ตรวจสอบ") is None


def test_the_nearest_group_is_named_by_its_full_name() -> None:
    assert NAMES.nearest("นิเทศก์ติดตาม") == "กลุ่มนิเทศ ติดตามฯ"
