"""The office's folder: which round is at work, and where everything of it lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import run_python
from tests.support.registers import small_register
from xl_addin.excel.writing.plain_workbook import PlainWorkbook
from xl_addin.model.identity import DRAFT, FINAL, PROPERTY_PREFIX, STATE
from xl_addin.office.folder import REGISTER, OfficeFolder, places_in, rounds_of
from xl_addin.register.writer import write_register

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> OfficeFolder:
    """A fiscal year that has a register and nothing else."""
    small = small_register("spm2")
    write_register(tmp_path / REGISTER, small.form, small)
    return OfficeFolder(tmp_path)


def put_report(path: Path, state: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with PlainWorkbook(path) as book:
        book.add_worksheet("รายงาน")
        book.set_custom_property(PROPERTY_PREFIX + STATE, state, "text")


def test_the_first_round_is_at_work_until_its_report_lacks_nothing(folder: OfficeFolder) -> None:
    assert places_in(folder).round == 1
    put_report(folder.round(1).report, DRAFT)
    assert places_in(folder).round == 1
    put_report(folder.round(1).report, FINAL)
    places = places_in(folder)
    assert (places.round, places.previous) == (2, folder.round(1).report)
    assert places.folder.templates.is_dir()
    assert places.folder.returned.is_dir()


def test_an_earlier_round_is_at_work_again_when_it_is_said(folder: OfficeFolder) -> None:
    put_report(folder.round(1).report, FINAL)
    places = places_in(folder, 1)
    assert (places.round, places.previous) == (1, None)


def test_after_the_year_s_last_round_it_stays_at_work(folder: OfficeFolder) -> None:
    assert rounds_of(folder.register) == small_register("spm2").form.period.rounds > 1
    for number in range(1, rounds_of(folder.register) + 1):
        put_report(folder.round(number).report, FINAL)
    assert places_in(folder).round == rounds_of(folder.register)


def test_a_report_that_cannot_be_read_is_not_final(folder: OfficeFolder) -> None:
    folder.round(1).create()
    folder.round(1).report.write_bytes(b"no workbook")
    assert places_in(folder).round == 1


def test_the_folder_is_found_from_anywhere_inside_it(folder: OfficeFolder, tmp_path: Path) -> None:
    inside = folder.round(1).create().returned
    assert OfficeFolder.around(inside) == OfficeFolder(tmp_path)
    assert OfficeFolder.around(tmp_path.parent) is None


def test_a_round_s_folder_keeps_the_name_that_it_was_given(folder: OfficeFolder) -> None:
    (folder.path / "รอบ2").mkdir()
    (folder.path / "รอบ 3 เก่า").mkdir()
    assert folder.round(2).path.name == "รอบ2"
    assert [entry.round for entry in folder.rounds()] == [2]


def test_no_command_needs_an_option_in_the_folder(folder: OfficeFolder) -> None:
    made = run_python(ROOT / "scripts/make_templates.py", cwd=folder.path)
    assert made.returncode in (0, 1), made.stderr
    assert "รอบที่ 1" in made.stderr
    assert list(folder.round(1).templates.glob("*.xlsx"))

    done = run_python(ROOT / "scripts/consolidate.py", "--workers", 1, cwd=folder.round(1).returned)
    assert done.returncode == 1, done.stderr
    assert folder.round(1).report.is_file()
    assert not folder.round(1).is_final


def test_outside_of_it_a_command_says_what_it_lacks(tmp_path: Path) -> None:
    refused = run_python(ROOT / "scripts/consolidate.py", cwd=tmp_path)
    assert refused.returncode == 2
    assert f"ไม่พบ {REGISTER}" in refused.stderr
    assert list(tmp_path.iterdir()) == []
