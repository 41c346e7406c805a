"""A file that is being written never costs the one that was there."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from xl_addin.excel.writing.atomic_file import WriteError, atomic_write, write_whole

OLD = b"the report of last week"
NEW = b"the report of today" * 1000


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "รายงาน.xlsx"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_finished_file_takes_the_place_of_the_old_one(report: Path) -> None:
    with atomic_write(report) as growing:
        growing.write_bytes(NEW)
        assert report.read_bytes() == OLD
    assert report.read_bytes() == NEW
    assert names(report.parent) == ["รายงาน.xlsx"]


def test_an_error_while_writing_leaves_the_old_file(report: Path) -> None:
    def half() -> None:
        with atomic_write(report) as growing:
            growing.write_bytes(NEW[:100])
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        half()
    assert report.read_bytes() == OLD
    assert names(report.parent) == ["รายงาน.xlsx"]


KILLED = """
import os, signal, sys
from pathlib import Path
from xl_addin.excel.writing.atomic_file import atomic_write
with atomic_write(sys.argv[1]) as growing:
    growing.write_bytes(b"half of the new report")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_in_the_middle_leaves_the_old_file_and_the_next_run_cleans_up(report: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(report)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert report.read_bytes() == OLD
    assert len(names(report.parent)) == 2
    write_whole(report, NEW)
    assert report.read_bytes() == NEW
    assert names(report.parent) == ["รายงาน.xlsx"]


def test_a_full_disk_says_so_and_leaves_the_old_file(report: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(WriteError) as raised:
            write_whole(report, NEW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert raised.value.message_id == "write_disk_full"
    assert "รายงาน.xlsx" in raised.value.problem().message
    assert raised.value.problem().fix
    assert report.read_bytes() == OLD
    assert names(report.parent) == ["รายงาน.xlsx"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(WriteError) as raised:
        write_whole(tmp_path / "ไม่มี" / "report.xlsx", NEW)
    assert raised.value.message_id == "write_no_folder"
    assert "ไม่มี" in str(raised.value)


def test_a_folder_of_that_name_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "report.xlsx").mkdir()
    with pytest.raises(WriteError) as raised:
        write_whole(tmp_path / "report.xlsx", NEW)
    assert raised.value.message_id == "write_is_folder"


READ_ONLY = """
import os, sys
from xl_addin.model.problems import catalogue
from xl_addin.excel.writing.atomic_file import WriteError, write_whole
catalogue.catalogue()  # another user may not read the program's folder
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
try:
    write_whole(sys.argv[1], b"new")
except WriteError as error:
    print(error.message_id)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter: pytest's own are closed to the user that the child becomes."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_read_only_folder_is_told(open_folder: Path) -> None:
    report = open_folder / "report.xlsx"
    report.write_bytes(OLD)
    open_folder.chmod(0o555)
    said = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(report)], check=True, capture_output=True, text=True
    )
    open_folder.chmod(0o755)
    assert said.stdout.strip() == "write_not_allowed"
    assert report.read_bytes() == OLD


def test_a_report_open_in_excel_on_windows_is_told(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(source: object, target: object) -> None:
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(os, "replace", refused)  # what Windows does while Excel has the file open
    with pytest.raises(WriteError) as raised:
        write_whole(report, NEW)
    assert raised.value.message_id == "write_file_open"
    assert report.read_bytes() == OLD
    assert names(report.parent) == ["รายงาน.xlsx"]


def test_a_file_that_is_held_for_a_moment_is_tried_again(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virus scanner, OneDrive or the search index looks at it; Windows refuses the new name meanwhile."""
    refused, replace = [], os.replace

    def held(source: Path, target: Path) -> None:
        if len(refused) < 3:
            refused.append(target)
            raise PermissionError(13, "held")
        replace(source, target)

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr("xl_addin.excel.writing.atomic_file.RENAME_PAUSE_SECONDS", 0.001)
    write_whole(report, NEW)
    assert (len(refused), report.read_bytes(), names(report.parent)) == (3, NEW, ["รายงาน.xlsx"])


def test_one_that_stays_open_is_told_and_stays_whole(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(source: Path, target: Path) -> None:
        raise PermissionError(13, "held")

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr("xl_addin.excel.writing.atomic_file.RENAME_PAUSE_SECONDS", 0.001)
    with pytest.raises(WriteError) as refused:
        write_whole(report, NEW)
    assert refused.value.message_id == "write_file_open"
    assert (report.read_bytes(), names(report.parent)) == (OLD, ["รายงาน.xlsx"])
