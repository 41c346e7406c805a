"""The officer's decisions go into the register's own sheet, and come out of it; nothing else in it changes."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from tests.support.commands import run_python
from tests.support.register_files import RegisterFile
from tests.support.registers import small_register
from xl_addin.excel.reading.cell_patch import parts_of, sheet_paths
from xl_addin.model.decisions import Decision, DecisionKind
from xl_addin.model.table_names import DECISIONS_SHEET
from xl_addin.office.record_decisions import meant, record, withdraw
from xl_addin.office.register_table import NotRecorded
from xl_addin.register.decisions_sheet import PREPARED, DecisionNames
from xl_addin.register.writer import write_register

KINDS = tuple(DecisionKind)
WARNING = Decision(
    1,
    DecisionKind.ACCEPT_WARNING,
    project_id="p001",
    rule="used_over_limit",
    column="used",
    value="95000",
    reason="= ตามสัญญา",
    on=44_000,
)
BACK = Decision(
    2, DecisionKind.RETURN_FILE, "g2", file="แบบ นิเทศ.xlsx", code="0123456789abcdef", reason="ขาดหน้า 2"
)
TAKEN = Decision(2, DecisionKind.ACCEPT_FILE, "g2", file="แบบ นิเทศ.xlsx", code="fedcba9876543210")
NONE = Decision(1, DecisionKind.NOTHING, "g3", reason="แจ้งทางโทรศัพท์")


@pytest.fixture
def file(tmp_path: Path) -> RegisterFile:
    return RegisterFile(tmp_path / "ทะเบียน.xlsx", small_register("spm2"))


def test_what_is_recorded_is_read_again(file: RegisterFile) -> None:
    record(file.path, [WARNING, BACK, NONE])
    assert set(file.register().decisions) == {WARNING, BACK, NONE}


def test_nothing_but_the_sheet_of_decisions_changes(file: RegisterFile) -> None:
    before = parts_of(file.path.read_bytes())
    record(file.path, [WARNING])
    after = parts_of(file.path.read_bytes())
    assert [name for name in before if before[name] != after[name]] == [sheet_paths(before)[DECISIONS_SHEET]]
    assert zipfile.ZipFile(BytesIO(file.path.read_bytes())).testzip() is None


def test_the_later_decision_about_the_same_thing_holds(file: RegisterFile) -> None:
    record(file.path, [BACK])
    record(file.path, [TAKEN])
    assert file.register().decisions == (TAKEN,)


def test_a_decision_is_taken_back_and_its_line_used_again(file: RegisterFile) -> None:
    record(file.path, [WARNING, BACK])
    withdraw(file.path, [WARNING, NONE])
    assert file.register().decisions == (BACK,)
    record(file.path, [NONE])
    assert set(file.register().decisions) == {BACK, NONE}


def test_a_full_sheet_and_a_register_without_one_are_told_and_left(file: RegisterFile) -> None:
    many = [
        Decision(1, DecisionKind.NOTHING, f"g{n % 3 + 1}", file=str(n), reason="x") for n in range(PREPARED)
    ]
    record(file.path, many)
    before = file.path.read_bytes()
    with pytest.raises(NotRecorded):
        record(file.path, [WARNING])
    assert file.path.read_bytes() == before


def test_a_register_written_anew_keeps_its_decisions(file: RegisterFile, tmp_path: Path) -> None:
    record(file.path, [WARNING, BACK, NONE])
    register = file.register()
    again = tmp_path / "again.xlsx"
    write_register(again, register.form, register)
    copy = RegisterFile(tmp_path / "copy.xlsx", register)
    assert copy.register().decisions == register.decisions


def test_a_line_that_cannot_be_meant_hides_nothing_and_is_told(file: RegisterFile) -> None:
    kind = "ยอมรับข้อที่ควรตรวจ"
    line = {"decided_round": "ไตรมาสที่ 1", "decision": kind, "reason": "x"}
    file.type("decisions", 1, **line, project="p001", rule="used_over_limits")
    file.type("decisions", 2, **line, project="ไม่มีชื่อนี้", rule="used_over_limit")
    file.type("decisions", 3, **line, rule="used_over_limit")
    file.type("decisions", 4, **line, group="กลุ่มใหม่", rule="used_over_limit")
    about = [(one.rule, one.place.cell) for one in file.problems() if one.place.sheet == DECISIONS_SHEET]
    assert about == [
        ("decision_unknown_rule", file.at("decisions", 1, "rule")),
        ("decision_unknown_project", file.at("decisions", 2, "project")),
        ("decision_incomplete", file.at("decisions", 3, "project")),
        ("decision_unknown_group", file.at("decisions", 4, "group")),
    ]
    assert file.register().decisions == ()


def test_the_command_keeps_a_decision_by_the_names_that_people_use(
    file: RegisterFile, tmp_path: Path
) -> None:
    back = tmp_path / "แบบ นิเทศ.xlsx"
    back.write_bytes(b"what was sent")
    said = (
        "return_file",
        file.path,
        "--round",
        2,
        "--group",
        "กลุ่มนิเทศ",
        "--file",
        back,
        "--reason",
        "ขาดหน้า 2",
    )
    done = run_python("scripts/decide.py", *said)
    assert done.returncode == 0, done.stderr
    code = hashlib.sha256(b"what was sent").hexdigest()[:16]
    assert file.register().decisions == (replace(BACK, code=code),)


def test_a_decision_that_names_nothing_known_is_refused_with_all_that_is_wrong(file: RegisterFile) -> None:
    wrong = Decision(1, DecisionKind.ACCEPT_WARNING, "กลุ่มใหม่", "ไม่มีชื่อนี้", "used_over_limits")
    with pytest.raises(NotRecorded) as refused:
        meant(file.register(), wrong)
    assert [one.rule for one in refused.value.problems] == [
        "decision_unknown_group",
        "decision_unknown_project",
        "decision_unknown_rule",
        "decision_incomplete",
    ]


def test_a_decision_of_a_round_that_the_form_does_not_have_is_refused(file: RegisterFile) -> None:
    with pytest.raises(NotRecorded) as refused:
        meant(file.register(), replace(BACK, round=5))
    assert [one.rule for one in refused.value.problems] == ["command_no_such_round"]


def test_a_project_that_is_nearly_named_is_offered_as_the_register_writes_it(file: RegisterFile) -> None:
    register = file.register()
    names = register.projects["project"].mask(register.projects.index == 0, "โครงการ ครู ดี ABC")
    known = DecisionNames(register.groups, register.projects.assign(project=names), register.form)
    assert [one.near for one in known.unknown("", "โครงการ ครูดี AB", "")] == ["โครงการ ครู ดี ABC"]
