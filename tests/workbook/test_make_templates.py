"""The command that makes templates: what it writes, what it says, and when it writes nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.registers import small_register
from xl_addin.workbook.make_templates import CannotMake, make_templates
from xl_addin.workbook.register_writer import write_register

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
    code, said = run(str(tmp_path / "no.xlsx"), str(tmp_path / "other"), "--round", "1")
    assert (code, "Traceback" in said, (tmp_path / "other").exists()) == (2, False, False)
