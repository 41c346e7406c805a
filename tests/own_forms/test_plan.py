"""Projects, indicators and budget lines in one workbook of a group: three main tables, one return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.own_forms.conftest import FORMS, mistake_at
from tests.support.looking import looked_at
from tests.support.soffice import Soffice
from tests.support.templates import differing
from xl_addin.consolidate.carry import entries_to_carry
from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.submission import Submission
from xl_addin.consolidate.intake.workbook_reader import submission_of
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.demo.made_up import MadeUpRound, made_up_register, make_up
from xl_addin.excel.reading.cell_patch import type_cells
from xl_addin.excel.reading.workbook_reader import read_workbook
from xl_addin.model.changes import Change, ChangeKind
from xl_addin.model.form.loader import form_from_text, load_form
from xl_addin.model.register import Register
from xl_addin.previous.previous_report import read_previous
from xl_addin.register.reader import load_register
from xl_addin.register.writer import write_register
from xl_addin.template.shared.round_data import round_data
from xl_addin.template.template import template_bytes

Rounds = Callable[[str], list[MadeUpRound]]
FORM = load_form(FORMS / "plan.toml")
INDICATORS, LINES = (table.label for table in FORM.group_tables)


def rows_on(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(looked_at(path, values=True)[sheet].iter_rows(values_only=True))


def workbook(register: Register, group: int = 1) -> bytes:
    """The template of a group in the first round."""
    return template_bytes(round_data(FORM, register, 1, None), register.groups[group])


def read(content: bytes) -> Submission:
    return submission_of(brief_of(FORM, 1), read_workbook(content), "กลุ่ม.xlsx")


def test_the_register_asks_for_the_rows_of_each_group(tmp_path: Path) -> None:
    register = made_up_register(FORM)
    write_register(tmp_path / "ทะเบียน.xlsx", FORM, register)
    again = load_register(tmp_path / "ทะเบียน.xlsx", form=FORM)
    for key in ("indicators", "lines"):
        pd.testing.assert_frame_equal(again.rows[key], register.rows[key])


def test_a_group_has_a_sheet_for_each_table_with_its_own_rows() -> None:
    submission = read(workbook(made_up_register(FORM)))
    assert [block.table for block in submission.blocks] == ["projects", "indicators", "lines"]
    assert [block.sheet for block in submission.blocks[1:]] == [INDICATORS, LINES]
    assert set(submission.blocks[1].project_ids) == {"G02"}
    assert len(submission.blocks[1].rows) == 2 + FORM.group_tables[0].rows
    assert submission.problems == submission.refusals == submission.strays == ()


def test_a_group_with_rows_of_its_own_and_without_projects_gets_a_workbook() -> None:
    register = made_up_register(FORM)
    register = replace(register, projects=register.projects.query("group_id != 'G02'").reset_index(drop=True))
    assert [group.id for group in register.reporting_groups] == ["G01", "G02", "G03"]
    submission = read(workbook(register))
    assert [block.table for block in submission.blocks] == ["indicators", "lines"]
    assert submission.refusals == ()


@pytest.mark.slow
def test_three_tables_come_back_in_one_return_and_nothing_is_lost(rounds: Rounds) -> None:
    for made in rounds("plan"):
        assert made.result.disagreements == ()
        assert all(one.left == one.right for one in made.consolidated.conservation)
        assert sum(LINES in one.statement for one in made.consolidated.conservation) == 3
        odd = ("computed", "cell", "column", "sheet", "table", "row_unknown", "row_without", "identity")
        assert not [one for one in made.consolidated.problems if one.rule.startswith(odd)]


@pytest.mark.slow
def test_rows_go_on_with_their_figures_and_keep_their_number(rounds: Rounds) -> None:
    first, second = (made.consolidated.group_tables["lines"].frame for made in rounds("plan"))
    both = second.merge(first, on="project_id", suffixes=("", "_first"))
    assert len(both) == len(first)
    assert both["line"].tolist() == both["line_first"].tolist()
    assert both["before"].tolist() == both["to_date_first"].tolist()
    assert (second["to_date"] == second["before"].fillna(0) + second["used"]).all()


@pytest.mark.slow
def test_a_row_that_a_group_adds_is_told_and_stands_in_its_next_template(rounds: Rounds) -> None:
    first, second = rounds("plan")
    told = [one for one in first.consolidated.problems if one.rule == "row_added"]
    assert {one.place.sheet for one in told} == {INDICATORS, LINES}
    added = next(one for one in told if one.place.sheet == LINES)
    names = {row[1] for path in second.templates for row in rows_on(path, LINES)}
    assert added.project_name in names


@pytest.mark.slow
def test_a_rule_about_all_rows_of_a_group_is_put_at_the_first_of_them(rounds: Rounds) -> None:
    told = [one for one in rounds("plan")[0].consolidated.problems if one.rule == "weights"]
    assert [one.group for one in told] == [group.name for group in made_up_register(FORM).groups]
    assert all((one.place.sheet, one.place.cell[0]) == (INDICATORS, "D") for one in told)
    said = [str(cell) for row in rows_on(rounds("plan")[1].templates[1], INDICATORS) for cell in row]
    assert sum("รวม 90.00 ไม่เท่ากับ 100" in text for text in said) == 1


@pytest.mark.slow
def test_the_report_prints_each_table_by_its_own_headings(rounds: Rounds) -> None:
    made = rounds("plan")[1]
    frame = made.consolidated.group_tables["lines"].frame
    printed = rows_on(made.report, "การใช้จ่าย")
    rows = [row for row in printed if isinstance(row[0], int)]
    assert [row[1] for row in rows] == frame["line"].tolist()
    sums = {row[0]: row[5] for row in printed if str(row[0]).startswith("รวม")}
    by_group = frame.groupby("group", sort=False)["to_date"].sum() / 100
    assert sums == {f"รวม{name}": amount for name, amount in by_group.items()} | {
        "รวมทั้งสิ้น": frame["to_date"].sum() / 100
    }
    headings = [row[0] for row in rows_on(made.report, "ผลตัวชี้วัด") if str(row[0]).startswith("ด้าน")]
    assert headings == ["ด้านผู้เรียน", "ด้านครู", "ด้านสถานศึกษา"]
    figures = {row[0]: row[1] for row in rows_on(made.report, "สรุป")}
    assert figures["ตัวชี้วัดทั้งหมด"] == len(made.consolidated.group_tables["indicators"].frame)
    across = rows_on(made.report, "หมวดรายจ่าย")[-1]
    assert across[-1] == frame["to_date"].sum() / 100


@pytest.mark.slow
def test_a_group_that_has_not_returned_keeps_its_rows(rounds: Rounds, tmp_path: Path) -> None:
    first, second = rounds("plan")
    folder = second.report.parent / "ส่งกลับ"
    for path in folder.glob("*.xlsx"):
        if "นโยบาย" not in path.name:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    register = load_register(second.report.parent.parent / "ทะเบียน.xlsx", form=FORM)
    found = consolidate(register, tmp_path, 2, read_previous(first.report, FORM), workers=1)
    frame = found.group_tables["lines"].frame
    missing = frame[~frame["reported"]]
    assert set(missing["group_id"]) == {"G02"}
    assert missing["before"].notna().all()
    assert missing["used"].isna().all()


@pytest.mark.slow
def test_rows_of_a_group_that_merged_go_on_in_the_group_that_it_is_now(rounds: Rounds) -> None:
    first = rounds("plan")[0]
    merged = Change(2, ChangeKind.MERGE_GROUP, group_id="G02", other_group_id="G03")
    register = replace(first.consolidated.register, round=None, changes=(merged,))
    data = round_data(FORM, register, 2, read_previous(first.report, FORM)).of_groups["lines"]
    known, before = data.tables["lines"], first.consolidated.group_tables["lines"].frame
    assert set(known["project_id"]) == {"G01", "G03"}
    told, spent = (
        sorted(zip(rows["line"], rows[key], strict=True))
        for rows, key in ((known, "before"), (before, "to_date"))
    )
    assert told == spent


def test_a_sheet_that_a_group_deleted_is_told_by_its_name() -> None:
    book = read_workbook(workbook(made_up_register(FORM)))
    left = replace(book, sheets=tuple(sheet for sheet in book.sheets if sheet.name != LINES))
    [refused] = submission_of(brief_of(FORM, 1), left, "กลุ่ม.xlsx").refusals
    assert refused.rule == "table_missing"
    assert LINES in refused.message


def test_what_stands_below_a_table_of_the_group_is_told() -> None:
    submission = read(type_cells(workbook(made_up_register(FORM)), {LINES: {"E15": 500}}))
    assert [(stray.sheet, stray.cell, stray.value) for stray in submission.strays] == [(LINES, "E15", "500")]


@pytest.mark.slow
def test_entries_are_carried_into_new_templates_by_the_names_of_their_rows(rounds: Rounds) -> None:
    made = rounds("plan")[0]
    register = made.consolidated.register
    another = register.rows["lines"].head(1).assign(line="รายการใหม่", budget=100)
    rows = {**register.rows, "lines": pd.concat([another, register.rows["lines"]], ignore_index=True)}
    register = replace(register, rows=rows)
    carry = entries_to_carry(register, made.report.parent / "ส่งกลับ", 1)
    data, group = round_data(register.form, register, 1, None), register.groups[1]
    filled = submission_of(carry.brief, read_workbook(carry.fill(group, template_bytes(data, group))), "")
    block = next(one for one in filled.blocks if one.table == "lines")
    found = {block.value(index, "line"): block.value(index, "used") for index in range(len(block.rows))}
    before = made.consolidated.group_tables["lines"].frame.query("group_id == 'G02'")
    assert {name: used for name, used in found.items() if used is not None} == dict(
        zip(before["line"], before["used"], strict=True)
    )
    assert carry.problems == []


@pytest.mark.slow
def test_the_tables_stand_beside_pages_of_projects_too(tmp_path: Path) -> None:
    text = (FORMS / "plan.toml").read_text(encoding="utf-8").replace('id = "plan"', 'id = "paged"')
    heading = 'heading = "กลยุทธ์ที่ {{ section_no }} {{ section }}"\n'
    assert heading in text
    text = text.replace(heading, 'layout = "pages"\n')
    first, second = make_up(form_from_text(text, "paged.toml"), tmp_path, (1, 2))
    for made in (first, second):
        assert made.result.disagreements == ()
        assert all(one.left == one.right for one in made.consolidated.conservation)
        odd = ("computed", "cell", "column", "sheet", "table", "page", "row_unknown", "row_without")
        assert not [one for one in made.consolidated.problems if one.rule.startswith(odd)]
    frames = (made.consolidated.group_tables["lines"].frame for made in (first, second))
    before, after = (frame.set_index("project_id") for frame in frames)
    assert after.loc[before.index, "before"].tolist() == before["to_date"].tolist()


@pytest.mark.slow
def test_excel_computes_what_the_program_computes(rounds: Rounds, soffice: Soffice, tmp_path: Path) -> None:
    made = rounds("plan")[1]
    files = {path.stem: path for path in (*(made.report.parent / "ส่งกลับ").glob("*.xlsx"), made.report)}
    again = soffice.recalculate_named(files, tmp_path)
    found = {name: differing(path, again[name]) for name, path in files.items()}
    assert not any(found.values()), found


NAME = 'key = "line"\nlabel = ["รายการ"]\nkind = "text"\nfill = "register"'
SPOILT = {
    'label = "รายการงบประมาณ"': ('label = "แบบรายงาน"', "group_tables.lines.label", "ชื่อต่างกัน"),
    'label = "ตัวชี้วัด"\nrows': ('label = "ตัวชี้วัด/ผล"\nrows', "group_tables.indicators.label", "31"),
    NAME: (NAME.replace("text", "count"), "group_tables.lines[line].kind", "ชื่อของแถว"),
    f"{NAME}\n": (NAME.replace("register", "group") + "\n", "group_tables.lines[line].fill", "category"),
    'key = "lines"\nlabel': ('key = "data"\nlabel', "group_tables.data", "key อื่น"),
    'label = "รายการงบประมาณ"\nrows': ('label = "กลยุทธ์"\nrows', "group_tables.lines.label", "ทะเบียน"),
    "เกินงบของรายการ {budget}": ("เกินงบของ {projects.project}", "rules[line_over]", "ไม่ใช่ของโครงการ"),
    'key = "cause"': ('key = "group"', "group_tables.indicators[group]", "key อื่น"),
    "width = 10\n\n[[rules]]": ("hidden = true\n\n[[rules]]", "group_tables.lines[share].hidden", "hidden"),
    'key = "used"\n': ('key = "used"\nunder = "project"\n', "group_tables.lines[used].under", "under"),
    'key = "target"': ('key = "target"\ndue = 2', "group_tables.indicators[target].due", "due"),
    'previous = "result"': (
        'previous = "reslt"',
        "group_tables.indicators[result_before].previous",
        "result",
    ),
    'formula = "budget - to_date"': (
        'formula = "budgt - to_date"',
        "group_tables.lines[left].formula",
        "budget",
    ),
    'required = "result < target"': (
        'required = "projects.no > 1"',
        "group_tables.indicators[cause]",
        "ไม่ใช่ของโครงการ",
    ),
    'table = "lines"\nat = "used"': ('table = "line"\nat = "used"', "rules[line_over].table", "lines"),
    'at = "weight"': ('at = "wight"', "rules[weights].at", "indicators.weight"),
    'check = "SUM(indicators.weight) = 100"': (
        'check = "SUM(indicators.wieght) = 100"',
        "rules[weights].check",
        "weight",
    ),
    'table = "lines"\nname = "การใช้จ่าย"': ('table = "lins"\nname = "การใช้จ่าย"', "[การใช้จ่าย].table", "lines"),
    'key = "used", total': ('key = "usd", total', "[การใช้จ่าย].columns", "used"),
    'order = ["side"]': ('order = ["sid"]', "[ผลตัวชี้วัด].order", "side"),
    '"result < target" }, colours': ('"reslt < target" }, colours', "[ผลตัวชี้วัด].columns", "result"),
    'text = "ด้าน{{ row.side_label }}"': (
        'text = "ด้าน{{ row.side_labl }}"',
        "[ผลตัวชี้วัด].headings[side].text",
        "side_label",
    ),
    '"SUM(lines.to_date)"': ('"SUM(lines.todate)"', "[สรุป].figures[spent]", "to_date"),
    'of = "to_date"': ('of = "todate"', "[หมวดรายจ่าย].measures", "to_date"),
    '"รายการงบประมาณของ{{ group }}': (
        '"รายการงบประมาณของ{{ grup }}',
        "group_tables.lines.titles[2]",
        "group",
    ),
    'total = "รวมทั้งสิ้น"\nheadings': (
        'total = "รวมทั้งสิ้น"\ndetails = "indicators"\nheadings',
        "[การใช้จ่าย].details",
        "ลบ details",
    ),
    'kind = "table"\nname = "โครงการ"': (
        'kind = "table"\ntable = "projects"\nname = "โครงการ"',
        "[โครงการ].table",
        "ลบ table",
    ),
    'kind = "breakdown"\ntable = "lines"': ('kind = "summary"\ntable = "lines"', "[หมวดรายจ่าย]", "breakdown"),
}


@pytest.mark.parametrize("right", SPOILT)
def test_a_mistake_about_tables_of_the_groups_is_told_with_its_place_and_cure(right: str) -> None:
    wrong, place, cure = SPOILT[right]
    mistake = mistake_at(place, "plan", right, wrong)
    assert cure in mistake.what + mistake.how
