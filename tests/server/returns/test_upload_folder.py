"""Uploads into the returned folder: whole or not at all, one file per group, nothing lost."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.office import Office
from tests.support.waiting import finished
from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.workbook_reader import read_submission
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.problems.catalogue import problem
from xl_addin.office.completeness import Completeness
from xl_addin.server.returns import upload_folder
from xl_addin.server.returns.cell_changes import ReadEntries
from xl_addin.server.returns.upload_folder import (
    AT_ONCE,
    Inspected,
    Receipt,
    Refused,
    ReturnedFolder,
    WouldLose,
)

NOW = dt.datetime(2026, 4, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
LIMIT = 1000


def _fine(path: Path, group: str) -> Inspected:
    return Inspected([])


@pytest.fixture
def folder(tmp_path: Path) -> ReturnedFolder:
    return ReturnedFolder(tmp_path / "returned", tmp_path / "home", _fine, LIMIT)


async def _in_pieces(content: bytes, piece: int = 7) -> AsyncIterator[bytes]:
    for start in range(0, len(content), piece):
        yield content[start : start + piece]


def _send(folder: ReturnedFolder, content: bytes, group: str = "plan") -> Receipt:
    return finished(folder.receive(_in_pieces(content), group, NOW))


def _files(folder: ReturnedFolder) -> dict[str, bytes]:
    if not folder.folder.exists():
        return {}
    return {path.name: path.read_bytes() for path in sorted(folder.folder.iterdir())}


def test_an_upload_stands_in_the_folder_under_the_groups_id(folder: ReturnedFolder) -> None:
    receipt = _send(folder, b"first")

    assert _files(folder) == {"plan.xlsx": b"first"}
    assert receipt == Receipt(
        number=1,
        group="plan",
        file="plan.xlsx",
        sha256=hashlib.sha256(b"first").hexdigest(),
        size=5,
        time="2026-04-02T09:30:00+07:00",
    )


def test_what_is_replaced_is_kept_outside_the_folder_and_named_in_the_receipt(folder: ReturnedFolder) -> None:
    _send(folder, b"first")

    receipt = _send(folder, b"second")

    assert _files(folder) == {"plan.xlsx": b"second"}
    assert receipt.replaced is not None
    assert receipt.replaced.sha256 == hashlib.sha256(b"first").hexdigest()
    assert (folder.home / receipt.replaced.kept_as).read_bytes() == b"first"


def test_of_what_is_replaced_the_newest_are_kept_within_a_bound(
    folder: ReturnedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_folder, "KEPT_BYTES", 50)
    for number in range(30):
        _send(folder, f"file {number:04d}".encode())

    kept = sorted((folder.home / "replaced" / "plan").iterdir())
    assert [path.read_bytes() for path in kept] == [f"file {n:04d}".encode() for n in range(24, 29)]


def test_sending_the_same_file_twice_replaces_nothing(folder: ReturnedFolder) -> None:
    _send(folder, b"first")

    receipt = _send(folder, b"first")

    assert receipt.unchanged
    assert receipt.replaced is None
    assert _files(folder) == {"plan.xlsx": b"first"}


GOOD = Completeness(projects=8, begun=8, entries=16, errors=0)


@pytest.mark.parametrize(
    "worse",
    [Completeness(8, 0, 0, 0), Completeness(8, 7, 15, 0), Completeness(8, 8, 16, 1)],
    ids=["blank", "an entry less", "an error more"],
)
def test_a_worse_file_takes_a_better_ones_place_only_when_that_is_asked_for(
    folder: ReturnedFolder, worse: Completeness
) -> None:
    standings = {b"good": GOOD, b"worse": worse}
    folder.inspect = lambda path, group: Inspected([], standings[path.read_bytes()])
    _send(folder, b"good")

    with pytest.raises(WouldLose) as lost:
        _send(folder, b"worse")
    assert (lost.value.before, lost.value.now) == (GOOD, worse)
    assert _files(folder) == {"plan.xlsx": b"good"}
    assert list(folder.incoming.iterdir()) == []

    receipt = finished(folder.receive(_in_pieces(b"worse"), "plan", NOW, replace=True))
    assert _files(folder) == {"plan.xlsx": b"worse"}
    assert receipt.replaced is not None
    assert (folder.home / receipt.replaced.kept_as).read_bytes() == b"good"
    assert [one.completeness for one in folder.receipts()] == [GOOD, worse]


@pytest.mark.parametrize("before", [Completeness(8, 0, 0, 0), Completeness(8, 4, 8, 8), GOOD])
def test_a_file_that_is_as_good_asks_nothing(folder: ReturnedFolder, before: Completeness) -> None:
    standings = {b"before": before, b"better": GOOD}
    folder.inspect = lambda path, group: Inspected([], standings[path.read_bytes()])
    _send(folder, b"before")
    _send(folder, b"better")

    assert _files(folder) == {"plan.xlsx": b"better"}


def test_one_group_does_not_touch_anothers_file(folder: ReturnedFolder) -> None:
    _send(folder, b"ours", "plan")
    _send(folder, b"theirs", "money")

    assert _files(folder) == {"money.xlsx": b"theirs", "plan.xlsx": b"ours"}
    assert [r.group for r in folder.receipts()] == ["plan", "money"]


@pytest.mark.parametrize("group", ["", "..", "../x", "a/b", "a\\b", "C:x", "con", "LPT1", "กลุ่ม", "x" * 41])
def test_a_group_id_cannot_leave_the_folder(folder: ReturnedFolder, group: str) -> None:
    with pytest.raises(Refused) as refused:
        _send(folder, b"first", group)

    assert [p.rule for p in refused.value.problems] == ["upload_bad_group"]
    assert _files(folder) == {}


@pytest.mark.parametrize(("content", "rule"), [(b"", "upload_empty"), (b"x" * 1001, "upload_too_large")])
def test_empty_and_oversize_uploads_are_refused_and_leave_nothing(
    folder: ReturnedFolder, content: bytes, rule: str
) -> None:
    _send(folder, b"first")

    with pytest.raises(Refused) as refused:
        _send(folder, content)

    assert [p.rule for p in refused.value.problems] == [rule]
    assert _files(folder) == {"plan.xlsx": b"first"}
    assert list(folder.incoming.iterdir()) == []


def test_a_file_that_inspection_finds_wrong_stays_out(folder: ReturnedFolder) -> None:
    told = problem("server_other_group", value="money", own="plan")
    folder.inspect = lambda path, group: Inspected([told])

    with pytest.raises(Refused):
        _send(folder, b"theirs")

    assert _files(folder) == {}
    assert folder.receipts() == []


def test_a_connection_that_breaks_leaves_the_old_file(folder: ReturnedFolder) -> None:
    _send(folder, b"first")

    async def breaks() -> AsyncIterator[bytes]:
        yield b"half of the second"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        finished(folder.receive(breaks(), "plan", NOW))

    assert _files(folder) == {"plan.xlsx": b"first"}
    assert list(folder.incoming.iterdir()) == []


def test_twelve_groups_at_once_each_get_their_receipt(folder: ReturnedFolder) -> None:
    groups = [f"g{n:02d}" for n in range(12)]

    async def all_at_once() -> list[Receipt]:
        return await asyncio.gather(
            *(folder.receive(_in_pieces(group.encode() * 50), group, NOW) for group in groups)
        )

    receipts = finished(all_at_once())

    assert sorted(r.number for r in receipts) == list(range(1, 13))
    assert _files(folder) == {f"{g}.xlsx": g.encode() * 50 for g in groups}


def test_one_group_from_many_pcs_at_once_ends_in_one_file_and_the_others_kept(folder: ReturnedFolder) -> None:
    async def all_at_once() -> list[Receipt]:
        contents = [f"from PC {number}".encode() * 100 for number in range(12)]
        return await asyncio.gather(*(folder.receive(_in_pieces(c, 100), "plan", NOW) for c in contents))

    receipts = sorted(finished(all_at_once()), key=lambda r: r.number)

    replaced = [r.replaced.sha256 if r.replaced else "" for r in receipts]
    assert replaced == ["", *(r.sha256 for r in receipts[:-1])]
    assert hashlib.sha256(_files(folder)["plan.xlsx"]).hexdigest() == receipts[-1].sha256
    kept = [(folder.home / r.replaced.kept_as).read_bytes() for r in receipts if r.replaced]
    assert [hashlib.sha256(content).hexdigest() for content in kept] == replaced[1:]


def test_only_a_few_uploads_are_looked_at_at_once(folder: ReturnedFolder) -> None:
    """All groups may send in the last minute; the threads are needed for everything else too."""
    inside, most, lock = 0, 0, threading.Lock()
    enough, too_many = threading.Event(), threading.Event()

    def slowly(path: Path, group: str) -> Inspected:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
            if most >= AT_ONCE:
                enough.set()
            if most > AT_ONCE:
                too_many.set()
        enough.wait(60)
        too_many.wait(0.2)
        with lock:
            inside -= 1
        return Inspected([])

    folder.inspect = slowly
    groups = [f"g{n}" for n in range(3 * AT_ONCE)]

    async def all_at_once() -> list[Receipt]:
        return await asyncio.gather(*(folder.receive(_in_pieces(b"first"), g, NOW) for g in groups))

    assert len(finished(all_at_once())) == len(groups)
    assert most == AT_ONCE


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def _read(office: Office, path: Path) -> Inspected:
    """As the server's own inspection reads it, without its register and its child process."""
    brief = brief_of(office.register.form, 1)
    submission = read_submission(brief, ReturnedFile(path))
    return Inspected([], GOOD, ReadEntries(submission, brief, {"P1": "พัฒนาระบบข้อมูลสารสนเทศ"}))


def _book(office: Office, **entries: object) -> bytes:
    book = office.book()
    book.fill("P1", **entries)
    return office.put(book).read_bytes()


@pytest.fixture
def reading(tmp_path: Path, office: Office) -> ReturnedFolder:
    return ReturnedFolder(
        tmp_path / "uploads", tmp_path / "home", lambda path, _: _read(office, path), 10_000_000
    )


def test_a_file_that_changes_what_was_sent_shows_it_before_it_replaces(
    reading: ReturnedFolder, office: Office
) -> None:
    first, second = _book(office, used=1000), _book(office, used=2500, status="ดำเนินการแล้ว")
    _send(reading, first)
    with pytest.raises(WouldLose) as asked:
        _send(reading, second)
    shown = [(one.label, one.before, one.after) for one in asked.value.changes]
    assert [(before, after) for _, before, after in shown] == [
        ("1,000.00", "2,500.00"),
        ("กำลังดำเนินการ", "ดำเนินการแล้ว"),
    ]
    assert {one.project for one in asked.value.changes} == {"พัฒนาระบบข้อมูลสารสนเทศ"}
    assert [one.cell for one in asked.value.changes] == [
        office.book().at("P1", key) for key in ("used", "status")
    ]
    assert not asked.value.is_worse
    assert _files(reading) == {"plan.xlsx": first}

    receipt = finished(reading.receive(_in_pieces(second), "plan", NOW, replace=True))
    assert (receipt.changes, receipt.changed) == (asked.value.changes, 2)
    assert reading.receipts()[-1].changes == receipt.changes, "kept with the receipt"


def test_what_only_adds_asks_nothing_and_is_on_the_receipt(reading: ReturnedFolder, office: Office) -> None:
    _send(reading, _book(office, used=1000, status=None))
    receipt = _send(reading, _book(office, used=1000, status="กำลังดำเนินการ"))
    assert [(one.before, one.after) for one in receipt.changes] == [("", "กำลังดำเนินการ")]


def test_a_value_that_would_be_gone_is_asked_about(reading: ReturnedFolder, office: Office) -> None:
    _send(reading, _book(office, used=1000))
    with pytest.raises(WouldLose) as asked:
        _send(reading, _book(office, used=None))
    assert [(one.before, one.after) for one in asked.value.changes] == [("1,000.00", "")]


def test_a_receipt_of_an_earlier_program_is_read(folder: ReturnedFolder) -> None:
    _send(folder, b"first")
    path = folder.home / "receipts.jsonl"
    old = {
        key: value for key, value in json.loads(path.read_text()).items() if key not in ("changes", "changed")
    }
    path.write_text(json.dumps(old) + "\n")
    assert folder.receipts()[0].changed == 0
