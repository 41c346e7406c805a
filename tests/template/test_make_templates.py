"""The command that makes templates: what it writes, what it says, and when it writes nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.registers import small_register
from tests.support.typing import type_into
from xl_addin.register.writer import write_register
from xl_addin.template.make_templates import CannotMake, make_templates, prepared_rows

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_templates.py"


@pytest.fixture
def register_file(tmp_path: Path) -> Path:
    path = tmp_path / "register.xlsx"
    register = small_register("khonkaen2")
    write_register(path, register.form, register)
    return path


def test_a_register_becomes_one_workbook_per_group_and_the_memo(register_file: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    made = make_templates(register_file, tmp_path / "out", 1, on_progress=lambda *now: seen.append(now))
    assert [path.name for path in made.files] == sorted(
        (path.name for path in (tmp_path / "out").iterdir()), key=[path.name for path in made.files].index
    )
    assert [path.stem.rsplit("_", 1)[1] for path in made.files] == [
        "กลุ่มแผน",
        "กลุ่มนิเทศ",
        "กลุ่มบริหารงานบุคคล",
        "บันทึกข้อความ",
    ]
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_mistake_in_the_register_is_told_with_its_cell_before_any_template(
    register_file: Path, tmp_path: Path
) -> None:
    book = load_workbook(register_file)
    sheet_name, area = next(iter(book.defined_names["t_projects"].destinations))
    rows = book[sheet_name][area.replace("$", "")]
    budget = next(cell.column for cell in rows[0] if cell.value == "budget")
    book[sheet_name].cell(rows[1][0].row, budget).value = "แสนสอง"
    book.save(register_file)
    with pytest.raises(CannotMake) as caught:
        make_templates(register_file, tmp_path / "out", 1)
    assert any(told.place.sheet == sheet_name and told.place.cell for told in caught.value.problems)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("round_", [0, 3])
def test_a_round_that_the_year_does_not_have_is_refused(
    register_file: Path, tmp_path: Path, round_: int
) -> None:
    with pytest.raises(CannotMake) as caught:
        make_templates(register_file, tmp_path / "out", round_)
    assert [told.rule for told in caught.value.problems] == ["command_no_such_round"]


def test_a_file_in_the_folders_place_is_told(register_file: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(CannotMake) as caught:
        make_templates(register_file, tmp_path / "out", 1)
    assert [told.rule for told in caught.value.problems] == ["templates_no_folder"]
    assert (tmp_path / "out").read_text(encoding="utf-8") == "x"


def test_a_later_round_without_the_last_report_is_made_with_a_warning(
    register_file: Path, tmp_path: Path
) -> None:
    made = make_templates(register_file, tmp_path / "out", 2)
    assert "templates_without_previous" in [told.rule for told in made.problems]
    assert len(made.files) == 4


def test_a_template_that_somebody_filled_in_is_not_written_over(register_file: Path, tmp_path: Path) -> None:
    first = make_templates(register_file, tmp_path / "out", 1).files
    filled, others = first[0], {path: path.read_bytes() for path in first[1:]}
    type_into(filled, "projects", "project_id", {"p001": {"used_to_date": 500}})
    entered = filled.read_bytes()
    for path in others:
        path.unlink()
    with pytest.raises(CannotMake) as caught:
        make_templates(register_file, tmp_path / "out", 1)
    (told,) = caught.value.problems
    assert told.rule == "templates_there"
    assert filled.name in told.message
    assert "--force" in told.fix
    assert list((tmp_path / "out").iterdir()) == [filled]
    assert filled.read_bytes() == entered
    assert make_templates(register_file, tmp_path / "out", 1, force=True).files == first
    assert filled.read_bytes() != entered
    assert {path: path.read_bytes() for path in others} == others


def test_the_same_templates_may_be_made_again(register_file: Path, tmp_path: Path) -> None:
    first = make_templates(register_file, tmp_path / "out", 1)
    seen: list[tuple[int, int]] = []
    again = make_templates(register_file, tmp_path / "out", 1, on_progress=lambda *now: seen.append(now))
    assert again == first
    assert seen[-1] == (4, 4)


def test_more_rows_for_a_form_without_small_tables_are_refused_with_the_reason(
    register_file: Path, tmp_path: Path
) -> None:
    with pytest.raises(CannotMake) as caught:
        make_templates(register_file, tmp_path / "out", 1, rows=prepared_rows(["activities=40"]))
    (told,) = caught.value.problems
    assert told.rule == "templates_no_tables"
    assert "ไม่มีตารางย่อย" in told.message
    assert not (tmp_path / "out").exists()


def test_a_register_that_is_not_there_is_a_matter_of_its_name(tmp_path: Path) -> None:
    with pytest.raises(CannotMake) as caught:
        make_templates(tmp_path / "ทะเบียนเก่า.xlsx", tmp_path / "out", 1)
    (told,) = caught.value.problems
    assert told.place.file == "ทะเบียนเก่า.xlsx"
    assert "ไม่พบไฟล์" in told.message
    assert "ตรวจชื่อไฟล์" in told.fix


def test_the_command_ends_with_0_1_or_2(register_file: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, str(SCRIPT), *arguments], capture_output=True, timeout=60, encoding="utf-8"
        )
        return done.returncode, done.stdout + done.stderr

    code, said = run(str(register_file), str(tmp_path / "out"), "--round", "1")
    assert (code, "ทำแบบแล้ว 4 ไฟล์" in said) == (0, True)
    code, said = run(str(register_file), str(tmp_path / "out"), "--round", "2", "--lang", "en")
    assert (code, "without the last report" in said) == (1, True)
    make_templates(register_file, tmp_path / "second", 2)
    code, said = run(str(register_file), str(tmp_path / "second"), "--round", "2")
    assert (code, "--force" in said) == (1, False)
    next((tmp_path / "out").glob("*กลุ่มแผน.xlsx")).write_bytes(b"filled in for days")
    code, said = run(str(register_file), str(tmp_path / "out"), "--round", "1")
    assert (code, "--force" in said) == (2, True)
    code, said = run(str(register_file), str(tmp_path / "out"), "--round", "1", "--force")
    assert (code, "ทำแบบแล้ว 4 ไฟล์" in said) == (0, True)
    code, said = run(str(tmp_path / "no.xlsx"), str(tmp_path / "other"), "--round", "1")
    assert (code, "Traceback" in said, (tmp_path / "other").exists()) == (2, False, False)
