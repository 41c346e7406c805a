"""Offices whose schools' and groups' workbooks came back: their reports are made, and brought together."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.support.commands import run_python
from tests.support.office import Office
from tests.support.returned import PROJECTS, register
from xl_addin.office.folder import OfficeFolder
from xl_addin.offices.cluster import ClusterRun, cluster_client, read_here, read_in_turn, read_on_cluster
from xl_addin.offices.national import Answer, nationwide
from xl_addin.offices.national_workbook import write_national
from xl_addin.offices.office_returns import find_office_folders, report_of_returns
from xl_addin.offices.sources import OfficesError
from xl_addin.register.writer import write_register

GROUPS = ("plan", "super", "person")
USED_EACH = 100_000
READ = partial(report_of_returns, 2, 1)


def put_office(root: Path, number: int) -> OfficeFolder:
    """An office whose three groups have returned the round that is due at the end of the second quarter."""
    folder = OfficeFolder(root / f"เขต {number}")
    folder.path.mkdir(parents=True)
    own = register("khonkaen2", office=f"สำนักงานเขตที่ {number}")
    write_register(folder.register, own.form, own)
    returned = folder.round(1).create().returned
    made = Office(folder.path, own)
    for group in GROUPS:
        made.book(group).save(returned / f"{group}.xlsx")
    return folder


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three offices; to the second nothing came back."""
    root = tmp_path_factory.mktemp("ministry")
    for number in (1, 2, 3):
        folder = put_office(root, number)
        if number == 2:
            for file in folder.round(1).returned.iterdir():
                file.unlink()
            folder.round(1).returned.rmdir()
    return root


def used_of(answers: list[Answer]) -> int:
    return nationwide(answers, quarter=2).used[0].total("used_to_date")


def test_each_office_has_its_report_and_the_sums_tie(root: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    answers = read_in_turn(READ, find_office_folders(str(root)), lambda *counts: seen.append(counts))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    national = nationwide(answers, quarter=2)
    assert [report.office for report in national.used] == ["สำนักงานเขตที่ 1", "สำนักงานเขตที่ 3"]
    assert [report.total("used_to_date") for report in national.used] == [USED_EACH * len(PROJECTS)] * 2
    assert [one.place.file for one in national.problems if one.rule == "offices_nothing_returned"] == [
        "เขต 2"
    ]
    assert [
        check.statement for check in write_national(tmp_path / "n.xlsx", national) if not check.agrees
    ] == []
    assert [OfficeFolder(root / f"เขต {number}").round(1).report.is_file() for number in (1, 2, 3)] == [
        True,
        False,
        True,
    ]


def test_shared_storage_gets_the_report_back(root: Path, tmp_path: Path) -> None:
    folder = put_office(tmp_path, 7)
    (source,) = find_office_folders(f"file://{tmp_path}")
    assert source.is_remote
    assert used_of(read_in_turn(READ, [source])) == USED_EACH * len(PROJECTS)
    assert folder.round(1).report.is_file()


def test_a_folder_without_an_office_is_told(tmp_path: Path) -> None:
    with pytest.raises(OfficesError) as told:
        find_office_folders(str(tmp_path))
    assert told.value.message_id == "offices_no_folders"


def test_a_register_of_no_known_form_leaves_its_office_out(root: Path, tmp_path: Path) -> None:
    folder = put_office(tmp_path, 8)
    folder.register.write_bytes(b"no workbook")
    ((_, answer),) = read_in_turn(READ, find_office_folders(str(tmp_path)))
    assert getattr(answer, "message_id", None) is not None


@pytest.mark.slow
def test_a_cluster_makes_the_reports_that_this_computer_makes(root: Path) -> None:
    folders = find_office_folders(str(root))
    here = read_in_turn(READ, folders)
    made = {file: file.read_bytes() for file in root.rglob("รายงาน.xlsx")}
    with cluster_client(None, 2) as client:
        there = read_on_cluster(client, folders, READ, ClusterRun(), batch=read_here, size=1)
    assert [str(answer) for _, answer in there] == [str(answer) for _, answer in here]
    assert {file: file.read_bytes() for file in root.rglob("รายงาน.xlsx")} == made


@pytest.mark.slow
def test_the_command_makes_both_and_asks_for_the_quarter(root: Path, tmp_path: Path) -> None:
    words = ("scripts/consolidate_offices.py", root, tmp_path / "national.xlsx", "--from-returned")
    lacking = run_python(*words)
    assert lacking.returncode == 2
    assert "--quarter" in lacking.stderr
    made = run_python(*words, "--quarter", "2")
    assert made.returncode == 1, made.stderr
    assert "เขต 2" in made.stdout
    assert (tmp_path / "national.xlsx").is_file()
