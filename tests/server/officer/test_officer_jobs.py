"""The officer's slow work: the command's own report, and plain words when it cannot be made."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.excel_host.running import ROOT
from tests.support.office import Office
from tests.support.registers import small_register
from tests.support.returned import register
from xl_addin.office.state_folder import Source
from xl_addin.register.writer import write_register
from xl_addin.server.officer.officer_jobs import (
    MOST_SHOWN,
    REPORT_FILE,
    Followed,
    Made,
    follow_returns,
    make_report,
    make_templates,
)

NOW = dt.datetime(2023, 1, 10, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """The planning group's office_folder: register.xlsx beside the returned folder with the workbook of one group."""
    office = Office(tmp_path)
    office.put(office.book())
    write_register(tmp_path / "register.xlsx", office.register.form, register())
    return office


@pytest.fixture
def source(office: Office) -> Source:
    return Source("spm2", str(office.folder.parent / "register.xlsx"), 1, str(office.folder))


def no_one(done: int, total: int, stage: str) -> None:
    """Nobody asks how far the work is."""


def report(folder: Path, source: Source) -> Made:
    folder.mkdir()
    return make_report(folder, no_one, source)


def looked(folder: Path, source: Source) -> Followed:
    return follow_returns(folder, no_one, source, [], NOW, b"")


def test_the_report_of_the_pane_is_byte_for_byte_that_of_the_command(
    tmp_path: Path, office: Office, source: Source
) -> None:
    made = report(tmp_path / "job", source)
    command = [ROOT / "scripts/consolidate.py", source.register, source.returned, tmp_path / "report.xlsx"]
    subprocess.run([sys.executable, *command, "--round", "1"], check=False, capture_output=True)

    assert (tmp_path / "job" / REPORT_FILE).read_bytes() == (tmp_path / "report.xlsx").read_bytes()
    assert made.said.startswith("รวมแล้ว 1 จาก 3 กลุ่ม")
    assert f"ข้างโฟลเดอร์ {office.folder.name}" in made.hint


def test_the_states_in_the_pane_count_as_the_report_does(tmp_path: Path, source: Source) -> None:
    followed = looked(tmp_path, source)

    assert followed.progress is not None
    states = [group.state for group in followed.progress.groups]
    assert states == ["returned", "missing", "missing"]
    assert followed.settled


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"returned": "nowhere"}, "command_folder_missing"),
        ({"register": "nowhere.xlsx"}, "file_vanished"),
        ({"round": 9}, "command_no_such_round"),
        ({"previous": "register.xlsx"}, "previous_no_data"),
    ],
)
def test_what_stands_in_the_way_is_said_with_how_to_put_it_right(
    tmp_path: Path, source: Source, changes: dict[str, object], rule: str
) -> None:
    named = {
        key: str(tmp_path / value) if isinstance(value, str) else value for key, value in changes.items()
    }
    spoilt = replace(source, **named)  # type: ignore[arg-type]

    made, followed = report(tmp_path / "job", spoilt), looked(tmp_path, spoilt)

    assert (made.said, made.files) == ("รวมรายงานไม่ได้", ())
    assert (followed.said, followed.progress) == ("ดูโฟลเดอร์รับแบบไม่ได้", None)
    for problems in (made.problems, followed.problems):
        assert [problem.rule for problem in problems] == [rule]
        assert all(problem.fix for problem in problems)


def test_the_pane_is_told_how_many_problems_it_does_not_show(tmp_path: Path, source: Source) -> None:
    made = report(tmp_path / "job", source)
    many = replace(made, problems=made.problems[:1] * (MOST_SHOWN + 7))

    shown = many.as_json()

    assert len(shown["problems"]) == MOST_SHOWN
    assert shown["more"] == 7


def test_a_template_goes_by_its_groups_whole_name(tmp_path: Path) -> None:
    """Its file name is cut short, and no place for spaces."""
    small = small_register("spm2")
    name = small.groups[1].name
    groups = tuple(replace(group, short_name="") for group in small.groups)
    path = tmp_path / "register.xlsx"
    write_register(path, small.form, replace(small, groups=groups))

    made = make_templates(tmp_path, no_one, Source("spm2", str(path), 1, ""), path.read_bytes())

    assert name in made.titles
    assert not any(name in file for file in made.files)
    assert len(made.titles) == len(made.files) == 3
