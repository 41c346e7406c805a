"""A folder of files from outside is read to its end, whatever one file does to the process that reads it."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from tests.support import raw_workbooks as raw
from tests.support.child_tasks import act_by_name, count_cells, size_of, unpicklable
from xl_addin.excel.reading import reading_process
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.process_pool import read_files

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
