"""Items in activities of projects, other units on each level: listed, added, carried on, summed and printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.own_forms.conftest import FORMS, mistake_at
from tests.support.looking import looked_at
from tests.support.soffice import Soffice
from tests.support.templates import differing
from xl_addin.consolidate.carry import entries_to_carry
from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.submission import Block
from xl_addin.consolidate.intake.workbook_reader import submission_of
from xl_addin.consolidate.merge import merge
from xl_addin.demo.made_up import MadeUpRound, made_up_register, make_up
from xl_addin.excel.reading.cell_patch import type_cells
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.expressions.evaluation_data import ABOVE
from xl_addin.model.form.loader import form_from_text, load_form
from xl_addin.model.table_names import ROW_PATH
from xl_addin.register.reader import RegisterError, load_register
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import template_bytes

Rounds = Callable[[str], list[MadeUpRound]]
TABLE = "โครงการ กิจกรรม รายการ"
WAY = ["project_id", "activity", "item"]


def lines(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(looked_at(path, values=True)[sheet].iter_rows(values_only=True))


def with_names(made: MadeUpRound) -> pd.DataFrame:
    """The items of a round with the names of their activities."""
    tables = made.consolidated.tables
    names = tables["activities"]["activity"].to_numpy()[tables["items"][ABOVE].to_numpy()]
    return tables["items"].assign(activity=names)


def row_at(block: Block, project_id: str, path: str) -> int:
    return next(at for at in range(len(block.rows)) if block.row_of(at) == (project_id, path))


@pytest.mark.slow
def test_what_is_paid_for_items_is_what_activities_and_projects_spend(rounds: Rounds) -> None:
    for made in rounds("levels"):
        assert made.result.disagreements == ()
        activities, items = (made.consolidated.tables[key] for key in ("activities", "items"))
        paid = items.groupby(ABOVE)["paid"]
        assert activities["used"].tolist() == paid.sum().reindex(activities.index, fill_value=0).tolist()
        assert activities["most"].tolist() == paid.max().reindex(activities.index, fill_value=0).tolist()
        frame = made.consolidated.frame
        assert frame["used"].sum() == items["paid"].sum() == activities["used"].sum()
        assert frame["dearest"].tolist() == items.groupby("_row")["paid"].max().reindex(frame.index).tolist()
        assert all(one.left == one.right for one in made.consolidated.conservation)


@pytest.mark.slow
def test_items_are_carried_on_by_their_activity_and_name(rounds: Rounds) -> None:
    first, second = map(with_names, rounds("levels"))
    known = second.merge(first, on=WAY, suffixes=("", "_first"))
    assert len(known) == len(first)
    assert known["before"].tolist() == known["to_date_first"].tolist()
    assert second["before"].notna().sum() == len(first)
    assert set(second["path"]) >= {"1.1", "2.1", "3.2"}


@pytest.mark.slow
def test_an_item_that_a_group_adds_to_a_listed_activity_is_told(rounds: Rounds) -> None:
    consolidated = rounds("levels")[0].consolidated
    items, listed = consolidated.tables["items"], consolidated.register.rows["items"]
    told = [one for one in consolidated.problems if one.rule == "row_added" and one.column == "item"]
    added = items[(items["n"] == 3) & items["item"].str.startswith("ข้อความ")]
    assert len(told) == len(added) == listed[ABOVE].nunique()
    assert all("แถวที่ 3" in one.message and one.place.cell for one in told)


@pytest.mark.slow
def test_the_template_has_each_activity_with_its_items_and_room_for_more(rounds: Rounds) -> None:
    made = rounds("levels")[1]
    rows = lines(next(path for path in made.templates if "อำนวยการ" in path.name), "แบบรายงาน")
    first = next(place for place, row in enumerate(rows) if row[2] == "โครงการตัวอย่างที่ 2")
    below = [row[2] for row in rows[first + 1 : first + 12]]
    items = ["ข้อความตัวอย่าง 2", "ข้อความตัวอย่าง 3", None, None]
    assert below[:5] == ["กิจกรรมที่ 1", *items]
    assert below[5:11] == ["กิจกรรมที่ 2", "รายการที่ 1", "รายการที่ 2", "ข้อความตัวอย่าง 4", None, None]


DEEPER = {
    'fill = "group"\nrequired = "always"\nunder = "used"': (
        'fill = "computed"\nformula = "SUM(receipts.money)"\nunder = "used"'
    ),
    '[[rules]]\nid = "item_over"\n': (
        '[[tables]]\nkey = "receipts"\nlabel = "ใบเสร็จ"\nparent = "items"\nrows = 1\n'
        '[[tables.columns]]\nkey = "receipt"\nlabel = ["เลขที่"]\nkind = "text"\nfill = "register"\nunder = "project"\n'
        '[[tables.columns]]\nkey = "money"\nlabel = ["ยอดเงิน"]\nkind = "baht"\nfill = "group"\nunder = "used"\n'
        '[[rules]]\nid = "receipt_over"\ntable = "receipts"\nat = "money"\n'
        'check = "money <= items.cost + activities.plan + projects.budget"\n'
        'message = "{items.item} {activities.activity} {projects.project}"\nfix = "ตรวจ"\n'
        '[[rules]]\nid = "item_over"\n'
    ),
    'details = ["activities", "items"]': 'details = ["activities", "items", "receipts"]',
    'detail = ["n", "n"]': 'detail = ["n", "n", "n"]',
    'detail = ["used", "paid"]': 'detail = ["used", "paid", "money"]',
    'id = "levels"': 'id = "deeper"',
    'at = "items.paid"': 'at = "receipts.money"',
}
"""What makes of the form one with receipts of items."""


@pytest.mark.slow
def test_a_fourth_level_is_as_the_third(tmp_path: Path) -> None:
    text = (FORMS / "levels.toml").read_text(encoding="utf-8")
    for right, other in DEEPER.items():
        assert right in text
        text = text.replace(right, other, 1)
    first, second = make_up(form_from_text(text, "deeper.toml"), tmp_path, (1, 2))
    for made in (first, second):
        assert made.result.disagreements == ()
        assert all(one.left == one.right for one in made.consolidated.conservation)
        tables = made.consolidated.tables
        assert (
            tables["items"]["paid"].sum()
            == tables["receipts"]["money"].sum()
            == made.consolidated.frame["used"].sum()
        )
        assert not [
            one for one in made.consolidated.problems if one.rule.startswith(("computed", "cell", "row_of"))
        ]
    assert second.consolidated.tables["receipts"]["path"].str.count(r"\.").eq(2).all()
    assert any(str(row[0]).count(".") == 3 for row in lines(second.report, TABLE))


@pytest.mark.slow
def test_a_blank_activity_computes_once_an_item_in_it_is_begun(rounds: Rounds) -> None:
    made = rounds("levels")[0]
    register = made.consolidated.register
    sheet = load_workbook(made.templates[0])["แบบรายงาน"]
    formulas = [
        str(row[7].value) for row in sheet.iter_rows() if str(row[7].value).startswith("=IF(INDEX(_check")
    ]
    assert len(formulas) == len(register.projects[register.projects["group_id"] == "G01"])


@pytest.mark.slow
def test_entries_follow_their_item_when_the_register_lists_another_activity_before_it(rounds: Rounds) -> None:
    made = rounds("levels")[0]
    register = made.consolidated.register
    activities, items = register.rows["activities"], register.rows["items"]
    another = activities.head(1).assign(project_id="P003", activity="กิจกรรมใหม่", plan=100)
    moved = items.assign(**{ABOVE: items[ABOVE] + 1})
    register = replace(
        register,
        rows={"activities": pd.concat([another, activities], ignore_index=True), "items": moved},
    )
    carry = entries_to_carry(register, made.report.parent / "ส่งกลับ", 1)
    data, group = round_data(register.form, register, 1, None), register.groups[0]
    filled = carry.fill(group, template_bytes(data, group))
    blocks = {block.table: block for block in submission_of(carry.brief, read_workbook(filled), "").blocks}
    names = {
        blocks["activities"].row_of(index): blocks["activities"].value(index, "activity")
        for index in range(len(blocks["activities"].rows))
    }
    block = blocks["items"]
    found = {
        (id_, names[block.row_above(index)], block.value(index, "item")): block.value(index, "paid")
        for index, id_ in enumerate(block.project_ids)
        if block.value(index, "paid") is not None
    }
    before = with_names(made)
    before = before[before["project_id"].isin(["P001", "P002", "P003"])]
    assert found == dict(zip(before[WAY].itertuples(index=False, name=None), before["paid"], strict=True))
    assert carry.problems == []


@pytest.mark.slow
def test_an_item_makes_its_blank_activity_a_row_and_is_told_where_its_number_is_gone() -> None:
    form = load_form(FORMS / "levels.toml")
    register = made_up_register(form)
    group, brief = register.groups[0], brief_of(form, 1)
    template = template_bytes(round_data(form, register, 1, None), group)
    blocks = {block.table: block for block in submission_of(brief, read_workbook(template), "").blocks}
    items = blocks["items"]
    blank, known = (row_at(items, "P002", path) for path in ("3.1", "2.1"))
    typed = {items.address(index, "paid"): 100 for index in (blank, known)}
    spoilt = type_cells(template, {form.template.sheet: typed | {items.address(known, ROW_PATH): None}})
    merged = merge({group.id: (submission_of(brief, read_workbook(spoilt), ""),)}, register, 1, None, brief)
    rows = merged.tables["items"]
    assert rows["paid"].dropna().tolist() == [10_000]
    assert rows.loc[rows["paid"].notna(), "path"].tolist() == ["3.1"]
    assert merged.tables["activities"].query("project_id == 'P002'")["used"].tolist() == [0, 0, 10_000]
    (told,) = [one for one in merged.problems if one.rule == "row_of_no_row"]
    assert told.place.cell == items.address(known, "project")
    assert "100" in told.message


@pytest.mark.slow
def test_an_activity_is_named_in_the_register_by_what_its_own_sheet_has(
    rounds: Rounds, tmp_path: Path
) -> None:
    made = rounds("levels")[0]
    path = made.report.parents[1] / "ทะเบียน.xlsx"
    form = made.consolidated.register.form
    assert load_register(path, form=form).rows["items"].equals(made.consolidated.register.rows["items"])
    book = load_workbook(path)
    sheet = book["รายการ"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "กิจกรรมที่ 2")
    cell.value = "กิจกรรมที่ 9"
    book.save(tmp_path / "ทะเบียน.xlsx")
    with pytest.raises(RegisterError) as told:
        load_register(tmp_path / "ทะเบียน.xlsx", form=form)
    (one,) = told.value.problems
    assert (one.rule, one.place.sheet, one.place.cell) == ("rows_no_row", "รายการ", cell.coordinate)
    assert "กิจกรรมที่ 9" in one.message
    assert "กิจกรรม" in one.fix


@pytest.mark.slow
def test_a_printed_activity_is_followed_by_its_items(rounds: Rounds) -> None:
    rows = lines(rounds("levels")[0].report, TABLE)
    second = next(place for place, row in enumerate(rows) if row[0] == 2)
    numbers = [row[0] for row in rows[second : second + 11]]
    assert numbers == [2, "2.1", "2.1.1", "2.1.2", "2.2", "2.2.1", "2.2.2", "2.2.3", "2.3", "2.3.1", "2.3.2"]
    activity, *items = rows[second + 4 : second + 8]
    assert activity[5] == sum(item[5] for item in items)
    assert [item[4] for item in items[:2]] == ["หน่วยของรายการที่ 1", "หน่วยของรายการที่ 2"]
    total = next(row for row in rows if row[0] == "รวมทั้งสิ้น")
    assert total[5] == sum(row[5] for row in rows if isinstance(row[0], int))


@pytest.mark.slow
def test_a_summary_counts_items_by_their_status(rounds: Rounds) -> None:
    made = rounds("levels")[0]
    rows = lines(made.report, "รายการตามสถานะ")
    total = next(row for row in rows if row[0] == "รวม")
    items = made.consolidated.tables["items"]
    assert total[1:3] == (len(items), items["paid"].sum() / 100)


@pytest.mark.slow
def test_excel_computes_what_the_program_computes(rounds: Rounds, soffice: Soffice, tmp_path: Path) -> None:
    for number, made in enumerate(rounds("levels"), 1):
        folder = made.report.parent
        files = {path.stem: path for path in (*sorted((folder / "ส่งกลับ").glob("*.xlsx")), made.report)}
        (tmp_path / str(number)).mkdir()
        again = soffice.recalculate_named(files, tmp_path / str(number))
        found = {name: differing(path, again[name]) for name, path in files.items()}
        assert not any(found.values()), found


SPOILT = {
    'parent = "activities"': ('parent = "activites"', "tables.items.parent", "activities"),
    'key = "activities"\nlabel = "กิจกรรม"': (
        'key = "activities"\nlabel = "กิจกรรม"\nparent = "items"',
        "tables.activities.parent",
        "ก่อนตารางนี้",
    ),
    'kind = "text"\nfill = "register"\nunder = "project"': (
        'kind = "text"\nfill = "group"\nunder = "project"',
        "activities[plan].kind",
        "ชื่อของแถว",
    ),
    'formula = "SUM(items.paid)"': ('formula = "SUM(items.payd)"', "activities[used].formula", "paid"),
    'formula = "SUM(before, paid)"': (
        'formula = "SUM(before, activities.payd)"',
        "items[to_date].formula",
        "plan",
    ),
    'check = "to_date <= cost"': (
        'check = "to_date <= items.cost"',
        "rules[item_over].check",
        "activities",
    ),
    "{activities.plan} บาท": ("{activity.plan} บาท", "rules[item_over].message", "activities"),
    'details = ["activities", "items"]': (
        'details = ["items"]',
        ".details",
        'details = ["activities", "items"]',
    ),
    'detail = ["plan", "cost"]': ('detail = ["plan", "coste"]', "[งบประมาณ].detail", "cost"),
    'detail = ["", "unit"]': ('detail = ["", "unit", "unit"]', "[ปริมาณ].detail", "details มี 2 ตาราง"),
    'key = "amount"\nlabel = ["จำนวนที่จัด"]': ('key = "path"\nlabel = ["จำนวนที่จัด"]', "items[path]", "key อื่น"),
    'under = "unit"\n': ("", "items[unit].under", "under"),
    'titles = ["{{ office }}", "แบบ': (
        'layout = "pages"\ntitles = ["{{ office }}", "แบบ',
        "tables.items.parent",
        "table",
    ),
    'parent = "activities"\n': ("", "rules[item_over].message", "projects"),
    'at = "items.paid"': ('at = "items.pay"', "rules[nothing_paid].at", "paid"),
}


@pytest.mark.parametrize("right", SPOILT)
def test_a_mistake_about_levels_is_told_with_its_place_and_cure(right: str) -> None:
    wrong, place, cure = SPOILT[right]
    mistake = mistake_at(place, "levels", right, wrong)
    assert cure in mistake.what + mistake.how
