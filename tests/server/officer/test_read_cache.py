"""Pressing ติดตามการส่ง again reads only what changed; what could not be read is tried again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.support.office import Office
from xl_addin.consolidate.consolidated import GroupState
from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.workbook_reader import read_submission
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.server.officer.read_cache import KnownFiles

BYTES_OF_A_ZIP = b"PK\x03\x04"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.put(made.book("plan"), "plan.xlsx")
    made.put(made.book("person"), "person.xlsx")
    return made


def read(office: Office, known: KnownFiles) -> dict[str, object]:
    brief = brief_of(office.register.form, office.round)
    files = [ReturnedFile(path) for path in sorted(office.folder.iterdir())]
    found = known(files, partial(read_submission, brief), workers=1, on_progress=None)
    return {file.name: result for file, result in found}


def test_what_was_read_is_known_without_being_opened(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first = KnownFiles()
    before = read(office, first)
    opened: list[ReturnedFile] = []

    def none(files: list[ReturnedFile], *_: object, **__: object) -> list[object]:
        opened.extend(files)
        return []

    monkeypatch.setattr("xl_addin.server.officer.read_cache.read_files", none)
    after = read(office, KnownFiles(first.packed()))

    assert opened == []
    assert after == before


def test_a_file_that_changed_is_read_again_and_the_others_are_not(office: Office) -> None:
    first = KnownFiles()
    read(office, first)
    office.put(office.book().fill("P1", used=2500), "plan.xlsx")
    (office.folder / "person.xlsx").rename(office.folder / "renamed.xlsx")

    again = KnownFiles(first.packed())
    known = consolidate(office.register, office.folder, 1, workers=1, read=again)
    anew = consolidate(office.register, office.folder, 1, workers=1)

    assert known.frame.equals(anew.frame)
    assert known.files == anew.files
    assert known.problems == anew.problems


def test_a_file_that_could_not_be_read_is_tried_again(office: Office) -> None:
    content = (office.folder / "plan.xlsx").read_bytes()
    (office.folder / "plan.xlsx").write_bytes(BYTES_OF_A_ZIP)
    first = KnownFiles()
    read(office, first)
    assert first.unread == ["plan.xlsx"]

    (office.folder / "plan.xlsx").write_bytes(content)
    again = KnownFiles(first.packed())
    consolidated = consolidate(office.register, office.folder, 1, workers=1, read=again)

    assert consolidated.groups[0].state is GroupState.RETURNED
    assert again.unread == []


def test_progress_counts_known_files_too(office: Office) -> None:
    first = KnownFiles()
    read(office, first)
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))

    consolidate(
        office.register, office.folder, 1, workers=1, on_progress=tell, read=KnownFiles(first.packed())
    )

    assert told == [(1, 2), (2, 2)]


def test_more_than_the_server_can_hold_is_not_remembered(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xl_addin.server.officer.read_cache.MOST_BYTES", 1000)
    first = KnownFiles()
    read(office, first)

    assert first.packed() == b""
