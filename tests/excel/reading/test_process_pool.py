"""A folder of files from outside is read to its end, whatever one file does to the process that reads it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import raw_workbooks as raw
from tests.support.child_tasks import act_by_name, begun_at, count_cells, process_of, size_of, unpicklable
from xl_addin.excel.reading import reading_process
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.process_pool import enough_processes, read_files
from xl_addin.excel.reading.reading_process import KeptReaders
from xl_addin.excel.reading.returned_file import ReturnedFile

START_METHODS = [method for method in ("fork", "spawn") if method in multiprocessing.get_all_start_methods()]


def outcomes(names: list[str], **options: object) -> dict[str, str]:
    """What became of each file: its result or the id of its message."""
    given = {}
    for path, result in read_files([Path(name) for name in names], act_by_name, **options):  # type: ignore[arg-type]
        given[path.name] = result.message_id if isinstance(result, PackageError) else result
    return given


def numbered(count: int) -> list[str]:
    return [f"{number:02}.xlsx" for number in range(count)]


@pytest.mark.parametrize("start_method", START_METHODS)
def test_results_come_in_the_order_of_the_files_with_progress(start_method: str) -> None:
    steps: list[tuple[int, int]] = []
    names = numbered(40)
    given = outcomes(
        names,
        workers=2,
        start_method=start_method,
        on_progress=lambda *step: steps.append(step),
    )
    assert list(given.items()) == [(name, name) for name in names]
    assert steps == [(done, 40) for done in range(1, 41)]


@pytest.mark.parametrize(
    ("files", "bytes_", "processes"),
    [(12, 1000, 1), (13, 1000, 2), (7, 140_000, 2), (7, 10_000_000, 4), (900, 1, 4)],
)
def test_more_processes_read_many_files_or_few_large_ones(
    files: int, bytes_: int, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    returned = [ReturnedFile(Path("a.zip"), f"{number}.xlsx", bytes(bytes_)) for number in range(files)]
    assert enough_processes(returned) == processes


@pytest.mark.parametrize("start_method", START_METHODS)
@pytest.mark.parametrize(
    ("trouble", "message_id"),
    [
        ("memory", "file_needs_too_much_memory"),
        ("killed", "file_crashes_reader"),
        ("refused", "file_is_xls"),
        ("surprise", "file_unreadable"),
    ],
)
def test_only_the_guilty_file_is_named(trouble: str, message_id: str, start_method: str) -> None:
    names = [*numbered(9), f"{trouble}.xlsx", "z.xlsx"]
    expected = {name: name for name in names} | {f"{trouble}.xlsx": message_id}
    assert outcomes(names, workers=1, start_method=start_method) == expected


def test_a_file_that_never_ends_is_stopped_and_the_rest_goes_on() -> None:
    names = ["a.xlsx", "forever.xlsx", "b.xlsx"]
    assert outcomes(names, timeout_seconds=0.5) == {
        "a.xlsx": "a.xlsx",
        "forever.xlsx": "file_takes_too_long",
        "b.xlsx": "b.xlsx",
    }


def test_a_file_that_waits_for_ever_is_stopped_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes no processor time: a network drive that does not answer, a process that was stopped."""
    monkeypatch.setattr(reading_process, "STILL_SECONDS", 1.0)
    assert outcomes(["a.xlsx", "asleep.xlsx", "b.xlsx"]) == {
        "a.xlsx": "a.xlsx",
        "asleep.xlsx": "file_takes_too_long",
        "b.xlsx": "b.xlsx",
    }


def test_two_guilty_files_in_one_batch_are_both_named() -> None:
    names = ["killed1.xlsx", "a.xlsx", "killed2.xlsx"]
    assert set(outcomes(names).items()) == {
        ("killed1.xlsx", "file_crashes_reader"),
        ("a.xlsx", "a.xlsx"),
        ("killed2.xlsx", "file_crashes_reader"),
    }


def test_the_sentence_for_a_surprise_keeps_its_cause_for_support() -> None:
    ((_, result),) = read_files([Path("surprise.xlsx")], act_by_name)
    assert isinstance(result, PackageError)
    assert "IndexError" in result.problem().fix


def test_a_result_that_cannot_travel_is_a_problem_of_its_file() -> None:
    ((_, result),) = read_files([Path("a.xlsx")], unpicklable)
    assert isinstance(result, PackageError)


def test_a_function_that_cannot_travel_is_a_mistake_of_the_program() -> None:
    with pytest.raises(Exception, match="pickle"):
        list(read_files([Path("a.xlsx")], lambda path: path))


def test_nobody_is_left_behind_when_the_reading_is_given_up() -> None:
    reading = read_files([Path(name) for name in numbered(60)], act_by_name, workers=2)
    next(reading)
    reading.close()
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("start_method", START_METHODS)
def test_files_that_come_with_their_bytes_are_read_in_order(start_method: str) -> None:
    """Out of a zip: each larger than what a pipe holds."""
    files = [(number, bytes(1_000_000)) for number in range(30)]
    read = list(read_files(files, size_of, workers=2, start_method=start_method))
    assert read == [(file, 1_000_000 + number) for number, file in enumerate(files)]


def test_of_few_files_the_largest_is_begun_first_and_results_come_in_the_order_of_the_files() -> None:
    files = [ReturnedFile(Path("a.zip"), f"{size}.xlsx", bytes(size)) for size in (10, 300, 20, 300, 0)]
    read = list(read_files(files, begun_at, workers=1))
    assert [file for file, _ in read] == files
    begun = sorted(range(len(files)), key=lambda number: read[number][1])
    assert begun == [1, 3, 2, 0, 4]


def test_no_files_need_no_child() -> None:
    assert list(read_files([], act_by_name)) == []


def test_a_folder_with_hostile_workbooks_is_read_to_its_end(tmp_path: Path) -> None:
    cell = '<row r="1"><c r="A1"><v>1</v></c></row>'
    stray = raw.workbook(raw.sheet_xml(cell + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    bomb = raw.workbook(raw.sheet_xml(f'<row r="1"><c r="A1" t="str"><v>{"a" * 30_000_000}</v></c></row>'))
    # 40 MB of distinct texts in a child that may take 32 MB more than it has.
    texts = "".join(f"<r><t>{number:09}</t></r>" for number in range(1_600_000))
    heavy = raw.workbook(raw.sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), texts=[texts])
    files = {
        "1 ดี.xlsx": raw.workbook(raw.sheet_xml(cell)),
        "2 ไกล.xlsx": stray,
        "3 ระเบิด.xlsx": bomb,
        "4 หนัก.xlsx": heavy,
        "5 รหัสผ่าน.xlsx": raw.compound_file("EncryptedPackage"),
        "6 ดี.xlsx": raw.workbook(raw.sheet_xml(cell)),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    given = dict(read_files(sorted(tmp_path.iterdir()), count_cells, memory_bytes=32 * 1024**2))
    assert [
        result.message_id if isinstance(result, PackageError) else result for result in given.values()
    ] == [
        1,
        2,
        "file_packed_too_tightly",
        "file_needs_too_much_memory",
        "file_has_password",
        1,
    ]


@pytest.fixture
def kept() -> Iterator[KeptReaders]:
    readers = KeptReaders(2)
    yield readers
    readers.end()
    assert multiprocessing.active_children() == []


def read_one(name: str, kept: KeptReaders) -> int | PackageError:
    ((_, found),) = read_files([Path(name)], process_of, workers=1, kept=kept)
    return found


def test_a_kept_reader_reads_files_until_it_has_read_enough(
    kept: KeptReaders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_process, "MOST_FILES", 3)
    read_by = [read_one(f"{number}.xlsx", kept) for number in range(6)]
    assert read_by == [read_by[0]] * 3 + [read_by[3]] * 3
    assert read_by[0] != read_by[3]


def test_a_kept_reader_does_no_other_work(kept: KeptReaders) -> None:
    reader = read_one("a.xlsx", kept)
    assert list(read_files([Path("a.xlsx")], act_by_name, kept=kept)) == [(Path("a.xlsx"), "a.xlsx")]
    assert read_one("b.xlsx", kept) == reader


@pytest.mark.parametrize(
    ("trouble", "message_id"),
    [("memory", "file_needs_too_much_memory"), ("killed", "file_crashes_reader")],
)
def test_a_kept_reader_that_a_file_took_with_it_is_not_kept(
    trouble: str, message_id: str, kept: KeptReaders
) -> None:
    reader = read_one("a.xlsx", kept)
    refused = read_one(f"{trouble}.xlsx", kept)
    assert isinstance(refused, PackageError)
    assert refused.message_id == message_id
    assert read_one("b.xlsx", kept) not in (reader, refused)


def test_a_kept_reader_that_was_ended_while_it_waited_is_replaced(kept: KeptReaders) -> None:
    reader = read_one("a.xlsx", kept)
    (waiting,) = multiprocessing.active_children()
    assert waiting.pid == reader
    waiting.kill()
    waiting.join()
    assert isinstance(read_one("b.xlsx", kept), int)
    assert {child.pid for child in multiprocessing.active_children()} != {reader}


def test_of_kept_readers_no_more_wait_than_were_asked_for(kept: KeptReaders) -> None:
    """Three files are read at once, as three callers would."""
    names = [Path(f"{number}.xlsx") for number in range(3)]
    readings = [read_files([name], process_of, workers=1, kept=kept) for name in names]
    assert len({next(reading)[1] for reading in readings}) == 3
    for reading in readings:
        reading.close()
    assert len(multiprocessing.active_children()) == 2


def test_a_reader_that_was_started_before_there_was_work_has_got_ready_and_takes_the_first(
    kept: KeptReaders, tmp_path: Path
) -> None:
    kept.start((tmp_path / "ready").touch)
    (waiting,) = multiprocessing.active_children()
    assert read_one("a.xlsx", kept) == waiting.pid
    assert (tmp_path / "ready").exists()


def test_a_reader_that_fails_while_it_gets_ready_reads_all_the_same(
    kept: KeptReaders, tmp_path: Path
) -> None:
    kept.start((tmp_path / "nowhere" / "ready").touch)
    (waiting,) = multiprocessing.active_children()
    assert read_one("a.xlsx", kept) == waiting.pid
