"""`scripts/consolidate.py`: what a planning officer sees, and the exit codes that other programs see."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support.commands import Said, run_python
from tests.support.office import Office
from tests.support.returned import PROJECTS, register
from xl_addin.register.writer import write_register


def run(*arguments: str | Path) -> Said:
    return run_python("scripts/consolidate.py", *arguments)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    write_register(tmp_path / "register.xlsx", office.register.form, register())
    return office


def paths(office: Office) -> tuple[Path, Path, Path]:
    office_folder = office.folder.parent
    return office_folder / "register.xlsx", office.folder, office_folder / "report.xlsx"


def test_a_folder_in_order_ends_with_0(office: Office) -> None:
    """Half of each budget spent, within the limit of 70 percent; nothing to correct, nobody missing."""
    for name in ("plan", "super", "person"):
        book = office.book(name)
        for project_id, owner, _, budget in PROJECTS:
            if owner == name:
                book.fill(project_id, used=budget // 2)
        office.put(book, f"{name}.xlsx")
    done = run(*paths(office), "--round", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "รายงานแล้ว 6 จาก 6 โครงการ" in done.stdout
    assert paths(office)[2].read_bytes().startswith(b"PK")


def test_an_empty_folder_is_said_to_be_empty(office: Office) -> None:
    done = run(*paths(office), "--round", "1")
    assert done.returncode == 1
    assert "ไม่มีไฟล์ในโฟลเดอร์ที่รับแบบ" in done.stdout


def test_problems_to_look_at_end_with_1_and_every_file_is_listed_with_its_outcome(office: Office) -> None:
    office.put(office.book().fill("P1", used=-5), "plan.xlsx")
    (office.folder / "[บันทึก].pdf").write_bytes(b"%PDF-1.4")
    done = run(*paths(office), "--round", "1", "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "")
    assert "plan.xlsx" in done.stdout
    assert "[บันทึก].pdf" in done.stdout
    assert "ignored" in done.stdout
    assert "3 of 6 projects reported" in done.stdout


@pytest.mark.parametrize(("language", "said"), [("th", "ไม่พบโฟลเดอร์"), ("en", "There is no folder")])
def test_what_cannot_be_done_ends_with_2_and_says_why(office: Office, language: str, said: str) -> None:
    register_path, _, out = paths(office)
    done = run(register_path, office.folder.parent / "nowhere", out, "--round", "1", "--lang", language)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_help_names_what_the_command_takes() -> None:
    done = run("--help")
    assert done.returncode == 0
    for word in ("REGISTER", "RETURNED", "OUT", "--round", "--previous", "--lang"):
        assert word in done.stdout


def test_a_program_reads_the_outcome_as_json(office: Office) -> None:
    office.put(
        office.book("plan").fill(next(id_ for id_, owner, *_ in PROJECTS if owner == "plan"), used=10**9),
        "plan.xlsx",
    )
    done = run(*paths(office), "--round", "1", "--json", "--docx", "--emenscr")
    assert (done.returncode, done.stderr) == (1, "")
    told = json.loads(done.stdout)
    assert told["exit_code"] == 1
    assert told["written"][0] == str(paths(office)[2])
    assert told["written"][1].endswith(".docx")
    assert {one["group_id"]: one["state"] for one in told["groups"]}["plan"] == "returned"
    (over,) = [one for one in told["problems"] if one["rule"] == "used_over_budget"]
    assert (over["severity"], over["file"], bool(over["cell"]), bool(over["fix"])) == (
        "error",
        "plan.xlsx",
        True,
        True,
    )
    assert "emenscr_not_told" in {one["rule"] for one in told["problems"]}
    assert re.fullmatch(r"\d+\.\d\d", told["sums"]["budget"])


def test_what_cannot_run_is_json_too(office: Office, tmp_path: Path) -> None:
    done = run(tmp_path / "none.xlsx", paths(office)[1], paths(office)[2], "--round", "1", "--json")
    assert (done.returncode, done.stderr) == (2, "")
    told = json.loads(done.stdout)
    assert (told["exit_code"], told["written"]) == (2, [])
    assert told["problems"][0]["fix"]
